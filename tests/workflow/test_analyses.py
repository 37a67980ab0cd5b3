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
    # Whom a row is about stays inside.
    assert lamps.columns == ["oil", "arc", "keepers", "simulated"]
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


ANSWERS = "results/lighthouse/clean/answers.parquet"


@pytest.mark.needs("landlock")
def test_a_figure_with_a_wrong_path_is_told_by_file_and_line_and_draws_nothing(study):
    wrong = f'pl.read_parquet("{ANSWERS}")\n    '
    edit(study / FILE, "sns.heatmap(", f"{wrong}sns.heatmap(")
    done = snakemake(study, "--cores", "1", "--until", "draw_exhibits")
    assert done.returncode
    assert re.search(rf"{FILE}, line \d+, lamps_together: PermissionError", done.stdout)
    assert "figures and notebooks open the files that their job declares" in " ".join(
        done.stdout.split()
    )
    assert not (study / "results/lighthouse/draw/en/lamps_together.csv").exists()


@pytest.mark.needs("landlock")
def test_a_notebook_with_a_wrong_path_is_not_run(study):
    notebook = study / "notebooks/lighthouses.ipynb"
    written = json.loads(notebook.read_text())
    cell = {"cell_type": "code", "id": "x", "metadata": {}, "outputs": [], "execution_count": None}
    cell["source"] = f"import polars as pl\nprint(pl.read_parquet('{ANSWERS}').rows())"
    notebook.write_text(json.dumps(written | {"cells": [*written["cells"], cell]}))
    done = snakemake(study, "--cores", "1", "--until", "run_notebooks")
    assert done.returncode
    assert "Permission denied" in done.stdout
    assert not [*(study / "results/lighthouse/narrate").glob("*.html")]


@pytest.mark.needs("landlock")
def test_a_table_that_writes_elsewhere_is_not_made(study):
    left = "open('config/left.csv', 'w').write('left')\n    "
    edit(study / FILE, "    said = survey.answers", f"    {left}said = survey.answers")
    done = snakemake(study, "--cores", "1", "--until", "analyse")
    assert done.returncode
    assert re.search(rf"{FILE}, line \d+, two_lamps: PermissionError", done.stdout)
    assert not (study / "config/left.csv").exists()


def test_a_table_that_nobody_declared_stops_before_anything_is_published(study):
    place = "results/lighthouse/describe/analyses/lamps/levels.parquet"
    stray = f"pl.DataFrame({{'mean': [1]}}).write_parquet('{place}')\n    "
    edit(study / FILE, "    said = survey.answers", f"    {stray}said = survey.answers")
    done = snakemake(study, "--cores", "1", "--until", "protect_tables")
    assert done.returncode
    assert "lamps/levels.parquet: no analysis declares this table" in done.stdout


@pytest.mark.needs("landlock")
def test_what_reads_answers_at_import_reads_none_while_the_study_is_planned(study):
    reading = f"said = str(pl.read_parquet('{ANSWERS}').rows())\nprint(said)\n"
    leaving = "open('config/left.csv', 'w').write(said)\n\n\n"
    edit(study / FILE, "class TwoLamps(Analysis):", f"{reading}{leaving}class TwoLamps(Analysis):")
    planned = snakemake(study, "--cores", "1", "--dry-run")
    assert planned.returncode
    assert re.search(rf"{FILE}, line \d+: PermissionError", planned.stdout)
    assert "k01" not in planned.stdout
    assert not (study / "config/left.csv").exists()
