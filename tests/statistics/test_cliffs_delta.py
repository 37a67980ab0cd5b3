"""Cliff's delta: a published example, Mann and Whitney's U, and a known truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, norm

from cyberstudy.statistics.differences import cliffs_delta

group = st.lists(st.integers(0, 5), min_size=2, max_size=15).map(np.array)


def test_the_example_of_the_r_package_effsize_comes_out_again():
    treatment = np.array([10, 10, 20, 20, 20, 30, 30, 30, 40, 50])
    control = np.array([10, 20, 30, 40, 40, 50])
    found = cliffs_delta(treatment, control, confidence=0.95)
    assert found == pytest.approx((-0.25, -0.7265846, 0.3890062), abs=1e-7)


@given(group, group)
def test_it_is_mann_and_whitneys_statistic_in_other_units_and_its_interval_is_possible(one, other):
    delta, low, high = cliffs_delta(one, other, confidence=0.95)
    u = mannwhitneyu(one, other).statistic
    assert delta == pytest.approx(2 * u / (one.size * other.size) - 1)
    assert -1 <= low <= delta <= high <= 1
    turned = cliffs_delta(other, one, confidence=0.95)
    assert turned == pytest.approx((-delta, -high, -low))


def test_groups_that_do_not_overlap_are_not_known_for_sure():
    delta, low, high = cliffs_delta(np.arange(10), np.arange(20, 40), confidence=0.95)
    assert delta == low == -1
    assert -1 < high < 0


def test_a_group_of_one_has_no_interval():
    assert np.isnan(cliffs_delta(np.array([1]), np.array([1, 2]), confidence=0.95)[1:]).all()


def test_the_interval_holds_a_known_truth():
    rng, held, shift = np.random.default_rng(2), 0, 0.8
    truth = 2 * norm.cdf(shift / np.sqrt(2)) - 1
    for _ in range(400):
        one, other = rng.normal(shift, size=40), rng.normal(size=60)
        _, low, high = cliffs_delta(one, other, confidence=0.95)
        held += low <= truth <= high
    assert 0.92 <= held / 400 <= 0.98
