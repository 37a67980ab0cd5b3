"""Qualtrics' survey file: recoded values, languages, matrices, display logic."""

import csv
import json

import pytest
from invented import types_of

from surveyanswers.instrument.questionnaire_sheets import load_questionnaire
from surveyanswers.scaffold.form import Form
from surveyanswers.scaffold.instruments import read_instrument
from surveyanswers.scaffold.placing import place
from surveyanswers.scaffold.recognise import recognise
from surveyanswers.tables.problems import SurveyError


def question(number, kind, selector, text, **more):
    payload = {
        "QuestionID": f"QID{number}",
        "DataExportTag": f"Q{number}",
        "QuestionType": kind,
        "Selector": selector,
        "QuestionText": text,
        "Language": [],
        **more,
    }
    return {"Element": "SQ", "PrimaryAttribute": f"QID{number}", "Payload": payload}


def logic(choice, operator="Selected"):
    locator = {"ChoiceLocator": f"q://{choice}", "Operator": operator, "LogicType": "Question"}
    return {"0": {"0": locator, "Type": "If"}, "Type": "BooleanExpression", "inPage": False}


@pytest.fixture
def form(tmp_path):
    choices = {
        "1": {"Display": "Oil"},
        "2": {"Display": "<b>LED</b>"},
        "3": {"Display": "Other", "TextEntry": "true"},
    }
    elements = [
        {
            "Element": "BL",
            "Payload": [
                {
                    "Type": "Default",
                    "BlockElements": [
                        {"Type": "Question", "QuestionID": f"QID{n}"} for n in (2, 1, 3, 4, 5, 7)
                    ],
                },
                {"Type": "Trash", "BlockElements": [{"Type": "Question", "QuestionID": "QID6"}]},
            ],
        },
        question(
            1,
            "MC",
            "SAVR",
            "Which lamp?",
            Choices=choices,
            ChoiceOrder=[2, 1, 3],
            RecodeValues={"1": "10", "2": "20", "3": "30"},
            Language={
                "FR": {"QuestionText": "Quelle lampe ?", "Choices": {"1": {"Display": "Huile"}}}
            },
        ),
        question(2, "MC", "MAVR", "Which fuels?", Choices=choices, ChoiceOrder=["1", "2", "3"]),
        question(
            3,
            "Matrix",
            "Likert",
            "How good?",
            SubSelector="SingleAnswer",
            Choices={"1": {"Display": "Light"}, "4": {"Display": "Horn"}},
            ChoiceOrder=["1", "4"],
            ChoiceDataExportTags=False,
            Answers={"1": {"Display": "Bad"}, "2": {"Display": "Good"}},
            AnswerOrder=[1, 2],
        ),
        question(
            4,
            "TE",
            "SL",
            "How high?",
            DisplayLogic=logic("QID1/SelectableChoice/2"),
            Validation={"Settings": {"ContentType": "ValidNumber"}},
        ),
        question(5, "TE", "ML", "Tell", DisplayLogic=logic("QID9/Nowhere/1")),
        question(6, "TE", "SL", "In the bin"),
        question(
            7,
            "Matrix",
            "TE",
            "Tell of each",
            Choices={"1": {"Display": "Light"}},
            Answers={"1": {"Display": "Why"}},
        ),
        {"Element": "FL", "Payload": {}},
    ]
    path = tmp_path / "keepers.qsf"
    entry = {"SurveyName": "Keepers", "SurveyLanguage": "EN"}
    path.write_text(json.dumps({"SurveyEntry": entry, "SurveyElements": elements}))
    return read_instrument(path)


def test_questions_come_in_the_order_of_blocks_without_those_in_the_bin(form):
    assert types_of(form) == {
        "Q2": "select_multiple",
        "Q2_3_TEXT": "text",
        "Q1": "select_one",
        "Q1_30_TEXT": "text",
        "Q3_1": "select_one",
        "Q3_4": "select_one",
        "Q4": "decimal",
        "Q5": "text",
        "Q7_1": "text",
    }
    assert form.kind_of("Q7_1") == "text"


def test_options_have_the_values_that_exports_have(form):
    assert form.labels_of("Q1") == {"20": "LED", "10": "Oil", "30": "Other"}
    assert form.labels_of("Q3_4") == {"1": "Bad", "2": "Good"}


