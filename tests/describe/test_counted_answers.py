"""What estimates by group begin with, from files to a table that is written."""

from types import SimpleNamespace

import pytest
from invented.collected import table
from worlds.collected import Collected

from cyberstudy.declare.plan.estimates import Division
from cyberstudy.describe.counted_answers import CountedAnswers
from cyberstudy.describe.estimates import estimate_all
from cyberstudy.tables.estimates import Estimates
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers_by_question import AnswerColumns

FORM = [("select_one yes_no", "law", "Law?"), ("decimal", "worth", "Weight")]
OPTIONS = {"yes_no": [("yes", "Yes"), ("no", "No")]}
ROWS = [["id", "law", "worth"], ["a", "yes", "1"], ["b", "no", "2"], ["c", "no", "4"]]


def replies_to(tmp_path, **settings):
    columns = {name: name for name in ("law", "worth")}
    study = Collected(
        tmp_path,
        FORM,
        OPTIONS,
        table(ROWS),
        format="csv",
        submission="id",
        unit="id",
        columns=columns,
    )
    study.settings |= {"design": {"weight": "worth"}, "minimum_base": 2} | settings
    survey, cleaned = study.survey(), study.cleaned()
    declared = SimpleNamespace(
        counting=survey.counting,
        frame=None,
        groupings={"all": Division(of="person"), "by_law": Division(of="person", by="law")},
    )
    return survey, CountedAnswers(declared, AnswerColumns.of(cleaned.answers), cleaned.units)


def test_units_are_divided_by_what_they_answered_and_weigh_as_the_design_says(tmp_path):
    _, replies = replies_to(tmp_path)
    groups = replies.members.filter(grouping="by_law").sort("unit_id")["group"].to_list()
    assert groups == ["yes", "no", "no"]
    assert replies.sample["weight"].to_list() == [1, 2, 4]


@pytest.mark.parametrize(("protection", "share"), [("public", 1 / 7), ("confidential", 0.14)])
def test_only_of_a_confidential_sample_shares_are_rounded_when_written(tmp_path, protection, share):
    survey, replies = replies_to(tmp_path, protection=protection)
    shares = estimate_all(
        replies.answers,
        replies.members.filter(grouping="all"),
        survey.questionnaire,
        minimum_base=2,
        confidence=0.95,
        sample=replies.sample,
    )
    replies.write(shares, tmp_path / "estimates.parquet", Estimates)
    written = read_table(tmp_path / "estimates.parquet", Estimates)
    assert written.filter(question="law", option="yes")["share"].item() == pytest.approx(share)
