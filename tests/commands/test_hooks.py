"""What git refuses to commit, in a repository of its own with the hooks of this one."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from functools import partial

import pytest
import yaml
from worlds import REPOSITORY

CARRIED = (
    *(".gitignore", ".githooks", ".pre-commit-config.yaml", "Makefile", "pyproject.toml"),
    *("data/raw/MANIFEST.csv", "notebooks", "workflow", "Snakefile"),
)
NOTEBOOK = "notebooks/01_where_cybercrime_comes_from.ipynb"


def git(folder, *arguments, **environment):
    return subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
        cwd=folder,
        env=os.environ | {"STUDY_PYTHON": sys.executable} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def switched_on(folder):
    return git(folder, "config", "--get", "core.hooksPath").stdout.strip()


def switch_on(folder):
    return subprocess.run(
        [".githooks/switch-on"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def carried(tmp_path_factory):
    """A repository with one commit and the hooks on."""
    folder = tmp_path_factory.mktemp("clone") / "study"
    for name in CARRIED:
        source = REPOSITORY / name
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    git(folder, "init", "-q")
    assert switch_on(folder).returncode == 0
    assert switched_on(folder) == ".githooks"
    git(folder, "add", ".")
    assert git(folder, "commit", "-qm", "the study", "--no-verify").returncode == 0
    return folder


@pytest.fixture
def clone(carried):
    yield carried
    git(carried, "reset", "-q", "--hard", "HEAD")
    git(carried, "clean", "-fdq")
    shutil.rmtree(carried / "data/confidential", ignore_errors=True)


def commit(folder, *files):
    git(folder, "add", "--force", *files)
    done = git(folder, "commit", "-m", "something")
    return done.returncode == 0, done.stdout + done.stderr


def test_a_harmless_commit_passes(clone):
    (clone / "notes.md").write_text("Nothing to see here.\n")
    passed, said = commit(clone, "notes.md")
    assert passed, said


def test_a_notebook_that_carries_outputs_is_refused(clone):
    path = clone / NOTEBOOK
    notebook = json.loads(path.read_text())
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["42"]}]
    path.write_text(json.dumps(notebook, indent=1))
    passed, said = commit(clone, NOTEBOOK)
    assert not passed
    assert "is a notebook with outputs" in said


def test_code_out_of_the_house_format_is_refused(clone):
    (clone / "workflow/cyberstudy/untidy.py").write_text('"""Untidy."""\nx = {  "a":1}\n')
    passed, said = commit(clone, "workflow/cyberstudy/untidy.py")
    assert not passed
    assert "untidy.py" in said


def test_an_arrow_from_a_lower_layer_to_a_higher_one_is_refused(clone):
    path = clone / "workflow/cyberstudy/statistics/tipping.py"
    path.write_text(path.read_text() + "\nfrom cyberstudy.wording import words  # noqa\n")
    passed, said = commit(clone, "workflow/cyberstudy/statistics/tipping.py")
    assert not passed
    assert "cyberstudy.statistics.tipping -> cyberstudy.wording" in said


def test_git_neither_adds_nor_commits_confidential_files(clone):
    secret = clone / "data/confidential/states2012/unodc-limesurvey.csv"
    secret.parent.mkdir(parents=True)
    secret.write_text("id,answer\n1,yes\n")
    git(clone, "add", ".")
    assert "confidential" not in git(clone, "diff", "--cached", "--name-only").stdout
    passed, said = commit(clone, secret.relative_to(clone).as_posix())
    assert not passed
    assert "lies in data/confidential" in said
    assert "data/confidential" not in git(clone, "ls-tree", "-r", "--name-only", "HEAD").stdout


@pytest.mark.parametrize("name", ["notes.md", "ответы.csv", "two words.txt"])
def test_a_copy_of_a_registered_file_is_refused_even_if_it_was_taken_away_again(clone, name):
    held = clone / "data/confidential/states2012"
    held.mkdir(parents=True)
    text = "id,answer\n1,yes\n"
    (clone / name).write_text(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    (held / "MANIFEST.csv").write_text(f"file,sha256\nstates2012/answers.csv,{digest}\n")
    git(clone, "add", name)
    (clone / name).unlink()
    done = git(clone, "commit", "-m", "something")
    assert done.returncode != 0
    assert "copy of a registered confidential file" in done.stderr


def test_a_worktree_is_guarded_by_the_answers_of_the_clone(clone, tmp_path):
    held = clone / "data/confidential/states2012"
    held.mkdir(parents=True)
    (held / "answers.csv").write_text("101,fog,wind,gale,none\n")
    (held / "MANIFEST.csv").write_text("file,sha256\nstates2012/answers.csv,0\n")
    git(clone, "worktree", "add", "-q", tmp_path / "tree")
    (tmp_path / "tree/notes.txt").write_text("101;fog;wind;gale;none\n102;;;;\n")
    passed, said = commit(tmp_path / "tree", "notes.txt")
    assert not passed
    assert "notes.txt: holds rows of registered confidential answers" in said
    git(clone, "worktree", "remove", "--force", tmp_path / "tree")


def test_without_an_environment_the_hook_says_how_to_have_one(clone):
    (clone / "notes.txt").write_text("Nothing.\n")
    git(clone, "add", "notes.txt")
    done = git(clone, "commit", "-m", "something", STUDY_PYTHON="")
    assert done.returncode != 0
    assert "make .venv/with-dev" in done.stderr


def test_what_was_committed_past_the_hooks_is_found_later(tmp_path):
    everything = [sys.executable, "-m", "surveyanswers.guard", "--all"]
    path = {"PYTHONPATH": str(REPOSITORY / "workflow")}
    run = partial(
        subprocess.run, everything, cwd=tmp_path, env=os.environ | path, capture_output=True
    )
    raw = tmp_path / "data/raw"
    raw.mkdir(parents=True)
    shutil.copy(REPOSITORY / "data/raw/MANIFEST.csv", raw)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "--force", "data/raw/MANIFEST.csv")
    assert git(tmp_path, "commit", "-qm", "x").returncode == 0
    assert run().returncode == 0
    (raw / "answers.csv").write_text("a,b\n1,2\n")
    git(tmp_path, "add", "--force", "data/raw/answers.csv")
    assert git(tmp_path, "commit", "-qm", "x", "--no-verify").returncode == 0
    found = run(text=True)
    assert found.returncode == 1
    assert "data/raw/answers.csv: no MANIFEST.csv in data/raw declares it" in found.stderr


def test_hooks_are_left_alone_without_a_repository_and_where_others_are_in_use(tmp_path):
    for name in ("alone", "other"):
        (tmp_path / name).mkdir()
        shutil.copytree(REPOSITORY / ".githooks", tmp_path / name / ".githooks")
    assert switch_on(tmp_path / "alone").returncode == 0
    git(tmp_path / "other", "init", "-q")
    git(tmp_path / "other", "config", "core.hooksPath", "mine")
    done = switch_on(tmp_path / "other")
    assert done.returncode == 0
    assert switched_on(tmp_path / "other") == "mine"
    assert "mine" in done.stdout


def test_hooks_need_nothing_from_elsewhere():
    config = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text())
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]
    assert {hook["language"] for hook in hooks} == {"unsupported"}
    assert hooks[0]["id"] == "guard"