def test_columns_are_found_by_tag_and_by_import_id(form):
    assert form.find("QID1").question == "Q1"
    assert form.find("Q2_2").option == "2"
    assert form.find("Q3_4").question == "Q3_4"
    assert form.find("QID2_3_TEXT").question == "Q2_3_TEXT"


def test_display_logic_becomes_routing_or_is_told(form, tmp_path):
    form.write(tmp_path / "form", "keepers")
    asked = load_questionnaire(tmp_path / "form").questions
    assert asked["Q4"].relevant == "selected(${Q1}, '20')"
    assert asked["Q5"].relevant is None
    assert ["Q5"] in [n for told, n in form.looks.items() if told.startswith("display logic left")]
    assert asked["Q1"].labels == {"en": "Which lamp?", "fr": "Quelle lampe ?"}


def test_another_file_of_json_is_refused(tmp_path):
    path = tmp_path / "other.qsf"
    path.write_text("[1, 2]")
    with pytest.raises(SurveyError, match="no survey of Qualtrics"):
        read_instrument(path)


FUELS = {"1": "Oil", "2": "Gas", "3": "Sun"}


@pytest.fixture
def recoded(tmp_path):
    """A question of whose choices 2 and 3 bear recode values that are others' numbers."""
    choices = {number: {"Display": text} for number, text in FUELS.items()}
    element = question(
        *(15, "MC", "MAVR", "Which fuels?"),
        Choices=choices,
        ChoiceOrder=[*choices],
        RecodeValues={"1": "1", "2": "3", "3": "7"},
    )
    path = tmp_path / "fuels.qsf"
    entry = {"SurveyName": "Fuels", "SurveyLanguage": "EN"}
    path.write_text(json.dumps({"SurveyEntry": entry, "SurveyElements": [element]}))
    return path


def export(folder, columns, rows=((1, "", 1), ("", 1, ""), ("", 1, ""))):
    """Write an export; columns are (name, choice that stands below)."""
    names = ["ResponseId", *(name for name, _ in columns)]
    wordings = ["Response ID", *(f"Which fuels? - {FUELS[choice]}" for _, choice in columns)]
    ids = [json.dumps({"ImportId": f"QID15-{choice}"}) for _, choice in columns]
    path = folder / "fuels.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([names, wordings, [json.dumps({"ImportId": "_recordId"}), *ids]])
        csv.writer(file).writerows([f"R_{n}", *row] for n, row in enumerate(rows))
    return path


def test_columns_of_options_are_named_by_their_recode_values(recoded, tmp_path):
    form = read_instrument(recoded)
    data = export(tmp_path, [("Q15_1", "1"), ("Q15_3", "2"), ("Q15_7", "3")])
    placed = place(recognise(data, form), form, tmp_path, inferred=False, decided={})
    assert {h: p.option for h, p in placed.columns.items()} == {
        "Q15_1": "1",
        "Q15_3": "3",
        "Q15_7": "7",
    }
    assert form.labels_of("Q15") == {"1": "Oil", "3": "Gas", "7": "Sun"}


def test_a_tick_whose_wording_is_another_options_is_refused(recoded, tmp_path):
    data = export(tmp_path, [("Q15_1", "1"), ("Q15_3", "3"), ("Q15_7", "2")])
    with pytest.raises(
        SurveyError, match=r"Q15_3: .*option 3 \('Gas'\).* its cells have option 7 \('Sun'\)"
    ):
        place(
            recognise(data, Form()),
            read_instrument(recoded),
            tmp_path,
            inferred=False,
            decided={},
        )


def test_an_option_without_a_column_is_not_fielded(recoded, tmp_path):
    form = read_instrument(recoded)
    data = export(tmp_path, [("Q15_1", "1"), ("Q15_7", "3")], rows=[(1, ""), ("", 1)])
    place(recognise(data, form), form, tmp_path, inferred=False, decided={})
    assert form.labels_of("Q15") == {"1": "Oil", "7": "Sun"}
    (told,) = form.looks
    assert told.endswith("they were taken out: 3 (Gas)")
    assert form.looks[told] == ["Q15"]


def test_without_a_form_options_are_called_by_their_wording(tmp_path):
    data = export(tmp_path, [("Q15_1", "1"), ("Q15_3", "2"), ("Q15_7", "3")])
    form = Form()
    placed = place(recognise(data, form), form, tmp_path, inferred=True, decided={})
    (name,) = {p.question for p in placed.columns.values()}
    assert {*form.labels_of(name).values()} == {"Oil", "Gas", "Sun"}
