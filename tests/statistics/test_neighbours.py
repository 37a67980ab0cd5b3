"""Where neighbours are alike, blocks of them widen intervals and raise p-values; else hardly."""

import numpy as np
import pytest
from scipy.stats import rankdata, t

from cyberstudy.statistics.neighbours import block_flips, block_interval, morans_i, wider
from cyberstudy.statistics.rank_correlations import (
    interval_among_neighbours,
    left_over,
    spearman,
    spearman_interval,
    spearman_p,
)

BLOCKS = np.repeat(np.arange(20), 9)


def alike(rng, share):
    """Draw values of which so much is the block's."""
    own = rng.normal(size=BLOCKS.size) * np.sqrt(1 - share)
    return own + rng.normal(size=20)[BLOCKS] * np.sqrt(share)


def test_a_mean_without_each_block_has_the_interval_of_the_blocks_means():
    rng = np.random.default_rng(1)
    values = alike(rng, 0.5)
    means = values.reshape(20, 9).mean(axis=1)  # blocks are equal, so theirs is the overall mean
    half = t.ppf(0.975, 19) * means.std(ddof=1) / np.sqrt(20)
    found = block_interval(
        values.mean(), lambda kept: float(values[kept].mean()), BLOCKS, confidence=0.95
    )
    assert found == pytest.approx((means.mean() - half, means.mean() + half))


def test_one_block_or_an_estimate_that_hangs_on_one_has_no_interval():
    for blocks, without in ((np.zeros(5), 1.0), (np.arange(5), float("nan"))):
        found = block_interval(1.0, lambda _, value=without: value, blocks, confidence=0.95)
        assert np.isnan(found).all()


def test_the_wider_of_two_intervals_is_kept_and_there_is_none_where_one_is_not_known():
    assert wider((0, 1), (-1, 1)) == ((-1, 1), True)
    assert wider((0, 1), (0.5, 1)) == ((0, 1), False)
    nothing = (float("nan"), float("nan"))
    for pair in (((0, 1), nothing), (nothing, (0, 1))):
        assert np.isnan(wider(*pair)[0]).all()
    (low, high), second = wider(([0, 0], [1, 1]), ([-1, 0.5], [1, 1]))
    assert (low.tolist(), high.tolist(), second.tolist()) == ([-1, 0], [1, 1], [True, False])


def test_several_numbers_have_the_intervals_that_each_has_alone():
    rng = np.random.default_rng(7)
    values = np.array([alike(rng, share) for share in (0.0, 0.5)])
    whole = block_interval(
        values.mean(axis=1), lambda kept: values[:, kept].mean(axis=1), BLOCKS, confidence=0.9
    )
    for place, own in enumerate(values):
        alone = block_interval(
            own.mean(), lambda kept, of=own: of[kept].mean(), BLOCKS, confidence=0.9
        )
        assert [ends[place] for ends in whole] == pytest.approx(alone)


def test_units_of_a_block_change_sign_together():
    flipped = block_flips(BLOCKS, np.eye(180), resamples=50, rng=np.random.default_rng(1))
    assert (np.abs(flipped) == 1).all()
    assert (flipped.reshape(50, 20, 9).std(axis=2) == 0).all()
    assert 0.4 < (flipped > 0).mean() < 0.6


def test_morans_i_is_that_of_its_definition_and_tells_blocks_that_are_alike():
    rng = np.random.default_rng(2)
    blocks = np.array([0, 0, 0, 1, 1, 2])  # the last has no neighbour
    values = rng.normal(size=6)
    weights = np.array([[i != j and a == b for j, b in enumerate(blocks)]
                        for i, a in enumerate(blocks)], dtype=float)  # fmt: skip
    weights[:5] /= weights[:5].sum(axis=1, keepdims=True)
    centred = values - values.mean()
    expected = 6 / weights.sum() * (centred @ weights @ centred) / (centred @ centred)
    assert morans_i(values, blocks) == pytest.approx(expected)
    assert morans_i(alike(rng, 0.6), BLOCKS) > 0.3
    assert abs(morans_i(rng.normal(size=180), BLOCKS)) < 0.15
    assert np.isnan(morans_i(np.ones(6), blocks))


def test_what_is_left_over_is_that_of_least_squares_on_ranks():
    rng = np.random.default_rng(3)
    y, x, z = rng.normal(size=(3, 40))
    columns = np.column_stack([np.ones(40), rankdata(x), rankdata(z)])
    ranks = rankdata(y)
    expected = ranks - columns @ np.linalg.lstsq(columns, ranks, rcond=None)[0]
    assert left_over(y, x, z[None]) == pytest.approx(expected)


def test_the_interval_among_neighbours_is_never_narrower_than_that_of_units():
    rng = np.random.default_rng(4)
    for share in (0.0, 0.6):
        x, y, z = (alike(rng, share) for _ in range(3))
        low, high, by_blocks = interval_among_neighbours(x, y, z[None], BLOCKS, confidence=0.95)
        rho = float(spearman(x, y, z[None]))
        units = spearman_interval(rho, 180, confidence=0.95, adjusted_for=1)
        assert high - low >= units[1] - units[0]
        assert by_blocks == (high - low > units[1] - units[0])
        assert low < rho < high


def test_where_neighbours_are_alike_blocks_hold_the_truth_and_units_do_not():
    rng = np.random.default_rng(5)
    held = {"units": 0, "blocks": 0}
    for _ in range(300):  # nothing goes with anything: the truth is 0
        x, y = alike(rng, 0.5), alike(rng, 0.5)
        low, high, _ = interval_among_neighbours(x, y, None, BLOCKS, confidence=0.95)
        held["blocks"] += low <= 0 <= high
        low, high = spearman_interval(float(spearman(x, y)), 180, confidence=0.95)
        held["units"] += low <= 0 <= high
    assert held["units"] < 0.85 * 300
    assert held["blocks"] > 0.91 * 300


def test_where_neighbours_are_alike_signs_of_blocks_err_seldom_and_dealing_out_often():
    rng = np.random.default_rng(6)
    wrong = np.zeros(2)
    for _ in range(300):
        x, y, z = (alike(rng, 0.5) for _ in range(3))
        for place, blocks in enumerate((None, BLOCKS)):
            p = spearman_p(x, y, z[None], permutations=199, rng=rng, blocks=blocks)
            wrong[place] += p <= 0.05
    assert wrong[0] > 0.12 * 300
    assert wrong[1] < 0.09 * 300
