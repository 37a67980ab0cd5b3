"""Exports of many rows, of samples, and in archives: each becomes a survey, or it is said how."""

import csv
from pathlib import Path
from zipfile import ZipFile

import pytest
from worlds import edit
from worlds.small_exports import workbook

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.scaffold.new_survey import scaffold
from cyberstudy.scaffold.plan_checks import check_folder
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.scaffold.folder import NewSurvey
from surveyanswers.tables.problems import SurveyError

ROWS = 40


def begun(data):
    new = NewSurvey(Path("config/surveys/odd"), data, public=True, received_on="2026-01-02")
    scaffold(new)
    survey = OpenSurvey(new.folder)
    return survey, cleaned_anyway(survey)[0]


def test_a_table_of_more_rows_than_are_read_at_once_is_begun_from(study):
    rows = 33_000
    with (study / "d.csv").open("w") as file:
        file.write("id,Lamp,Height\n")
        file.writelines(f"{n},{('Oil', 'Gas', '')[n % 3]},{n % 90}\n" for n in range(rows))
    _, cleaned = begun(study / "d.csv")
    assert cleaned.log.filter(kind="invalid").is_empty()
    answers = cleaned.answer_columns
    assert answers.height == rows
    assert answers["lamp"].count() == 2 * rows // 3


def test_what_keeps_a_sample_from_being_weighted_is_said_by_the_check(study):
    weights = ["0,86", "1,14", "2,5"]
    rows = [[n, weights[n % 3], ("Oil", "Gas")[n % 2]] for n in range(1, ROWS + 1)]
    with (study / "d.csv").open("w", newline="") as file:
        csv.writer(file, delimiter=";").writerows([["id", "Gewicht", "Lamp"], *rows])
    survey, _ = begun(study / "d.csv")
    assert survey.settings.design.weight == "Gewicht"
    edit(study / "data/raw/odd/d.csv", "\n7;1,14;", "\n7;0,00;")
    told = "\n".join(check_folder(OpenSurvey(survey.folder), examples=True).problems)
    assert "7: Gewicht is 0.0, expected a number above 0" in told


def test_of_an_archive_it_is_said_which_file_to_begin_from(study):
    with ZipFile(study / "Lamps.zip", "w") as archive:
        archive.writestr("Lamps.csv", "SubmissionDate,lit,KEY\n")
        archive.writestr("Lamps-tower.csv", "height,PARENT_KEY,KEY\n")
        archive.writestr("media/1.jpg", b"")
    with pytest.raises(SurveyError) as problem:
        scaffold(NewSurvey(Path("config/surveys/odd"), study / "Lamps.zip"))
    assert "Unpack it, and begin the survey from Lamps.csv; Lamps-tower.csv holds" in str(
        problem.value
    )
    (study / "Lamps.rar").write_bytes(b"Rar!")
    with pytest.raises(SurveyError, match=r"files of this kind are not read; .*\.tab$"):
        scaffold(NewSurvey(Path("config/surveys/odd"), study / "Lamps.rar"))


def test_a_form_is_not_begun_from_as_if_it_held_answers(study):
    questions = [["type", "name", "label"], ["select_one yn", "lit", "Is it lit?"]]
    options = [["list_name", "name", "label"], ["yn", "1", "Yes"], ["yn", "0", "No"]]
    path = workbook(study / "lamps.xlsx", {"survey": questions, "choices": options})
    with pytest.raises(SurveyError, match=r"is a form .* give it as FORM="):
        scaffold(NewSurvey(Path("config/surveys/odd"), path))
    assert not [*Path("config/surveys").glob("odd*"), *Path("data").rglob("odd")]
