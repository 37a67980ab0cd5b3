"""Regressions are those of other programs, and say what they cannot tell."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from cyberstudy.statistics.regressions import regression
from cyberstudy.tables.problems import StudyProblem

RNG = np.random.default_rng(5)
UNITS = 120
AGE = RNG.integers(18, 80, UNITS)
REGION = RNG.choice(["east", "north", "west"], UNITS)
TOWN = RNG.random(UNITS) < 0.4
HOURS = 3 + 0.05 * AGE + 2 * TOWN - (REGION == "west") + RNG.normal(size=UNITS) * (1 + AGE / 40)
YES = RNG.random(UNITS) < 1 / (1 + np.exp(3 - 0.05 * AGE - TOWN))
TERMS = {"age": AGE, "town": TOWN, "region": REGION}
MATRIX = np.column_stack([HOURS, YES, AGE, TOWN, REGION == "north", REGION == "west"]).astype(float)


def test_a_category_is_a_term_for_each_of_its_groups_but_the_first():
    made = regression(HOURS, TERMS)
    assert made["term"] == ["age", "town", "region: north", "region: west"]
    assert pl.DataFrame(made).schema["estimate"] == pl.Float64


def test_an_order_of_categories_says_which_is_the_first():
    order = ["west", "south", "north", "east"]
    ours = regression(HOURS, {"region": pl.Series(REGION, dtype=pl.Enum(order))})
    theirs = regression(HOURS, {"region": pd.Categorical(REGION, categories=order)})
    assert ours["term"] == ["region: north", "region: east"]
    assert ours == theirs
    west = HOURS[REGION == "west"].mean()
    assert ours["estimate"][1] == pytest.approx(HOURS[REGION == "east"].mean() - west)


def test_of_two_groups_it_is_the_difference_of_their_means():
    made = regression(HOURS, {"town": TOWN})
    assert made["estimate"][0] == pytest.approx(HOURS[TOWN].mean() - HOURS[~TOWN].mean())


def test_of_yes_and_no_in_two_groups_it_is_the_log_of_the_ratio_of_odds():
    made = regression(YES, {"town": TOWN}, logistic=True)
    inside, others = (p / (1 - p) for p in (YES[TOWN].mean(), YES[~TOWN].mean()))
    assert made["estimate"][0] == pytest.approx(np.log(inside / others))


@pytest.mark.needs("r")
def test_least_squares_with_robust_errors_is_what_r_computes(ask_r):
    code = (
        "m <- lm(x[,1] ~ x[,3] + x[,4] + x[,5] + x[,6]); X <- model.matrix(m); "
        "s <- X * (resid(m) / (1 - hatvalues(m))); b <- solve(crossprod(X)); "
        "e <- sqrt(diag(b %*% crossprod(s) %*% b)); t <- qt(0.975, m$df.residual); k <- coef(m); "
        "c(k[-1], (k - t * e)[-1], (2 * pt(-abs(k / e), m$df.residual))[-1])"
    )
    slopes, low, p = np.array(ask_r("", MATRIX, code)).reshape(3, -1)
    made = regression(HOURS, TERMS)
    assert made["estimate"] == pytest.approx(slopes)
    assert made["low"] == pytest.approx(low)
    assert made["p"] == pytest.approx(p)


@pytest.mark.needs("r")
def test_log_odds_are_those_of_r(ask_r):
    code = (
        "m <- glm(x[,2] ~ x[,3] + x[,4] + x[,5] + x[,6], family=binomial, "
        "control=glm.control(epsilon=1e-14)); s <- summary(m)$coefficients[-1,]; "
        "c(s[,1], s[,1] + qnorm(0.975) * s[,2], s[,4])"
    )
    slopes, high, p = np.array(ask_r("", MATRIX, code)).reshape(3, -1)
    made = regression(YES, TERMS, logistic=True)
    assert made["estimate"] == pytest.approx(slopes, rel=1e-6)
    assert made["high"] == pytest.approx(high, rel=1e-6)
    assert made["p"] == pytest.approx(p, rel=1e-5)


def test_intervals_hold_the_truth_where_errors_are_as_unequal_as_here():
    rng, held = np.random.default_rng(8), 0
    for _ in range(300):
        y = 0.05 * AGE + rng.normal(size=UNITS) * (1 + AGE / 40)
        made = regression(y, {"age": AGE})
        held += made["low"][0] <= 0.05 <= made["high"][0]
    assert held >= 276  # of 285 expected


def test_where_yes_and_no_part_completely_there_is_no_estimate():
    made = regression(AGE > 40, {"age": AGE}, logistic=True)
    assert (made["estimate"], made["low"], made["p"]) == ([None], [None], [None])


@pytest.mark.parametrize(
    ("outcome", "terms", "said"),
    [
        (HOURS, {"age": [None, *AGE[1:]]}, "age is missing of some units"),
        (HOURS, {"age": np.where(AGE > 60, np.nan, AGE)}, "age is missing of some units"),
        (np.where(AGE > 60, np.nan, HOURS), {"age": AGE}, "the outcome is missing"),
        (HOURS, {"age": AGE, "again": 2 * AGE}, "of 120 units age, again cannot be told apart"),
        (HOURS[:2], {"age": AGE[:2]}, "of 2 units age cannot"),
    ],
)
def test_what_cannot_be_told_is_said(outcome, terms, said):
    with pytest.raises(StudyProblem, match=said):
        regression(outcome, terms)
