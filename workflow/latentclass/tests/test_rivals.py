"""Models that contend with classes: a direct maximisation reaches the same; pairs come apart."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import gammaln, log_softmax, logsumexp

from latentclass.families import (
    ALONG,
    DEPENDENT,
    ONE,
    TWO,
    CategoricalFamily,
    CountFamily,
)
from latentclass.models import Gradients, apart, together
from latentclass.nodes import Nodes
from latentclass.trait_classes import FactorMixture


def counts_along(traits, seed=3, units=40):
    rng = np.random.default_rng(seed)
    logits = rng.standard_normal((units, traits)) @ rng.normal(0, 0.8, (traits, 4))
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return rng.multinomial(rng.integers(10, 30, units), shares)


@pytest.mark.parametrize(("name", "traits", "free"), [(ONE, 1, 6), (TWO, 2, 8)])
def test_counts_along_traits_are_fitted_as_well_as_by_a_direct_maximisation(name, traits, free):
    """By scipy's BFGS, with one slope at 0 in place of a rotation, and nodes twice as close."""
    table = counts_along(traits)
    axis = np.linspace(-4.5, 4.5, 61)
    places = np.stack(np.meshgrid(*[axis] * traits, indexing="ij")).reshape(traits, -1)
    weights = -(places**2).sum(axis=0) / 2
    weights -= logsumexp(weights)
    constant = (gammaln(table.sum(axis=1) + 1) - gammaln(table + 1).sum(axis=1)).sum()

    def lost(parameters):
        """Return minus the log-likelihood, and its slope."""
        slopes = np.zeros((traits, 4))
        slopes[0, 1:] = parameters[:3]
        if traits == 2:
            slopes[1, 2:] = parameters[3:5]
        logits = places.T @ slopes
        logits[:, 1:] += parameters[-3:]
        each = log_softmax(logits, axis=1)
        joint = table @ each.T + weights
        total = logsumexp(joint, axis=1)
        stands = np.exp(joint - total[:, None])
        beyond = stands.T @ table - (stands.T @ table.sum(axis=1))[:, None] * np.exp(each)
        rise = places @ beyond
        of_slopes = [rise[0, 1:], *(own[2:] for own in rise[1:])]
        slope = np.concatenate([*of_slopes, beyond[:, 1:].sum(axis=0)])
        return -total.sum() - constant, -slope

    rng = np.random.default_rng(0)
    best = max(
        -minimize(lost, rng.normal(0, 0.7, free), jac=True, method="BFGS").fun for _ in range(4)
    )
    model = CountFamily(table).rival(name, 3)
    found = model.fit(table[None], [np.random.default_rng(0)])
    assert model.n_parameters == free
    assert found.log_likelihood[0] == pytest.approx(best, abs=0.15)  # ours is penalised


def answers(seed=0, units=200):
    rng = np.random.default_rng(seed)
    level = 1.5 * rng.standard_normal((units, 1)) + rng.normal(0, 1, 10)
    codes = (level + rng.logistic(size=level.shape) > 0).astype(int) + (
        level + rng.logistic(size=level.shape) > 1
    )
    codes[:, 1] = np.where(rng.random(units) < 0.85, codes[:, 0], codes[:, 1])
    codes[rng.random(codes.shape) < 0.1] = -1
    codes[(codes < 0).all(axis=1), 0] = 0
    return codes


def test_types_along_a_gradient_are_the_estimator_of_a_trait_within_classes():
    codes = answers()
    model = replace(CategoricalFamily(codes).rival(ALONG, 3), starts=10)
    found = model.fit(codes[None], [np.random.default_rng(0)])
    peer = FactorMixture(2, n_starts=10, random_state=0).fit(codes)
    assert found.log_likelihood[0] == pytest.approx(peer.log_likelihood_, abs=1.0)
    assert model.n_parameters == peer.n_parameters_


def test_types_along_a_gradient_are_a_rival_of_more_classes_than_two_only():
    assert CategoricalFamily(answers()).rival(ALONG, 2) is None


def test_a_pair_that_goes_together_is_found_and_answered_as_one():
    family = CategoricalFamily(answers())
    assert family.dependent.tolist() == [[0, 1]]
    model = family.rival(DEPENDENT, 3)
    drawn = model.sampler(model.fit(family.table[None], [np.random.default_rng(0)]))(
        np.random.default_rng(1)
    )
    alike = [
        (table[:, 0] == table[:, 1])[(table[:, :2] >= 0).all(axis=1)].mean()
        for table in (family.table, drawn)
    ]
    assert alike[1] == pytest.approx(alike[0], abs=0.1)
    assert CategoricalFamily(answers()[:, 1:]).rival(DEPENDENT, 3) is None


def test_what_is_put_together_comes_apart_again():
    codes, pairs = answers(), np.array([[3, 0], [1, 5]])
    joined = together(codes, pairs, np.array([3, 3]))
    assert joined.shape == (200, 12)
    assert np.array_equal(apart(joined, pairs, np.array([3, 3])), codes)
    both = (codes[:, [1, 5]] >= 0).all(axis=1)
    assert (joined[both][:, [1, 5]] == -1).all()
    assert (joined[~both, 11] == -1).all()


def test_where_a_fit_begins_at_the_truth_it_ends_as_high_as_from_many_starts():
    family = CategoricalFamily(answers())
    model = Gradients(family, Nodes.normal(21, 2, 4.0), 6)
    rng = [np.random.default_rng(0)]
    first = model.fit(family.table[None], rng)
    again = model.again(first).fit(family.table[None], rng)
    assert again.reached.shape == (1, 1)
    assert again.log_likelihood == pytest.approx(first.log_likelihood, abs=0.01)
