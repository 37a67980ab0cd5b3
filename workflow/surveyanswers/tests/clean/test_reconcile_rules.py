"""Rules of reconciliation stand in one list: tried by adding a sixth."""

import pytest
from invented.submissions import outcome

from surveyanswers.instrument.reconciliation import RULES, Reconciliation


@pytest.fixture
def earliest(monkeypatch):
    rule = Reconciliation(word="earliest", takes="the first form that came", whole=True)
    monkeypatch.setitem(RULES, "earliest", rule)


def test_a_sixth_rule_is_one_entry(earliest):
    found = outcome({"s1": "a", "s2": "b", "s3": "c"}, "earliest")
    assert found.answers.select("value", "submission_id", "rule").rows() == [
        ("c", "s3", "earliest")
    ]
    assert found.conflicts.select("rule", "decided").rows() == [("earliest", True)]


def test_a_sixth_rule_takes_all_options_from_one_submission(earliest):
    answers = outcome({"s1": ["a", "b"], "s3": ["a"]}, "earliest").answers
    assert answers["submission_id"].unique().to_list() == ["s3"]
    assert answers.filter(value="1")["option"].to_list() == ["a"]


def test_a_sixth_rule_may_leave_open_what_it_cannot_decide(monkeypatch):
    nobody = Reconciliation(word="nobody", takes="nothing", conflict=RULES["unanimous"].conflict)
    monkeypatch.setitem(RULES, "nobody", nobody)
    assert outcome({"s1": "a", "s2": "b"}, "nobody").answers["status"].to_list() == ["conflict"]
    assert outcome({"s1": "a", "s2": "a"}, "nobody").answers["status"].to_list() == ["valid"]
