"""A planner is told before the run where two groupings meet."""

from pathlib import Path

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.estimates import DeclaredEstimates, Division
from cyberstudy.scaffold.plan_checks import check_folder


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
