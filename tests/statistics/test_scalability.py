"""Mokken's coefficients are one less Guttman errors over those that chance would make."""

from itertools import combinations

import numpy as np
import pytest

from cyberstudy.statistics import scalability as mokken

GUTTMAN = np.tril(np.ones((6, 5), dtype=bool), -1)


def loevinger(scores, item=None):
    """Count errors by hand: who has the rarer of two items and lacks the commoner."""
    found, expected, share = 0.0, 0.0, scores.mean(axis=0)
    for pair in combinations(range(scores.shape[1]), 2):
        if item is None or item in pair:
            hard, easy = sorted(pair, key=lambda each: share[each])
            found += (scores[:, hard] & ~scores[:, easy]).sum()
            expected += len(scores) * share[hard] * (1 - share[easy])
    return 1 - found / expected


def some(units=200, items=6, seed=2):
    rng = np.random.default_rng(seed)
    level, hard = rng.normal(size=(units, 1)), np.linspace(-1.2, 1.2, items)
    return rng.random((units, items)) < 1 / (1 + np.exp(-2 * (level - hard)))


def test_coefficients_are_those_of_errors_counted_by_hand():
    scores = some()
    whole, each = mokken.scalability(scores)
    assert whole == pytest.approx(loevinger(scores))
    assert each == pytest.approx([loevinger(scores, item) for item in range(6)])
    assert mokken.scalability_of_units(scores) == pytest.approx(loevinger_of_units(scores))


def loevinger_of_units(scores):
    return loevinger(scores.T[:, scores.any(axis=1) & ~scores.all(axis=1)])


def test_a_perfect_scale_is_one_and_what_has_nothing_in_common_about_nought():
    assert mokken.scalability(GUTTMAN)[0] == pytest.approx(1)
    assert mokken.scalability_of_units(GUTTMAN) == pytest.approx(1)
    unlike = np.random.default_rng(5).random((4000, 6)) < 0.5
    assert abs(mokken.scalability(unlike)[0]) < 0.03


def test_an_item_that_everybody_has_tells_nothing():
    whole, each = mokken.scalability(np.column_stack([GUTTMAN, np.ones(6, dtype=bool)]))
    assert whole == pytest.approx(1)
    assert np.isnan(each[-1])


def test_what_was_gained_is_compared_with_what_is_still_lacked():
    before = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 0], [0, 0, 0]], dtype=bool)
    after = np.array([[1, 1, 1], [1, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=bool)
    units, shares = mokken.gained_in_order(before, after)
    assert units.tolist() == [1, 3]  # the first lacks nothing, the third gained nothing
    assert shares.tolist() == [1, 0]
