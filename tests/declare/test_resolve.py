"""Names in declarations exist, and all mistakes in them are told at once, with their places."""

import pytest
from worlds import edit
from worlds.collected import Collected
from worlds.plans import MISTAKES, MORE, copied, replan

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.resolve import check_survey, mistakes_in
from surveyanswers.tables.problems import SurveyError


def test_the_surveys_of_the_study_name_nothing_that_is_not_there(states, wci, lighthouse):
    assert [mistakes_in(survey) for survey in (states, wci, lighthouse)] == [None] * 3


@pytest.mark.parametrize("mistake", [*MISTAKES, *MORE])
def test_a_mistake_is_told_with_its_place_and_what_would_be_possible(tmp_path, mistake):
    survey = copied("states2012", tmp_path)
    plant, said = (MISTAKES | MORE)[mistake]
    plant(survey)
    with pytest.raises(SurveyError, match=said) as problem:
        check_survey(survey)
    assert str(survey.folder) in str(problem.value)


def test_all_mistakes_in_all_files_are_told_at_once_and_of_each_survey_its_own(
    tmp_path, lighthouse
):
    survey = copied("states2012", tmp_path)
    for plant, _ in MISTAKES.values():
        plant(survey)
    edit(lighthouse.folder / "plan.yaml", "table: nominations", "table: nominatons")
    said = mistakes_in(survey)
    told = [mistake for mistake, (_, pattern) in MISTAKES.items() if mentions(said, pattern)]
    # Of a codebook that does not fit the form scores cannot be judged; all others are told.
    assert set(MISTAKES) - set(told) <= {"a score for an unknown option"}
    told = "namers.table: there is no table of an analysis 'nominatons'; did you mean"
    assert told in mistakes_in(lighthouse)
    assert told not in said


def mentions(said, pattern):
    try:
        with pytest.raises(SurveyError, match=pattern):
            raise SurveyError(said)
    except AssertionError:
        return False
    return True


def test_a_mistake_in_settings_does_not_hide_those_in_the_plan(tmp_path):
    survey = copied("states2012", tmp_path)
    edit(survey.folder / "settings.yaml", "code: iso3", "code: iso4")
    replan(survey, lambda plan: plan["exhibits"]["threats"].pop("table"))
    with pytest.raises(SurveyError) as problem:
        check_survey(survey)
    said = str(problem.value)
    assert "choice_files.member_states.csv.code: there is no column" in said
    assert "exhibits.threats.table: is missing" in said


def test_what_a_section_needs_must_be_declared(tmp_path):
    survey = copied("states2012", tmp_path)
    rise = {"kind": "levels_by_group", "area": "Rise", "title": "Rise", "who": "States"}
    rise |= {"question": "q054_police_specialists", "across": [{"grouping": "states"}]}
    replan(survey, lambda plan: plan.pop("types") and plan["exhibits"].update(rise=rise))
    with pytest.raises(SurveyError, match=r"clusterings\.capacity: needs types") as problem:
        check_survey(survey)
    assert "exhibits.rise: needs levels" in str(problem.value)


def test_a_key_without_a_value_counts_as_left_out(tmp_path, states):
    survey = copied("states2012", tmp_path)
    replan(survey, lambda plan: plan["exhibits"]["instruments"].update(labels=None))
    assert OpenSurvey(survey.folder, root=tmp_path).plan.exhibits["instruments"].labels == {}
    check_survey(survey)


def test_a_condition_on_a_question_that_no_file_holds_counts_as_met(tmp_path):
    asked = [
        ("text", "a", "A"),
        ("text", "c", "C"),
        ("text", "b", "B", "${a} = 'x' and ${c} = 'y'"),
    ]
    columns = {"b": "b", "c": "c"}
    survey = Collected(
        *(tmp_path, asked, {}, "id,b,c\n1,x,y\n2,x,n\n3,,n\n"),
        **{"format": "csv", "submission": "id", "columns": columns},
    )
    survey.entry["not_fielded"] = ["a"]
    said = {unit: each["b"] for unit, each in survey.answers().items()}
    assert said == {"1": "x", "2": "[invalid]", "3": "[not_asked]"}
