"""Multiverses are made before protection: where they are kept hangs on whose they are."""

import pytest
from cyberstudy.commands.freeze_multiverse import freeze
from cyberstudy.commands.guard import refused
from cyberstudy.tables.problems import StudyProblem
from worlds import edit
from worlds.made_up import made


def test_of_simulated_answers_they_are_published_with_a_manifest_that_git_asks_for(confidential):
    copies = freeze(made(confidential))
    published = confidential / "results/published/lighthouse"
    assert copies == [published / f"multiverse/keepers.{ending}" for ending in ("csv", "json")]
    paths = {path.relative_to(confidential).as_posix(): path.read_bytes() for path in copies}
    assert refused(paths, confidential) == []
    (published / "MANIFEST.csv").unlink()
    assert len(refused(paths, confidential)) == 2


def test_a_manifest_keeps_what_it_says_of_other_files_that_are_still_there(confidential):
    survey = made(confidential)
    published = confidential / "results/published/lighthouse"
    published.mkdir(parents=True)
    (published / "look.ipynb").write_text("{}")
    rows = "file,sha256,simulated\nlook.ipynb,a,yes\ngone.ipynb,b,yes\n"
    (published / "MANIFEST.csv").write_text(rows)
    freeze(survey)
    said = (published / "MANIFEST.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in said] == [
        "file",
        "look.ipynb",
        "multiverse/keepers.csv",
        "multiverse/keepers.json",
    ]


def test_of_registered_answers_they_stay_with_these(registered):
    copies = freeze(made(registered))
    assert {path.parent for path in copies} == {
        registered / "data/confidential/lighthouse/multiverse"
    }
    assert not (registered / "results/published").exists()


def test_of_public_answers_they_are_published(confidential):
    copies = freeze(made(confidential, protection="public"))
    assert {path.parent.name for path in copies} == {"multiverse"}
    assert {path.parents[2].name for path in copies} == {"published"}


def test_of_confidential_answers_that_are_not_registered_they_are_not_kept(confidential):
    survey = made(confidential)
    receipt = confidential / "results/lighthouse/verify/receipt.csv"
    edit(receipt, "true", "false")
    with pytest.raises(StudyProblem, match="make register SURVEY=lighthouse"):
        freeze(survey)
    assert not (confidential / "results/published").exists()
