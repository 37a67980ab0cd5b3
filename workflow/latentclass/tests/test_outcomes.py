"""Outcomes within classes: against StepMix, textbook formulas, and simulated truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from latentclass.outcomes import bch_weights, classification_errors, weighted_means

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


def three_steps(posterior, outcome):
    """Shares of a code, or the mean of a number, in each class, with their errors."""
    values = np.eye(3)[outcome] if outcome.dtype.kind == "i" else outcome[:, None]
    return weighted_means(bch_weights(posterior), values)[:2]


def test_stepmix_finds_the_same(StepMix):
    codes, _, region, number = world(3)
    how = {"n_steps": 3, "correction": "BCH", "measurement": "binary", "random_state": 0}
    how |= {"assignment": "soft", "verbose": 0, "progress_bar": 0}
    how |= {"abs_tol": 1e-12, "rel_tol": 1e-12, "max_iter": 5000}
    by_shares = StepMix(3, structural="categorical", **how).fit(codes, region[:, None])
    posterior = by_shares.predict_proba_class(codes)
    theirs = by_shares.get_parameters()["structural"]["pis"]
    assert three_steps(posterior, region)[0] == pytest.approx(theirs, abs=1e-6)
    by_means = StepMix(3, structural="gaussian_diag", **how).fit(codes, number[:, None])
    theirs = by_means.get_parameters()["structural"]["means"]
    assert three_steps(posterior, number)[0] == pytest.approx(theirs, abs=1e-6)


def test_over_worlds_estimates_are_the_truth_and_intervals_hold_it():
    shares, inside = [], []
    for seed in range(40):
        _, posterior, region, number = world(seed)
        estimates, errors = three_steps(posterior, region)
        means, their_errors = three_steps(posterior, number)
        shares.append(estimates)
        far = np.abs(estimates - REGION) < 1.96 * errors
        near = np.abs(means[:, 0] - np.arange(3)) < 1.96 * their_errors[:, 0]
        inside.append([*far.ravel(), *near])
    bias = (np.mean(shares, axis=0) - REGION) / (np.std(shares, axis=0) / np.sqrt(40))
    assert (np.abs(bias) < 4).all()
    assert np.mean(inside) == pytest.approx(0.95, abs=0.03)


def test_classes_that_cannot_be_distinguished_have_no_weights():
    assert np.isnan(bch_weights(np.full((6, 2), 0.5))).all()
