"""What a run knows of countries: what is at hand is read, and what is not is left out."""

import logging

import polars as pl
import pytest
from invented.whole import put_answers
from worlds import REPOSITORY, raw_folder

from cyberstudy.declare.plan.facts_of_countries import (
    DeclaredCountryFacts,
    MeasureOfStates,
)
from cyberstudy.sources.available_facts import index_as_facts, measured, multiplied, read_facts
from cyberstudy.tables.across import CountryFacts, FactRows
from surveyanswers.instrument.parsing import parsed
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import checked

PARTS = {"index": "All", "technical": "Technical", "scams": "Scams"}
REFERENCE = REPOSITORY / "data" / "raw" / "reference"


def measure(**more):
    return {
        "title": "Law",
        "survey": "gci",
        "wave": "2020",
        "year": 2020,
        "questions": ["law"],
    } | more


def answers(*said, wave="2020"):
    kinds = ("unit_id", "question", "value", "number", "status", "wave")
    return pl.DataFrame(
        [
            (unit, question, value, number, status, wave)
            for unit, question, value, number, status in said
        ],
        schema=dict(zip(kinds, (pl.String,) * 3 + (pl.Float64,) + (pl.String,) * 2, strict=True)),
        orient="row",
    )


def test_a_number_is_read_of_its_wave_and_where_it_is_valid():
    said = [("ALB", "law", "3.5", 3.5, "valid"), ("CUB", "law", None, None, "no_answer")]
    table = pl.concat([answers(*said), answers(("ALB", "law", "9", 9.0, "valid"), wave="2024")])
    found = measured(table, MeasureOfStates(**measure()))
    assert found.rows() == [("ALB", 3.5, 2020)]


def test_a_wave_that_is_not_there_stops():
    with pytest.raises(SurveyError, match="there is no wave '2022'"):
        measured(
            answers(("ALB", "law", "3", 3.0, "valid")), MeasureOfStates(**measure(wave="2022"))
        )


def test_things_are_a_share_of_those_that_are_known_where_enough_are():
    said = [
        *(("ALB", q, v, None, "valid") for q, v in (("a", "yes"), ("b", "no"), ("c", "yes"))),
        ("CUB", "a", "yes", None, "valid"),
        ("CUB", "b", "yes", None, "valid"),
        ("CUB", "c", None, None, "no_answer"),
        ("YEM", "a", "yes", None, "valid"),
    ]
    entry = measure(questions=["a", "b", "c"], options=["yes"], minimum_answered=0.6)
    found = measured(answers(*said), MeasureOfStates(**entry))
    assert dict(found.select("iso3", "value").iter_rows()) == pytest.approx(
        {"ALB": 2 / 3, "CUB": 1}
    )


def test_countries_that_nobody_named_have_an_index_of_nothing():
    index = pl.DataFrame({"iso3": ["CUB"], "index": [4.0], "scams": [8.0]})
    found = index_as_facts(index, ["index", "scams"], ["ALB", "CUB"], 2021)
    assert found["scams"].rows() == [("ALB", 2021, 0.0), ("CUB", 2021, 8.0)]


@pytest.fixture
def ran(tmp_path):
    """Protected tables of three experts and of a survey of two States."""
    tables = [tmp_path / name / "protect" / "tables" for name in ("wci2021", "gci")]
    for folder in tables:
        folder.mkdir(parents=True)
    experts, states = tables
    index = {"iso3": ["CUB"], "index": [1.0], "technical": [0.0], "scams": [2.0]}
    pl.DataFrame(index).write_parquet(experts / "index.parquet")
    said = [(code, "law", "1", 1.0, "valid") for code in ("ALB", "CUB")]
    put_answers(answers(*said), states)
    return tables


DECLARED = parsed(
    {
        "experts": {"table": "wci2021/index", "columns": PARTS},
        "year": 2021,
        "measures": {"law": measure(), "code": measure(survey="cyberlaw2026")},
        "facts": {
            "development": {
                "title": "Development",
                "file": "reference/HDR_HDI.xlsx",
                "form": "human_development_report",
            }
        },
    },
    DeclaredCountryFacts,
    where="plan.yaml",
)


def available(protected, files=()):
    return read_facts(DECLARED, protected=map(str, protected), files=files, reference=REFERENCE)


def test_what_is_not_at_hand_is_left_out_and_told(ran, caplog):
    with caplog.at_level(logging.INFO):
        found, rows = available(ran)
    assert "code is not available in this run" in caplog.text
    facts = checked(found, CountryFacts)
    assert set(facts["fact"]) == {"law", *PARTS}
    assert facts.filter(fact="scams").select("country", "value").rows() == [
        ("Albania", 0.0),
        ("Cuba", 2.0),
    ]
    assert checked(rows, FactRows).is_empty()


def test_without_experts_the_rest_is_read_all_the_same(ran):
    found, _ = available(ran[1:])
    assert set(found["fact"]) == {"law"}


def test_a_fact_of_reference_is_read_where_its_file_could_be_had(ran):
    file = "reference/HDR_HDI.xlsx"
    found, rows = available(ran, [str(raw_folder(file) / file)])
    assert found.filter(fact="development").height == 193
    assert checked(rows, FactRows)["rows"].sum() == 277


def test_a_product_is_of_countries_that_have_all_of_it_and_of_the_earliest_year():
    kinds = {"iso3": pl.String, "year": pl.UInt16, "value": pl.Float64}
    heads, per_head = (
        pl.DataFrame(rows, kinds, orient="row")
        for rows in ([("ALB", 2021, 3.0), ("CUB", 2021, 2.0)], [("ALB", 2019, 5.0)])
    )
    assert multiplied(heads, per_head).rows() == [("ALB", 2019, 15.0)]


@pytest.mark.parametrize(
    ("products", "told"),
    [
        ({"law": {"title": "Law", "of": ["development"]}}, "law: is the name of a measure"),
        ({"total": {"title": "Total", "of": ["development", "wealth"]}}, "wealth"),
    ],
)
def test_a_product_of_what_is_no_fact_or_with_anothers_name_is_told(products, told):
    with pytest.raises(SurveyError, match=told):
        parsed(DECLARED.plain() | {"products": products}, DeclaredCountryFacts, where="plan.yaml")


def test_what_stands_for_two_things_is_told():
    entry = DECLARED.plain() | {"measures": {"development": measure()}}
    with pytest.raises(SurveyError, match="development: is the name of a measure"):
        parsed(entry, DeclaredCountryFacts, where="plan.yaml")
