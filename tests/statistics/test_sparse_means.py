"""Intervals of sparse means: against a plain loop, and how often they hold the truth."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyberstudy.statistics.sparse_means import added_up, root_intervals


def resamples(units, size, seed):
    drawn = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), size=size)
    return drawn


def plain(values, drawn, confidence):
    """The bootstrap-t of the root of one mean, resample by resample."""
    n = len(values)
    error = np.std(values, ddof=1) / np.sqrt(n) / (2 * np.sqrt(np.mean(values)))
    pivots = []
    for counts in drawn:
        sample = np.repeat(values, counts)
        own = error
        if sample.any():
            own = np.sqrt(np.mean((sample - sample.mean()) ** 2) / (n - 1)) / (
                2 * np.sqrt(sample.mean())
            )
        pivots.append((np.sqrt(sample.mean()) - np.sqrt(values.mean())) / own)
    tail = (1 - confidence) / 2
    high, low = np.quantile(pivots, [tail, 1 - tail])
    root = np.sqrt(values.mean())
    return max(root - low * error, 0) ** 2, (root - high * error) ** 2


@pytest.mark.parametrize("contributing", [1, 3, 30])
def test_intervals_are_those_of_a_plain_loop(contributing):
    values = np.zeros(40)
    values[:contributing] = np.random.default_rng(3).uniform(1, 9, size=contributing)
    drawn = resamples(40, 400, seed=contributing)
    low, high = root_intervals(values[:, None], drawn, confidence=0.9)
    assert (low[0], high[0]) == pytest.approx(plain(values, drawn, 0.9))
    assert low[0] < values.mean() < high[0] < np.inf


def test_of_many_who_all_contribute_it_is_the_interval_of_the_normal_distribution():
    values = np.random.default_rng(5).normal(50, 4, size=(400, 2))
    low, high = root_intervals(values, resamples(400, 4000, seed=6), confidence=0.95)
    half = 1.96 * values.std(axis=0, ddof=1) / 20
    assert low == pytest.approx(values.mean(axis=0) - half, abs=0.1 * half.max())
    assert high == pytest.approx(values.mean(axis=0) + half, abs=0.1 * half.max())


def test_what_all_contribute_alike_and_what_nobody_does_is_sure():
    values = np.array([[2.0, 0.0]] * 9)
    low, high = root_intervals(values, resamples(9, 200, seed=1), confidence=0.95)
    assert low.tolist() == pytest.approx([2, 0])
    assert high.tolist() == pytest.approx([2, 0])


def test_one_in_eight_contributes_and_percentiles_miss_above_where_these_hold():
    rng = np.random.default_rng(8)
    units, truth, worlds = 60, 0.125 * 5, 300
    values = np.where(rng.random((units, worlds)) < 0.125, rng.exponential(5, (units, worlds)), 0)
    drawn = resamples(units, 600, seed=9)
    _, high = root_intervals(values, drawn, confidence=0.95)
    percentiles = np.quantile(drawn @ values / units, 0.975, axis=0)
    assert (truth <= high).mean() > 0.94 > (truth <= percentiles).mean()


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("abc"), st.sampled_from("xy"), st.none() | st.floats(-9, 9, width=16)
        ),
        max_size=9,
    )
)
def test_contributions_add_up_by_what_they_are_of_and_nobodys_are_nought(rows):
    table = pl.DataFrame(
        rows, {"who": pl.String, "what": pl.String, "score": pl.Float64}, orient="row"
    )
    sums = added_up(table, "score", {"who": ["d", "c", "b", "a"], "what": pl.Series(["x", "y"])})
    for i, who in enumerate("dcba"):
        for j, what in enumerate("xy"):
            expected = sum(value or 0 for a, b, value in rows if (a, b) == (who, what))
            assert sums[i, j] == pytest.approx(expected)
