"""An estimate's interval leaves units out one by one, and chance and the most are what they say."""

import numpy as np
import pytest
from scipy import stats

from cyberstudy.statistics.adjusted_difference import adjusted_difference, difference_interval
from cyberstudy.statistics.evidence import evidence

UNITS = 80


@pytest.fixture
def rng():
    return np.random.default_rng(48)


def planted(rng, effect):
    inside, size = rng.random(UNITS) < 0.4, rng.normal(size=UNITS)
    return effect * inside + size + rng.normal(size=UNITS), inside, size


def shown(rng, outcome, exposure, controls=(), **how):
    how = {"ranks": False, "sign": 1, "blocks": None, "strata": np.zeros(UNITS)} | how
    return evidence(outcome, exposure, controls, confidence=0.95, rng=rng, **how)


def test_the_interval_of_a_difference_is_that_of_regressions_without_each_unit(rng):
    values, inside, size = planted(rng, 1)
    design = np.column_stack([inside, np.ones(UNITS), size]).astype(float)

    def slope(kept):
        return np.linalg.solve(design[kept].T @ design[kept], design[kept].T @ values[kept])[0]

    whole = slope(np.ones(UNITS, dtype=bool))
    without = np.array([slope(np.arange(UNITS) != unit) for unit in range(UNITS)])
    half = stats.t.ppf(0.975, UNITS - 3) * np.sqrt(((without - whole) ** 2).sum())
    ends = difference_interval(values, inside, [size], None, confidence=0.95)
    assert ends == pytest.approx((whole - half, whole + half))


def test_where_units_of_a_block_are_alike_the_interval_is_wider(rng):
    block = np.repeat(np.arange(8), 10)
    inside = block % 2 == 0
    values = rng.normal(size=8)[block] + rng.normal(scale=0.1, size=UNITS)
    narrow, wide = (
        np.ptp(difference_interval(values, inside, [], blocks, confidence=0.95))
        for blocks in (None, block)
    )
    assert wide > 2 * narrow


def test_a_block_without_which_the_group_is_gone_leaves_no_interval(rng):
    values, *_ = planted(rng, 1)
    block = np.repeat(np.arange(8), 10)
    ends = difference_interval(values, block == 0, [], block, confidence=0.95)
    assert np.isnan(ends).all()


def test_several_draws_are_estimated_as_one_by_one(rng):
    values, inside, size = planted(rng, 1)
    draws = rng.permuted(np.tile(values, (5, 1)), axis=1)
    one_by_one = [float(adjusted_difference(draw, inside, [size])) for draw in draws]
    assert adjusted_difference(draws, inside, [size]) == pytest.approx(one_by_one)


@pytest.mark.parametrize("ranks", [False, True])
def test_chance_is_exceeded_by_an_effect_and_in_one_of_twenty_worlds_without_one(rng, ranks):
    values, inside, size = planted(rng, 2)
    found = shown(rng, values, inside, [size], ranks=ranks)
    assert found.permuted < found.low < found.value < found.high <= found.most
    beyond = 0
    for _ in range(200):
        values, inside, size = planted(rng, 0)
        found = shown(rng, values, inside, ranks=ranks)
        beyond += found.value > found.permuted
    assert 2 <= beyond <= 22  # 99.9 % of 200 worlds, of which one in twenty is


def test_outcomes_are_shuffled_within_strata_only(rng):
    strata = np.repeat([0, 1], UNITS // 2)
    inside = strata == 1
    found = shown(rng, 1.0 * strata, inside, strata=strata)
    assert (found.permuted, found.value) == pytest.approx((1, 1))
    assert shown(rng, 1.0 * strata, inside).permuted < 0.5


def test_a_claim_that_the_group_has_less_is_looked_at_from_below(rng):
    values, inside, size = planted(rng, -2)
    found = shown(rng, values, inside, [size], sign=-1)
    assert found.most <= found.low < found.value < found.high < found.permuted < 0


def test_nothing_exceeds_the_most_that_outcomes_allow(rng):
    values, inside, size = planted(rng, 0)
    most = shown(rng, values, inside, [size]).most
    draws = rng.permuted(np.tile(values, (500, 1)), axis=1)
    assert adjusted_difference(draws, inside, [size]).max() < most
    assert shown(rng, values, values, ranks=True).most == pytest.approx(1)
