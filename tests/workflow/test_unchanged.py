"""`make study` says that there is nothing to do where Snakemake would say it, and nowhere else."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from invented.damage import cut, flip
from worlds import REPOSITORY, edit

import unchanged
from unchanged import MADE, RECEIVED, WRITTEN, state

pytestmark = pytest.mark.workflow

LIGHTHOUSE = "config/surveys/lighthouse"
#: In the place of Snakemake: it plans, and does what stands in `DOES`.
PLANS = """#!{python} -IS
import os, runpy, sys
runpy.run_path("workflow/unchanged.py")["planned"]()
exec(os.environ.get("DOES", ""))
"""
#: Snakemake, and what it and the workflow open or list while they plan.
WATCHED = """#!{python}
import os, runpy, sys
seen = open(".snakemake/opened", "w")
def watch(event, values):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(values[0], (str, os.PathLike)):
        print(os.path.abspath(values[0]), file=seen)
sys.addaudithook(watch)
sys.argv = ["snakemake", "--snakefile", "{repository}/Snakefile", "--cores", "1"]
sys.argv += ["--workflow-profile", "none", "--scheduler", "greedy"]
runpy.run_module("snakemake", run_name="__main__")
"""


def command(folder, name, text):
    """Write a program."""
    path = folder / name
    path.write_text(text.format(python=sys.executable, repository=REPOSITORY))
    path.chmod(0o755)
    return f"./{name}"


def asked(folder, program="/bin/false", **environment):
    """Ask as `make study` does, in a study with its own workflow or ours."""
    own_workflow = folder / "workflow/unchanged.py"
    script = own_workflow if own_workflow.exists() else REPOSITORY / "workflow/unchanged.py"
    own = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "-I", "-S", script, *([program] if program else [])],
        cwd=folder,
        env=own | environment,
        capture_output=True,
        text=True,
    )


def nothing_to_do(folder, **environment):
    said = asked(folder, **environment)
    return said.returncode == 0 and said.stdout.startswith("Nothing to do")


def made(folder, program, **environment):
    """Run what `make study` runs, and say how that went."""
    done = asked(folder, program, **environment)
    if done.returncode == 0:
        asked(folder, None)
    return done


@pytest.fixture
def checkout(study):
    """A finished study with its workflow in its folder, as a clone has it."""
    compiled = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "workflow", study / "workflow", ignore=compiled)
    shutil.copy2(REPOSITORY / "Snakefile", study)
    for folder in ("docs", ".venv"):
        (study / folder).mkdir()
    shutil.copy2(REPOSITORY / "docs/glossary.md", study / "docs")
    (study / ".venv/built-from-lock").write_text("lamp-1\n")
    return study


@pytest.fixture
def stamped(checkout):
    assert not nothing_to_do(checkout)
    assert made(checkout, command(checkout, "plan", PLANS)).returncode == 0
    assert nothing_to_do(checkout)
    return checkout


def first(folder, pattern):
    return min(path for path in folder.glob(pattern) if path.is_file())


def replaced(path, same_size=False):
    """Write the file anew, with other bytes and its old time."""
    chance = random.Random(1)
    flip(path, chance) if same_size else cut(path)


def came_and_went(path):
    path.touch()
    path.unlink()


CHANGES = {
    "a byte of a raw file": lambda f: replaced(f / "data/raw/lighthouse/keepers.csv", True),
    "a raw file's time": lambda f: (f / "data/raw/lighthouse/keepers.csv").touch(),
    "a new raw file": lambda f: (f / "data/raw/lighthouse/more.csv").write_text("a\n"),
    "a raw file is gone": lambda f: (f / "data/raw/lighthouse/keepers.csv").unlink(),
    "confidential answers": lambda f: (f / "data/confidential/lighthouse").mkdir(parents=True),
    "a source": lambda f: edit(f / "data/raw/sources.yaml", "[]", "[ ]"),
    "a declaration": lambda f: replaced(f / LIGHTHOUSE / "codebook.csv", True),
    "an analysis": lambda f: (f / LIGHTHOUSE / "analyses/lamps.py").touch(),
    "a new survey": lambda f: (f / "config/surveys/lamps").mkdir(),
    "the configuration": lambda f: edit(f / "config/config.yaml", "seed: 7", "seed: 8"),
    "the citation": lambda f: (f / "CITATION.cff").write_text("title: Lights\n"),
    "a notebook": lambda f: replaced(f / "notebooks/lighthouses.ipynb", True),
    "a library file": lambda f: replaced(f / "workflow/cyberstudy/claims.py", True),
    "a table of translations": lambda f: replaced(
        first(f, "workflow/cyberstudy/wording/*.csv"), True
    ),
    "a script's time": lambda f: (f / "workflow/scripts/make_page.py").touch(),
    "a rule": lambda f: edit(f / "workflow/rules/narrate.smk", "minutes(20)", "minutes(21)"),
    "the glossary": lambda f: replaced(f / "docs/glossary.md", True),
    "the lock": lambda f: (f / "requirements.lock").touch(),
    "the environment was built anew": lambda f: (f / ".venv/built-from-lock").touch(),
    "what the environment says of itself": lambda f: (f / ".venv/pyvenv.cfg").write_text("a\n"),
    "a result's size": lambda f: replaced(f / "results/lighthouse/draw/en/profiles.csv"),
    "a byte of a result": lambda f: replaced(f / "results/lighthouse/draw/en/profiles.csv", True),
    "a result's time": lambda f: (f / "results/index.html").touch(),
    "a result is gone": lambda f: (f / "results/index.html").unlink(),
    "a stranger among results": lambda f: (f / "results/lighthouse/release/a.csv").touch(),
    "what came and went": lambda f: came_and_went(f / "results/lighthouse/release/a.csv"),
    "a list of checksums": lambda f: replaced(f / "results/checksums/index.html.sha256", True),
    "a record of a job": lambda f: first(f, ".snakemake/metadata/**/*").unlink(),
    "a job that was killed": lambda f: (f / ".snakemake/incomplete/eA==").touch(),
}


def test_whatever_changed_snakemake_is_asked(stamped):
    """One change after another in one folder, between which the run's place is taken."""
    for what, change in CHANGES.items():
        assert nothing_to_do(stamped), what
        change(stamped)
        assert not nothing_to_do(stamped), what
        assert made(stamped, "./plan").returncode == 0


