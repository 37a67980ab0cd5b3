import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import REPOSITORY

from cyberstudy.declare.plan.analyses import Mapped
from cyberstudy.describe.estimates import estimate_all
from cyberstudy.describe.findings import compare_findings, meaning_of, read_assumed, relation_of
from cyberstudy.describe.response import response_rates
from cyberstudy.tables.estimates import Findings
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table, write_table

ASSUMPTIONS = REPOSITORY / "config/surveys/states2012/simulation/assumptions.csv"


@pytest.mark.parametrize(
    ("value", "interval", "band", "expected"),
    [
        (0.5, (0.4, 0.6), (0.45, 0.55), "inside"),
        (0.6, (0.5, 0.7), (0.45, 0.55), "overlaps"),
        (0.7, (0.6, 0.8), (0.45, 0.55), "outside"),
        (0.7, (0.6, 0.8), (0.6667, None), "inside"),
        (0.6, (0.5, 0.7), (0.6667, None), "overlaps"),
        (0.4, (0.3, 0.5), (None, 0.5), "inside"),
        (69 / 193, (0.3, 0.4), (0.3575, 0.3575), "inside"),
        (43, None, (40, None), "inside"),
        (39, None, (40, None), "outside"),
        (None, None, (0.1, 0.2), "no estimate"),
    ],
)
def test_a_value_lies_where_the_published_band_says(value, interval, band, expected):
    assert relation_of(value, interval, band) == expected


shares = st.floats(0, 1)


@given(shares, shares, shares, shares, shares)
def test_a_wider_band_or_a_wider_interval_never_makes_things_worse(value, a, b, c, d):
    rank = ["outside", "overlaps", "inside"].index
    interval = (min(value, a), max(value, b))
    band = (min(c, d), max(c, d))
    found = rank(relation_of(value, interval, band))
    assert rank(relation_of(value, interval, (None, band[1]))) >= found
    assert rank(relation_of(value, (0, 1), band)) >= found
    if found == 0:
        assert interval[1] < band[0] or interval[0] > band[1]


@pytest.mark.parametrize("relation", ["inside", "overlaps"])
def test_an_agreement_by_construction_shows_that_the_road_works_and_no_more(relation):
    told = meaning_of(relation, by_construction=True, simulated=True)
    assert "the road works, not that the finding is true" in told
    assert "simulated" in meaning_of(relation, by_construction=False, simulated=True)
    assert "simulated" not in meaning_of(relation, by_construction=False, simulated=False)


@pytest.fixture(scope="module")
def published(states):
    return read_text_table(REPOSITORY / states.plan.findings.published)


@pytest.fixture(scope="module")
def compare(states, simulated_survey, published):
    cleaned, members = simulated_survey

    def run(mapping=None, assumed=None, minimum_base=5):
        return compare_findings(
            AnswerColumns.of(cleaned.answers),
            members,
            response_rates(cleaned.units, states.frame, states.plan.response.by),
            published,
            mapping=[Mapped(**row) for row in mapping] if mapping else states.plan.findings.mapping,
            assumed=assumed,
            minimum_base=minimum_base,
            confidence=0.95,
        )

    return run


@pytest.fixture(scope="module")
def found(compare):
    receipt = pl.DataFrame({"simulated": [True]})
    return compare(assumed=read_assumed([str(ASSUMPTIONS)], receipt))


def test_at_least_thirty_findings_are_laid_beside_our_counts(found, states, tmp_path):
    assert found.select("id", "part").n_unique() >= 30
    assert found.height == len(states.plan.findings.mapping)
    write_table(found, str(tmp_path / "findings.csv"), Findings)
    assert read_table(str(tmp_path / "findings.csv"), Findings).height == found.height


