"""REDCap's dictionary: types, choices, logic, and who somebody is."""

import csv

import pytest
from worlds.instruments import sample, types_of

from surveyanswers.instrument.questionnaire_sheets import load_questionnaire
from surveyanswers.instrument.routing import unfit_conditions
from surveyanswers.instrument.xlsform import to_xform
from surveyanswers.scaffold.instruments import read_instrument
from surveyanswers.scaffold.instruments.redcap import condition

DICTIONARY = "redcap/longitudinal/dictionary.csv"


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


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        ('[sex] = "0"', '${sex} = "0"'),
        ("[a]='1' and [b(2)]='1'", "${a}='1' and selected(${b}, '2')"),
        ("[b(2)] = '0'", "not(selected(${b}, '2'))"),
        ("[b(2)] <> '1'", "not(selected(${b}, '2'))"),
        ("[n] <> '3' or\n[n] > 7", "${n} != '3' or ${n} > 7"),
    ],
)
def test_branching_logic_becomes_a_condition(logic, expected):
    assert condition(logic) == expected


def test_logic_that_names_an_event_is_left_out_and_told(tmp_path):
    path = tmp_path / "dictionary.csv"
    path.write_text(
        "Variable / Field Name,Form Name,Field Type,Field Label,"
        '"Choices, Calculations, OR Slider Labels",'
        "Branching Logic (Show field only if...)\n"
        "lamp,tower,yesno,Is there a lamp?,,\n"
        "fuel,tower,text,Which fuel?,,[first_arm_1][lamp] = '1'\n"
    )
    form = read_instrument(path)
    form.write(tmp_path / "form", "lamps")
    assert load_questionnaire(tmp_path / "form").questions["fuel"].relevant is None
    assert any(
        told.startswith("conditions of fuel are not used, and kept in column left_out")
        for told in form.looks
    )
    assert "{first_arm_1}" in form.rows[2]["left_out"]
    assert types_of(form) == {"lamp": "select_one", "fuel": "text"}
