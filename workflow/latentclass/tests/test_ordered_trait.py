"""One gradient with ordered categories: against a direct maximisation, and with a known trait."""

import numpy as np
import pytest
from scipy.optimize import minimize

from latentclass import LatentTrait
from latentclass.families import CategoricalFamily


def simulated(*, units=150, items=5, categories=3, seed=4, missing=0.1):
    """Draw from a generalized partial credit model, written out anew."""
    rng = np.random.default_rng(seed)
    trait = rng.standard_normal(units)
    slopes = rng.uniform(0.5, 2, items)[:, None] * np.arange(categories)
    shifts = np.column_stack([np.zeros(items), rng.normal(0, 0.7, (items, categories - 1))])
    level = trait[:, None, None] * slopes + shifts
    codes = (level + rng.gumbel(size=level.shape)).argmax(axis=2)
    codes[rng.random(codes.shape) < missing] = -1
    return codes, trait


def steps(model):
    """Return what each category's slope adds to the one below, items x steps."""
    return np.diff(model.slopes_.reshape(len(model.n_categories_), -1), axis=1)


def test_slopes_of_an_ordered_item_rise_in_equal_steps_and_others_need_not():
    codes, _ = simulated(categories=4)
    ordered = LatentTrait(random_state=0, ordered=True).fit(codes)
    assert ordered.converged_
    assert steps(ordered) == pytest.approx(steps(ordered)[:, :1].repeat(3, axis=1))
    free = LatentTrait(random_state=0).fit(codes)
    assert np.ptp(steps(free), axis=1).max() > 0.1
    assert (ordered.n_parameters_, free.n_parameters_) == (5 * 4, 5 * 6)
    assert ordered.log_likelihood_ < free.log_likelihood_


def test_a_direct_maximisation_of_the_ordered_likelihood_reaches_no_more():
    """By scipy's BFGS on the marginal likelihood of partial credit written out anew."""
    codes, _ = simulated()
    nodes, weights = np.polynomial.hermite_e.hermegauss(21)
    rank = np.arange(3)

    def lost(parameters):
        slope, shift = parameters[:5], parameters[5:].reshape(5, 2)
        logits = nodes[:, None, None] * slope[:, None] * rank
        logits[:, :, 1:] += shift
        chance = np.exp(logits) / np.exp(logits).sum(axis=2, keepdims=True)
        each = chance[:, np.arange(5), np.maximum(codes, 0)].transpose(1, 0, 2)
        each = np.where(codes[:, None] < 0, 1, each)
        return -np.log(each.prod(axis=2) @ (weights / weights.sum())).sum()

    peer = minimize(lost, np.concatenate([np.ones(5), np.zeros(10)]), method="BFGS")
    ours = LatentTrait(random_state=0, tol=1e-10, ordered=True).fit(codes)
    # Ours is penalised, so it stays a little below; nowhere may it be above.
    assert -peer.fun - 0.3 < ours.log_likelihood_ <= -peer.fun + 1e-6


def test_order_changes_nothing_for_items_of_two_categories():
    codes, _ = simulated(categories=2)
    one, other = (LatentTrait(random_state=0, ordered=told).fit(codes) for told in (False, True))
    assert one.log_likelihood_ == pytest.approx(other.log_likelihood_, abs=1e-6)
    assert one.n_parameters_ == other.n_parameters_


def test_a_true_trait_is_found_in_order():
    codes, trait = simulated(units=300, items=20)
    model = LatentTrait(random_state=0, ordered=True).fit(codes)
    assert abs(np.corrcoef(model.transform(codes)[:, 0], trait)[0, 1]) > 0.9
    assert len(set(np.sign(steps(model)[:, 0]))) == 1


def test_the_rival_of_classes_of_ordered_items_keeps_their_order():
    codes, _ = simulated(categories=4)
    rngs = [np.random.default_rng(0)]
    family = CategoricalFamily(codes, ordered=True)
    lines = family.continuum().fit(codes[None], rngs).parameters[0][0, 0].reshape(5, 4)
    assert np.diff(lines, axis=1) == pytest.approx(lines[:, 1:2].repeat(3, axis=1))
    assert family.continuum().n_parameters == 20