def test_what_snakemake_does_not_go_by_is_no_change(stamped):
    for path in (LIGHTHOUSE + "/plan.yaml", "config/config.yaml", "notebooks/lighthouses.ipynb"):
        (stamped / path).touch()
    (stamped / "results/logs/more.log").write_text("said\n")
    (stamped / "workflow/cyberstudy/__pycache__").mkdir(exist_ok=True)
    (stamped / "workflow/cyberstudy/__pycache__/claims.pyc").touch()
    (stamped / "README.md").touch()
    # All that it could bring is there.
    assert nothing_to_do(stamped, STUDY_MIRROR=str(stamped / "data"))


def test_a_commit_is_a_change_and_a_file_that_nothing_reads_is_none(checkout):
    def git(*words):
        own = ["-c", "user.name=keeper", "-c", "user.email=keeper@example.org"]
        subprocess.run(["git", *own, *words], cwd=checkout, check=True)

    (checkout / ".gitignore").write_text("/.snakemake\n/results\n__pycache__\n/plan\n")
    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "first")
    made(checkout, command(checkout, "plan", PLANS))
    assert nothing_to_do(checkout)
    (checkout / "README.md").write_text("Lamps.\n")
    assert nothing_to_do(checkout)
    git("commit", "--quiet", "--allow-empty", "--message", "second")
    assert not nothing_to_do(checkout)


def test_a_variable_that_snakemake_goes_by_is_one(stamped):
    assert not nothing_to_do(stamped, SNAKEMAKE_PROFILE="profiles/other")
    assert not nothing_to_do(stamped, PYTHONPATH="elsewhere")


def test_another_kernel_is_a_change(stamped):
    assert not nothing_to_do(stamped, OPENBLAS_CORETYPE="Prescott")
    assert not nothing_to_do(stamped, NPY_DISABLE_CPU_FEATURES="AVX2 FMA3")


def test_another_processor_is_a_change(monkeypatch):
    told = [state(WRITTEN) for _ in range(2)]
    assert told[0] == told[1]
    monkeypatch.setattr(unchanged, "processor", lambda: "another")
    assert state(WRITTEN) != told[0]


@pytest.mark.parametrize(
    "meanwhile",
    [
        f'open("{LIGHTHOUSE}/plan.yaml", "a").write(" ")',
        'open("data/raw/lighthouse/more.csv", "w")',
        "sys.exit(1)",
        'os.unlink(".snakemake/begun")',  # something was left out, or damaged
    ],
)
def test_a_run_that_did_not_see_all_leaves_no_stamp(checkout, meanwhile):
    made(checkout, command(checkout, "plan", PLANS), DOES=meanwhile)
    assert not nothing_to_do(checkout)


def test_after_a_run_that_made_something_there_is_nothing_to_do(study):
    (study / "results/index.html").unlink()
    assert "make_page" in (done := made(study, command(study, "watched", WATCHED))).stderr, done
    assert (study / "results/index.html").exists()
    assert nothing_to_do(study)


def test_a_plan_looks_at_nothing_else(study):
    done = made(study, command(study, "watched", WATCHED))
    assert "Nothing to be done" in done.stdout + done.stderr
    assert nothing_to_do(study)
    opened = map(Path, (study / ".snakemake/opened").read_text().splitlines())
    inside = {path.relative_to(study) for path in opened if path.is_relative_to(study)}
    assert len(inside) > 100
    roots = [Path(root) for kind in (WRITTEN, RECEIVED, MADE) for root in kind]
    covered = {path for path in inside if any(path.is_relative_to(root) for root in roots)}
    others = {path for path in inside - covered if (study / path).exists()} - {
        Path(),
        Path("watched"),
    }
    assert [path for path in others if path.parts[0] != ".snakemake"] == []
