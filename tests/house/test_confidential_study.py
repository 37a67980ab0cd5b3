"""What leaves of the survey of States as the study made it: nothing that is withheld, anywhere."""

import json

import polars as pl
import pytest
from worlds import REPOSITORY

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
    assert audit["respondents"] > 0


def test_no_exhibit_has_a_number_of_a_withheld_group(withheld):
    seen = 0
    for path in sorted((STATES / "draw").glob("*/*.csv")):
        drawn = pl.read_csv(path, infer_schema=False)
        if not {*GROUP} <= {*drawn.columns}:
            continue
        hidden = drawn.join(withheld, on=GROUP, how="semi")
        seen += hidden.height
        for name in {*NUMBERS} & {*drawn.columns}:
            assert hidden[name].fill_null("").str.strip_chars().eq("").all(), (path.name, name)
    assert seen > 0


def test_a_figure_says_withheld_where_a_group_is(withheld):
    path = STATES / "draw/en/resources_by_group.csv"
    hidden = pl.read_csv(path).join(withheld, on=GROUP, how="semi").height
    assert hidden > 0
    words = json.loads(path.with_suffix(".json").read_text())
    assert words["alt"].count("withheld") == hidden
    assert path.with_suffix(".svg").read_text().count("withheld") >= hidden


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
