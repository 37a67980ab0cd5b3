"""A missing indicator: by hand, by brute force, known, and deleted from a published index."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cyberstudy.statistics.composite import recover_weights
from cyberstudy.statistics.missing_indicator import bounds_of_missing, reconstruct_missing


def known_truth(seed, units=40, items=3):
    """Give known indicators, their weights, the missing indicator, and scores of 20 at most."""
    rng = np.random.default_rng(seed)
    some = rng.uniform(size=(units, items + 1))
    everything = np.where(rng.uniform(size=some.shape) < 0.7, some.round(), some)
    weights = rng.dirichlet(np.ones(items + 1) * 3) * 20
    return everything[:, :-1], weights, everything[:, -1], everything @ weights


def test_bounds_of_three_units_are_those_found_by_hand():
    """The known weight w is 0.6 at most; what misses is (0.6 - w)/(1 - w), 0 and 0.4/(1 - w)."""
    found = bounds_of_missing(np.array([[1.0], [0.0], [0.0]]), np.array([0.6, 0, 0.4]), total=1)
    assert (found.weights_low[0], found.weights_high[0]) == pytest.approx((0, 0.6), abs=1e-8)
    assert (found.weight_low, found.weight_high) == pytest.approx((0.4, 1), abs=1e-8)
    assert found.value_low == pytest.approx([0, 0, 0.4], abs=1e-8)
    assert found.value_high == pytest.approx([0.6, 0, 1], abs=1e-8)


def test_bounds_are_those_of_all_weights_of_a_grid():
    for seed in range(5):
        known, _, _, _ = known_truth(seed, units=8, items=2)
        missing = np.random.default_rng(seed).uniform(size=8)
        score = known @ [6, 8] + 6 * missing
        grid = np.array(list(itertools.product(np.arange(0, 20.01, 0.05), repeat=2)))
        grid = grid[grid.sum(axis=1) < 20 - 1e-9]
        given_ = score - grid @ known.T
        weight = 20 - grid.sum(axis=1)
        possible = ((given_ >= -1e-9) & (given_ <= weight[:, None] + 1e-9)).all(axis=1)
        values = given_[possible] / weight[possible, None]
        found = bounds_of_missing(known, score, total=20)
        # The grid lies within the bounds, and comes near them.
        assert (found.value_low <= values.min(axis=0) + 1e-6).all()
        assert (found.value_high >= values.max(axis=0) - 1e-6).all()
        assert found.value_low == pytest.approx(values.min(axis=0), abs=0.02)
        assert found.value_high == pytest.approx(values.max(axis=0), abs=0.02)
        assert found.weight_low == pytest.approx(weight[possible].min(), abs=0.15)
        assert found.weight_high == pytest.approx(weight[possible].max(), abs=0.15)


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_the_truth_lies_in_the_bounds(seed):
    known, weights, missing, score = known_truth(seed, units=15)
    found = bounds_of_missing(known, score, total=20)
    assert ((found.value_low <= missing + 1e-7) & (missing <= found.value_high + 1e-7)).all()
    assert found.weight_low <= weights[-1] + 1e-7 <= found.weight_high + 2e-7
    assert (found.weights_low <= weights[:-1] + 1e-7).all()
    assert (weights[:-1] <= found.weights_high + 1e-7).all()


def test_scores_that_no_indicator_explains_are_refused():
    known, score = np.array([[1.0], [0.0]]), np.array([3.0, 21.0])
    with pytest.raises(ValueError, match="no indicator between 0 and 1"):
        bounds_of_missing(known, score, total=20)
    with pytest.raises(ValueError, match="no indicator between 0 and 1"):
        reconstruct_missing(known, score, total=20)


def test_an_indicator_that_most_units_have_or_lack_is_reconstructed():
    exact = 0
    for seed in range(10):
        known, weights, missing, score = known_truth(seed)
        found = reconstruct_missing(known, score, total=20)
        right = np.allclose(found.weights, weights[:-1], atol=1e-6)
        exact += right
        assert right or not found.unique, seed
        if right:
            assert found.weight == pytest.approx(weights[-1])
            assert found.value == pytest.approx(missing, abs=1e-6)
    assert exact >= 9


def test_what_needs_no_further_indicator_gets_none():
    known, weights, _, _ = known_truth(3)
    weights = weights[:-1] / weights[:-1].sum() * 20
    found = reconstruct_missing(known, known @ weights, total=20)
    assert found.weight == pytest.approx(0, abs=1e-6)
    assert np.isnan(found.value).all()


@pytest.mark.parametrize(
    ("year", "pillar"),
    [
        *(("2020", pillar) for pillar in ("LEGL", "TECH", "ORG", "CDS", "COOP")),
        *(("2024", pillar) for pillar in ("LEGL", "TECH", "CDS", "COOP")),  # ORG: the next test
    ],
)
def test_each_indicator_deleted_from_the_published_index_is_found_again(gci, year, pillar):
    """All 36 of pillars that are whole; of one it says itself that other weights fit as well."""
    names, indicators, score = gci[year].pillar(pillar)
    recovered = recover_weights(indicators, score)
    score = recovered.recomputed
    for j, name in enumerate(names):
        rest = np.delete(indicators, j, axis=1)
        found = reconstruct_missing(rest, score, total=20)
        assert found.weights == pytest.approx(np.delete(recovered.weights, j), abs=1e-8), name
        assert found.value == pytest.approx(indicators[:, j], abs=1e-8), name
        assert found.unique == ((year, name) != ("2020", "CDS_PUB_CYB_AWE")), name


def test_the_truth_of_a_deleted_indicator_lies_in_bounds_that_say_little_of_its_weight(gci):
    names, indicators, score = gci["2020"].pillar("TECH")
    weights = recover_weights(indicators, score).weights
    child = names.index("TECH_CHLD_PROT")
    found = bounds_of_missing(np.delete(indicators, child, axis=1), score, total=20)
    truth = indicators[:, child]
    assert ((found.value_low <= truth + 1e-8) & (truth <= found.value_high + 1e-8)).all()
    # The least weight is the true one, for some unit has all else and lacks this; the largest is
    # of no use: with no weight for all else, the score itself is the indicator.
    assert found.weight_low == pytest.approx(weights[child], abs=1e-8)
    assert found.weight_high == pytest.approx(20)
    assert (found.value_high - found.value_low).mean() == pytest.approx(0.232, abs=0.001)


def test_the_indicator_that_the_file_lacks_asks_two_questions(gci):
    """Organizational measures of 2024: nine values, those of two questions with three answers."""
    names, indicators, score = gci["2024"].pillar("ORG")
    assert names == ["ORG_CYB_MET", "ORG_NTNL_STR", "ORG_RSP_AGNC"]
    found = reconstruct_missing(indicators, score, total=20)
    assert found.unique
    assert found.confirmed == 65
    assert found.weights == pytest.approx([3.425806452, 7.141935484, 6.148387097], abs=1e-8)
    assert found.weight == pytest.approx(3.283870968, abs=1e-8)
    # Nothing asked for it: all four are what means of 31 numbers of one decimal would be.
    all_four = np.append(found.weights, found.weight) * 310
    assert all_four == pytest.approx(all_four.round(), abs=1e-9)
    assert ((found.value < 1e-9).sum(), (found.value > 1 - 1e-9).sum()) == (46, 86)
    first, second = 59 / 124, 65 / 124
    answers = [0, 0.5, 1]
    possible = np.array([one * first + two * second for one in answers for two in answers])
    assert np.abs(found.value[:, None] - possible).min(axis=1).max() < 1e-12
    assert len(np.unique(found.value.round(6))) == 9
    bounds = bounds_of_missing(indicators, score, total=20)
    assert bounds.weight_low == pytest.approx(found.weight, abs=1e-8)
    assert bounds.weights_high == pytest.approx(found.weights, abs=1e-8)
    assert (bounds.value_low <= found.value + 1e-8).all()
    assert (found.value <= bounds.value_high + 1e-8).all()
