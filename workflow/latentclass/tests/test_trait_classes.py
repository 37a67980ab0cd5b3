"""A trait of any shape, and a trait in every class: known cases and direct maximisations."""

import numpy as np
import pytest
from printed_tables import PATTERNS, SECTION_6
from scipy.optimize import minimize
from sklearn.metrics import adjusted_rand_score

from latentclass import FactorMixture, LatentClass, LatentTrait
from latentclass.families import CategoricalFamily
from latentclass.models import Gradients
from latentclass.nodes import Nodes
from latentclass.nominal_response import fit_traits, starting_lines

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(21)


def gradient(places, *, items=14, seed=1, shift=0.0):
    rng = np.random.default_rng(seed)
    slopes, shifts = rng.uniform(1, 2.5, items), rng.normal(0, 0.8, items)
    chance = 1 / (1 + np.exp(-(places[:, None] * slopes + shifts + shift)))
    return (rng.random(chance.shape) < chance).astype(int)


def likelihood(codes, right, weights):
    """Sum over nodes: binary items, probabilities of a right answer (nodes x items)."""
    each = np.where(codes[:, None] < 0, 1, np.where(codes[:, None] == 1, right, 1 - right))
    return np.log(each.prod(axis=2) @ weights).sum()


def rise(codes, right, weights):
    """Return its gradient in the logits, and the number of units at each node."""
    each = np.where(codes[:, None] < 0, 1, np.where(codes[:, None] == 1, right, 1 - right))
    stands = each.prod(axis=2) * weights
    stands /= stands.sum(axis=1, keepdims=True)
    return stands.T @ (codes == 1) - (stands.T @ (codes >= 0)) * right, stands.sum(axis=0)


def penalty(*parameters):
    return sum((each**2).sum() for each in parameters) / (2 * 5.0**2)


def free(codes, places):
    """A trait whose distribution is free: the model, and its log-likelihood."""
    model = Gradients(CategoricalFamily(codes), Nodes.free(places), 10)
    matrix, weight, items = (
        model.family.matrix(codes[None]),
        np.ones((1, len(codes))),
        model.family.items,
    )
    lines = starting_lines(matrix, weight, items, model.nodes, 10, [np.random.default_rng(0)])
    found = fit_traits(matrix, weight, items, model.nodes, lines, tol=1e-11, max_iter=3000)
    return model, found.log_likelihood[0]


def test_two_places_on_a_line_are_two_latent_classes():
    """R's mirt 1.45.6 on section 6, in its tests: -2467.408."""
    classes = LatentClass(2, random_state=0).fit(PATTERNS, sample_weight=SECTION_6)
    model, line = free(PATTERNS.repeat(SECTION_6, axis=0), 2)
    assert classes.log_likelihood_ == pytest.approx(-2467.408, abs=0.01)
    assert line == pytest.approx(classes.log_likelihood_, abs=0.01)
    assert model.n_parameters == classes.n_parameters_


def test_a_direct_maximisation_with_free_weights_reaches_the_same():
    codes = gradient(np.random.default_rng(3).standard_normal(120), items=5)
    codes[np.random.default_rng(4).random(codes.shape) < 0.1] = -1
    places = np.linspace(-2.5, 2.5, 4)

    def parts(parameters):
        slopes, shifts, shares = np.split(parameters, [5, 10])
        weights = np.exp(np.append(shares, 0))
        right = 1 / (1 + np.exp(-(places[:, None] * slopes + shifts)))
        return likelihood(codes, right, weights / weights.sum()), penalty(slopes, shifts)

    def lost(parameters):
        found, held = parts(parameters)
        return held - found

    rng = np.random.default_rng(0)
    peers = [minimize(lost, rng.normal(0, 0.7, 13), method="BFGS") for _ in range(4)]
    peer = min(peers, key=lambda each: each.fun)
    assert free(codes, 4)[1] == pytest.approx(parts(peer.x)[0], abs=0.05)


