"""The rules of a verdict: those that there are, and which can be kept."""

import pytest

from cyberstudy.declare.plan.verdict_rules import MEANINGS, Rules
from surveyanswers.tables.problems import SurveyError

RULES = Rules()


def test_rules_come_from_the_plan_and_unknown_ones_are_refused():
    assert Rules.of({"max_classes": 4}).max_classes == 4
    with pytest.raises(SurveyError, match="alpha is no rule of a verdict"):
        Rules.of({"alpha": 0.05})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"alpha_types": 0.0}, "between 0 and 1"),
        ({"alpha_continuum": 0.01, "replicates": 50}, "cannot reject at 0.01"),
        ({"max_classes": 1}, "at least 2"),
        ({"risk": 0.7}, "from 0 to under 0.5"),
        ({"fewest_units": 0}, "fewest_units must be at least 1"),
        ({"minimum_stability": 1.2}, "minimum_stability from 0 to 1"),
    ],
)
def test_rules_that_cannot_be_kept_are_refused(wrong, said):
    with pytest.raises(SurveyError, match=said):
        Rules.of(wrong)


def test_every_rule_is_explained():
    assert [*MEANINGS] == [*RULES.__dataclass_fields__]
    assert all(meaning.endswith(".") for meaning in MEANINGS.values())
