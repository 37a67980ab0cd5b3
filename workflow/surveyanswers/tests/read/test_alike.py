"""Whose a column is, where questions have much in common."""

import pytest
from invented.cells import cells_read

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.read import keyed, limesurvey
from surveyanswers.tables.problems import SurveyError

OPTIONS = Options(["a", "other"], {"en": {"a": "A", "other": "Other"}})


def form(**wordings):
    """Questions of the type that their wording begins with."""
    questions = {
        name: Question(name, kind, "list", None, None, None, None, None, {"en": wording}, order)
        for order, (name, (kind, wording)) in enumerate(wordings.items())
    }
    return Questionnaire(questions, {"list": OPTIONS}, {}, "Invented")


def export(questionnaire, format="limesurvey"):
    names = list(questionnaire.questions)
    return Export("a.csv", format, "web", "en", "id", names, submission="id")


TWICE = form(q1=("integer", "How many?"), q2=("text", "Which?"), q3=("integer", "How many?"))


@pytest.mark.parametrize("headings", ["How many?,Which?,How many?", "How many?,Which?"])
def test_a_heading_that_two_questions_share_is_refused_however_often_it_stands(tmp_path, headings):
    (tmp_path / "a.csv").write_text(f"id,{headings}\n1,2,x{',3' * (headings.count('How') - 1)}\n")
    with pytest.raises(SurveyError, match=r"a\.csv, row 1 .*same heading.*\n  - 'How many\?'\nHav"):
        cells_read([export(TWICE)], tmp_path, TWICE)


def test_questions_worded_alike_are_told_apart_by_their_codes(tmp_path):
    (tmp_path / "a.csv").write_text("id,q1,q2,q3\n1,2,x,3\n")
    cells, _ = cells_read([export(TWICE)], tmp_path, TWICE)
    answers = cells.drop_nulls("question").select("question", "text").rows()
    assert answers == [("q1", "2"), ("q2", "x"), ("q3", "3")]


def test_a_text_stands_among_the_options_only_of_a_question_that_has_the_option_other():
    several, one = ("select_multiple", "Which?"), ("select_one", "Which one?")
    for parent, expected in ((several, ["q1[a]", "q1[other]"]), (one, ["q1", "q1_other"])):
        asked = form(q1=parent, q1_other=("text", "Which other?"))
        codes = limesurvey.headings(export(asked), asked)["codes"]
        assert list(codes) == expected
        assert codes[expected[1]].question == "q1_other"


def test_the_other_option_is_a_tick_where_the_form_does_not_ask_for_the_text():
    asked = form(q1=("select_multiple", "Which?"), q1_other=("text", "Which other?"))
    fielded = Export("a.csv", "limesurvey", "web", "en", "id", ["q1"], submission="id")
    place = limesurvey.headings(fielded, asked)["codes"]["q1[other]"]
    assert (place.question, place.option) == ("q1", "other")


def test_questions_that_share_a_number_go_by_their_names_in_a_keyed_workbook():
    asked = form(q001_a=("text", "A"), q002_b=("text", "B"), q002_b_other=("text", "C"))
    found = keyed.headings(export(asked, "keyed"), asked)["numbers"]
    assert {header: place.question for header, place in found.items()} == {
        "q001": "q001_a",
        "q002_b": "q002_b",
        "q002_b_other": "q002_b_other",
    }
