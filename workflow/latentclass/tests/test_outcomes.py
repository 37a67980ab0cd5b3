"""Outcomes within classes: against StepMix, textbook formulas, and simulated truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps
from latentclass.outcomes import (
    bch_weights,
    classification_errors,
    three_step,
    weighted_means,
)
from scipy.optimize import minimize
from scipy.stats import norm

pytestmark = pytest.mark.filterwarnings("ignore:SCIPY_ARRAY_API")

SHARES = np.array([0.45, 0.33, 0.22])
REGION = np.array([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.1, 0.2, 0.7]])  # within each class
YES = np.array([[0.8, 0.8], [0.8, 0.2], [0.2, 0.2]])[:, np.arange(8) % 2]


def world(seed, units=400):
    """Answers to eight items, true posteriors; region and number associated with the classes."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(3, units, p=SHARES)
    codes = (rng.random((units, 8)) < YES[truth]).astype(int)
    joint = SHARES * np.where(codes[:, None] == 1, YES, 1 - YES).prod(axis=2)
    region = (rng.random((units, 1)) > np.cumsum(REGION[truth], axis=1)[:, :2]).sum(axis=1)
    return codes, joint / joint.sum(axis=1, keepdims=True), region, truth + rng.normal(size=units)


def sure(classes):
    return np.eye(max(classes) + 1)[np.array(classes)]


def test_errors_of_classification_are_those_of_a_pencil():
    errors = classification_errors(np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0], [0.0, 1.0]]))
    # Class 0 holds 1.5 units, class 1 holds 2.5; the second unit is half in each.
    assert errors == pytest.approx(np.array([[1.25, 0.25], [0.25, 2.25]]) / [[1.5], [2.5]])


@settings(deadline=None)
@given(nps.arrays(float, (12, 3), elements=st.floats(0.01, 1)))
def test_a_units_weights_sum_to_one_and_a_classs_to_its_size(raw):
    posterior = raw**4 / (raw**4).sum(axis=1, keepdims=True)
    weights = bch_weights(posterior)
    if not np.isnan(weights).any():
        assert weights.sum(axis=1) == pytest.approx(1, abs=1e-6)
        assert weights.sum(axis=0) == pytest.approx(posterior.sum(axis=0), abs=1e-6)


def test_where_classes_are_sure_nothing_is_corrected():
    posterior = sure([0, 0, 1, 1, 1, 2])
    assert bch_weights(posterior) == pytest.approx(posterior)


def test_means_of_sure_classes_have_the_error_of_a_mean():
    values = np.array([1.0, 2, 4, 3, 7, 8])
    mean, error, base = weighted_means(sure([0, 0, 0, 1, 1, 1]), values[:, None])
    assert mean[:, 0] == pytest.approx([7 / 3, 6])
    for number, own in enumerate(np.split(values, 2)):
        # The population's standard deviation, and 6 / 5 for six units.
        assert error[number, 0] == pytest.approx(own.std() / np.sqrt(3) * np.sqrt(6 / 5))
    assert base.tolist() == [3, 3]


# The three steps


@pytest.mark.parametrize(
    ("method", "assignment"), [("bch", "proportional"), ("bch", "modal"), ("ml", "modal")]
)
def test_stepmix_finds_the_same(method, assignment, StepMix):
    """StepMix 3. Its ``soft`` likelihood is another (a geometric mean), and biased."""
    codes, _, region, number = world(3)
    how = {"n_steps": 3, "correction": method.upper(), "measurement": "binary", "random_state": 0}
    how |= {"assignment": "soft" if assignment == "proportional" else assignment}
    how |= {"abs_tol": 1e-12, "rel_tol": 1e-12, "max_iter": 5000, "verbose": 0, "progress_bar": 0}
    by_shares = StepMix(3, structural="categorical", **how).fit(codes, region[:, None])
    posterior = by_shares.predict_proba_class(codes)
    shares = three_step(posterior, region, method=method, assignment=assignment)
    theirs = by_shares.get_parameters()["structural"]["pis"]
    assert shares.estimates == pytest.approx(theirs, abs=1e-6)
    by_means = StepMix(3, structural="gaussian_diag", **how).fit(codes, number[:, None])
    means = three_step(posterior, number, method=method, assignment=assignment)
    # StepMix keeps the sizes of classes as they were in the likelihood.
    close = 1e-6 if method == "bch" else 0.02
    theirs = by_means.get_parameters()["structural"]["means"]
    assert means.estimates == pytest.approx(theirs, abs=close)


