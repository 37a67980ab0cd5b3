"""Models are named in full in sentences, and no p-value as zero."""

import pytest

from cyberstudy.wording import typologies
from cyberstudy.wording.translator import ENGLISH as say


@pytest.mark.parametrize(
    ("name", "in_full"),
    [
        ("one gradient", "one gradient"),
        ("two gradients", "two gradients"),
        ("one class", "1 class"),
        ("3 classes", "3 classes"),
    ],
)
def test_models_are_named_by_their_classes_or_as_rivals(name, in_full):
    assert typologies.model(say, name) == in_full


@pytest.mark.parametrize(
    ("p", "said"), [(0.0004, "p < 0.001"), (0.001, "p = 0.001"), (0.25, "p = 0.250")]
)
def test_a_small_p_value_is_under_something_and_not_zero(p, said):
    assert typologies.p_value(say, p) == said
