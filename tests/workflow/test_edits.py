"""An edit of one module of each package: what rests on it would run again, and nothing else."""

import re
import shutil

import pytest
from worlds import REPOSITORY
from worlds.runs import said, started

pytestmark = pytest.mark.workflow

#: A module of each package that some steps rest on.
EDITED = {
    "cyberstudy": "statistics/rank_ranges.py",
    "disclosure": "certificate.py",
    "latentclass": "outcomes.py",
    "simulation": "population.py",
}
#: A rule, its code's listing, and why a dry run would run it.
JOB = re.compile(r"^rule (\w+):\n(?:    .*\n)*?    reason: (.*)$", re.MULTILINE)


@pytest.fixture
def copy(study):
    """A finished study with a workflow of its own."""
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    shutil.copytree(REPOSITORY / "workflow", study / "workflow", ignore=ignored)
    shutil.copy2(REPOSITORY / "Snakefile", study)
    print(would_run(study)[-3000:])
    (study / "workflow/latentclass/outcomes.py").open("a").write("\nEDITED = 1\n")
    print(would_run(study)[-6000:])
    assert 0
    return study


def would_run(study):
    """Say of each rule that would run for its own inputs which these are."""
    own = {"snakefile": study / "Snakefile", "PYTHONPATH": str(study / "workflow")}
    run = started(study, "--dry-run", **own)
    told = said(run)
    assert run.returncode == 0, told[-2000:]
    return told


def test_it(copy):
    print(copy)
