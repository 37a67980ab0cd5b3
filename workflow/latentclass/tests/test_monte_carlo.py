"""How tests by simulation stop."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from latentclass.monte_carlo import (
    ALL_DRAWN,
    CLEARLY_COMMON,
    CLEARLY_RARE,
    monte_carlo,
    rarities,
)

LEVEL = 0.05
HALTED = {"level": LEVEL, "replicates": 200, "enough": 10, "risk": 0.01, "batch": 25}


def drawn_with(p, seed):
    """Replicates that reach the observed statistic of 0.5 with probability p."""
    hits = np.random.default_rng(seed).random(1000) < p
    return lambda which: hits[which.start : which.stop].astype(float)


@settings(deadline=None)
@given(st.floats(0, 1), st.integers(0, 10_000), st.sampled_from([0.01, 0.025, 0.05, 0.1]))
def test_a_run_that_is_ended_by_exceedances_decides_as_the_full_run(p, seed, level):
    draw = drawn_with(p, seed)
    halted = monte_carlo(0.5, draw, **{**HALTED, "level": level, "risk": 0.0})
    full = monte_carlo(0.5, draw, **{**HALTED, "level": level, "risk": 0.0, "enough": 201})
    assert full.stopped == ALL_DRAWN
    assert full.p == (full.exceedances + 1) / 201
    assert (halted.p <= level) == (full.p <= level)
    assert halted.low <= halted.p <= halted.high


@settings(deadline=None)
@given(st.floats(0, 1), st.integers(0, 10_000), st.integers(1, 60))
def test_the_outcome_does_not_depend_on_how_many_are_drawn_at_once(p, seed, batch):
    draw = drawn_with(p, seed)
    assert monte_carlo(0.5, draw, **HALTED) == monte_carlo(0.5, draw, **{**HALTED, "batch": batch})


def test_clear_answers_come_early_and_say_why():
    common = monte_carlo(0.5, drawn_with(0.5, 1), **HALTED)
    assert (common.stopped, common.replicates < 50) == (CLEARLY_COMMON, True)
    rare = monte_carlo(0.5, drawn_with(0.0, 1), **HALTED)
    assert (rare.stopped, rare.replicates < 150) == (CLEARLY_RARE, True)
    assert rare.p == 1 / (rare.replicates + 1) <= LEVEL
    between = monte_carlo(0.5, drawn_with(0.04, 5), **HALTED)
    assert between.stopped == ALL_DRAWN


def test_a_replicate_without_a_statistic_is_not_taken_for_a_small_one():
    with pytest.raises(ValueError, match="replicate 1 is nan"):
        monte_carlo(0.5, lambda which: np.full(len(which), np.nan), **HALTED)


def test_the_risk_of_a_wrong_rejection_is_bounded_where_the_p_value_is_the_level():
    """Fifty thousand paths of a run whose p-value is just the level."""
    limits = rarities(LEVEL, 200, 11, 0.01)
    paths = np.cumsum(np.random.default_rng(0).random((50_000, 200)) < LEVEL, axis=1)
    wrong = (paths <= limits).any(axis=1).mean()
    assert 0.005 < wrong < 0.0115
    assert (rarities(LEVEL, 200, 11, 0.0) == -1).all()


def test_intervals_are_clopper_and_pearsons_and_hold_the_p_value_when_stopped():
    full = monte_carlo(0.5, drawn_with(0.03, 2), **{**HALTED, "risk": 0.0})
    exact = binomtest(full.exceedances, 200).proportion_ci(0.95, "exact")
    assert (full.low, full.high) == pytest.approx((exact.low, exact.high))
    held = [
        found.low <= 0.3 <= found.high
        for found in (monte_carlo(0.5, drawn_with(0.3, seed), **HALTED) for seed in range(400))
    ]
    assert binomtest(sum(held), 400, 0.95, "less").pvalue > 0.001
