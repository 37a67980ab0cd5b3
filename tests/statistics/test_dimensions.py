"""Parallel analysis, compared with the true number."""

import numpy as np

from cyberstudy.statistics.dimensions import dimensions


def items(*, factors=1, units=150, cuts=(-0.4, 0.7), seed=3):
    """Six answers in three steps; each factor loads 0.7 on its own items."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(units, factors))
    raw = 0.7 * common[:, np.arange(6) * factors // 6] + 0.7 * rng.normal(size=(units, 6))
    return np.digitize(raw, cuts).astype(float)


def test_a_gradient_is_one_dimension_two_gradients_are_two_and_dice_none():
    found = {
        name: dimensions(matrix, rng=np.random.default_rng(2))
        for name, matrix in {
            "one": items(),
            "two": items(factors=2),
            "dice": np.random.default_rng(4).integers(0, 3, (150, 6)).astype(float),
        }.items()
    }
    assert {name: count for name, (count, _) in found.items()} == {"one": 1, "two": 2, "dice": 0}
    assert found["one"][1] > found["two"][1] > found["dice"][1] > 1 / 6


def test_an_item_that_never_varies_leaves_no_answer():
    flat = np.column_stack([items()[:, :3], np.ones(150)])
    assert dimensions(flat, rng=np.random.default_rng(1)) == (None, None)


def test_an_item_that_hardly_varies_stops_no_run_when_its_answers_are_dealt_out():
    """Where the one unit that says something else answered nothing more, none is known."""
    matrix = items()[:, :3]
    rare = np.zeros((150, 1))
    rare[0] = 1
    silent = np.hstack([matrix, rare])
    silent[1:, :3][::2] = np.nan
    count, share = dimensions(silent, rng=np.random.default_rng(1))
    assert count is not None and 0 < share <= 1
