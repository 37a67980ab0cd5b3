"""Worlds: what is missing, and that the known truth is there."""

import numpy as np
import pytest

from surveyanswers.simulation.worlds import (
    COUNTS,
    STRANGE,
    TOTALS,
    WORLDS,
    World,
    draw_counts_of,
    draw_world,
)

EVERY = WORLDS | STRANGE


@pytest.mark.parametrize("name", [name for name in EVERY if not name.endswith("withheld")])
@pytest.mark.parametrize("categories", [2, 4])
def test_worlds_miss_answers_by_unit_and_leave_nobody_silent(name, categories):
    rng = np.random.default_rng(0)
    world = World(EVERY[name][0], 14, EVERY[name][1], categories)
    drawn = np.stack([draw_world(world, 69, rng).codes for _ in range(40)])
    missing = drawn == -1
    assert missing.mean() == pytest.approx(0.15, abs=0.02)
    assert not missing.all(axis=2).any()
    assert missing.mean(axis=2).var() > 1.5 * 0.15 * 0.85 / 14
    assert set(np.unique(drawn)) == set(range(-1, categories))


def test_where_answers_are_withheld_the_lowest_are_missed_more_often():
    """The same seed draws the same answers, whichever are withheld."""
    kept, whole = (
        draw_world(World(kind, 14), 2000, np.random.default_rng(1)).codes
        for kind in ("gradient, withheld", "gradient")
    )
    low = (whole == 0), (whole == 1)
    missed = [(kept == -1)[each].mean() for each in low]
    assert missed == pytest.approx([0.25, 0.05], abs=0.02)


def test_true_classes_are_large_enough_and_as_far_apart_as_stated():
    rng = np.random.default_rng(0)
    for units, least in ((30, 6), (69, 15), (300, 66)):
        drawn = draw_world(World("types", 30, 0.8), units, rng)
        assert np.bincount(drawn.truth).min() >= least
    many = draw_world(World("types", 30, 0.8), 30_000, rng)
    answered = np.where(many.codes < 0, np.nan, many.codes)
    shares = np.stack([np.nanmean(answered[many.truth == k], axis=0) for k in range(3)])
    assert np.minimum(abs(shares - 0.8), abs(shares - 0.2)).max() < 0.03
    # Each class stands out alone in ten items.
    odd = (shares > 0.5).sum(axis=0) == 1
    alone = np.where(odd, (shares > 0.5).argmax(axis=0), (shares < 0.5).argmax(axis=0))
    assert np.bincount(alone).tolist() == [10, 10, 10]


def test_unequal_types_are_of_their_sizes():
    drawn = draw_world(World("types of unequal size", 14, 0.9), 300, np.random.default_rng(0))
    assert np.bincount(drawn.truth).tolist() == [210, 60, 30]


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [("two gradients", -0.03, 0.03), ("two related gradients", 0.02, 0.3), ("bifactor", 0.02, 0.3)],
)
def test_items_of_different_gradients_go_together_as_the_gradients_do(kind, low, high):
    """The least correlated pairs are those of different gradients."""
    codes = draw_world(World(kind, 14), 20_000, np.random.default_rng(0)).codes.astype(float)
    codes[codes < 0] = 0.5
    least = np.corrcoef(codes.T)[np.triu_indices(14, 1)]
    assert low < np.quantile(least, 0.2) < high


def test_dependent_pairs_are_alone_in_going_together():
    codes = draw_world(World("dependent pairs", 14), 20_000, np.random.default_rng(0)).codes
    held = np.where(codes < 0, 0.5, codes)
    assert (np.corrcoef(held.T)[np.triu_indices(14, 1)] > 0.1).sum() == 3


@pytest.mark.parametrize("kind", COUNTS)
def test_counts_have_the_totals_of_the_countries(kind):
    table = draw_counts_of(kind, np.random.default_rng(0))
    assert table.sum(axis=1).tolist() == list(TOTALS)
