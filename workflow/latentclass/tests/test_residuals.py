"""Pairs of items that no class and no trait explains."""

import numpy as np
import pytest
from printed_tables import PATTERNS, SECTION_6

from latentclass import FactorMixture, LatentClass, LatentTrait


def test_residuals_of_the_law_school_test_are_those_of_another_program():
    """R's mirt 1.45.6, in its tests, two classes: 0.109, 0.412 and 0.132 (degrees of freedom 1)."""
    model = LatentClass(2, random_state=0).fit(PATTERNS, sample_weight=SECTION_6)
    found = model.bivariate_residuals(PATTERNS, SECTION_6)
    assert found[0, 1:4] == pytest.approx([0.109, 0.412, 0.132], abs=0.03)
    assert found == pytest.approx(found.T, nan_ok=True)
    assert np.isnan(np.diag(found)).all()


def dependent(seed, *, units=200, items=8, pair=True):
    """Draw one trait with three categories an item; the second item mostly repeats the first."""
    rng = np.random.default_rng(seed)
    level = rng.standard_normal((units, 1, 1)) * 0.8 * np.arange(3) + rng.normal(0, 0.5, (items, 3))
    codes = (level + rng.gumbel(size=level.shape)).argmax(axis=2)
    if pair:
        again = rng.random(units) < 0.6
        codes[again, 1] = codes[again, 0]
    codes[rng.random(codes.shape) < 0.1] = -1
    return codes


@pytest.mark.parametrize(
    "model",
    [
        LatentClass(3, random_state=0),
        LatentTrait(n_traits=2, n_nodes=15, random_state=0),
        FactorMixture(2, n_starts=5, random_state=0),
    ],
    ids=lambda model: type(model).__name__,
)
def test_a_residual_is_pearsons_statistic_of_a_two_way_table_a_degree_of_freedom(model):
    """What the model expects of a pair is counted in a large sample of its own."""
    codes, weights = dependent(0), np.random.default_rng(1).integers(1, 4, 200)
    found = model.fit(codes, sample_weight=weights).bivariate_residuals(codes, weights)
    drawn, _ = model.sample(400_000, random_state=0)
    for one, other in ((0, 1), (2, 5)):
        both = (codes[:, [one, other]] >= 0).all(axis=1)
        observed, expected = np.zeros((3, 3)), np.zeros((3, 3))
        np.add.at(observed, tuple(codes[both][:, [one, other]].T), weights[both])
        np.add.at(expected, tuple(drawn[:, [one, other]].T), weights[both].sum() / 400_000)
        statistic = ((observed - expected) ** 2 / expected).sum() / 4
        assert found[one, other] == pytest.approx(statistic, rel=0.1, abs=0.03)


def test_a_pair_that_nobody_answered_has_no_residual():
    codes = dependent(3)
    codes[::2, 0] = codes[1::2, 1] = -1
    model = LatentClass(2, random_state=0).fit(codes)
    residuals = model.bivariate_residuals(codes)
    assert np.isnan(residuals[0, 1])
    assert np.isfinite(residuals[0, 2])
