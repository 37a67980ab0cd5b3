"""Weights of an index: by hand, known, by brute force, and of an index that was published."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cyberstudy.statistics.composite import factors_of, recover_weights, sure

# Weights of ITU's index as they were recovered, in the order of the indicators' codes.
PUBLISHED = {
    ("2020", "LEGL"): [10.815200059, 9.184799941],
    ("2020", "TECH"): [4.111111111, 6.074074074, 4.925925926, 4.888888889],
    ("2020", "ORG"): [4.298850575, 9.528735632, 6.172413793],
    ("2020", "CDS"): [2.822871573, 3.017316017, 3.467171717, 3.610028860, 4.140692641, 2.941919192],
    ("2020", "COOP"): [4.111111111, 4.074074074, 4.259259259, 3.777777778, 3.777777778],
    ("2024", "LEGL"): [10.594285714, 9.405714286],
    ("2024", "TECH"): [8.772413793, 6.524137931, 4.703448276],
    ("2024", "CDS"): [3.615483871, 3.837419355, 2.552258065, 2.926451613, 4.278709677, 2.789677419],
    ("2024", "COOP"): [4.100855826, 3.031731402, 3.993943384, 3.153917051, 5.719552337],
}


def known_truth(seed, units=60, items=4, wrong=0):
    """Give indicators as an index has them, weights, scores, and which scores are wrong."""
    rng = np.random.default_rng(seed)
    some = rng.uniform(size=(units, items))
    indicators = np.where(rng.uniform(size=some.shape) < 0.4, some.round(), some)
    weights = rng.dirichlet(np.ones(items)) * 20
    score = indicators @ weights
    slips = rng.choice(units, wrong, replace=False)
    score[slips] = rng.uniform(0, 20, wrong)
    return indicators, weights, score, slips


def test_weights_of_three_units_are_those_solved_by_hand():
    indicators = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.5, 1.0]])
    found = recover_weights(indicators, np.array([3.0, 1.0, 4.0, 9.0]))
    assert found.weights == pytest.approx([3, 1])
    assert found.follows.tolist() == [True, True, True, False]
    assert found.residual[3] == pytest.approx(9 - 2.5)
    assert found.unique
    assert found.confirmed == 1  # three equations held, two were needed


@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(0, 15))
@settings(max_examples=30, deadline=None)
def test_true_weights_are_found_whatever_a_quarter_of_the_units_say(seed, items, wrong):
    indicators, weights, score, slips = known_truth(seed, items=items, wrong=wrong)
    found = recover_weights(indicators, score)
    assert found.weights == pytest.approx(weights, abs=1e-9)
    assert set(np.flatnonzero(~found.follows)) == set(slips)
    assert ((found.low <= weights + 1e-9) & (weights <= found.high + 1e-9)).all()
    assert (found.high - found.low).max() < 1e-5


@given(st.integers(0, 10_000), st.sampled_from([1, 2, 3]))
@settings(max_examples=20, deadline=None)
def test_weights_lie_within_their_bounds_where_scores_were_rounded(seed, decimals):
    indicators, weights, score, _ = known_truth(seed)
    score[7] += 12
    found = recover_weights(indicators, score.round(decimals), score_rounding=0.5 * 10.0**-decimals)
    assert np.flatnonzero(~found.follows).tolist() == [7]
    assert ((found.low <= weights + 1e-7) & (weights <= found.high + 1e-7)).all()
    assert ((found.low <= found.weights + 1e-7) & (found.weights <= found.high + 1e-7)).all()


def test_no_weights_of_a_grid_are_followed_by_more_units():
    steps = np.arange(0, 21)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        indicators = rng.integers(0, 3, size=(9, 2)) / 2
        score = indicators @ rng.integers(0, 11, size=2) + (rng.uniform(size=9) < 0.4) * 1.25
        grid = np.array(list(itertools.product(steps, steps)))
        most = (np.abs(score - grid @ indicators.T) < 1e-9).sum(axis=1).max()
        assert recover_weights(indicators, score).follows.sum() >= most, seed


def test_indicators_that_go_together_leave_their_weights_open():
    indicators, weights, _, _ = known_truth(3, items=2)
    found = recover_weights(indicators[:, [0, 1, 1]], indicators @ weights)
    assert not found.unique
    assert found.low == pytest.approx([weights[0], 0, 0], abs=1e-6)
    assert found.high == pytest.approx(weights[[0, 1, 1]], abs=1e-6)


def test_nothing_bounds_the_weight_of_an_indicator_that_nobody_has():
    indicators, weights, score, _ = known_truth(4, items=2)
    found = recover_weights(np.column_stack([indicators, np.zeros(60)]), score)
    assert not found.unique
    assert found.high[2] == np.inf
    assert found.weights[:2] == pytest.approx(weights)


def test_scores_by_no_formula_confirm_none():
    rng = np.random.default_rng(5)
    found = recover_weights(rng.uniform(size=(50, 4)), rng.uniform(0, 20, 50))
    assert found.follows.sum() <= 4
    assert found.confirmed <= 0


def test_scores_that_no_weights_give_are_followed_by_nobody_and_explained_by_nothing():
    indicators, score = np.eye(3)[[0, 1, 2, 0]], np.full(4, -1.0)
    found = recover_weights(indicators, score)
    assert not found.follows.any()
    assert factors_of(score, found) == []


def test_fewer_units_than_indicators_are_refused():
    indicators, _, score, _ = known_truth(6)
    with pytest.raises(ValueError, match="2 units cannot tell 4 weights"):
        recover_weights(indicators[:2], score[:2])


def test_weights_are_a_formula_if_half_of_the_units_follow_them_and_more_than_are_needed():
    indicators, _, score, _ = known_truth(5)
    assert recover_weights(indicators, score).no_formula == ""
    few = recover_weights(indicators[:4], score[:4])
    assert few.no_formula == "any scores of so few different units have such weights"
    score[::3], score[1::3] = score[::3][::-1], score[1::3][::-1]
    broken = recover_weights(indicators, score)
    assert broken.no_formula == "no weights are followed by half of the units"


def test_a_number_is_rounded_to_what_its_scores_tell_and_no_number_is_none():
    score = np.array([0.5, 99.0])
    assert sure([1 / 3, -1e-12, np.inf, np.nan], score) == [0.33333333, 0.0, None, None]
    assert sure([1 / 3], score / 100) == [0.3333333333]


def test_a_score_that_was_multiplied_is_told_with_its_factor_and_another_is_not():
    indicators, weights, score, _ = known_truth(7)
    score = indicators @ weights
    score[1] /= 20
    score[2] *= 100
    score[11] += 0.1234567
    found = recover_weights(indicators, score)
    (one, left), (two, hundred) = factors_of(score, found)
    assert (one, two) == (1, 2)
    assert (left, hundred) == pytest.approx((1 / 20, 100))


@pytest.mark.parametrize(("year", "pillar"), PUBLISHED)
def test_nine_pillars_of_the_published_index_follow_from_their_indicators(gci, year, pillar):
    _, indicators, score = gci[year].pillar(pillar)
    found = recover_weights(indicators, score)
    assert found.weights == pytest.approx(PUBLISHED[year, pillar], abs=1e-9)
    assert found.weights.sum() == pytest.approx(20, abs=1e-9)
    assert found.unique
    assert found.confirmed > 40
    assert np.abs(found.residual[found.follows]).max() < 2e-14
    broken = [gci[year].units[i] for i in np.flatnonzero(~found.follows)]
    assert broken == (["AFG"] if (year, pillar) == ("2020", "LEGL") else [])


def test_the_one_score_that_breaks_the_formula_was_left_on_the_scale_of_one(gci):
    _, indicators, score = gci["2020"].pillar("LEGL")
    found = recover_weights(indicators, score)
    ((unit, factor),) = factors_of(score, found)
    assert unit == gci["2020"].units.index("AFG")
    assert factor == pytest.approx(1 / 20)
    assert found.recomputed[unit] == pytest.approx(7.906077413, abs=1e-9)
    # The overall score was added up with the slip in it.
    for edition in gci.values():
        assert edition.overall() == pytest.approx(edition.pillars().sum(axis=1), abs=1e-12)


def test_a_pillar_that_lacks_an_indicator_leaves_most_units_without_a_formula(gci):
    _, indicators, score = gci["2024"].pillar("ORG")
    assert recover_weights(indicators, score).follows.mean() < 0.5
