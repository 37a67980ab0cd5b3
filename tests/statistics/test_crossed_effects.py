"""Crossed random intercepts, beside the analysis of variance and R's lme4."""

import numpy as np
import pytest

from cyberstudy.statistics.crossed_effects import crossed_effects


def ratings(raters=12, rated=9, *, seed=5, keep=1.0):
    """Each rater rates all, or a part of them drawn at random."""
    rng = np.random.default_rng(seed)
    rater, unit = (codes.ravel() for codes in np.indices((raters, rated)))
    values = 6 + 1.1 * rng.normal(size=raters)[rater] + 0.8 * rng.normal(size=rated)[unit]
    values += rng.normal(size=values.size)
    kept = rng.random(values.size) < keep
    return values[kept], {"rater": rater[kept], "unit": unit[kept]}


def test_where_all_rate_all_the_variances_are_those_of_the_analysis_of_variance():
    values, factors = ratings()
    table = values.reshape(12, 9)
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    left = table - rows[:, None] - columns + table.mean()
    residual = (left**2).sum() / (11 * 8)
    found = crossed_effects(values, factors)
    expected = {
        "rater": rows.var(ddof=1) - residual / 9,
        "unit": columns.var(ddof=1) - residual / 12,
    }
    assert found.residual == pytest.approx(residual, rel=1e-5)
    assert found.variances == pytest.approx(expected, rel=1e-5)
    # Means of rows are pulled towards the middle by the share of their variance that is noise.
    kept = expected["rater"] / (expected["rater"] + residual / 9)
    assert found.effects["rater"] == pytest.approx(kept * (rows - rows.mean()), abs=1e-4)


@pytest.mark.needs("r_lme4")
def test_where_some_rate_some_all_is_as_lme4_has_it(ask_r):
    values, factors = ratings(30, 14, keep=0.3)
    theirs = ask_r(
        "lme4",
        np.column_stack([values, *factors.values()]),
        """m <- lmer(V1 ~ 1 + (1 | V2) + (1 | V3), as.data.frame(x))
        v <- as.data.frame(VarCorr(m))$vcov
        c(fixef(m), v, ranef(m)$V3[, 1])""",
    )
    found = crossed_effects(values, factors)
    variances = [*found.variances.values(), found.residual]
    assert [found.mean, *variances] == pytest.approx(theirs[:4], rel=1e-4)
    assert found.effects["unit"] == pytest.approx(theirs[4:], abs=1e-4)


def test_what_has_no_part_in_the_values_has_no_variance():
    values, factors = ratings()
    idle = factors["idle"] = np.tile([0, 1, 2], values.size // 3)
    values = values - (np.bincount(idle, values) / np.bincount(idle))[idle]
    found = crossed_effects(values, factors)
    assert found.variances["idle"] == pytest.approx(0, abs=1e-6)
    assert found.effects["idle"] == pytest.approx(0, abs=1e-6)


def test_another_scale_changes_nothing_but_the_scale():
    values, factors = ratings(keep=0.6)
    one, other = (crossed_effects(v, factors) for v in (values, 1000 * values + 5))
    assert other.residual == pytest.approx(1e6 * one.residual, rel=1e-5)
    assert other.effects["unit"] == pytest.approx(1000 * one.effects["unit"], rel=1e-4)


def reml(values, factors, variances, residual):
    """Minus twice the restricted log-likelihood, up to a constant, by the dense covariance."""
    covariance = residual * np.eye(values.size)
    for name, codes in factors.items():
        covariance += variances[name] * (codes[:, None] == codes)
    inverse, ones = np.linalg.inv(covariance), np.ones(values.size)
    weight = ones @ inverse @ ones
    left = values - (ones @ inverse @ values) / weight
    return np.linalg.slogdet(covariance)[1] + np.log(weight) + left @ inverse @ left


@pytest.mark.parametrize("seed", range(6))
def test_no_other_variances_fit_better_also_where_one_is_nearly_zero(seed):
    values, factors = ratings(10, 8, seed=seed, keep=0.8)
    rng = np.random.default_rng(seed)
    factors["part"] = part = rng.permutation(np.arange(values.size) % 5)
    values = values + 0.1 * rng.normal(size=5)[part]
    found = crossed_effects(values, factors)
    best = reml(values, factors, found.variances, found.residual)
    for name in factors:
        for times, plus in ((0.5, 0), (0.9, 0), (1.1, 0), (2, 0), (0, 0), (1, 0.01), (1, 0.1)):
            other = found.variances | {name: times * found.variances[name] + plus}
            assert reml(values, factors, other, found.residual) >= best - 1e-9


def test_effects_that_explain_all_leave_nothing_over():
    rater, unit = (codes.ravel() for codes in np.indices((6, 4)))
    found = crossed_effects(np.array([9.0, 7.0, 4.0, 2.0])[unit], {"rater": rater, "unit": unit})
    assert found.residual < 1e-5 * found.variances["unit"]
    assert found.variances["rater"] < 1e-5 * found.variances["unit"]
