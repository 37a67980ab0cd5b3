"""The explorer and protection where a question divides the units of a public survey."""

from types import SimpleNamespace

import polars as pl
import pytest
from worlds.crossed import Crossed

from cyberstudy.describe.estimates import estimate_all, memberships_of
from cyberstudy.protect.release_rules import Door
from cyberstudy.release.page.explorer import explorer_of
from cyberstudy.tables.estimates import Estimates
from cyberstudy.wording.translator import speaking_of
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import write_table


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    """The survey, and its estimates as they were and as they passed."""
    study = Crossed(tmp_path_factory.mktemp("crossed"))
    cleaned, survey = study.cleaned(), study.survey()
    answers = AnswerColumns.of(cleaned.answers)
    members = memberships_of(cleaned.units, survey.frame, survey.groupings, answers)
    shares = estimate_all(answers, members, survey.questionnaire, minimum_base=5, confidence=0.95)
    inside, outside = study.root / "estimates.parquet", study.root / "release" / "tables"
    write_table(shares, str(inside), Estimates)
    outside.mkdir(parents=True)
    door = Door(survey, outside, None)
    door.table(inside, "estimates.parquet")
    return survey, shares, pl.read_parquet(outside / "estimates.parquet"), door


def test_answers_of_a_personal_question_do_not_leave_by_what_units_answered_to_another(passed):
    _, shares, left, door = passed
    by_answers = pl.col("grouping").is_in(["age", "old", "radio", "before"])
    gone = shares.filter(by_answers, question="secret")
    assert gone.height == door.withheld["estimates"] > 0
    assert left.filter(by_answers, question="secret").is_empty()
    assert left.height == shares.height - gone.height
    assert not left.filter(grouping="all", question="secret").is_empty()


def called_in(told, rows, grouping):
    groups = {row["group"] for row in rows if row["grouping"] == grouping}
    return [name for group, name in told["groups"][grouping].items() if group in groups]


def test_the_explorer_calls_groups_by_their_labels_and_no_question_divides_itself(passed):
    survey, _, left, _ = passed
    release = survey.root / "release"
    left.write_csv(release / "tables" / "estimates.csv")
    say = speaking_of(survey, "en")
    told = explorer_of(SimpleNamespace(survey=survey, release=release, simulated=False, say=say))
    asked = {each["name"]: each for each in told["questions"]}
    rows = [dict(zip(told["columns"], row, strict=True)) for row in asked["mood"]["rows"]]
    ages = ("Under 30", "30 to 59", "60 or more", "I don't know", "No answer")
    assert called_in(told, rows, "age") == [f"Age: {age}" for age in ages]
    moods = ("Well", "Badly", "I don't know")
    assert called_in(told, rows, "before") == [f"Before: {mood}" for mood in moods]
    own = {row[told["columns"].index("grouping")] for row in asked["age"]["rows"]}
    assert own == {"", "all", "before", "radio", "respondents"} - {""}
