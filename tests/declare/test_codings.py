"""Cut points that cannot be are told when the workflow is planned, each with its place."""

import pytest
from worlds.plans import copied, replan

from cyberstudy.declare.plan.clusterings import wrong_coding
from cyberstudy.declare.resolve import check_survey
from surveyanswers.tables.problems import SurveyError

CODING = {"none": "[0, 0]", "part": "(0, 1)", "whole": "[1, 1]"}
NEIGHBOURS = "exactly one of two neighbours takes their border in"


@pytest.mark.parametrize(
    "good",
    [
        CODING,
        {"less": "[0, 0.5)", "half": "[0.5, 1]"},
        {"below": "[-2.5, -1]", "above": "(-1, 10]"},
    ],
)
def test_categories_that_follow_one_another_pass(good):
    assert list(wrong_coding(good)) == []


@pytest.mark.parametrize(
    ("wrong", "where", "said"),
    [
        ({"none": "[0, 0]", "rest": "[0, 1]"}, "rest", NEIGHBOURS),
        ({"less": "[0, 0.5)", "more": "(0.5, 1]"}, "more", NEIGHBOURS),
        ({"less": "[0, 0.4]", "more": "(0.5, 1]"}, "more", NEIGHBOURS),
        ({"more": "(0.5, 1]", "less": "[0, 0.5]"}, "less", NEIGHBOURS),
        ({"none": "(0, 0]", "rest": "(0, 1]"}, "none", "holds no number"),
        ({"less": "[0.5, 0)", "more": "[0, 1]"}, "less", "holds no number"),
    ],
)
def test_gaps_overlaps_and_empty_categories_are_told(wrong, where, said):
    assert [told for name, told in wrong_coding(wrong) if name == where and said in told]


def _entry(**changes):
    return lambda plan: plan["clusterings"]["areas_2020"].update(changes)


def _multiverse(**changes):
    return lambda plan: plan["clusterings"]["areas_2020"]["multiverse"].update(changes)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            _entry(codings={"main": CODING | {"part": "[0, 1)"}}),
            r"areas_2020\.codings\.main\.part: \[0, 1\) does not begin where 'none'",
        ),
        (
            _entry(codings={"main": CODING | {"part": "0 to 1"}}),
            r"areas_2020\.codings\.main\.part: '0 to 1' is not of the form",
        ),
        (_entry(codings={"main": {"all": "[0, 1]"}}), r"areas_2020\.codings\.main: "),
        (_entry(codings={"other": CODING}), r"areas_2020\.codings: needs a coding 'main'"),
        (_entry(merge={"some": ["part", "whole"]}), r"areas_2020\.codings: .* nothing to merge"),
        (_multiverse(missing=["as_is", "as_category"]), r"multiverse\.missing: as_category has no"),
        (
            lambda plan: plan["clusterings"]["areas_2020"].pop("codings"),
            r"items\.main\.0: there is no question with one answer 'substantive_law'",
        ),
        (
            _entry(items={"main": ["substantive_law", "substantive_lore"]}),
            r"items\.main\.1: .*'substantive_lore'; did you mean 'substantive_law'",
        ),
    ],
)
def test_a_coding_that_cannot_be_is_told_with_its_place(tmp_path, change, said):
    survey = copied("gci", tmp_path)
    replan(survey, change)
    with pytest.raises(SurveyError, match=said):
        check_survey(survey)


def test_items_with_options_are_not_coded(tmp_path):
    survey = copied("cyberlaw2026", tmp_path)

    def change(plan):
        plan["clusterings"]["laws"].pop("merge")
        plan["clusterings"]["laws"]["codings"] = {"main": CODING}
        plan["clusterings"]["laws"]["multiverse"]["missing"] = ["as_is"]

    replan(survey, change)
    with pytest.raises(SurveyError, match="no question with a number 'transactions_law'"):
        check_survey(survey)
