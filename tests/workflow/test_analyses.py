"""An analysis of one's own goes all the way, to page, report and release; or it stays inside."""

import json
import re

import polars as pl
import pytest
from worlds import edit
from worlds.runs import snakemake

pytestmark = pytest.mark.workflow
RELEASE = "results/lighthouse/release"
FILE = "config/surveys/lighthouse/analyses/lamps.py"


def test_its_table_and_its_figure_are_released_with_what_columns_mean(finished):
    release = finished / RELEASE
    lamps = pl.read_parquet(release / "tables" / "two_lamps.parquet")
    assert lamps.columns == ["oil", "arc", "keepers"]  # whom a row is about stays inside
    assert lamps["keepers"].sum() == 11
    columns = pl.read_csv(release / "columns.csv").filter(table="two_lamps")
    assert columns["meaning"].to_list()[0] == "Oil, with a wick."
    words = json.loads((release / "figures/en/lamps_together.json").read_text())
    assert words["code"] == FILE
    assert "All answers are simulated" in words["caption"]
    assert words["base"] == "Counted: 11 keepers."


def test_the_page_shows_it_in_its_chapter_and_says_which_file_declares_it(finished):
    (chapter,) = (finished / "results/page/chapters").glob("*keepers.html")
    shown = chapter.read_text(encoding="utf-8")
    assert "Which lamps go together" in shown
    assert f"<code>{FILE}</code>\n<pre" in shown


def test_rows_about_what_is_personal_stay_inside(finished):
    inside = finished / "results/lighthouse/describe/analyses/lamps/homes.parquet"
    assert pl.read_parquet(inside).height == 6
    assert pl.read_parquet(finished / RELEASE / "tables" / "homes.parquet").is_empty()
    report = json.loads((finished / RELEASE / "report.json").read_text())
    assert report["rows_withheld"] == {"homes": 6}


def test_a_changed_analysis_reruns_it_and_what_rests_on_it_alone(study):
    edit(study / FILE, '"Keepers by two lamps', '"Keepers by two of their lamps')
    planned = snakemake(study, "--cores", "1", "--dry-run", "--quiet", "rules").stdout
    for rerun in ("analyse", "protect_tables", "draw_exhibits", "release_survey"):
        assert rerun in planned
    for untouched in ("clean_answers", "count_answers", "fit_latent_classes"):
        assert untouched not in planned


def test_a_mistake_stops_the_plan_with_file_and_line(study):
    edit(study / FILE, 'answers=["home"]', 'answers=["house"]')
    planned = snakemake(study, "--cores", "1", "--dry-run")
    assert planned.returncode
    assert re.search(rf"{FILE}, line \d+, homes: there is no question 'house'", planned.stdout)
