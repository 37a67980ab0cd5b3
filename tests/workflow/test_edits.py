"""An edit of one module of each package: what rests on it would run again, and nothing else."""

import re
import shutil

import pytest
from import_graph import behind
from worlds import REPOSITORY
from worlds.runs import snakemake

from lineage import HERE, PACKAGES

pytestmark = pytest.mark.workflow

#: A module of each package, and the rules whose scripts import it, directly or not.
EDITED = {
    "cyberstudy/describe/coverage.py": {"count_answers"},
    "disclosure/suppress.py": {"protect_tables"},
    "latentclass/outcomes.py": {"fit_latent_classes"},
    "surveyanswers/read/columns.py": {"read_exports"},
    "surveyanswers/simulation/population.py": {"simulate_survey"},
}
#: Rules that no plain run asks for: their lists change, and nothing runs.
ON_REQUEST = {"simulate_survey"}


@pytest.fixture
def copy(study):
    """A finished study with a workflow of its own."""
    made = shutil.ignore_patterns("__pycache__", "node_modules")
    shutil.copytree(HERE, study / "workflow", ignore=made)
    for file in ("Snakefile", "pyproject.toml"):
        shutil.copy2(REPOSITORY / file, study)
    return study


def planned(study):
    """Plan a run; return rules that would run, those whose own inputs changed, and code lists."""
    own = {"snakefile": study / "Snakefile", "PYTHONPATH": str(study / "workflow")}
    run = snakemake(study, "--dry-run", **own)
    told = run.stdout
    assert run.returncode == 0, told[-2000:]
    changed = re.search(r"^    updated input files:\n +(.*)$", told, re.MULTILINE)
    lists = {path.stem: path.read_text() for path in study.glob("results/code/*.sha256")}
    jobs = {*re.findall(r"^(\w+) +\d+$", told, re.MULTILINE)}
    return jobs, {*changed[1].split(", ")} if changed else set(), lists


def test_an_edit_plans_what_rests_on_the_module_and_nothing_else(copy):
    # A parameter of drawing names modules by the way to them, which is another in the copy.
    moved, changed, before = planned(copy)
    assert not changed
    scripts = {path.stem: behind(path) for path in HERE.glob("scripts/*.py")}
    assert {file.partition("/")[0] for file in EDITED} == {*PACKAGES}
    for file, rules in EDITED.items():
        with (copy / "workflow" / file).open("a") as module:
            module.write("\nEDITED = True\n")
        jobs, changed, lists = planned(copy)
        assert {n for n in {*scripts} & {*before} if lists[n] != before[n]} == rules
        importing = {name for name, files in scripts.items() if HERE / file in files}
        assert rules == importing & {*before}
        assert rules - ON_REQUEST <= jobs - moved
        assert not ON_REQUEST & jobs
        assert changed <= set().union(*EDITED.values())
        before = lists
