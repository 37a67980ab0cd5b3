"""What is published says its version, and a commit only where its files are those of it."""

import pytest
from worlds.runs import commit_all, git

from cyberstudy.declare.version import CHANGED, NO_HISTORY, commit_of, last_commit


@pytest.fixture
def clone(tmp_path):
    (tmp_path / "plan.yaml").write_text("a: 1\n")
    (tmp_path / ".gitignore").write_text("results/\n")
    commit_all(tmp_path)
    return tmp_path


def test_a_clone_as_it_was_committed_says_its_commit_whatever_it_made(clone):
    (clone / "results").mkdir()
    (clone / "results" / "made.csv").write_text("a\n")
    assert commit_of(clone) == git(clone, "rev-parse", "HEAD").strip()


@pytest.mark.parametrize("name", ["plan.yaml", "new.yaml"])
def test_a_changed_or_added_file_is_of_no_commit_and_makes_no_other_release_anew(clone, name):
    before = last_commit(clone)
    (clone / name).write_text("a: 2\n")
    assert commit_of(clone) == CHANGED + git(clone, "rev-parse", "HEAD").strip()
    assert last_commit(clone) == before  # by which a run goes


def test_a_folder_without_history_has_no_commit_not_even_within_somebody_elses(clone, tmp_path):
    (clone / "unpacked").mkdir()
    assert commit_of(clone / "unpacked") == NO_HISTORY
    git(clone, "update-ref", "-d", "HEAD")
    assert commit_of(clone) == NO_HISTORY
