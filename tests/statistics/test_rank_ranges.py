"""Ranges of ranks: by hand, by brute force, by corners, and of an index that was published."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from cyberstudy.statistics.rank_ranges import ranks_within


def ranks(values, weights):
    """Rank units under each of many weights, weights x units."""
    scores = weights @ values.T
    return np.array(
        [1 + own.size - np.searchsorted(np.sort(own), own + 1e-9, side="right") for own in scores]
    )


def grid(items, steps):
    """All weights of sum 1 that are whole numbers of steps."""
    whole = np.indices([steps + 1] * items).reshape(items, -1).T
    return whole[whole.sum(axis=1) == steps] / steps


def scattered(seed, units, items):
    return np.random.default_rng(seed).integers(0, 7, size=(units, items)) / 6


def ranks_of_all(values):
    """Ranks over all weights from 0 to 1."""
    items = values.shape[1]
    return ranks_within(values, low=np.zeros(items), high=np.ones(items))


def test_three_units_have_the_ranks_found_by_hand():
    """The second leads by the second item alone, and the third is always behind the first."""
    found = ranks_of_all(np.array([[1.0, 0.5], [0.0, 1.0], [0.5, 0.0]]))
    assert found.best.tolist() == [1, 1, 2]
    assert found.worst.tolist() == [2, 3, 3]
    assert (found.best_possible == found.best).all()
    assert (found.worst_possible == found.worst).all()


def test_units_that_are_level_share_the_best_rank():
    values = np.array([[1.0, 0.0], [1.0, 0.0], [0.5, 0.5]])
    found = ranks_of_all(values)
    # All three are level where both items weigh the same; else two lead one, or one leads two.
    assert found.best.tolist() == [1, 1, 1]
    assert found.worst.tolist() == [2, 2, 3]


def test_with_two_items_all_weights_are_one_line_whose_crossings_are_the_truth():
    for seed in range(10):
        values = scattered(seed, 12, 2)
        level = [
            (b[1] - a[1]) / ((a[0] - a[1]) - (b[0] - b[1]))
            for a in values
            for b in values
            if (a[0] - a[1]) != (b[0] - b[1])
        ]
        places = np.unique([0, 1, *(t for t in level if 0 < t < 1)])
        places = np.concatenate([places, (places[1:] + places[:-1]) / 2])
        truth = ranks(values, np.column_stack([places, 1 - places]))
        found = ranks_of_all(values)
        assert found.best.tolist() == truth.min(axis=0).tolist(), seed
        assert found.worst.tolist() == truth.max(axis=0).tolist(), seed
        assert (found.best_possible == found.best).all()
        assert (found.worst_possible == found.worst).all()


@pytest.mark.parametrize("items", [3, 4])
def test_no_weights_of_a_grid_rank_a_unit_outside_its_range(items):
    for seed in range(4):
        values = scattered(seed, 10, items)
        tried = ranks(values, grid(items, 24))
        found = ranks_of_all(values)
        assert (found.best_possible <= tried.min(axis=0)).all()
        assert (found.worst_possible >= tried.max(axis=0)).all()
        for unit in range(10):
            assert ranks(values, found.best_at[unit][None])[0, unit] == found.best[unit]
            assert ranks(values, found.worst_at[unit][None])[0, unit] == found.worst[unit]
        assert found.best_at.sum(axis=1) == pytest.approx(1)


def test_bounds_of_the_weights_narrow_the_range_and_are_kept():
    values = scattered(5, 15, 4)
    low, high = np.array([0.1, 0.0, 0.2, 0.1]), np.array([0.4, 0.3, 0.5, 0.4])
    every = grid(4, 20)
    inside = every[((every >= low - 1e-9) & (every <= high + 1e-9)).all(axis=1)]
    tried = ranks(values, inside)
    free, held = ranks_of_all(values), ranks_within(values, low=low, high=high)
    assert (held.best_possible <= tried.min(axis=0)).all()
    assert (held.worst_possible >= tried.max(axis=0)).all()
    assert ((free.best <= held.best) & (held.worst <= free.worst)).all()
    assert (held.worst - held.best).sum() < (free.worst - free.best).sum()
    for at in (held.best_at, held.worst_at):
        assert ((at >= low - 1e-7) & (at <= high + 1e-7)).all()
    with pytest.raises(ValueError, match="no weights between these bounds"):
        ranks_within(values, low=np.full(4, 0.3), high=np.ones(4))


def test_weights_that_are_given_leave_one_rank():
    values, weights = scattered(6, 9, 3), np.array([0.5, 0.3, 0.2])
    found = ranks_within(values, low=weights, high=weights)
    given = ranks(values, weights[None])[0]
    assert found.best.tolist() == found.worst.tolist() == given.tolist()


def test_a_unit_that_lacks_a_value_is_not_ranked_in_silence():
    values = np.array([[1.0, 0.5], [np.nan, 1.0]])
    with pytest.raises(ValueError, match="lacks a value has no rank"):
        ranks_of_all(values)


def corners(low, high):
    """All corners of the weights between bounds, of sum 1: all but one of them at an end."""
    items = len(low)
    found = set()
    for free in range(items):
        for ends in product(*([low[j], high[j]] for j in range(items) if j != free)):
            rest = 1 - sum(ends)
            if low[free] - 1e-12 <= rest <= high[free] + 1e-12:
                found.add((*ends[:free], rest, *ends[free:]))
    return np.array(sorted(found))


def drawn_within(low, high, rng, number):
    """Draw weights between bounds: random mixtures of the corners."""
    ends = corners(low, high)
    return rng.dirichlet(np.full(len(ends), 0.2), number) @ ends


def every_order(values, low, high):
    """The best and worst rank of each of a few units, by trying each set of rivals ahead of it.

    Linear programming alone, no whole numbers: whether there are weights with just these ahead.
    """
    ends = np.empty((len(values), 2), dtype=int)
    for unit, own in enumerate(values):
        lead = np.delete(values, unit, axis=0) - own
        possible = [
            1 + sum(ahead)
            for ahead in product([False, True], repeat=len(lead))
            if linprog(
                np.zeros(len(low)),
                A_ub=np.where(np.array(ahead)[:, None], -lead, lead),
                b_ub=np.where(ahead, -1e-4, 0),
                A_eq=np.ones((1, len(low))),
                b_eq=1,
                bounds=list(zip(low, high, strict=True)),
            ).success
        ]
        ends[unit] = min(possible), max(possible)
    return ends


@pytest.mark.parametrize("seed", range(4))
def test_of_a_few_units_ranks_in_a_range_are_those_of_every_set_of_rivals(seed):
    values = np.random.default_rng(seed).uniform(size=(6, 4))
    low, high = np.full(4, 0.5 / 4), np.full(4, 1.5 / 4)
    found = ranks_within(values, low=low, high=high)
    assert (
        np.column_stack([found.best, found.worst]).tolist()
        == every_order(values, low, high).tolist()
    )


@pytest.mark.parametrize("year", ["2020", "2024"])
def test_no_weights_in_the_declared_range_rank_a_country_outside_its_own(gci, year):
    values, equal = gci[year].pillars(), np.full(5, 0.2)
    low, high = 0.5 * equal, 1.5 * equal
    held = ranks_within(values, low=low, high=high)
    tried = ranks(values, np.vstack([equal, corners(low, high)]))
    drawn = ranks(values, drawn_within(low, high, np.random.default_rng(0), 1000))
    for some in (tried, drawn):
        assert (held.best_possible <= some.min(axis=0)).all()
        assert (held.worst_possible >= some.max(axis=0)).all()
    # Corners already give most ends of most countries.
    assert (held.best == tried.min(axis=0)).mean() > 0.5
    assert (held.best != held.best_possible).sum() + (held.worst != held.worst_possible).sum() <= 2
    # Nothing is above all points, so who has them is first under any weights.
    assert ((held.worst == 1) == (gci[year].overall() > 100 - 1e-9)).all()
