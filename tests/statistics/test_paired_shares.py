"""The change of a share among the same units: Newcombe's interval for paired shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyberstudy.statistics.differences import paired_newcombe

CONFIDENCE = 0.95


def interval(both, gained, lost, neither, population=None):
    counts = [np.array([value]) for value in (both, gained, lost, both + gained + lost + neither)]
    size = None if population is None else np.array([population])
    low, high = paired_newcombe(*counts, confidence=CONFIDENCE, population=size)
    return low[0], high[0]


def by_hand(both, gained, lost, neither):
    """Method 10, written out from the paper's formulas for one table."""
    z, n = 1.959963984540054, both + gained + lost + neither

    def wilson(count):
        p = count / n
        middle, root = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
        return (middle - root) / (1 + z**2 / n), (middle + root) / (1 + z**2 / n)

    first, second = both + lost, both + gained
    (l1, u1), (l2, u2) = wilson(first), wilson(second)
    p1, p2 = first / n, second / n
    product = both * neither - gained * lost
    if product > n / 2:
        product -= n / 2
    elif product >= 0:
        product = 0
    margins = first * (n - first) * second * (n - second)
    phi = product / np.sqrt(margins) if margins else 0.0
    below = (p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2
    above = (u2 - p2) ** 2 - 2 * phi * (u2 - p2) * (p1 - l1) + (p1 - l1) ** 2
    return p2 - p1 - np.sqrt(below), p2 - p1 + np.sqrt(above)


cells = st.tuples(*[st.integers(0, 60)] * 4).filter(lambda table: sum(table) > 0)


@given(cells)
def test_it_is_the_papers_formula_and_never_leaves_minus_one_to_one(table):
    low, high = interval(*table)
    expected = np.clip(by_hand(*table), -1, 1)
    assert (low, high) == pytest.approx(tuple(expected), abs=1e-9)
    _, gained, lost, _ = table
    assert -1 <= low <= (gained - lost) / sum(table) + 1e-12
    assert (gained - lost) / sum(table) - 1e-12 <= high <= 1


@given(cells)
def test_turning_time_round_turns_the_interval_round(table):
    both, gained, lost, neither = table
    low, high = interval(both, gained, lost, neither)
    assert interval(both, lost, gained, neither) == pytest.approx((-high, -low))


def test_where_everybody_answered_twice_the_change_is_known():
    assert interval(10, 5, 2, 3, population=20) == pytest.approx((0.15, 0.15))
    wide, narrow = interval(10, 5, 2, 3), interval(10, 5, 2, 3, population=25)
    assert wide[0] < narrow[0] < 0.15 < narrow[1] < wide[1]


def test_it_holds_the_true_change_about_as_often_as_it_says():
    rng = np.random.default_rng(3)
    for chances in ((0.4, 0.2, 0.05, 0.35), (0.7, 0.15, 0.1, 0.05), (0.05, 0.1, 0.1, 0.75)):
        drawn = rng.multinomial(50, chances, size=4000)
        low, high = paired_newcombe(
            drawn[:, 0], drawn[:, 1], drawn[:, 2], np.full(4000, 50), confidence=CONFIDENCE
        )
        true = chances[1] - chances[2]
        assert 0.93 < np.mean((low <= true) & (true <= high)) < 0.985
