"""Instruments and exports that others wrote: what they are read as, and recognised by."""

import csv
from collections import Counter

import pytest
from invented import types_of
from worlds.samples import sample

from surveyanswers.instrument.questionnaire_sheets import load_questionnaire
from surveyanswers.instrument.routing import unfit_conditions
from surveyanswers.instrument.xlsform import to_xform
from surveyanswers.scaffold.form import Form
from surveyanswers.scaffold.instruments import read_instrument
from surveyanswers.scaffold.recognise import recognise

FOLDER = "limesurvey_ssi_2018"
DICTIONARY = "redcap/longitudinal/dictionary.csv"
REAL = {
    "qualtrics/sample.csv": "qualtrics",
    "qualtrics/sample_legacy.csv": "qualtrics",
    "redcap/longitudinal/data.csv": "redcap",
    "redcap/checkboxes-1/data.csv": "redcap",
    "surveymonkey/all_responses.csv": "surveymonkey",
    "limesurvey_ssi_2018/2018_all_public_data.csv": "limesurvey",
    "spss/sample_missing.sav": "spss",
    "stata/sample.dta": "stata",
}


def test_labels_and_missing_codes_of_a_real_sav_are_read():
    form = read_instrument(sample("spss/sample_missing.sav"))
    assert types_of(form)["myord"] == "select_one"
    assert form.labels_of("myord") == {"1": "low", "2": "medium", "3": "high"}
    assert form.codes["myord"].keys() >= {"missing"}
    assert types_of(form)["mydate"] == "date"


def test_labels_of_a_real_dta_are_read():
    form = read_instrument(sample("stata/sample.dta"))
    assert form.labels_of("myord") == {"1": "low", "2": "medium", "3": "high"}
    assert types_of(form) == {
        "mychar": "text",
        "mynum": "decimal",
        "mydate": "date",
        "dtime": "integer",
        "mylabl": "select_one",
        "myord": "select_one",
        "mytime": "integer",
    }


def test_multiple_response_sets_are_told():
    form = read_instrument(sample("spss/simple_alltypes.sav"))
    assert [each.split(":")[0] for each in form.looks] == [
        "multiple-response set categorical_array",
        "multiple-response set mymrset",
    ]


@pytest.mark.parametrize("name", ["2018_structure_LS-TSV.txt", "uk_core_survey.lss"])
def test_a_real_structure_becomes_a_form_that_can_be_evaluated(tmp_path, name):
    form = read_instrument(sample(f"{FOLDER}/{name}"))
    form.write(tmp_path / "form", "trial")
    asked = load_questionnaire(tmp_path / "form").questions
    assert not unfit_conditions(asked)
    assert len(asked) > 100
    assert sum(question.relevant is not None for question in asked.values()) > 12


def test_every_question_of_the_structure_is_there_in_three_languages():
    path = sample(f"{FOLDER}/2018_structure_LS-TSV.txt")
    form = read_instrument(path)
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["language"] == "en"]
    kinds = Counter(row["type/scale"] for row in rows if row["class"] == "Q")
    own = types_of(form)
    several = [name for name, kind in own.items() if kind == "select_multiple"]
    assert len(several) == kinds["M"]
    assert {row["name"] for row in rows if row["class"] == "Q" and row["type/scale"] in "!YSD"} <= (
        own.keys()
    )
    labels = [key for row in form.rows for key in row if key.startswith("label::")]
    assert {key[-3:-1] for key in labels} >= {"en", "fr", "de"}


def test_headings_of_a_real_export_are_found_in_its_structure():
    form = read_instrument(sample(f"{FOLDER}/2018_structure_LS-TSV.txt"))
    with sample(f"{FOLDER}/2018_all_public_data.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        headers = next(csv.reader(file))
    codes = [header.split("._.")[0] for header in headers if "._." in header]
    strange = [code for code in codes if form.find(code) is None]
    assert len(codes) > 700
    # The program's own column; and one that the structure spells in another way.
    assert strange == ["startdate", "likert1[timeLike9zaf]"]


def test_a_real_dictionary_becomes_a_form_that_form_tools_take(tmp_path):
    form = read_instrument(sample(DICTIONARY))
    form.write(tmp_path / "form", "trial")
    asked = load_questionnaire(tmp_path / "form").questions
    assert not unfit_conditions(asked)
    assert "<bind" in to_xform(tmp_path / "form")
    with sample(DICTIONARY).open(newline="") as file:
        rows = {row["Variable / Field Name"]: row for row in csv.DictReader(file)}
    not_asked = {"calc", "descriptive", "file"}
    personal = {"email", "phone", "zipcode"}
    expected = {
        name
        for name, row in rows.items()
        if row["Field Type"] not in not_asked
        and row["Identifier?"] != "y"
        and row["Text Validation Type OR Show Slider Number"] not in personal
    }
    assert asked.keys() == expected
    assert len(expected) > 80
    for name, row in rows.items():
        if row["Field Type"] in {"radio", "checkbox"} and name in asked:
            choices = row["Choices, Calculations, OR Slider Labels"].split(" | ")
            assert list(form.labels_of(name)) == [each.split(",")[0] for each in choices]


def test_fields_that_identify_are_personal_and_calculations_are_told():
    form = read_instrument(sample(DICTIONARY))
    assert {"first_name", "last_name", "telephone_1", "email", "dob"} <= form.personal
    assert "bmi" in form.metadata
    assert any(each.startswith("bmi is calculated") for each in form.looks)


def test_each_column_of_a_checkbox_is_the_one_of_its_code():
    form = read_instrument(sample(DICTIONARY))
    for code in "01234":
        place = form.find(f"gym___{code}")
        assert (place.question, place.option) == ("gym", code)
    assert form.labels_of("gym")["0"] == "Monday"


def test_a_real_form_keeps_its_questions_its_languages_and_its_routing(tmp_path):
    folder = sample("kobo_form/xlsform_survey.csv").parent
    form = read_instrument(folder)
    form.write(tmp_path / "form", "trial")
    asked = load_questionnaire(tmp_path / "form").questions
    assert not unfit_conditions(asked)
    assert "<bind" in to_xform(tmp_path / "form")
    with (folder / "xlsform_survey.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["name"]]
    kept = [
        r
        for r in rows
        if r["type"].split(" ")[0]
        in {"select_one", "select_multiple", "integer", "decimal", "text", "date"}
    ]
    assert list(asked) == [row["name"] for row in kept]
    assert len(asked) == 213
    for row in kept:
        assert asked[row["name"]].labels["ar"] == row["label::Arabic (ar)"]
        if row["relevant"]:
            # Who would rather not answer has refused, whatever the form's code for it.
            relevant = row["relevant"].replace("'prefer_not_answer'", "'refused'")
            assert relevant in asked[row["name"]].relevant
    assert {"start", "end", "date_assessment", "audit"} <= form.metadata
    assert "deviceid" in form.personal


@pytest.mark.parametrize("name", REAL)
def test_real_exports_are_recognised(name):
    assert recognise(sample(name), Form()).export.format == REAL[name]
