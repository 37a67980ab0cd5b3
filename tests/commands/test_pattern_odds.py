"""What the pattern of withheld groups tells is measured after a run."""

from pathlib import Path

import pytest
from worlds import REPOSITORY

from cyberstudy.commands.pattern_odds import TABLES, main, patterns, row
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.estimates import DeclaredEstimates, Division
from cyberstudy.scaffold.plan_checks import check_folder
from surveyanswers.tables.problems import SurveyError

STATES = REPOSITORY / "results/states2012"
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
    (found,) = patterns(survey, STATES, TABLES, ["q102_partnership_purposes"])
    return found


def test_a_row_names_question_groups_reason_tables_and_odds(pattern):
    assert pattern.agree == TABLES
    assert row(pattern).startswith(f"| `{pattern.question}` | {pattern.groups[0]}")
    assert f"| {TABLES} of {pattern.looked_at} | {pattern.odds:.1f} |" in row(pattern)


def test_the_table_of_the_benchmarks_has_what_is_measured_today(pattern):
    text = (REPOSITORY / "benchmarks/README.md").read_text()
    rows = text.partition(BY_REASON + "\n")[2].partition("\n\n")[0].splitlines()
    (few,) = [each for each in rows if each.startswith("| few answered |")]
    assert "few answered" in pattern.why
    assert f"{pattern.agree} of {pattern.looked_at}, " in few
    assert f"{pattern.odds:.1f}, " in few
    assert f"{pattern.answer:.1f}, " in few


@pytest.mark.parametrize(
    ("name", "says"), [("gci", "not confidential"), ("states2012", "run snakemake states2012")]
)
def test_where_there_is_nothing_to_measure_the_reason_is_given(name, says, tmp_path):
    survey = OpenSurvey(REPOSITORY / "config/surveys" / name, root=REPOSITORY)
    with pytest.raises(SurveyError, match=says):
        next(patterns(survey, tmp_path, TABLES))


def test_the_command_ends_with_one_where_there_is_nothing_to_measure(capsys, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    assert main(["config/surveys/gci"]) == 1
    assert "gci: is not confidential" in capsys.readouterr().err


def test_a_planner_is_told_of_two_groupings_that_meet_before_the_run(lighthouse, monkeypatch):
    monkeypatch.chdir(lighthouse.root)
    ways = {by: Division(of="home", by=by) for by in ("merged_region", "development")}
    estimates = DeclaredEstimates(confidence=0.95, groupings=ways)
    other = OpenSurvey(Path("config/surveys/lighthouse"))
    other.__dict__["plan"] = lighthouse.plan.model_copy(update={"estimates": estimates})
    confidential = lighthouse.settings.model_copy(update={"protection": "confidential"})
    other.__dict__["settings"] = confidential
    (doubt,) = [each for each in check_folder(other, examples=False).doubts if "groupings" in each]
    assert "merged_region and development group the same units" in doubt
    assert "cyberstudy.commands.pattern_odds config/surveys/lighthouse" in doubt
