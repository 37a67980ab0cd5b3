"""A taxometric check tells a planted taxon from a dimension, and its curve is what is defined."""

import numpy as np
import pytest

from cyberstudy.cluster.taxometric_check import comparison_curve_fit
from cyberstudy.statistics.taxometric import (
    CATEGORICAL,
    DIMENSIONAL,
    ccfi,
    correlations,
    curve,
    population,
)

UNITS, INDICATORS = 400, 6


def taxon(rng, share=0.5, apart=2.0):
    """Two classes, so many standard deviations apart on every indicator, unrelated within."""
    members = rng.random(UNITS) < share
    return members[:, None] * apart + rng.standard_normal((UNITS, INDICATORS)), members


def dimension(rng, loading=0.7):
    """One factor behind all indicators; and the half that is above the middle of their sum."""
    factor = rng.standard_normal((UNITS, 1))
    noise = np.sqrt(1 - loading**2) * rng.standard_normal((UNITS, INDICATORS))
    values = loading * factor + noise
    return values, values.sum(axis=1) > 0


@pytest.mark.parametrize("seed", range(3))
def test_a_clear_taxon_is_called_one_and_a_pure_dimension_is_not(seed):
    rng = np.random.default_rng(seed)
    assert ccfi(*taxon(rng), rng) > CATEGORICAL
    assert ccfi(*dimension(rng), rng) < DIMENSIONAL


def test_indicators_may_point_in_either_direction_and_be_missing():
    rng = np.random.default_rng(1)
    values, members = taxon(rng)
    values[:, ::2] *= -1
    values[rng.random(values.shape) < 0.15] = np.nan
    assert ccfi(values, members, rng) > CATEGORICAL


def test_the_curve_is_the_mean_difference_above_minus_below_each_cut():
    """Computed one indicator, one cut at a time."""
    rng = np.random.default_rng(2)
    values, _ = taxon(rng)
    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    cuts = np.linspace(40, UNITS - 40, 25).round().astype(int)
    expected = []
    for cut in cuts:
        gaps = []
        for place in range(INDICATORS):
            order = np.argsort(np.delete(standard, place, axis=1).sum(axis=1))
            told = standard[order, place]
            gaps.append(told[cut:].mean() - told[:cut].mean())
        expected.append(np.mean(gaps))
    assert curve(values, rng) == pytest.approx(np.array(expected))


def test_the_curve_of_a_taxon_peaks_where_the_classes_meet_and_a_dimensions_is_a_dish():
    rng = np.random.default_rng(3)
    found = curve(taxon(rng, share=0.5, apart=3.0)[0], rng)
    assert 8 <= found.argmax() <= 16
    dish = curve(dimension(rng)[0], rng)
    assert min(dish[:4].mean(), dish[-4:].mean()) > dish[8:17].mean()


def test_comparison_data_have_the_indicators_distributions_and_correlations():
    rng = np.random.default_rng(4)
    values = dimension(rng)[0]
    values[:, 0] = values[:, 0] > 0.5
    made = population(values, rng)
    assert set(np.unique(made[:, 0])) == {0, 1}
    assert made.mean(axis=0) == pytest.approx(values.mean(axis=0), abs=0.08)
    assert np.abs(correlations(made) - correlations(values)).max() < 0.1
    assert correlations(values) == pytest.approx(np.corrcoef(values.T))


def test_where_a_class_has_hardly_anybody_or_nothing_varies_there_is_no_index():
    rng = np.random.default_rng(5)
    values, members = taxon(rng)
    assert np.isnan(ccfi(values, np.arange(UNITS) < 3, rng))
    assert np.isnan(ccfi(np.ones_like(values), members, rng))


def test_categories_without_an_order_are_not_checked():
    codes = np.random.default_rng(6).integers(0, 3, (60, 5))
    assert comparison_curve_fit(codes, ordered=False, seed=1) is None
    assert 0 <= comparison_curve_fit(codes, ordered=True, seed=1) <= 1
