"""Models and tests are said briefly in figures and in full in sentences, none as zero."""

import pytest
from cyberstudy.wording import typologies
from cyberstudy.wording.speech import ENGLISH as say


@pytest.mark.parametrize(
    ("name", "briefly", "in_full"),
    [
        ("one gradient", "gradient", "one gradient"),
        ("two gradients", "two gradients", "two gradients"),
        ("one class", "1", "1 class"),
        ("3 classes", "3", "3 classes"),
    ],
)
def test_models_are_named_by_their_classes_or_as_rivals(name, briefly, in_full):
    assert typologies.model_briefly(say, name) == briefly
    assert typologies.model(say, name) == in_full


@pytest.mark.parametrize(
    ("p", "briefly", "in_full"),
    [(0.0004, "<0.001", "p < 0.001"), (0.001, "0.001", "p = 0.001"), (0.25, "0.250", "p = 0.250")],
)
def test_a_small_p_value_is_under_something_and_not_zero(p, briefly, in_full):
    assert typologies.small(say, p) == briefly
    assert typologies.p_value(say, p) == in_full


@pytest.mark.parametrize(
    ("explained", "reason", "said"),
    [
        (0.2, "", "p = 0.030"),
        (None, typologies.ALIKE, "all values are alike"),
        (None, "withheld: base under 5", "withheld: base under 5"),
        (None, "", "no test"),
    ],
)
def test_where_nothing_is_explained_it_is_said_why(explained, reason, said):
    row = {"explained": explained, "p_adjusted": 0.03, "reason": reason}
    assert typologies.explained_or_why_not(say, row) == said


@pytest.mark.parametrize(
    ("value", "low", "said"),
    [(0.5, 0.25, "0.50  (0.25 to 0.75)"), (0.5, None, "0.50"), (None, None, "one class")],
)
def test_a_value_has_its_interval_if_there_is_one(value, low, said):
    row = {"value": value, "low": low, "high": 0.75, "reason": ""}
    assert typologies.value_with_interval(say, row) == said


def test_what_was_left_out_has_its_own_name_or_that_of_the_group():
    assert typologies.what_changed(say, "group left out", "north", 3) == "without North (3)"
    told = typologies.what_changed(say, "one unit left out", "median of all units", 1)
    assert told == "without one unit, median"
