"""Two sources on the same countries: counts, contradictions, and who is compared with whom."""

import polars as pl
import pytest
from cyberstudy.sources.compare import compare_sources, contradictions_of, pairs_of
from cyberstudy.tables.across import Agreement, Contradictions
from cyberstudy.tables.storage import checked
from scipy.stats import kendalltau, spearmanr
from worlds.sources import row, says

ITU = {"A": 0, "B": 0.2, "C": 0.5, "D": 1, "E": 0}
UNCTAD = {"A": 0, "B": 2, "C": 2, "D": 0, "F": 2}
EARLIER, LATER = row(), row(survey="cyberlaw2026", wave="", year=2026)


def told(*rows, reason=""):
    """Return what the crosswalk's table says of these rows."""
    return pl.DataFrame(
        [{"construct": r.construct, "source": r.source, "reason": reason} for r in rows]
    )


def pairs(*rows):
    found = pairs_of(rows, told(*rows))
    return [tuple(one.source for one in pair) for pair in found]


def compared(**of_source):
    found = compare_sources([(EARLIER, LATER)], says(**of_source), confidence=0.95)
    return checked(found, Agreement).row(0, named=True)


def test_countries_of_which_both_tell_are_counted_by_what_each_says():
    found = compared(gci_2020=ITU, cyberlaw2026=UNCTAD)
    cells = [found[n] for n in ("base", "both", "only_first", "only_second", "neither")]
    assert cells == [4, 2, 1, 0, 1]
    assert (found["agreed"], found["reason"]) == (0.75, "")
    assert found["kappa"] == pytest.approx(0.5)  # (0.75 - 0.5) / (1 - 0.5)
    degrees = [0, 0.2, 0.5, 1], [0, 2, 2, 0]
    assert found["tau"] == pytest.approx(kendalltau(*degrees).statistic)
    assert found["rho"] == pytest.approx(spearmanr(*degrees).statistic)


def test_a_pair_without_a_number_keeps_its_row_and_says_why():
    apart = compared(gci_2020={"A": 1}, cyberlaw2026={"B": 1})
    assert (apart["base"], apart["kappa"]) == (0, None)
    assert apart["reason"] == "no country that both tell of"
    alike = compared(gci_2020={"A": 1, "B": 1}, cyberlaw2026={"A": 1, "B": 0})
    assert (alike["agreed"], alike["kappa"]) == (0.5, None)
    assert alike["reason"] == "one of them says the same of every country"


def test_a_contradiction_may_be_change_where_the_later_source_says_yes():
    table = says(gci_2020={"A": 0, "B": 1, "C": 1}, cyberlaw2026={"A": 2, "B": 0, "C": 2})
    found = checked(contradictions_of([(EARLIER, LATER)], table), Contradictions)
    seen = found.select("iso3", "first_present", "second_present", "may_be_change").rows()
    assert seen == [("A", False, True, True), ("B", True, False, False)]
    same_year = row(survey="cyberlaw2026", wave="", year=2020)
    found = contradictions_of([(EARLIER, same_year)], table)
    assert not found["may_be_change"].any()


def test_an_accent_does_not_put_a_name_at_the_end():
    names = {"C\u00f4te d'Ivoire": 1, "Cuba": 1, "Chad": 1}
    table = says(gci_2020=names, cyberlaw2026=dict.fromkeys(names, 0))
    found = contradictions_of([(EARLIER, LATER)], table)
    assert found["name"].to_list() == ["Chad", "C\u00f4te d'Ivoire", "Cuba"]


def test_every_edition_is_compared_and_the_same_year_alone_where_there_is_one():
    editions = row(), row(wave="2024")
    assert pairs(*editions, LATER) == [("gci 2020", "cyberlaw2026"), ("gci 2024", "cyberlaw2026")]
    days = [row(survey="strategies", wave=year) for year in ("2012", "2020", "2024")]
    assert pairs(*editions, *days) == [
        ("gci 2020", "strategies 2020"),
        ("gci 2024", "strategies 2024"),
    ]
    assert pairs(*editions) == []


def test_the_earlier_source_comes_first_and_constructs_do_not_mix():
    assert pairs(LATER, EARLIER) == [("gci 2020", "cyberlaw2026")]
    assert pairs(EARLIER, row(construct="other", survey="cyberlaw2026", wave="", year=2026)) == []


def test_a_source_that_is_told_by_groups_alone_is_in_no_pair():
    inside = row(survey="states2012", wave="", year=2012)
    known = pl.concat([told(EARLIER), told(inside, reason="told by groups of States alone")])
    assert list(pairs_of([EARLIER, inside], known)) == []
