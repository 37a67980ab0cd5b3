"""Headlines take their numbers from tables."""

import pytest
from cyberstudy.declare.entry import parsed
from cyberstudy.declare.plan.headlines import DeclaredHeadline
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.release.page.headlines import NOT_GIVEN, fill_headline
from cyberstudy.tables.problems import StudyProblem
from worlds.page import PLAN


def headline(page, **entry):
    tables = page.parent / "harbour" / "tables"
    plan = parsed(PLAN, Plan, where="plan.yaml")
    written = parsed({"table": "shares"} | entry, DeclaredHeadline, where="plan.yaml")
    return fill_headline(written, tables=tables, plan=plan, where="harbour")


def test_a_headline_takes_its_numbers_from_the_table_and_the_plan(elements):
    said = "".join(elements.said)
    assert "Of 1,500 boats, 56% float (95% interval 46% to 65.0%)." in said
    assert "No fleets." in said
    assert [a for a in elements.all("a", href="#harbour-berths")]


def test_a_headline_can_count_rows(page):
    found = headline(
        page,
        text="{some} of {all}",
        values={"some": {"count": {"apart": True}}, "all": {"count": {}}},
    )
    assert found.sentence == "1 of 2"


def test_a_value_that_was_withheld_is_not_given_and_the_reason_is_said(page):
    values = {"share": {"column": "share", "percent": True}, "base": {"column": "base"}}
    found = headline(page, text="{share} of {base}", row={"group": "few"}, values=values)
    assert found.sentence == f"{NOT_GIVEN} of 3"
    assert found.reason == "withheld: base under 5"


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"text": "{a}", "values": {"a": {"column": "colour"}}, "row": {"base": 3}}, "colour"),
        ({"text": "{a}", "values": {"a": {"column": "base"}}}, "2 rows of 'shares' fit"),
        ({"text": "{a}", "values": {"a": {"column": "base"}}, "row": {"hue": 1}}, "no column hue"),
        ({"text": "{a}", "values": {"a": {"plan": ["index", "none"]}}}, "no index.none"),
        ({"text": "a", "table": "fish"}, "no table 'fish'"),
        ({"text": "a", "exhibit": "fish"}, "exhibit 'fish'"),
    ],
)
def test_a_headline_that_does_not_fit_its_table_is_named(page, entry, complaint):
    with pytest.raises(StudyProblem, match=complaint) as problem:
        headline(page, **entry)
    assert entry["text"] in str(problem.value)


def test_places_and_values_belong_together():
    with pytest.raises(StudyProblem, match=r"nothing is said of the place \{a\}"):
        parsed({"table": "shares", "text": "{a}"}, DeclaredHeadline, where="plan.yaml")


def test_no_number_is_typed_into_a_headline():
    plan = {"coverage": [], "exhibits": {}, "headlines": [{"text": "All 7 float.", "table": "t"}]}
    with pytest.raises(StudyProblem, match=r"headlines\.0\.text"):
        parsed(plan, Plan, where="plan.yaml")
