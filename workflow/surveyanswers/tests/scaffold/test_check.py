"""A survey's folder is checked without a study; a study adds checks of its own."""

from pathlib import Path

import pytest

from surveyanswers import clean_table
from surveyanswers.instrument.survey_folder import SurveyFolder
from surveyanswers.scaffold.check import Checks, check_folder, main
from surveyanswers.tables.problems import SurveyError

FOLDER = Path("config/surveys/survey")
ROWS = [f"{n},{trust},{n + 20}" for n, trust in enumerate(["Agree", "Disagree", "Agree"] * 4)]


@pytest.fixture
def begun(tmp_path, monkeypatch):
    data = tmp_path / "answers.csv"
    data.write_text("\n".join(["id,Trust,Age", *ROWS]) + "\n")
    clean_table(data, into=tmp_path / "out", public=True)
    monkeypatch.chdir(tmp_path / "out")
    return SurveyFolder(FOLDER)


def edit(name, before, after):
    text = (FOLDER / name).read_text()
    assert before in text
    (FOLDER / name).write_text(text.replace(before, after))


def test_a_survey_as_it_was_begun_has_no_mistake(begun, capsys):
    assert main([str(FOLDER), "--out", "report"]) == 0
    assert capsys.readouterr().out.startswith("survey: 0 problems, ")
    assert Path("report/report.txt").read_text().startswith("survey: 0 problems, ")


@pytest.mark.parametrize(
    ("file", "before", "after", "mistake"),
    [
        ("settings.yaml", "unit: respondent", "unit: respondent\ntypo: 1", "typo"),
        ("settings.yaml", "minimum_base", "unit_columns: [Agee]\nminimum_base", "Agee"),
        ("layout.yaml", "Age: age", "Age: years", "years"),
        ("codebook.csv", "trust,Trust,public,", "trust,Trust,open,", "open"),
        ("questionnaire/survey.csv", "integer,age,", "integer,age age,", "age age"),
    ],
)
def test_a_mistake_in_any_file_is_named_with_the_file(begun, file, before, after, mistake, capsys):
    edit(file, before, after)
    assert main([str(FOLDER)]) == 1
    told = capsys.readouterr().out
    assert file.rpartition("/")[2].partition(".")[0] in told and mistake in told


def test_all_files_are_checked_at_once(begun, capsys):
    edit("settings.yaml", "minimum_base", "unit_columns: [Agee]\nminimum_base")
    edit("questionnaire/survey.csv", "integer,age,", "integer,age age,")
    edit("codebook.csv", "trust,Trust,public,", "trust,Trust,open,")
    (FOLDER / "decisions.csv").write_text("question\n")
    assert main([str(FOLDER)]) == 1
    told = capsys.readouterr().out
    assert "age age" in told and "decisions.csv" in told


def test_a_decision_about_a_question_that_nobody_asked_is_a_mistake(begun, capsys):
    columns = "submission,question,instance,option,was,becomes,reason,by,on\n"
    (FOLDER / "corrections.csv").write_text(
        f"{columns}1,trst,0,,Agree,Disagree,typo,me,2026-01-01\n"
    )
    assert main([str(FOLDER)]) == 1
    assert "corrections.csv" in (told := capsys.readouterr().out) and "trust" in told


def test_a_folder_that_is_not_there_is_named_with_one_that_is_alike(begun, capsys):
    assert main([str(FOLDER.with_name("survy"))]) == 1
    assert "did you mean 'survey'" in capsys.readouterr().out


def test_a_study_adds_mistakes_doubts_and_reasons_to_wait(begun):
    def unplanned(survey):
        raise SurveyError(f"{survey.name}: no plan")

    checks = Checks(
        declarations=(unplanned,),
        doubts=(lambda survey: [f"{survey.name} has two groupings"],),
        answers=lambda survey, cleaned: [f"{cleaned.units.height} units"],
    )
    report = check_folder(begun, checks, examples=False)
    assert report.problems == ["survey: no plan"]
    assert "survey has two groupings" in report.doubts and "12 units" in report.doubts
    waiting = check_folder(begun, Checks(unready=lambda survey: ["not fetched"]), examples=False)
    assert waiting.problems == ["not fetched"]


def test_what_can_only_be_planned_is_asked_of_a_sound_survey(begun):
    assert main([str(FOLDER)], unplanned=lambda name: [f"{name} can't run"]) == 1