def test_a_finding_about_one_option_and_group_has_the_estimates_numbers(
    found, simulated_survey, states
):
    cleaned, members = simulated_survey
    estimates = estimate_all(
        AnswerColumns.of(cleaned.answers),
        members,
        states.questionnaire,
        minimum_base=5,
        confidence=0.95,
    )
    keys = ["question", "grouping", "group", "option"]
    numbers = ["base", "count", "share", "low", "high"]
    mine = found.filter(pl.col("question") != "").rename({"groups": "group", "options": "option"})
    joined = mine.join(estimates, on=keys, suffix="_theirs")
    assert joined.height >= 25
    for name in numbers:
        assert joined[name].fill_null(-1).to_list() == pytest.approx(
            joined[f"{name}_theirs"].fill_null(-1).to_list()
        )


def test_options_of_one_question_add_up_and_groups_do(compare):
    whole = {"id": "U06", "part": "1", "by": "states", "groups": ["total"]}
    question = {"question": "q017_criminal_law_sufficient"}
    every = ["Africa", "Americas", "Asia", "Europe", "Oceania"]
    table = compare(
        [
            whole | question | {"options": ["sufficient"]},
            whole | question | {"options": ["partly", "insufficient"]},
            whole | question | {"options": ["sufficient"], "by": "region", "groups": every},
        ]
    )
    assert table["count"][0] + table["count"][1] == table["base"][0]
    numbers = table.select("base", "count", "share", "low", "high")
    assert numbers.row(0) == numbers.row(2)


def test_replies_are_counted_and_have_a_share_only_of_those_listed(found):
    replies = {(r["id"], r["part"]): r for r in found.filter(question="").iter_rows(named=True)}
    states = replies["V01", "2"]
    assert (states["count"], states["base"]) == (69, 193)
    assert states["low"] == states["high"] == pytest.approx(69 / 193)
    assert states["relation"] == "inside"
    private = replies["U02", "1"]
    assert (private["count"], private["share"], private["relation"]) == (40, None, "inside")


def test_what_nobody_checked_says_so_and_what_was_put_in_says_so(found):
    standing = dict(found.select("checked", "standing").iter_rows())
    assert standing == {"yes": "checked", "no": "as recalled, unchecked"}
    assert (found["by_construction"] == "yes").any()
    assert found.filter(by_construction="yes")["meaning"].str.contains("simulated").all()


def test_answers_that_are_not_simulated_are_nothing_by_construction(compare):
    assert read_assumed([str(ASSUMPTIONS)], pl.DataFrame({"simulated": [False]})) is None
    real = compare(assumed=None)
    assert (real["by_construction"] == "no").all()
    assert not real["meaning"].str.contains("simulated").any()


def test_a_simulation_without_a_published_source_makes_nothing_by_construction(compare):
    assert read_assumed([], pl.DataFrame({"simulated": [True]})) == set()
    told = read_assumed([str(ASSUMPTIONS)], pl.DataFrame({"simulated": [True]}))
    assert {"response", "q017_criminal_law_sufficient", "q106_assistance_needed"} <= told
    assert "q092_child_protection_plan" not in told  # invented
    free = compare(assumed=set())
    assert (free["by_construction"] == "no").all()


def test_too_few_answers_are_no_estimate(compare):
    table = compare(minimum_base=200)
    about = table.filter(pl.col("question") != "", measure="share")
    assert (about["relation"] == "no estimate").all()
    assert (about["reason"] == "base under 200").all()
    assert (about["meaning"] == "There are too few answers to compare.").all()


def test_a_group_that_nobody_is_of_is_said_with_its_place(compare):
    entry = {
        "id": "U49",
        "part": "1",
        "question": "q001_national_strategy",
        "options": ["yes"],
        "by": "states",
        "groups": ["total"],
    }
    with pytest.raises(SurveyError, match="states has no group Atlantis"):
        compare([entry | {"groups": ["Atlantis"]}])


def test_the_least_base_is_enough_for_an_estimate(compare):
    table = compare().with_row_index()
    place = table.filter(pl.col("question") != "", measure="share")["index"][0]
    base = table["base"][place]
    reasons = [compare(minimum_base=base + more)["reason"][place] for more in (0, 1)]
    assert reasons == ["", f"base under {base + 1}"]
