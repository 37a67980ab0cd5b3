"""What the pattern of withholding tells, against a count of every table that there may be."""

from itertools import product
from math import comb

import polars as pl
import pytest
from invented_surveys import ASKED, survey

from disclosure import withheld_patterns
from disclosure.cells import Replies, divided
from disclosure.suppress import QuestionRules, suppress
from disclosure.suppression import Demands
from disclosure.withheld_patterns import what_patterns_tell

#: Units of two regions, and how many of them said yes, no, and neither; from five on all is told.
SIZES, SAID, LEAST = {"north": 7, "south": 8}, {"north": (1, 3, 3), "south": (5, 2, 1)}, 5
KINDS = ("yes", "no", "")


def asked(said):
    units = [(f"{region}{n}", region) for region, size in SIZES.items() for n in range(size)]
    members = pl.DataFrame(
        [("", u, by, g, True) for u, r in units for by, g in (("all", "total"), ("region", r))],
        schema=["wave", "unit_id", "grouping", "group", "replied"],
        orient="row",
    )
    each = [given for region in SIZES for given, n in zip(KINDS, said[region], strict=True)
            for _ in range(n)]  # fmt: skip
    rows = [(u, "valid" if g else "refused", g) for (u, _), g in zip(units, each, strict=True)]
    table = pl.DataFrame(rows, schema=["unit_id", "status", "given"], orient="row")
    return members, Replies({("", "law"): ["yes", "no"]}, lambda *_: table)


def told(members, said, rules, *, whole=True, tables=400):
    demands = Demands(LEAST, whole=whole)
    cells = divided(members, said, LEAST, ["refused"])
    found = suppress(cells, rules, minimum=LEAST, whole=whole)
    args = (found, members, said, rules, demands, ["refused"])
    return list(what_patterns_tell(*args, tables=tables))


def every_table():
    """Counts of the north, and in how many ways units may have given them, in all that agree."""
    totals = [sum(counts) for counts in zip(*SAID.values(), strict=True)]
    for yes, no in product(range(totals[0] + 1), range(totals[1] + 1)):
        neither = SIZES["north"] - yes - no
        rest = [total - own for total, own in zip(totals, (yes, no, neither), strict=True)]
        if min(neither, *rest) >= 0:
            ways = comb(SIZES["north"], yes) * comb(SIZES["north"] - yes, no)
            ways *= comb(SIZES["south"], rest[0]) * comb(SIZES["south"] - rest[0], rest[1])
            yield (yes, no), (rest[0], rest[1]), ways


def odds_of(place, region, *, with_pattern):
    """Odds of the true count, if all ways of answering are as likely as any other."""
    hits = others = 0
    for north, south, ways in every_table():
        if with_pattern and min(sum(north), sum(south)) >= LEAST:
            continue
        own = (north, south)[region]
        true = SAID[("north", "south")[region]]
        if own[place] == true[place]:
            hits += ways
        else:
            others += ways
    return hits / others


def test_odds_are_those_of_all_tables_that_there_may_be(monkeypatch):
    monkeypatch.setattr(withheld_patterns, "APART", 40)  # of fifteen units
    monkeypatch.setattr(withheld_patterns, "ALL", 1000)
    (one,) = told(*asked(SAID), {"law": QuestionRules()}, tables=500)
    assert (one.groups, one.agree >= 500) == (["north", "south"], True)
    ratios = {
        (region, option): odds_of(place, r, with_pattern=True)
        / odds_of(place, r, with_pattern=False)
        for r, region in enumerate(("north", "south"))
        for place, option in enumerate(("yes", "no"))
    }
    group, option = one.count.split(":")[0].split(", ")
    assert one.odds == pytest.approx(ratios[group, option], rel=0.25)
    assert ratios[group, option] > 0.85 * max(ratios.values())


def test_too_few_tables_measure_nothing(monkeypatch):
    """That all said the same is so rare that few of those that are looked at have the pattern."""
    monkeypatch.setattr(withheld_patterns, "LOOKED_AT", 300)
    monkeypatch.setattr(withheld_patterns, "APART", 40)
    same = {"north": (7, 0, 0), "south": (4, 4, 0)}
    (one,) = told(*asked(same), {"law": QuestionRules(alike=0)}, tables=500)
    assert one.agree < 50
    assert one.odds is None


@pytest.mark.parametrize("seed", range(4))
def test_a_question_is_told_of_all_groups_of_a_total_or_of_none(seed):
    units, answers = survey(seed)
    members = units.with_columns(wave=pl.lit(""), replied=pl.col("replied") == "yes")
    given = answers["options"].str.replace_all(";", "\x1f")
    answers = answers.with_columns(given=given)
    options = {("", name): list(known) for name, (known, _) in ASKED.items()}
    said = Replies(
        options,
        lambda _, q: answers.filter(question=q).select("unit_id", "status", "given"),
    )
    rules = {name: QuestionRules(several, ["law"] * (name == "which"), 0)
             for name, (_, several) in ASKED.items()}  # fmt: skip
    cells = [*divided(members, said, LEAST, ["refused", "no_answer"])]
    found = suppress(cells, rules, minimum=LEAST, whole=True)
    cheapest = suppress(cells, rules, minimum=LEAST)
    some = 0
    for one in cells:
        named = {group for names in one.groups for group in names}
        gone = {group for group in named if found.hides("", group, one.name)}
        parts = {group for group in named if group[0] != "all"}
        assert gone & parts in (set(), parts)
        some += bool(gone)
    assert some
    assert len(found.withheld) > len(cheapest.withheld)
