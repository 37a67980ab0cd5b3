"""A survey that is undecided, or that something is wrong with, is left out alone."""

import shutil

import pytest
from worlds import REPOSITORY, edit
from worlds.runs import snakemake

from cyberstudy.commands.scaffold import main as scaffold

pytestmark = pytest.mark.workflow
UNDECIDED = "weight? 30 of 30 rows are above 0"


def begin(study, name="lamps", *how):
    """Begin a survey whose weights nobody has decided on."""
    data = study / f"{name}.csv"
    rows = (f"{n};1,{n:03};{('oil', 'led')[n % 2]}\n" for n in range(100, 130))
    data.write_text("id;weight;lamp\n" + "".join(rows))
    scaffold([f"config/surveys/{name}", "--data", str(data), *how])
    return study / "config/surveys" / name


@pytest.fixture
def one(world, monkeypatch):
    """The invented survey, in the folder that is worked in."""
    shutil.copy(REPOSITORY / "requirements.lock", world)
    monkeypatch.chdir(world)
    return world


@pytest.fixture
def two(one):
    """The same, and a survey that is undecided."""
    begin(one)
    return one


def test_an_undecided_survey_is_left_out_and_the_others_are_planned(two):
    done = snakemake(two, "--dry-run")
    assert done.returncode == 0, done.stdout[-2000:]
    told = done.stdout.partition("Left out: survey lamps.\n")[2]
    assert told.startswith("config/surveys/lamps/columns.csv: ")
    assert UNDECIDED in told
    assert "results/lighthouse/release" in done.stdout
    assert "results/lamps/" not in done.stdout
    assert "results/index.html" in done.stdout


def test_whoever_asks_for_it_by_name_is_told_why_it_can_not_run(two):
    done = snakemake(two, "--dry-run", "lamps")
    assert done.returncode == 1
    assert "Survey lamps can't run." in done.stdout
    assert UNDECIDED in done.stdout
    assert snakemake(two, "--dry-run", "lighthouse").returncode == 0


FAULTS = {
    "settings.yaml": ("title: ", "titel: "),
    "plan.yaml": ("estimates:", "estimats:"),
    "layout.yaml": ("exports:", "exports: ["),
    "codebook.csv": ("short_label", "label"),
    "questionnaire/survey.csv": ("select_one ", "select_some "),
}


@pytest.mark.parametrize("file", FAULTS)
def test_a_faulty_file_stops_its_own_survey_whoever_may_see_that(one, file):
    edit(begin(one, "lamps", "--public") / file, *FAULTS[file])
    done = snakemake(one, "--dry-run")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Left out: survey lamps.\n" in done.stdout
    assert file in done.stdout.partition("Left out: survey lamps.\n")[2]
    assert "results/lighthouse/release" in done.stdout


def test_what_was_left_out_runs_once_it_is_mended(two):
    snakemake(two, "--dry-run")
    settings = two / "config/surveys/lamps/settings.yaml"
    settings.write_text(f"{settings.read_text()}guesses: accepted\n")
    done = snakemake(two, "--dry-run")
    assert "Left out" not in done.stdout
    assert "results/lamps/release" in done.stdout


def test_a_survey_is_planned_by_itself_as_if_there_were_no_other(two):
    """As `make survey` and `make check-survey` do."""
    done = snakemake(two, "--dry-run", "lighthouse", "--config", "surveys=[lighthouse]")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "lamps/columns.csv" not in done.stdout
    edit(two / "config/surveys/lighthouse/settings.yaml", "title: ", "titel: ")
    done = snakemake(two, "--dry-run", "lighthouse", "--config", "surveys=[lighthouse]")
    assert done.returncode == 1
    assert "titel" in done.stdout
    assert "lamps/columns.csv" not in done.stdout
