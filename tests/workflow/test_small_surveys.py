"""Confidential surveys of different kinds run to page and release; `.ci/run` runs the others."""

import json
import os

import polars as pl
import pytest
from worlds import small_surveys
from worlds.begun import empty_study

pytestmark = pytest.mark.workflow


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A study with some of them, begun and run in one call; and what that said."""
    before, folder = os.getcwd(), empty_study(tmp_path_factory.mktemp("small") / "study")
    try:
        wrong, said = small_surveys.made(folder, small_surveys.IN_TESTS)
    finally:
        os.chdir(before)
    assert not wrong, said[-3000:]
    return folder


@pytest.mark.parametrize("name", small_surveys.IN_TESTS)
def test_a_small_survey_has_its_page_and_its_release(made, name):
    report = json.loads((made / "results" / name / "release/report.json").read_text())
    assert report["profile"] == "confidential"
    assert report["audit"]["determined"] == 0
    assert (made / "results" / name / "index.html").is_file()
    drawn = {path.name for path in (made / "results" / name / "release/figures").rglob("*.svg")}
    shown = {path.name for path in (made / "results" / name / "page").rglob("*.svg")}
    assert drawn and drawn <= shown
    pages = [path.read_text() for path in (made / "results" / name / "page").rglob("*.html")]
    (page,) = [page for page in pages if f'id="{name}-cells"' in page]
    exhibit = page.partition(f'id="{name}-cells"')[2].partition("</article>")[0]
    assert "<table" in exhibit.partition("<figcaption")[0]


def test_a_table_among_what_is_shown_first_is_shown_as_a_table(made):
    page = (made / "results/waves/index.html").read_text()
    tables = [each for each in page.split("<article")[1:] if "Data accounting" in each]
    assert len(tables) == 1
    assert "<table" in tables[0].partition("<figcaption")[0]


def test_a_weight_with_a_decimal_comma_weighs(made):
    settings = (made / "config/surveys/weighted/settings.yaml").read_text()
    assert "weight: Gewicht" in settings
    shares = pl.read_parquet(made / "results/weighted/protect/tables/estimates.parquet")
    plain = pl.col("count") / pl.col("base")
    assert shares.drop_nulls("share").filter((pl.col("share") - plain).abs() > 0.01).height > 3


def test_shares_of_a_confidential_sample_are_whole_per_cents_and_its_report_judges_no_mean(made):
    tables = made / "results/weighted/protect/tables"
    shares = pl.read_parquet(tables / "estimates.parquet").drop_nulls("share")
    for name in ("share", "low", "high", "bound_low", "bound_high"):
        assert (shares[name].round(2) == shares[name]).all(), name
    assert pl.read_csv(tables / "index_groups.csv")["mean"].null_count() == 0
    report = json.loads((made / "results/weighted/release/report.json").read_text())
    assert report["judged"]["index_groups"].startswith("not judged")


def test_there_are_twenty_kinds():
    assert len(small_surveys.KINDS) >= 20
