"""Drawing as a step of the workflow: one job a survey and language."""

import re

import pytest
from worlds import REPOSITORY, edit
from worlds.hostile import HOSTILE
from worlds.runs import hashes, snakemake
from worlds.translations import put

from cyberstudy.wording.catalogues import TABLE

pytestmark = pytest.mark.workflow
DRAWING = ("--cores", "2", "--until", "draw_exhibits")


def drawn_in(folder):
    """Hash the exhibits."""
    place = "results/lighthouse/draw/en/"
    return {name: sum for name, sum in hashes(folder).items() if name.startswith(place)}


def test_exhibits_are_put_right_when_damaged_and_only_what_is_declared_anew_differs(
    study,
):
    exhibits = drawn_in(study)
    place = study / "results/lighthouse/draw/en"
    (place / "lamps_together.svg").write_text("edited by hand")
    (place / "keepers.png").unlink()
    done = snakemake(study, *DRAWING, "--forcerun", "draw_exhibits")
    assert done.returncode == 0, done.stdout[-3000:]
    assert drawn_in(study) == exhibits

    edit(study / "config/surveys/lighthouse/plan.yaml", HOSTILE, f"Who keeps them: {HOSTILE}")
    done = snakemake(study, *DRAWING)
    assert done.returncode == 0, done.stdout[-3000:]
    changed = drawn_in(study)
    different = {name for name in exhibits if exhibits[name] != changed[name]}
    assert {name.rpartition("/")[2].partition(".")[0] for name in different} == {"keepers"}


#: The study's workflow, as if native speakers had reviewed an invented table of its phrases.
REVIEWED = """
from pathlib import Path
from cyberstudy.wording import catalogues
catalogues.PHRASES = Path("phrases.csv").resolve()
include: "{workflow}"
"""

ASKED = ("--cores", "2", *(f"results/lighthouse/draw/{language}" for language in ("en", "fr")))


def test_a_reviewed_language_is_drawn_and_an_edited_cell_draws_its_language_again_only(study):
    edit(study / "config/config.yaml", "languages: [en]", "languages: [en, fr]")
    done = snakemake(study, *DRAWING)
    assert done.returncode == 1
    assert "can't be offered in French yet" in done.stdout.strip().splitlines()[0]

    own = study / "reviewed.smk"
    own.write_text(REVIEWED.format(workflow=REPOSITORY / "Snakefile"))
    put(study / "phrases.csv", "fr", {"Source: {citation}": "Source : {citation}"})
    table = study / "config/surveys/lighthouse" / TABLE
    table.write_text("english,plural,fr,ru\nWho keeps the lights,,Qui garde les phares,Кто\n")
    done = snakemake(study, *ASKED, snakefile=own)
    assert done.returncode == 0, done.stdout[-3000:]
    assert (study / "results/lighthouse/draw/fr/keepers.svg").is_file()

    edit(table, "Кто", "Кто следит")
    assert planned(study, own) == set()
    edit(table, "Qui garde", "Qui surveille")
    assert planned(study, own) == {"fr"}


def planned(folder, snakefile):
    """Return the languages that exhibits would be drawn in."""
    said = snakemake(folder, *ASKED, "-n", snakefile=snakefile)
    assert said.returncode == 0, said.stdout[-3000:]
    return {*re.findall(r"draw_exhibits language=(\w\w)", said.stdout)}
