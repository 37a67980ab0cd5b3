"""REDCap's dictionary: types, choices, logic, and who somebody is."""

import pytest
from invented import EXPORTS, types_of

from surveyanswers.instrument.questionnaire_sheets import load_questionnaire
from surveyanswers.instrument.routing import unfit_conditions
from surveyanswers.instrument.xlsform import to_xform
from surveyanswers.scaffold.instruments import read_instrument
from surveyanswers.scaffold.instruments.redcap import condition


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


def test_a_dictionary_names_who_somebody_is_what_is_calculated_and_the_column_of_each_code(
    tmp_path,
):
    form = read_instrument(EXPORTS / "redcap/dictionary.csv")
    assert types_of(form) == {
        "record_id": "text",
        "often": "select_one",
        "what": "select_multiple",
        "books": "integer",
        "since": "date",
        "member": "select_one",
        "else": "text",
    }
    assert "email" in form.personal and "twice" in form.metadata
    assert any(told.startswith("twice is calculated") for told in form.looks)
    assert form.labels_of("what") == {
        "1": "Novels",
        "2": "Films, of all kinds",
        "99": "None of these",
    }
    assert [form.find(f"what___{code}").option for code in ("1", "2", "99")] == ["1", "2", "99"]
    form.write(tmp_path / "form", "trial")
    asked = load_questionnaire(tmp_path / "form").questions
    assert not unfit_conditions(asked)
    assert asked["what"].relevant == "${often} != '3'"
    assert "<bind" in to_xform(tmp_path / "form")
