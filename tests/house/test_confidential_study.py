"""What leaves of the survey of States as the study made it: nothing that is withheld, anywhere."""

import json

import polars as pl
import pytest
from matplotlib.text import Text
from worlds import REPOSITORY

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.draw.exhibit import draw_exhibit

STATES = REPOSITORY / "results" / "states2012"
NUMBERS = ("count", "base", "share", "low", "high", "bound_low", "bound_high")
GROUP = ["grouping", "group", "question"]


@pytest.fixture(scope="module", autouse=True)
def ran(not_run):
    if not STATES.is_dir():
        not_run("no fresh run of states2012: make study", "states2012")


@pytest.fixture(scope="module")
def withheld():
    """Groups of questions without numbers in the protected estimates."""
    estimates = pl.read_parquet(STATES / "protect/tables/estimates.parquet")
    return estimates.filter(pl.col("count").is_null()).select(GROUP).unique()


def test_the_audit_of_the_study_found_nothing_that_follows():
    audit = json.loads((STATES / "protect/report.json").read_text())["audit"]
    assert audit["determined"] == 0
    assert audit["withheld_counts"] == sum(audit["widths"].values()) > 0
    assert audit["widths"].get("0", 0) == audit["noughts"] + audit["by_total"]


@pytest.fixture
def asked_of_regions():
    """An exhibit of the study by region, of a question of which two regions are told together."""
    survey = OpenSurvey(REPOSITORY / "config/surveys/states2012", root=REPOSITORY)
    entry = survey.plan.exhibits["sufficiency_by_group"]
    (share,) = entry.shares[1:]
    other = share.model_copy(
        update={"question": "q062_prosecution_resources", "title": "Prosecution"}
    )
    return draw_exhibit(
        str(STATES / "protect/tables"),
        survey,
        name="sufficiency_by_group",
        language="en",
        entry=entry.model_copy(update={"shares": [other]}),
        report=str(STATES / "protect/report.json"),
    )


def test_no_exhibit_has_a_number_of_a_withheld_group(withheld, asked_of_regions):
    drawn = {path.name: pl.read_csv(path) for path in sorted((STATES / "draw").glob("*/*.csv"))}
    grouped = {name: table for name, table in drawn.items() if {*GROUP} <= {*table.columns}}
    assert len(grouped) > 5
    grouped["withheld"] = asked_of_regions.drawn.data
    assert grouped["withheld"].join(withheld, on=GROUP, how="semi").height == 2
    for exhibit, table in grouped.items():
        hidden = table.join(withheld, on=GROUP, how="semi")
        for name in {*NUMBERS} & {*table.columns}:
            assert hidden[name].is_null().all(), (exhibit, name)


def test_a_figure_says_withheld_where_a_group_is(asked_of_regions):
    drawn = [text.get_text() for text in asked_of_regions.drawn.figure.findobj(Text)]
    assert drawn.count("withheld") == 2
    assert asked_of_regions.words["alt"].count("withheld") == 2
    data = asked_of_regions.drawn.data.drop_nulls("count")
    assert "Africa and Americas" in drawn
    assert data["group"].to_list() == ["total", "Europe", "Asia and Oceania", "Africa and Americas"]


def test_every_released_table_withholds_what_estimates_do(withheld):
    tables = [
        *(STATES / "release/tables").glob("*.csv"),
        *(STATES / "release/tables").glob("*/*.csv"),
    ]
    seen = 0
    for path in tables:
        table = pl.read_csv(path, infer_schema=False)
        if {*GROUP} <= {*table.columns}:
            hidden = table.join(withheld, on=GROUP, how="semi")
            seen += hidden.height
            for name in {*NUMBERS} & {*table.columns}:
                assert hidden[name].is_null().all() or (hidden[name] == "").all(), (path, name)
    assert seen > 0
