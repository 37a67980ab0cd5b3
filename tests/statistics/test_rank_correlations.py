"""Correlations of ranks: against scipy, regressions, published examples, and a known truth."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from cyberstudy.statistics.rank_correlations import (
    correlation_beside,
    interval_among_neighbours,
    spearman,
    spearman_interval,
    spearman_p,
    split_half,
)

#: Hours of television a week and intelligence of ten persons (Wikipedia, Spearman's correlation).
IQ = np.array([106, 100, 86, 101, 99, 103, 97, 113, 112, 110])
HOURS = np.array([7, 27, 2, 50, 28, 29, 20, 12, 6, 17])
few = st.lists(st.tuples(*[st.integers(0, 6)] * 4), min_size=8, max_size=30)


def by_regression(x, y, given):
    """Partial correlation the long way: regress both on an intercept and the others' ranks."""
    design = np.column_stack([np.ones(len(x)), *map(stats.rankdata, given)])
    left = [
        ranks - design @ np.linalg.lstsq(design, ranks, rcond=None)[0]
        for ranks in (stats.rankdata(x), stats.rankdata(y))
    ]
    return stats.pearsonr(*left).statistic


def test_a_published_example_comes_out_again():
    assert spearman(IQ, HOURS) == pytest.approx(-29 / 165)


@given(few)
def test_it_is_that_of_scipy_with_ties_and_is_none_where_nothing_varies(rows):
    x, y, *_ = np.array(rows).T
    if np.unique(x).size == 1 or np.unique(y).size == 1:
        assert np.isnan(spearman(x, y))
        assert np.isnan(spearman_p(x, y, permutations=100, rng=np.random.default_rng(1)))
    else:
        assert spearman(x, y) == pytest.approx(stats.spearmanr(x, y).statistic)


@given(few)
def test_adjusted_it_is_the_correlation_of_what_regressions_leave_over(rows):
    x, y, *others = np.array(rows, dtype=float).T
    found = spearman(x, y, np.array(others))
    assume(not np.isnan(found))
    assert found == pytest.approx(by_regression(x, y, others), abs=1e-6)


def test_of_one_other_variable_it_is_the_textbook_formula():
    rng = np.random.default_rng(3)
    x, y, z = rng.normal(size=(3, 40)) + rng.normal(size=40)
    xy, xz, yz = (float(spearman(*pair)) for pair in ((x, y), (x, z), (y, z)))
    expected = (xy - xz * yz) / np.sqrt((1 - xz**2) * (1 - yz**2))
    assert spearman(x, y, z[None]) == pytest.approx(expected)


def test_what_another_variable_explains_wholly_has_no_correlation_left():
    z = np.arange(30.0)
    assert np.isnan(spearman(z**2, np.cos(z), z[None]))


def test_a_variable_and_its_logarithm_adjust_alike():
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(2, 50))
    z = rng.lognormal(size=(2, 50))
    assert spearman(x, y, z) == pytest.approx(float(spearman(x, y, np.log(z))), abs=1e-12)


def test_ties_that_rounding_of_sums_would_break_stay_ties():
    sums = np.array([0.1 + 0.2, 0.3, 0.1 + 0.7, 0.8, 3, 40, 90, 7])
    exact = np.array([3, 3, 8, 8, 30, 400, 900, 70])
    assert len({*sums.tolist()}) > len({*exact.tolist()})
    y = np.array([3, 5, 1, 2, 8, 4, 7, 6])
    assert spearman(sums, y) == pytest.approx(stats.spearmanr(exact, y).statistic)


def test_many_resamples_at_once_are_each_by_itself():
    rng = np.random.default_rng(5)
    x, y, given = rng.poisson(2, size=(7, 25)), rng.normal(size=25), rng.normal(size=(2, 25))
    found = spearman(x, y, given)
    assert found == pytest.approx([float(spearman(row, y, given)) for row in x])


def test_the_interval_is_that_of_bonett_and_wright_by_hand():
    low, high = spearman_interval(0.5, 40, confidence=0.95)
    half = 1.959963984540054 * np.sqrt((1 + 0.125) / 37)
    assert (low, high) == pytest.approx((np.tanh(0.549306 - half), np.tanh(0.549306 + half)))
    wider = spearman_interval(0.5, 40, confidence=0.95, adjusted_for=5)
    assert wider[0] < low < high < wider[1]
    assert np.isnan(spearman_interval(0.5, 3, confidence=0.95)).all()


def test_a_correlation_of_one_keeps_an_interval_that_is_possible():
    low, high = spearman_interval(1.0, 12, confidence=0.95)
    assert -1 <= low <= high <= 1


