"""Each fact of a country stands with its source and year, and what may be passed on is a file."""

import json
from types import SimpleNamespace

import polars as pl
import pytest
from invented.whole import put_answers
from worlds.page import (
    ANSWERS,
    FRAME,
    PLAN,
    STORY,
    Elements,
    data_of,
    put_pages,
    put_release,
    survey,
)

from cyberstudy.declare.plan.facts_of_countries import INDICES
from cyberstudy.declare.plan.kinds import KINDS
from cyberstudy.release.gather import ShownSurvey
from cyberstudy.release.page.countries import OTHERS, countries_of, facts_of_all, facts_of_one
from cyberstudy.release.page.interface import INTERFACE

TERMS = {"citation": "Bank.", "cite_values": "facts", "licence": "free"}
GDP = {"path": "reference/gdp.csv", "source": "A bank, incomes", "pass_on": None, **TERMS}
PEOPLE = {"path": "reference/people.csv", "source": "A bank, people", "pass_on": "free", **TERMS}
FACTS = [
    ("MLT", "gdp", "Income", 2021, 3.5, "reference/gdp.csv"),
    ("MLT", "people", "People", 2023, 9.0, "reference/people.csv"),
    ("ABW", "people", "People", 2023, 1.0, "reference/people.csv"),
    ("MLT", "total", "Total", 2021, 31.5, "reference/gdp.csv; reference/people.csv"),
    ("MLT", "boats", "Boats", 1999, 7.0, "harbour"),
    ("MLT", "feared", "Feared", 1999, 0.004, "captains"),
    ("TUR", "feared", "Feared", 1999, 0.0, "captains"),
]
COLUMNS = ("iso3", "fact", "title", "year", "value", "source")
TOLD = pl.lit(None, pl.String).alias("told")


@pytest.fixture
def parts(tmp_path):
    for name in ("harbour", "across", "captains"):
        (tmp_path / name).mkdir()
    put_answers(ANSWERS, tmp_path / "harbour")
    facts = pl.DataFrame(FACTS, COLUMNS, orient="row").with_columns(TOLD)
    facts.write_csv(tmp_path / "across" / "country_facts.csv")
    across = survey(tmp_path / "across", "Across", PLAN, frame=FRAME)
    across.asks = False
    told = {"simulated": False, "sources": [GDP, PEOPLE]}
    asked = survey(tmp_path / "harbour", "Harbours", PLAN, frame=FRAME)
    named = survey(tmp_path / "captains", "Captains", PLAN)
    return [
        ShownSurvey(asked, tmp_path, {"simulated": False}, {}, tmp_path / "harbour"),
        ShownSurvey(named, tmp_path, {"simulated": False}, {}, tmp_path / "captains"),
        ShownSurvey(across, tmp_path, told, {}, tmp_path / "across"),
    ]


def test_whatever_fact_is_declared_is_shown_with_its_source_and_year(parts):
    found = countries_of(parts)
    asked, named, others = facts_of_all(found)["sources"]
    assert (named["title"], [fact["title"] for fact in named["facts"]]) == ("Captains", ["Feared"])
    assert others["title"] == OTHERS
    assert [(fact["title"], fact["source"]) for fact in others["facts"]] == [
        ("Income", "A bank, incomes"),
        ("Total", "A bank, incomes; A bank, people"),
        ("People", "A bank, people"),
    ]
    malta, turkey = (facts_of_one(found, code) for code in ("MLT", "TUR"))
    assert malta["years"][1:] == [[1999], [2021, 2021, 2023]]
    # Of whom nobody named there is no measurement; 0.004 is one.
    assert malta["values"][1][0] == 0.0
    assert turkey["values"][1][0] == "not named"
    # What a survey tells itself stands there, under the year that facts have of it.
    assert [fact["title"] for fact in asked["facts"]] == ["Depth", "Boats"]
    assert asked["waves"] == ["1999"]


