"""Confidential exports: registered they take the twin's place, and git never gets them."""

import shutil

import pytest
from cyberstudy.commands.guard import refused
from cyberstudy.declare.holdings import register
from cyberstudy.declare.survey import Survey
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import sha256_of
from cyberstudy.verify.receipt import write_receipt

WHEN = {"received_on": "2026-01-02", "source": "a ministry"}


@pytest.fixture
def confidential(world, monkeypatch):
    """The invented survey as one whose layout declares a twin, and a real file beside it."""
    folder = world / "config/surveys/lighthouse"
    layout = folder / "layout.yaml"
    layout.write_text(
        layout.read_text().replace("lighthouse/keepers.csv", "lighthouse/simulated-keepers.csv")
    )
    raw = world / "data/raw"
    (raw / "lighthouse/keepers.csv").rename(raw / "lighthouse/simulated-keepers.csv")
    manifest = raw / "MANIFEST.csv"
    manifest.write_text(
        manifest.read_text().replace("lighthouse/keepers", "lighthouse/simulated-keepers")
    )
    real = world / "data/confidential/lighthouse"
    real.mkdir(parents=True)
    shutil.copy(raw / "lighthouse/simulated-keepers.csv", real / "keepers.csv")
    monkeypatch.chdir(world)
    return world


def survey_of(world):
    return Survey(world / "config/surveys/lighthouse", root=world)


def test_registered_files_take_the_twins_place(confidential):
    before = survey_of(confidential)
    assert before.holdings.raw == "data/raw"
    assert [e.file for e in before.exports] == ["lighthouse/simulated-keepers.csv"]
    said = register("lighthouse", before.declared_files, confidential, **WHEN)
    assert said == ["1 confidential files of lighthouse are registered and will be read."]
    after = survey_of(confidential)
    assert after.holdings.raw == "data/confidential"
    assert [e.file for e in after.exports] == ["lighthouse/keepers.csv"]


def test_registered_files_are_not_simulated_and_are_held_to_their_bytes(confidential):
    survey = survey_of(confidential)
    register("lighthouse", survey.declared_files, confidential, **WHEN)
    manifests = [
        confidential / "data/raw/MANIFEST.csv",
        confidential / "data/confidential/lighthouse/MANIFEST.csv",
    ]
    sources = confidential / "data/raw/sources.yaml"
    file = "data/confidential/lighthouse/keepers.csv"
    receipt = write_receipt([file], manifests=manifests, sources=sources)
    assert receipt.select("file", "simulated", "sensitivity").rows() == [
        ("lighthouse/keepers.csv", False, "confidential")
    ]
    (confidential / file).write_bytes(b"other")
    with pytest.raises(StudyProblem, match="is not the file received"):
        write_receipt([file], manifests=manifests, sources=sources)


def test_without_files_it_is_said_which_names_are_expected(confidential):
    (confidential / "data/confidential/lighthouse/keepers.csv").unlink()
    with pytest.raises(StudyProblem, match=r"holds no files.*\n  keepers\.csv"):
        register("lighthouse", survey_of(confidential).declared_files, confidential, **WHEN)


def test_a_file_that_no_export_stands_for_is_refused(confidential):
    (confidential / "data/confidential/lighthouse/notes.csv").write_text("a\n")
    with pytest.raises(StudyProblem, match=r"stands for:\n  - lighthouse/notes\.csv"):
        register("lighthouse", survey_of(confidential).declared_files, confidential, **WHEN)


def test_a_layout_beside_confidential_files_takes_the_place_of_the_surveys(confidential):
    survey = survey_of(confidential)
    own = confidential / "data/confidential/lighthouse/layout.yaml"
    own.write_text(
        (survey.folder / "layout.yaml").read_text().replace("simulated-keepers", "wardens")
    )
    (own.parent / "keepers.csv").rename(own.parent / "wardens.csv")
    register("lighthouse", survey_of(confidential).declared_files, confidential, **WHEN)
    assert [e.file for e in survey_of(confidential).exports] == ["lighthouse/wardens.csv"]


def test_a_copy_of_a_registered_file_is_refused_wherever_it_lies(confidential):
    survey = survey_of(confidential)
    register("lighthouse", survey.declared_files, confidential, **WHEN)
    shutil.copy("data/confidential/lighthouse/keepers.csv", "notes.txt")
    paths = ["notes.txt", "data/confidential/lighthouse/keepers.csv", "data/raw/MANIFEST.csv"]
    reasons = refused({path: sha256_of(confidential / path) for path in paths}, confidential)
    assert [reason.partition(":")[0] for reason in reasons] == paths[:2]


def test_what_was_written_of_a_survey_that_nobody_declared_public_is_refused(confidential):
    (confidential / "config/surveys/tales").mkdir()
    (confidential / "config/surveys/tales/.gitignore").write_text("*\n")
    paths = ["config/surveys/tales/plan.yaml", "notebooks/confidential_tales.ipynb"]
    others = ["config/surveys/lighthouse/plan.yaml", "notebooks/lighthouses.ipynb"]
    reasons = refused(dict.fromkeys([*paths, *others], "0"), confidential)
    assert reasons == [f"{path}: of a survey that nobody has declared public" for path in paths]


def test_an_undeclared_export_in_the_open_folder_is_refused(confidential):
    paths = ["data/raw/lighthouse/kenya.xlsx", "data/raw/lighthouse/simulated-keepers.csv"]
    assert refused(dict.fromkeys(paths, "0"), confidential) == [
        "data/raw/lighthouse/kenya.xlsx: an export that no MANIFEST.csv in data/raw declares"
    ]
