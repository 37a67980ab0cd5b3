"""What the pattern of withheld groups tells of the study is what the benchmarks print."""

from pathlib import Path

import pytest
from worlds import REPOSITORY

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.estimates import DeclaredEstimates, Division
from cyberstudy.protect.suppressed import about_units, drawn_by_lot, question_rules, suppressed_in
from cyberstudy.scaffold.plan_checks import check_folder
from disclosure.suppression import Demands
from disclosure.withheld_patterns import what_patterns_tell
from surveyanswers.tables.statuses import OPEN

STATES = REPOSITORY / "results/states2012"
TABLES = 1000
BY_REASON = (
    "| because | questions | tables with the pattern, of those looked at | odds of a count "
    "| odds of a State's answer |\n|---|---:|---|---|---|"
)


@pytest.fixture(scope="module")
def pattern(not_run):
    """What the pattern of one question tells."""
    if not (STATES / "describe/memberships.parquet").exists():
        not_run("the study has not run: make study", "states2012")
    survey = OpenSurvey(REPOSITORY / "config/surveys/states2012", root=REPOSITORY)
    names = ("describe/memberships", "describe/estimates", "clean/answers")
    memberships, replies = about_units(*([f"{STATES / name}.parquet"] for name in names))
    rules = survey.settings.disclosure
    questions = question_rules(survey.questionnaire, survey.codebook, rules)
    (pattern,) = what_patterns_tell(
        suppressed_in(memberships, replies, survey),
        memberships,
        replies,
        drawn_by_lot(questions, [replies], rules.lots),
        Demands(
            survey.settings.minimum_base,
            rules.width,
            (),
            rules.coalition,
            rules.complementary == "all",
        ),
        OPEN,
        tables=TABLES,
        questions=["q102_partnership_purposes"],
    )
    return pattern


def test_the_table_of_the_benchmarks_has_what_is_measured_today(pattern):
    text = (REPOSITORY / "benchmarks/README.md").read_text()
    rows = text.partition(BY_REASON + "\n")[2].partition("\n\n")[0].splitlines()
    (few,) = [row for row in rows if row.startswith("| few answered |")]
    assert "few answered" in pattern.why
    assert pattern.agree == TABLES
    assert f"{pattern.agree} of {pattern.looked_at}, " in few
    assert f"{pattern.odds:.1f}, " in few
    assert f"{pattern.answer:.1f}, " in few


def test_a_planner_is_told_of_two_groupings_that_meet_before_the_run(lighthouse, monkeypatch):
    monkeypatch.chdir(lighthouse.root)
    ways = {by: Division(of="home", by=by) for by in ("merged_region", "development")}
    estimates = DeclaredEstimates(confidence=0.95, groupings=ways)
    other = OpenSurvey(Path("config/surveys/lighthouse"))
    other.__dict__["plan"] = lighthouse.plan.model_copy(update={"estimates": estimates})
    confidential = lighthouse.settings.model_copy(update={"protection": "confidential"})
    other.__dict__["settings"] = confidential
    (doubt,) = [line for line in check_folder(other, examples=False).doubts if "groupings" in line]
    assert "merged_region and development group the same units" in doubt
    assert "docs/confidentiality.md" in doubt
