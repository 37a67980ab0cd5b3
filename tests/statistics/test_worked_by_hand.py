"""Examples of docs/methods.md, by hand arithmetic, by the library, and as the page tells them."""

import re
from math import sqrt

import numpy as np
import pytest
from cyberstudy.statistics.intervals import possible_means, share_interval
from cyberstudy.statistics.ranks import rank_sets
from cyberstudy.statistics.sparse_means import root_intervals
from worlds import REPOSITORY

TOLD = re.sub(r"\s+", " ", (REPOSITORY / "docs/methods.md").read_text(encoding="utf-8"))


def test_a_share_of_a_group_of_which_half_answered():
    z, base, p = 1.959964, 10 * 19 / 10, 0.8
    middle = (p + z**2 / (2 * base)) / (1 + z**2 / base)
    half = z * sqrt(p * (1 - p) / base + z**2 / (4 * base**2)) / (1 + z**2 / base)
    assert f"{middle - half:.3f} to {middle + half:.3f}, the bounds {8 / 20} to {18 / 20}" in TOLD
    one, ten, twenty = (np.array([n]) for n in (8, 10, 20))
    low, high = share_interval(one, ten, confidence=0.95, population=twenty)
    assert low[0] == pytest.approx(middle - half)
    assert high[0] == pytest.approx(18 / 20)
    bounds = possible_means(np.array([p]), ten, twenty.astype(float), limits=(0, 1))
    assert [each[0] for each in bounds] == pytest.approx([8 / 20, 18 / 20])


def test_ranks_of_three_items_of_which_the_first_is_surely_first():
    errors = np.array([[1, 0, -1], [-1, 0, 1], [0, 1, 0], [0, -1, 0], [0, 0, 0]], dtype=float)
    spread = {(0, 1): sqrt(4 / 4), (1, 2): sqrt(4 / 4), (0, 2): sqrt((4 + 4) / 4)}
    largest = [
        max(abs(row[j] - row[k]) / size for (j, k), size in spread.items()) for row in errors
    ]
    assert largest == pytest.approx([sqrt(2), sqrt(2), 1, 1, 0])
    quantile = sorted(largest)[4]  # four fifths of five lie below the fifth
    leads = {pair: lead / spread[pair] for pair, lead in (((0, 1), 4), ((0, 2), 5), ((1, 2), 1))}
    assert [leads[pair] > quantile for pair in ((0, 1), (0, 2), (1, 2))] == [True, True, False]
    assert f"{leads[0, 2]:.3f}" in TOLD
    estimate = np.array([10.0, 6.0, 5.0])
    sets = rank_sets(estimate, estimate + errors, confidence=0.8)
    assert list(zip(sets.all_low, sets.all_high, strict=True)) == [(1, 1), (2, 3), (2, 3)]


def test_an_interval_of_a_mean_to_which_half_contribute():
    def root_and_error(values):
        mean = sum(values) / 4
        variance = sum(x**2 for x in values) / 4 - mean**2
        return sqrt(mean), sqrt(variance / 3) / (2 * sqrt(mean))

    root, error = root_and_error([0, 0, 4, 4])
    again = [root_and_error(drawn) for drawn in ([0, 4, 4, 4], [0, 0, 0, 4])]
    first, second = (((r - root) / e) for r, e in again)
    assert f"$t^* = {first:.3f}$ and ${second:.3f}$" in TOLD
    upper, lower = first - 0.025 * (first - second), second + 0.025 * (first - second)
    ends = [(root - upper * error) ** 2, (root - lower * error) ** 2]
    assert f"of the mean 2 is {ends[0]:.3f} to {ends[1]:.3f}" in TOLD
    values, drawn = np.array([[0.0], [0], [4], [4]]), np.array([[1, 0, 2, 1], [1, 2, 1, 0]])
    assert [e[0] for e in root_intervals(values, drawn, confidence=0.95)] == pytest.approx(ends)