def test_as_many_parameters_are_counted_as_the_probabilities_of_patterns_tell_apart():
    """The rank of their derivatives: place and scale are lost where two nodes stand alone only."""
    rng = np.random.default_rng(5)
    for count in (2, 3, 4):
        places, at = np.linspace(-2.5, 2.5, count), rng.normal(0, 0.5, 10 + count - 1)

        def patterns(parameters, places=places):
            slopes, shifts, shares = np.split(parameters, [5, 10])
            weights = np.exp(np.append(shares, 0))
            right = 1 / (1 + np.exp(-(places[:, None] * slopes + shifts)))
            each = np.where(PATTERNS[:, None] == 1, right, 1 - right).prod(axis=2)
            return each @ (weights / weights.sum())

        step = 1e-5 * np.eye(len(at))
        slope = np.array([patterns(at + s) - patterns(at - s) for s in step]) / 2e-5
        assert np.linalg.matrix_rank(slope, tol=1e-8) == free(PATTERNS, count)[0].n_parameters


def test_one_class_with_a_trait_is_a_latent_trait():
    codes = gradient(np.random.default_rng(0).standard_normal(150))
    one = FactorMixture(1, n_nodes=31, random_state=0).fit(codes)
    trait = LatentTrait(random_state=0).fit(codes)
    assert one.log_likelihood_ == pytest.approx(trait.log_likelihood_, abs=0.01)
    assert one.n_parameters_ == trait.n_parameters_


def mixed(units, items, seed):
    """Draw two classes with opposite answers to half of the items, and a trait within each."""
    rng = np.random.default_rng(seed)
    classes = (rng.random(units) < 0.4).astype(int)
    shift = np.where(classes[:, None] == 1, 1, -1) * np.where(np.arange(items) % 2, 2.0, -2.0)
    return gradient(rng.standard_normal(units), items=items, shift=shift), classes


def test_a_direct_maximisation_with_classes_and_a_trait_reaches_the_same():
    codes, _ = mixed(150, 6, seed=2)
    codes[np.random.default_rng(4).random(codes.shape) < 0.1] = -1
    normal = WEIGHTS / WEIGHTS.sum()

    def model(parameters):
        slopes, shifts, share = np.split(parameters, [6, 18])
        right = 1 / (1 + np.exp(-(NODES[:, None] * slopes + shifts.reshape(2, 1, 6))))
        large = 1 / (1 + np.exp(-share[0]))
        return right.reshape(-1, 6), np.concatenate([large * normal, (1 - large) * normal])

    def lost(parameters):
        right, weights = model(parameters)
        logits, stands = rise(codes, right, weights)
        logits, first = logits.reshape(2, -1, 6), slice(len(normal))
        slopes = (NODES[:, None] * logits).sum(axis=(0, 1))
        share = stands[first].sum() - len(codes) * weights[first].sum()
        slope = np.concatenate([slopes, logits.sum(axis=1).ravel(), [share]])
        held = parameters * (np.arange(19) < 18)
        return penalty(held) - likelihood(codes, right, weights), held / 5.0**2 - slope

    rng = np.random.default_rng(0)
    peers = [minimize(lost, rng.normal(0, 1, 19), jac=True, method="BFGS") for _ in range(4)]
    peer = min(peers, key=lambda each: each.fun)
    ours = FactorMixture(2, n_nodes=31, tol=1e-10, max_iter=3000, random_state=0).fit(codes)
    assert ours.n_parameters_ == 19
    assert ours.log_likelihood_ == pytest.approx(likelihood(codes, *model(peer.x)), abs=0.05)


def test_true_classes_along_a_gradient_are_found_and_no_trait_is_made_of_them():
    codes, classes = mixed(500, 16, seed=0)
    model = FactorMixture(2, random_state=0).fit(codes)
    assert adjusted_rand_score(classes, model.predict(codes)) > 0.7
    assert model.class_weights_[0] > model.class_weights_[1]
    assert model.predict_proba(codes).sum(axis=1) == pytest.approx(1)
    assert model.aic(codes) < LatentTrait(n_traits=1, random_state=0).fit(codes).aic(codes)
    drawn, told = model.sample(1000, random_state=0)
    assert model.score(drawn) == pytest.approx(model.score(codes), abs=0.5)
    assert np.bincount(told)[0] / 1000 == pytest.approx(model.class_weights_[0], abs=0.06)
