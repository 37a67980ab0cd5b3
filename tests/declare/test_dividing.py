"""Which questions may divide units, and what is said of those that may not."""

import pytest
import yaml
from worlds.crossed import PLAN, Crossed

from cyberstudy.declare.opened import section_file, write_section
from cyberstudy.declare.resolve import check_survey
from surveyanswers.tables.problems import SurveyError


def divided(root, groupings, **settings):
    plan = PLAN | {"estimates": {"confidence": 0.95, "groupings": groupings}}
    return Crossed(root, plan=plan, **settings).survey()


@pytest.mark.parametrize(
    ("division", "said"),
    [
        ({"by": "age"}, None),
        ({"by": "heard/paper"}, None),
        ({"by": "aeg"}, "did you mean 'age'"),
        (
            {"by": "heard"},
            "heard may have several answers, so that groups overlap; name an option, "
            "such as heard/radio",
        ),
        ({"by": "heard/tv"}, "there is no column or question that divides units 'heard/tv'"),
        ({"by": "children"}, "children has no list of options"),
        ({"by": "secret"}, "secret is personal by the codebook"),
        ({"by": "remark"}, "remark is free_text by the codebook"),
        ({"by": "age", "merge": {"young": ["1"]}}, "merge"),
    ],
)
def test_a_question_divides_where_each_unit_is_in_one_group(division, said, tmp_path):
    survey = divided(tmp_path, {"groups": {"of": "person", **division}})
    if said is None:
        check_survey(survey)
        return
    with pytest.raises(SurveyError) as told:
        check_survey(survey)
    assert said in str(told.value)


@pytest.mark.parametrize("by", ["age", "heard", "heard/radio", "children"])
def test_no_question_divides_a_confidential_survey(by, tmp_path):
    survey = divided(tmp_path, {"groups": {"of": "person", "by": by}}, protection="confidential")
    with pytest.raises(SurveyError, match="is a question of a confidential survey: how many"):
        check_survey(survey)
    survey = divided(
        tmp_path / "settings",
        {"groups": {"of": "person", "by": "coarse"}},
        protection="confidential",
        groups={"coarse": {"by": by}},
    )
    with pytest.raises(SurveyError, match=r"groups.coarse.by: \w+ is a question of a conf"):
        check_survey(survey)


def test_settings_may_name_groups_of_answers_once_for_all_of_the_plan(tmp_path):
    coarse = {"coarse": {"by": "age", "merge": {"under_60": ["1", "2"]}}}
    survey = divided(tmp_path, {"ages": {"of": "person", "by": "coarse"}}, groups=coarse)
    check_survey(survey)
    assert survey.groupings["ages"].by == "age"
    assert [*survey.asked_groups["ages"]] == ["under_60", "10", "dont_know", "no_answer"]
    coarse["coarse"]["merge"]["young"] = ["1"]
    with pytest.raises(SurveyError, match=r"groups\.coarse\.merge: '1' is put together twice"):
        check_survey(divided(tmp_path / "twice", {}, groups=coarse))
    coarse["coarse"]["merge"] = {"under_60": ["1", "3"]}
    with pytest.raises(SurveyError, match=r"groups\.coarse\.merge: there is no group of age '3'"):
        check_survey(divided(tmp_path / "odd", {}, groups=coarse))


def test_a_plan_may_name_such_groups_and_no_others(tmp_path):
    rows = {"grouping": "age", "order": ["10", "1"], "labels": {"no_answer": "Silent"}}
    exhibit = {"kind": "group_shares", "area": "x", "title": "x", "who": "persons"}
    exhibit |= {"minimum_base": 5, "across": [rows]}
    exhibit["shares"] = [{"question": "mood", "options": ["9"]}]
    plan = PLAN | {"exhibits": {"moods": exhibit}}
    check_survey(Crossed(tmp_path, plan=plan).survey())
    rows["order"] = ["10", "30"]
    with pytest.raises(SurveyError, match="there is no group of age '30'"):
        check_survey(Crossed(tmp_path / "odd", plan=plan).survey())


def test_steps_are_told_what_the_planner_resolved(tmp_path):
    survey = divided(tmp_path, {"ages": {"of": "person", "by": "age"}})
    (tmp_path / "results").mkdir()
    write_section(survey, "groupings", survey.plan.plain())
    written = (tmp_path / section_file(survey.name, "groupings")).read_text()
    assert yaml.safe_load(written)["ages"]["by"] == "age"


def test_nonrespondents_are_weighted_by_what_is_known_of_them_and_no_answer_is(tmp_path):
    nonresponse = {"of": "all", "strata": {"age": ["1", "2", "10"]}, "minimum_replied": 5}
    plan = PLAN | {"nonresponse": nonresponse}
    with pytest.raises(SurveyError, match="no grouping or column of the list of units 'age'"):
        check_survey(Crossed(tmp_path, plan=plan).survey())


def test_a_column_of_units_has_no_questions_name(tmp_path):
    study = Crossed(tmp_path, unit_columns=["age"])
    assert "unit_columns: 'age' is a question, too" in study.problems()