def test_the_interval_holds_a_known_truth_where_half_the_units_are_tied():
    """Truth: the same world, with very many units."""

    def world(units):
        size, mean = rng.normal(size=(2, units))
        x = 0.6 * size + 0.8 * rng.normal(size=units)
        return np.where(x < 0, 0, np.exp(x)), 0.8 * size + 0.6 * mean

    rng, held, samples = np.random.default_rng(6), 0, 300
    truth = float(spearman(*world(200_000)))
    for _ in range(samples):
        low, high = spearman_interval(float(spearman(*world(97))), 97, confidence=0.95)
        held += low <= truth <= high
    assert 0.91 <= held / samples <= 0.99


def test_p_values_of_unrelated_orders_are_spread_evenly_also_adjusted():
    rng, found = np.random.default_rng(7), []
    for _ in range(300):
        x, y, *z = rng.normal(size=(4, 30))
        found.append(spearman_p(x, y, np.array(z), permutations=199, rng=rng))
    assert stats.kstest(found, "uniform").pvalue > 0.01


def test_of_what_two_others_wholly_explain_less_than_a_tenth_is_left_over_and_it_is_not_nothing():
    """The limit that the docstring tells: x and y have nothing in common but z."""
    rng, found = np.random.default_rng(7), []
    for _ in range(300):
        z = rng.normal(size=(2, 191))
        x, y = z.sum(axis=0) + rng.normal(size=(2, 191))
        found.append((float(spearman(x, y)), float(spearman(x, y, z))))
    raw, left_over = np.mean(found, axis=0)
    assert raw > 0.6
    assert 0.04 < left_over < 0.1


def test_a_p_value_is_near_that_of_scipy_and_finds_what_is_there():
    rng = np.random.default_rng(8)
    x, y = rng.normal(size=(2, 60))
    ours = spearman_p(x, y, permutations=20_000, rng=rng)
    assert ours == pytest.approx(stats.spearmanr(x, y).pvalue, abs=0.02)
    assert spearman_p(x, x + 0.3 * y, permutations=999, rng=rng) < 0.002


def test_raters_who_follow_one_order_have_the_reliability_they_were_given():
    """Each adds noise; the correlation of two panels' sums is what halves should foretell."""
    rng = np.random.default_rng(9)
    order = rng.normal(size=400)

    def panel():
        return order + 4 * rng.normal(size=(30, 400))

    scores = panel()
    expected = np.mean([float(spearman(panel().sum(axis=0), panel().sum(axis=0))) for _ in "12345"])
    assert split_half(scores, splits=100, rng=rng) == pytest.approx(expected, abs=0.08)


def test_beside_a_category_it_is_beside_its_indicators_and_without_blocks_units_are_independent():
    rng = np.random.default_rng(7)
    kind = rng.choice(["a", "b", "c"], 60)
    x = rng.normal(size=60) + (kind == "b")
    y = x + rng.normal(size=60)
    beside = np.array([(kind == each).astype(float) for each in ("b", "c")])
    rho, low, high = correlation_beside(x, y, [kind], None, confidence=0.95)
    assert rho == pytest.approx(float(spearman(x, y, beside)))
    assert (low, high) == spearman_interval(rho, 60, confidence=0.95, adjusted_for=2)
    of_blocks = correlation_beside(x, y, [], kind, confidence=0.95)
    assert of_blocks[1:] == interval_among_neighbours(x, y, None, kind, confidence=0.95)[:2]


def test_a_subregion_that_is_left_out_takes_nothing_else_out():
    """Its column is empty then; each estimate is that of the units that stay, by lstsq."""
    rng = np.random.default_rng(3)
    subregion = np.repeat(list("abcdefg"), 6)
    x = rng.normal(size=42) + (subregion == "b")
    y = x + rng.normal(size=42)
    columns = [(subregion == letter).astype(float) for letter in "bcdefg"]
    z = []
    for letter in "abcdefg":
        kept = subregion != letter
        z.append(np.arctanh(by_regression(x[kept], y[kept], [column[kept] for column in columns])))
    half = stats.t.ppf(0.975, 6) * np.sqrt(6 / 7 * np.sum((np.array(z) - np.mean(z)) ** 2))
    middle = np.arctanh(by_regression(x, y, columns))
    rho, low, high = correlation_beside(x, y, [subregion], subregion, confidence=0.95)
    one = spearman_interval(rho, 42, confidence=0.95, adjusted_for=6)
    blocks = (np.tanh(middle - half), np.tanh(middle + half))
    assert (low, high) == pytest.approx(max(one, blocks, key=lambda ends: ends[1] - ends[0]))
    assert blocks[1] - blocks[0] > one[1] - one[0], "the blocks are to be what is compared"