def test_a_score_is_told_with_its_rank_and_an_indexs_with_its_rank_alone(tmp_path):
    for name in ("harbour", "across"):
        (tmp_path / name).mkdir()
    rows = [
        (wave, unit, "boats", 0, "valid", "", number)
        for wave, numbers in (("2020", (1.0, 2.0, 3.0)), ("2024", (95.0, 94.999, 95.0)))
        for unit, number in zip(("MLT", "TUR", "ABW"), numbers, strict=True)
    ]
    columns = ("wave", "unit_id", "question", "instance", "status", "value", "number")
    put_answers(pl.DataFrame(rows, columns, orient="row"), tmp_path / "harbour")
    asked = survey(tmp_path / "harbour", "Harbours", PLAN, frame=FRAME)
    tiers = KINDS["world_map"].model_construct(question="boats", wave="2024", bounds=[50, 95])
    asked.plan.exhibits = {"map": tiers}
    facts = pl.DataFrame(
        [
            ("MLT", "safe", "Safety", 2026, 3.0, "bank"),
            ("TUR", "safe", "Safety", 2026, 4.0, "bank"),
            ("TUR", "gdp", "Income", 2021, 4.0, "bank"),
        ],
        COLUMNS,
        orient="row",
    )
    facts.with_columns(TOLD).write_csv(tmp_path / "across/country_facts.csv")
    across = survey(tmp_path / "across", "Across", PLAN, frame=FRAME)
    across.asks = False
    forms = {"safe": SimpleNamespace(form=INDICES), "gdp": SimpleNamespace(form="a_row_a_year")}
    across.plan.country_facts = SimpleNamespace(facts=forms)
    parts = [
        ShownSurvey(each, tmp_path, {"simulated": False}, {}, tmp_path / each.name)
        for each in (asked, across)
    ]
    found = countries_of(parts)
    malta, turkey = (facts_of_one(found, code)["ranks"] for code in ("MLT", "TUR"))
    # Those with the same score share the better rank; a bound belongs to the tier above it.
    assert malta == [["rank 1 of 3 by score; tier 1 of 3"], [None, "rank 2 of 2 by score"]]
    assert turkey == [["rank 3 of 3 by score; tier 2 of 3"], [None, "rank 1 of 2 by score"]]


def test_the_page_on_data_says_of_which_sources_every_value_is_shown(tmp_path):
    put_release(tmp_path / "harbour", PLAN, simulated=False, languages=["en"])
    put_answers(ANSWERS, tmp_path / "harbour/tables")
    source = PEOPLE | {"makers": "Bank", "copy_by": "", "compared": "not compared"}
    (tmp_path / "harbour/report.json").write_text(
        json.dumps({"simulated": False, "sources": [source]})
    )
    asked = survey(tmp_path / "harbour", "Harbours", PLAN, frame=FRAME)
    pages = put_pages(tmp_path, [asked], languages=["en"])
    said = Elements(pages / "page/data.html").said
    assert f"{INTERFACE['whole_said']} Harbours (3)." in said


def test_a_country_is_told_which_measures_of_the_areas_it_lacks(tmp_path):
    put_release(tmp_path / "harbour", PLAN, simulated=False, languages=["en"])
    rows = [("", unit, "boats", 0, "valid", "", n) for unit, n in (("MLT", 0.0), ("TUR", 2.0))]
    columns = ("wave", "unit_id", "question", "instance", "status", "value", "number")
    put_answers(pl.DataFrame(rows, columns, orient="row"), tmp_path / "harbour/tables")
    asked = survey(tmp_path / "harbour", "Harbours", PLAN, frame=FRAME)
    area = STORY.areas["air"].model_copy(update={"measures": ["harbour/boats"]})
    story = STORY.model_copy(update={"areas": {"air": area}})
    pages = put_pages(tmp_path, [asked], languages=["en"], story=story)
    told = [data_of(pages, f"country-{code}")["lacks"] for code in ("MLT", "TUR")]
    assert told == [["Boats"], []]
