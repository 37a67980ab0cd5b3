"""Each wave is counted by itself: its own units, its own groups, its own replies."""

import polars as pl
import pytest

from cyberstudy.declare.plan.analyses import Counted
from cyberstudy.describe.coverage import coverage, nonresponse
from cyberstudy.describe.estimates import estimate_all
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.tables.answers_by_question import AnswerColumns

LAW = Question(
    name="law", type="select_one", choices="yes_no", section=None, repeat=None, relevant=None,
    constraint=None, constraint_message=None, labels={}, order=0,
)  # fmt: skip
FORM = Questionnaire(
    questions={"law": LAW},
    choices={"yes_no": Options(["yes", "no"], {"en": {"yes": "Yes", "no": "No"}})},
    repeats={},
    title="",
)
#: Three States answered in 2020, two of them and nobody else in 2024.
SAID = {"2020": {"a": "yes", "b": "no", "c": "yes"}, "2024": {"a": "yes", "b": None}}
ANSWERS = pl.DataFrame(
    [
        (wave, unit, "law", "", value, None, "valid" if value else "no_answer")
        for wave, said in SAID.items()
        for unit, value in said.items()
    ],
    schema=["wave", "unit_id", "question", "option", "value", "number", "status"],
    schema_overrides={"number": pl.Float64},
    orient="row",
)
#: State c changes its group and does not reply in 2024.
MEMBERS = pl.DataFrame(
    [
        (wave, unit, "regions", group, True, unit in SAID[wave])
        for wave, groups in {"2020": "nns", "2024": "nss"}.items()
        for unit, group in zip("abc", groups, strict=True)
    ],
    schema=["wave", "unit_id", "grouping", "group", "in_frame", "replied"],
    orient="row",
)


def columns():
    return AnswerColumns.of(ANSWERS)


def test_the_base_of_coverage_is_the_units_of_its_wave():
    lands = pl.DataFrame({"iso3": ["AAA"], "region": ["North"]})
    table = coverage(columns(), [Counted(question="law")], FORM, lands)
    assert dict(table.select("wave", "base").unique().iter_rows()) == {"2020": 3, "2024": 2}


def test_the_base_of_nonresponse_is_the_units_of_its_wave():
    book = pl.DataFrame({"question": ["law"], "short_label": ["Law"]})
    units = MEMBERS.filter("replied").select("wave", "unit_id", group=pl.lit("states"))
    table = nonresponse(columns(), book, units)
    rows = table.select("wave", "status", "count", "base").rows()
    assert set(rows) == {
        ("2020", "valid", 3, 3), ("2024", "valid", 1, 2), ("2024", "no_answer", 1, 2),
    }  # fmt: skip


SAMPLE = MEMBERS.filter("replied").select(
    "wave", "unit_id", weight=pl.lit(1.0), stratum=pl.lit("all"), cluster="unit_id",
    population=pl.lit(9.0),
)  # fmt: skip


@pytest.mark.parametrize("sample", [None, SAMPLE], ids=["all units", "a sample"])
def test_a_group_of_shares_has_the_members_of_its_wave(sample):
    table = estimate_all(
        columns(), MEMBERS, FORM, minimum_base=1, confidence=0.95, sample=sample
    )  # fmt: skip
    yes = table.filter(option="yes").select("wave", "group", "replied", "base", "count", "share")
    assert set(yes.rows()) == {
        ("2020", "n", 2, 2, 1, 0.5), ("2020", "s", 1, 1, 1, 1),
        ("2024", "n", 1, 1, 1, 1), ("2024", "s", 1, 0, 0, None),
    }  # fmt: skip