@pytest.mark.parametrize("assignment", ["proportional", "modal"])
def test_a_direct_maximisation_of_the_likelihood_finds_the_same_means(assignment):
    _, posterior, _, number = world(5)
    number[::9] = np.nan
    weights = np.random.default_rng(0).integers(1, 4, 400)
    assigned = sure(posterior.argmax(axis=1)) if assignment == "modal" else posterior
    held = weights[:, None] * posterior
    errors = held.T @ assigned / held.sum(axis=0)[:, None]
    has = ~np.isnan(number)

    def loss(at):
        shares = np.exp(at[:3]) / np.exp(at[:3]).sum()
        joint = shares * norm.pdf(number[has, None], at[3:6], np.exp(at[6:]))
        seen = np.log(joint @ errors)  # units x classes assigned
        return -((weights[:, None] * assigned)[has] * seen).sum() / weights.sum()

    found = minimize(loss, [0, 0, 0, 0, 1, 2, 0, 0, 0], options={"gtol": 1e-7})
    ours = three_step(posterior, number, method="ml", assignment=assignment, sample_weight=weights)
    assert ours.estimates[:, 0] == pytest.approx(found.x[3:6], abs=1e-3)


@pytest.mark.parametrize("method", ["bch", "ml"])
@pytest.mark.parametrize("assignment", ["proportional", "modal"])
def test_over_worlds_estimates_are_the_truth_and_intervals_hold_it(method, assignment):
    shares, inside = [], []
    for seed in range(40):
        _, posterior, region, number = world(seed)
        how = {"method": method, "assignment": assignment}
        by_share, by_mean = (three_step(posterior, of, **how) for of in (region, number))
        shares.append(by_share.estimates)
        far = np.abs(by_share.estimates - REGION) < 1.96 * by_share.standard_errors
        near = np.abs(by_mean.estimates[:, 0] - np.arange(3)) < 1.96 * by_mean.standard_errors[:, 0]
        inside.append([*far.ravel(), *near])
    bias = (np.mean(shares, axis=0) - REGION) / (np.std(shares, axis=0) / np.sqrt(40))
    assert (np.abs(bias) < 4).all()
    assert np.mean(inside) == pytest.approx(0.95, abs=0.03)


def test_of_sure_classes_shares_are_plain_shares_whatever_the_method():
    classes, outcome = [0, 0, 0, 0, 1, 1, 1, 1], np.array([0, 0, 0, 1, 1, 1, -1, 0])
    for method in ("bch", "ml"):
        found = three_step(sure(classes), outcome, method=method)
        assert found.estimates == pytest.approx(
            np.array([[3 / 4, 1 / 4], [1 / 3, 2 / 3]]), abs=1e-5
        )


def test_a_survey_weight_of_two_is_a_unit_seen_twice_in_the_estimate():
    _, posterior, region, _ = world(2)
    weights = np.random.default_rng(1).integers(1, 4, len(region))
    for method in ("bch", "ml"):
        one = three_step(posterior, region, method=method, sample_weight=weights)
        many = three_step(posterior.repeat(weights, axis=0), region.repeat(weights), method=method)
        assert one.estimates == pytest.approx(many.estimates, abs=1e-5)
        assert (one.standard_errors > many.standard_errors).all()  # a row is one unit


def test_classes_that_cannot_be_told_apart_have_no_outcome():
    for method in ("bch", "ml"):
        found = three_step(np.full((6, 2), 0.5), np.array([0, 1, 0, 1, 0, 1]), method=method)
        assert np.isnan(found.estimates).all()


def test_what_is_no_outcome_or_method_is_refused():
    for outcome, how, why in (
        ([0, 1], {}, "one for each of 5 units"),
        (list("abcab"), {}, "codes or numbers"),
        ([np.nan] * 5, {}, "no unit has a value"),
        ([0, 1, 0, 1, 0], {"method": "naive"}, "method is bch or ml"),
    ):
        with pytest.raises(ValueError, match=why):
            three_step(sure([0, 0, 1, 1, 1]), outcome, **how)
