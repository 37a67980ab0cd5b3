"""A difference of means is adjusted by least squares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyberstudy.statistics.adjusted_difference import adjusted_difference, difference_interval


@given(seed=st.integers(0, 2**32 - 1), units=st.integers(12, 60))
def test_it_is_the_coefficient_of_a_regression_on_all_of_it(seed, units):
    rng = np.random.default_rng(seed)
    inside, size = rng.random(units) < 0.4, rng.normal(size=units)
    region = rng.choice(["north", "south", "west"], size=units)
    values = rng.normal(size=units) + inside - size
    dummies = [region == name for name in sorted(set(region))]  # a constant is their sum
    design = np.column_stack([inside, size, *dummies]).astype(float)
    if np.linalg.matrix_rank(design) == design.shape[1]:
        expected = np.linalg.solve(design.T @ design, design.T @ values)[0]
        assert adjusted_difference(values, inside, [size, region]) == pytest.approx(expected)


def test_without_anything_given_it_is_the_difference_of_means():
    assert adjusted_difference([1, 2, 5, 6], [1, 1, 0, 0]) == pytest.approx(-4)


def test_where_the_group_is_what_is_adjusted_for_there_is_none():
    assert np.isnan(adjusted_difference([1, 2, 5, 6], [1, 1, 0, 0], [["a", "a", "b", "b"]]))
    assert np.isnan(adjusted_difference([1, 2], [1, 1]))


def test_a_control_that_follows_from_others_costs_no_degree_of_freedom():
    rng = np.random.default_rng(5)
    inside, kind = rng.integers(0, 2, 40), rng.choice(["a", "b", "c"], 40)
    y = inside + (kind == "b") + rng.normal(size=40)
    of_b = (kind == "b").astype(float)
    once = difference_interval(y, inside, [kind], None, confidence=0.95)
    for twice in ([kind, of_b], [kind, kind], [kind, np.zeros(40), 1e9 * of_b]):
        again = difference_interval(y, inside, twice, None, confidence=0.95)
        assert again == pytest.approx(once, rel=1e-9)
