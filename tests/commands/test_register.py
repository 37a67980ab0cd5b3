"""Confidential exports: registered they replace simulated ones, with what is said of them."""

from pathlib import Path

import pytest
from worlds import edit

from cyberstudy.commands.register import main
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.scaffold.plan_checks import check_folder
from cyberstudy.verify.receipt import write_receipt
from surveyanswers.instrument.data_access import raw_files_of, register
from surveyanswers.tables.problems import SurveyError

WHEN = {"received_on": "2026-01-02", "source": "a ministry"}


def survey_of(world):
    return OpenSurvey(world / "config/surveys/lighthouse", root=world)


def submissions_corrected(survey):
    return survey.analyst_decisions("corrections.csv")["submission"].to_list()


def test_registered_files_take_the_twins_place(confidential):
    before = survey_of(confidential)
    assert before.data_access.raw == "data/raw"
    assert [e.file for e in before.exports] == ["lighthouse/simulated-keepers.csv"]
    said = register("lighthouse", before.declared_files, confidential, **WHEN)
    assert said == ["1 confidential files of lighthouse are registered and will be read."]
    after = survey_of(confidential)
    assert after.data_access.raw == "data/confidential"
    assert [e.file for e in after.exports] == ["lighthouse/keepers.csv"]


def test_the_command_keeps_how_sensitive_each_question_was(confidential, capsys):
    folder = Path("config/surveys/lighthouse")
    assert main([str(folder), "--received-on", "2026-01-02"]) == 0
    kept = (confidential / "data/confidential/lighthouse/sensitivities.csv").read_text()
    assert "remarks,free_text" in kept
    edit(
        folder / "codebook.csv", "remarks,Remarks,keeper,free_text", "remarks,Remarks,keeper,public"
    )
    told = "\n".join(check_folder(OpenSurvey(folder), examples=False).doubts)
    assert "1 questions are public now" in told and "remarks (free_text)" in told


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
    with pytest.raises(SurveyError, match="is not the file received"):
        write_receipt([file], manifests=manifests, sources=sources)


def test_without_files_it_is_said_which_names_are_expected(confidential):
    (confidential / "data/confidential/lighthouse/keepers.csv").unlink()
    with pytest.raises(SurveyError, match=r"holds no files.*\n  keepers\.csv"):
        register("lighthouse", survey_of(confidential).declared_files, confidential, **WHEN)


def test_a_file_that_no_export_stands_for_is_refused(confidential):
    (confidential / "data/confidential/lighthouse/notes.csv").write_text("a\n")
    with pytest.raises(SurveyError, match=r"stands for:\n  - lighthouse/notes\.csv"):
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


def test_registering_begins_the_files_of_single_cases_and_leaves_those_that_are_there(
    confidential, capsys
):
    beside = confidential / "data/confidential/lighthouse"
    (beside / "decisions.csv").write_text("unit,question,instance,option,submission,reason,by,on\n")
    before = (beside / "decisions.csv").stat().st_mtime_ns
    assert main([str(confidential / "config/surveys/lighthouse")]) == 0
    assert (beside / "decisions.csv").stat().st_mtime_ns == before
    assert (beside / "corrections.csv").read_text() == (
        "submission,question,instance,was,becomes,reason,by,on\n"
    )
    said = capsys.readouterr().out
    assert "Begun, with no rows yet: data/confidential/lighthouse/corrections.csv." in said
    assert "config/surveys/lighthouse are not applied" in said


def test_corrections_of_the_twin_are_not_applied_to_registered_answers(confidential):
    simulated_survey = survey_of(confidential)
    assert submissions_corrected(simulated_survey) == ["k03"]
    register("lighthouse", simulated_survey.declared_files, confidential, **WHEN)
    beside = confidential / "data/confidential/lighthouse/corrections.csv"
    beside.write_text(
        "submission,question,instance,was,becomes,reason,by,on\nk05,home,0,a,b,c,d,2026-01-02\n"
    )
    real = survey_of(confidential)
    assert submissions_corrected(real) == ["k05"]
    assert beside in real.analyst_decision_files
    assert real.folder / "reconciliation.csv" in real.analyst_decision_files
    assert real.folder / "corrections.csv" not in real.analyst_decision_files


def test_rows_that_would_be_passed_over_stop_the_run(confidential):
    survey = survey_of(confidential)
    register("lighthouse", survey.declared_files, confidential, **WHEN)
    with pytest.raises(SurveyError, match=r"corrections\.csv: has rows.*Move.*make register"):
        survey_of(confidential).analyst_decisions("corrections.csv")


def test_what_lies_beside_registered_exports_is_no_export(confidential):
    beside = confidential / "data/confidential/lighthouse"
    (beside / "multiverse").mkdir()
    for name in ("layout.yaml", "corrections.csv", "decisions.csv", "multiverse/keepers.csv"):
        (beside / name).write_text("")
    register("lighthouse", ["lighthouse/keepers.csv"], confidential, **WHEN)
    found = raw_files_of("lighthouse", "data/confidential", confidential)
    assert [path for path in found if beside in path.parents] == [beside / "keepers.csv"]
