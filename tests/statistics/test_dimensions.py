"""Omega, ordinal alpha and parallel analysis, beside R's psych and what was planted."""

import numpy as np
import pytest
from cyberstudy.statistics.dimensions import dimensions, omega, ordinal_alpha, polychoric
from cyberstudy.statistics.reliability import cronbach
from scipy.stats import multivariate_normal, norm


def items(*, factors=1, units=150, cuts=(-0.4, 0.7), seed=3):
    """Six answers in three steps; each factor loads 0.7 on its own items."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(units, factors))
    raw = 0.7 * common[:, np.arange(6) * factors // 6] + 0.7 * rng.normal(size=(units, 6))
    return np.digitize(raw, cuts).astype(float)


@pytest.fixture(scope="module")
def in_r(ask_r):
    """psych's figures of `items()`, as omega, ordinal alpha and one polychoric correlation."""
    return ask_r(
        "psych",
        items(),
        """l <- fa(cor(x), nfactors=1, fm="minres")$loadings[, 1]
        p <- polychoric(x, correct=0)$rho
        c(sum(l)^2 / (sum(l)^2 + sum(1 - l^2)), 6/5 * (1 - 6 / sum(p)), p[1, 2])""",
    )


@pytest.mark.needs("r_psych")
def test_omega_and_ordinal_alpha_are_those_of_psych(in_r):
    own = items()
    found = [omega(own), ordinal_alpha(own), polychoric(own[:, 0], own[:, 1])]
    assert found == pytest.approx(in_r, abs=1e-4)  # as near as its optimizer comes


def test_omega_of_equal_correlations_is_alpha():
    rng = np.random.default_rng(1)
    white = np.linalg.qr(rng.normal(size=(80, 5)) - 0)[0]
    white = np.linalg.qr(white - white.mean(axis=0))[0]
    equal = white @ np.linalg.cholesky(0.7 * np.eye(5) + 0.3).T
    assert omega(equal) == pytest.approx(cronbach(np.corrcoef(equal.T)[None])[0], abs=1e-6)


def test_a_polychoric_correlation_has_the_largest_likelihood_by_scipys_distribution():
    x, y = items()[:, 0], items()[:, 3]
    table = np.array([[((x == i) & (y == j)).sum() for j in range(3)] for i in range(3)])
    assert table.min() > 0
    cuts = [[-9, *norm.ppf([np.mean(z <= 0), np.mean(z <= 1)]), 9] for z in (x, y)]

    def likelihood(rho):
        below = multivariate_normal(cov=[[1, rho], [rho, 1]])
        grid = np.array([[below.cdf([a, b]) for b in cuts[1]] for a in cuts[0]])
        return (table * np.log(np.diff(np.diff(grid, axis=0), axis=1))).sum()

    rho = polychoric(x, y)
    assert likelihood(rho) > max(likelihood(rho - 0.01), likelihood(rho + 0.01))


def test_rare_answers_that_never_meet_do_not_make_alpha_negative():
    rare = np.zeros((60, 5))
    rare[np.arange(10), np.arange(10) % 5] = 1
    assert polychoric(rare[:, 0], rare[:, 1]) > -0.9


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
    assert np.isnan(omega(flat))
    assert np.isnan(ordinal_alpha(flat))
    assert dimensions(flat, rng=np.random.default_rng(1)) == (None, None)


def test_of_two_items_there_is_no_omega():
    assert np.isnan(omega(items()[:, :2]))
