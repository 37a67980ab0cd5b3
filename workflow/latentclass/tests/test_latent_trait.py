"""One gradient: against published results, a direct maximisation, and a known trait."""

import numpy as np
import pytest
from printed_tables import PATTERNS, SECTION_6
from scipy.optimize import minimize

from latentclass import LatentClass, LatentTrait


def test_published_values_of_the_law_school_test_are_reached():
    """R's ltm 1.2, Rizopoulos (2006), Journal of Statistical Software 17(5): -2466.653."""
    model = LatentTrait(random_state=0).fit(PATTERNS, sample_weight=SECTION_6)
    assert model.converged_
    assert model.n_parameters_ == 10
    assert model.log_likelihood_ == pytest.approx(-2466.653, abs=0.02)
    # Bock and Aitkin (1981): slopes of about 0.83, 0.72, 0.89, 0.69 and 0.66, up to the sign.
    slopes = np.abs(model.slopes_[0, 1::2])
    assert slopes == pytest.approx([0.826, 0.723, 0.890, 0.689, 0.657], abs=0.02)


def simulated(*, units=300, items=10, categories=3, seed=0, missing=0.1):
    rng = np.random.default_rng(seed)
    trait = rng.standard_normal(units)
    slopes = np.column_stack([np.zeros(items), rng.uniform(0.5, 2.5, (items, categories - 1))])
    shifts = np.column_stack([np.zeros(items), rng.normal(0, 0.7, (items, categories - 1))])
    logits = trait[:, None, None] * slopes + shifts
    level = logits + rng.gumbel(size=logits.shape)
    codes = level.argmax(axis=2)
    codes[rng.random(codes.shape) < missing] = -1
    return codes, trait


def test_a_true_trait_is_found():
    codes, trait = simulated(items=20)
    model = LatentTrait(random_state=0).fit(codes)
    assert abs(np.corrcoef(model.transform(codes)[:, 0], trait)[0, 1]) > 0.9


def test_a_direct_maximisation_of_the_same_likelihood_reaches_no_more():
    """Two categories, by scipy's BFGS on the marginal likelihood written out anew."""
    codes, _ = simulated(units=150, items=5, categories=2, missing=0.2, seed=4)
    nodes, weights = np.polynomial.hermite_e.hermegauss(21)

    def lost(parameters):
        slope, shift = parameters.reshape(2, -1)
        right = 1 / (1 + np.exp(-(nodes[:, None] * slope + shift)))
        each = np.where(
            codes[:, None] < 0, 1, np.where(codes[:, None] == 1, right[None], 1 - right[None])
        )
        return -np.log(each.prod(axis=2) @ (weights / weights.sum())).sum()

    peer = minimize(lost, np.concatenate([np.ones(5), np.zeros(5)]), method="BFGS")
    ours = LatentTrait(random_state=0, tol=1e-10).fit(codes)
    # Ours is penalised, so it stays a little below; nowhere may it be above.
    assert -peer.fun - 0.15 < ours.log_likelihood_ <= -peer.fun + 1e-6


def test_the_same_seed_gives_the_same_model():
    codes, _ = simulated(units=80)
    one, other = (LatentTrait(random_state=3).fit(codes) for _ in range(2))
    assert one.log_likelihood_ == other.log_likelihood_


def test_what_was_sampled_follows_the_model():
    source = LatentTrait(random_state=0).fit(simulated()[0])
    codes, trait = source.sample(2000, random_state=1)
    assert codes.shape == (2000, 10)
    again = LatentTrait(random_state=0).fit(codes)
    assert abs(np.corrcoef(again.transform(codes)[:, 0], trait)[0, 1]) > 0.85
    assert again.score(codes) == pytest.approx(source.score(codes), abs=0.02)


def test_on_a_gradient_the_information_criterion_prefers_classes_though_there_are_none():
    """Why BIC does not decide: two or three classes always seem better than one."""
    codes, _ = simulated(units=300, items=14, categories=2)
    best = min(range(1, 5), key=lambda k: LatentClass(k, random_state=0).fit(codes).bic(codes))
    assert best in (2, 3)
    gradient = LatentTrait(random_state=0).fit(codes)
    assert gradient.bic(codes) < LatentClass(best, random_state=0).fit(codes).bic(codes)
