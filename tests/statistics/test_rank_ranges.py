"""Ranges of ranks: by hand, by brute force, and of an index that was published."""

import numpy as np
import pytest
from cyberstudy.statistics.rank_ranges import all_weights, one_weight_at_a_time


def ranks(values, weights):
    """Rank units under each of many weights, weights x units."""
    scores = weights @ values.T
    return 1 + (scores[:, None, :] - scores[:, :, None] > 1e-9).sum(axis=2)


def grid(items, steps):
    """All weights of sum 1 that are whole numbers of steps."""
    whole = np.indices([steps + 1] * items).reshape(items, -1).T
    return whole[whole.sum(axis=1) == steps] / steps


def scattered(seed, units, items):
    return np.random.default_rng(seed).integers(0, 7, size=(units, items)) / 6


def test_three_units_have_the_ranks_found_by_hand():
    """The second leads by the second item alone, and the third is always behind the first."""
    found = all_weights(np.array([[1.0, 0.5], [0.0, 1.0], [0.5, 0.0]]))
    assert found.best.tolist() == [1, 1, 2]
    assert found.worst.tolist() == [2, 3, 3]
    assert (found.best_possible == found.best).all()
    assert (found.worst_possible == found.worst).all()


def test_units_that_are_level_share_the_best_rank():
    values = np.array([[1.0, 0.0], [1.0, 0.0], [0.5, 0.5]])
    found = all_weights(values)
    # All three are level where both items weigh the same; else two lead one, or one leads two.
    assert found.best.tolist() == [1, 1, 1]
    assert found.worst.tolist() == [2, 2, 3]
    best, worst = one_weight_at_a_time(values, np.array([0.5, 0.5]))
    assert best.tolist() == [[1, 1]] * 3
    assert worst.tolist() == [[2, 2], [2, 2], [3, 3]]


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
        found = all_weights(values)
        assert found.best.tolist() == truth.min(axis=0).tolist(), seed
        assert found.worst.tolist() == truth.max(axis=0).tolist(), seed
        assert (found.best_possible == found.best).all()
        assert (found.worst_possible == found.worst).all()


@pytest.mark.parametrize("items", [3, 4])
def test_no_weights_of_a_grid_rank_a_unit_outside_its_range(items):
    for seed in range(4):
        values = scattered(seed, 10, items)
        tried = ranks(values, grid(items, 24))
        found = all_weights(values)
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
    free, held = all_weights(values), all_weights(values, low=low, high=high)
    assert (held.best_possible <= tried.min(axis=0)).all()
    assert (held.worst_possible >= tried.max(axis=0)).all()
    assert ((free.best <= held.best) & (held.worst <= free.worst)).all()
    assert (held.worst - held.best).sum() < (free.worst - free.best).sum()
    for at in (held.best_at, held.worst_at):
        assert ((at >= low - 1e-7) & (at <= high + 1e-7)).all()
    with pytest.raises(ValueError, match="no weights between these bounds"):
        all_weights(values, low=np.full(4, 0.3))


def test_weights_that_are_given_leave_one_rank():
    values, weights = scattered(6, 9, 3), np.array([0.5, 0.3, 0.2])
    found = all_weights(values, low=weights, high=weights)
    given = ranks(values, weights[None])[0]
    assert found.best.tolist() == found.worst.tolist() == given.tolist()


def test_one_weight_at_a_time_is_what_many_steps_of_it_give():
    values, weights = scattered(7, 14, 3), np.array([5.0, 3.0, 2.0])
    best, worst = one_weight_at_a_time(values, weights)
    shares = weights / weights.sum()
    for j in range(3):
        moved = np.linspace(shares[j] / 2, shares[j] * 2, 4001)
        others = shares * (1 - moved[:, None]) / (1 - shares[j])
        others[:, j] = moved
        tried = ranks(values, others)
        assert (best[:, j] <= tried.min(axis=0)).all()
        assert (worst[:, j] >= tried.max(axis=0)).all()
        # Steps miss at most a tie of a moment.
        assert (tried.min(axis=0) - best[:, j]).sum() <= 2
        assert (worst[:, j] - tried.max(axis=0)).sum() <= 2


def test_a_weight_goes_no_further_than_all_and_alone_it_stays():
    values = np.array([[1.0, 0.0], [0.0, 1.0]])
    best, worst = one_weight_at_a_time(values, np.array([0.9, 0.1]))
    # Doubled, the first would be 1.8; halved it is 0.45, and the units change places.
    assert (best[:, 0].tolist(), worst[:, 0].tolist()) == ([1, 1], [2, 2])
    best, worst = one_weight_at_a_time(values, np.array([1.0, 0.0]))
    assert best.tolist() == worst.tolist() == [[1, 1], [2, 2]]


def test_a_unit_that_lacks_a_value_is_not_ranked_in_silence():
    values = np.array([[1.0, 0.5], [np.nan, 1.0]])
    with pytest.raises(ValueError, match="lacks a value has no rank"):
        all_weights(values)
    with pytest.raises(ValueError, match="lacks a value has no rank"):
        one_weight_at_a_time(values, np.ones(2))


def test_ranks_of_the_published_index_by_pillars(gci):
    edition = gci["2024"]
    values, equal = edition.pillars(), np.full(5, 0.2)
    rank = ranks(values, equal[None])[0]
    best, worst = one_weight_at_a_time(values, equal)
    held = all_weights(values, low=equal / 2, high=equal * 2)
    assert ((best.min(axis=1) <= rank) & (rank <= worst.max(axis=1))).all()
    assert (held.best <= best.min(axis=1)).all()
    assert (held.worst >= worst.max(axis=1)).all()
    assert (held.best_possible <= held.best).all()
    assert (held.worst_possible >= held.worst).all()
    assert (held.best != held.best_possible).sum() + (held.worst != held.worst_possible).sum() <= 2
    rng = np.random.default_rng(0)
    drawn = rng.dirichlet(np.full(5, 20), 300)
    drawn = drawn[((drawn >= 0.1) & (drawn <= 0.4)).all(axis=1)]
    tried = ranks(values, drawn)
    assert (held.best_possible <= tried.min(axis=0)).all()
    assert (held.worst_possible >= tried.max(axis=0)).all()
    # What all weights between half and double leave of ranks, in the middle of the countries.
    assert np.median(worst.max(axis=1) - best.min(axis=1)) == 12
    assert np.median(held.worst - held.best) == 20
