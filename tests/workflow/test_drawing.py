"""Drawing as a step of the workflow: one job a survey and language, which draws what is new."""

import pytest
from worlds import edit
from worlds.hostile import HOSTILE
from worlds.runs import hashes, snakemake

pytestmark = pytest.mark.workflow
DRAWING = ("--cores", "2", "--until", "draw_exhibits")


def drawn_in(folder):
    """Hash the exhibits, and list what the job said that it drew."""
    log = (folder / "results/logs/draw_exhibits/lighthouse-en.log").read_text()
    drawn = sorted(line.split()[3] for line in log.splitlines() if " to draw: " in line)
    place = "results/lighthouse/draw/en/"
    exhibits = {name: sum for name, sum in hashes(folder).items() if name.startswith(place)}
    return exhibits, drawn


def test_exhibits_are_drawn_once_put_right_when_damaged_and_drawn_again_when_declared_anew(
    study,
):
    exhibits, drawn = drawn_in(study)
    assert drawn == ["keepers", "lamps_together", "profiles"]

    place = study / "results/lighthouse/draw/en"
    (place / "tree.svg").write_text("edited by hand")
    (place / "keepers.png").unlink()
    done = snakemake(study, *DRAWING, "--forcerun", "draw_exhibits")
    assert done.returncode == 0, done.stdout[-3000:]
    assert drawn_in(study) == (exhibits, [])

    edit(study / "config/surveys/lighthouse/plan.yaml", HOSTILE, f"Who keeps them: {HOSTILE}")
    done = snakemake(study, *DRAWING)
    assert done.returncode == 0, done.stdout[-3000:]
    changed, drawn = drawn_in(study)
    assert drawn == ["keepers"]
    different = {name for name in exhibits if exhibits[name] != changed[name]}
    assert {name.rpartition("/")[2].partition(".")[0] for name in different} == {"keepers"}
