"""Answers that peak at an ideal point are a rival of classes; what holds two classes is none."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logsumexp

from latentclass.contest import Contest, ContestRules, compare
from latentclass.families import FLEXIBLE, ONE, TWO, UNFOLDING, CategoricalFamily
from latentclass.nodes import Nodes
from latentclass.nominal_response import response

# As few replicates as can reject, and starts as suffice where what is planted is plain.
LEVELS = {"alpha_classes": 0.025, "alpha_continuum": 0.025}
LEAN = ContestRules(replicates=39, max_classes=5, starts=4, **LEVELS)


def unfolded(units, items=14, seed=0, steep=1.75):
    """Yes is likeliest where a unit stands at an item's ideal point; a tenth is missing."""
    rng = np.random.default_rng(seed)
    place = 2 - steep * (rng.standard_normal((units, 1)) - np.linspace(-2, 2, items)) ** 2
    return missing((place + rng.logistic(size=place.shape) > 0).astype(int), rng)


def in_classes(units, classes, items=14, seed=0, likely=0.9):
    """Every item sets one class apart from the others, in either direction."""
    rng = np.random.default_rng(seed)
    belongs = rng.permutation(np.arange(units) % classes)[:, None]
    high = (belongs == np.arange(items) % classes) ^ (rng.random(items) < 0.5)
    return missing((rng.random(high.shape) < np.where(high, likely, 1 - likely)).astype(int), rng)


def missing(codes, rng):
    codes[rng.random(codes.shape) < 0.1] = -1
    codes[(codes < 0).all(axis=1), 0] = 0
    return codes


def rival_of(codes, classes=3):
    return CategoricalFamily(codes).rival(UNFOLDING, classes)


def test_it_is_fitted_as_well_as_by_a_direct_maximisation():
    """By scipy's BFGS, with nodes twice as close: a logit is a square of the trait."""
    codes = unfolded(150, items=4)
    place = np.linspace(-4.5, 4.5, 61)
    weights = -(place**2) / 2 - logsumexp(-(place**2) / 2)
    powers = np.vstack([place, place**2, np.ones_like(place)])

    said = np.where(codes < 0, 0, 2 * codes - 1)[..., None]  # 1, -1, or 0: not at all

    def likelihood(parameters):
        """Return the log-likelihood, and its gradient."""
        logit = said * (parameters.reshape(4, 3) @ powers)
        each = np.where(said == 0, 0.0, log_expit(logit))
        joint = each.sum(axis=1) + weights
        total = logsumexp(joint, axis=1)
        stands = np.exp(joint - total[:, None])[:, None]
        slope = (stands * said * expit(-logit)).sum(axis=0) @ powers.T
        return total.sum(), slope.ravel()

    def loss(parameters):  # as wide a penalty as ours, so that nothing runs away
        value, slope = likelihood(parameters)
        return (parameters**2).sum() / 50 - value, parameters / 25 - slope

    rng = np.random.default_rng(1)
    tries = [minimize(loss, rng.normal(0, 0.7, 12), jac=True, method="BFGS").x for _ in range(6)]
    best = max(likelihood(parameters)[0] for parameters in tries)
    model = rival_of(codes)
    found = model.fit(codes[None], [np.random.default_rng(0)])
    assert model.n_parameters == 12
    assert found.log_likelihood[0] == pytest.approx(best, abs=0.7)


def test_its_answers_peak_within_and_so_do_those_of_tables_drawn_from_it():
    codes = unfolded(2000, items=6)
    codes[codes < 0] = 0
    model = rival_of(codes)
    fits = model.fit(codes[None], [np.random.default_rng(0)])
    yes = response(fits.parameters[0][0], Nodes.unfolding(31).design, model.family.items)[:, 1::2]
    inner = ((yes.argmax(axis=0) > 0) & (yes.argmax(axis=0) < 30)).sum()
    assert inner >= 4  # the outermost ideal points are where hardly anybody stands
    drawn = model.sampler(fits)(np.random.default_rng(1))
    assert drawn.mean(axis=0) == pytest.approx(codes.mean(axis=0), abs=0.05)
    assert np.corrcoef(drawn.T) == pytest.approx(np.corrcoef(codes.T), abs=0.1)


def test_a_trait_and_its_square_are_unrelated_and_as_wide():
    places = Nodes.unfolding(31).drawn(20000, np.ones(1), np.random.default_rng(0))[:2]
    assert np.cov(places) == pytest.approx(np.eye(2), abs=0.08)


@pytest.mark.parametrize("units", [100, 192])
def test_classes_do_not_stand_where_answers_unfold(units):
    evidence = compare(CategoricalFamily(unfolded(units)), rules=LEAN, seed=1)
    assert not evidence.classes_stand


@pytest.mark.parametrize("classes", [2, 3])
def test_clear_classes_stand_and_the_last_rival_is_tried_there(classes):
    family = CategoricalFamily(in_classes(92, classes))
    evidence = compare(family, rules=LEAN, seed=1)
    assert (evidence.classes, evidence.classes_stand) == (classes, True)
    assert evidence.made(UNFOLDING, classes).rejected


def test_where_a_gradient_stands_the_last_rival_is_not_tried():
    gradient = np.random.default_rng(5).standard_normal((92, 1)) * 2 + np.linspace(-2, 2, 14)
    codes = (gradient + np.random.default_rng(6).logistic(size=gradient.shape) > 0).astype(int)
    evidence = compare(CategoricalFamily(codes), rules=LEAN, seed=1)
    assert not evidence.classes_stand
    assert UNFOLDING not in {test.null for test in evidence.tests}


def test_what_holds_two_classes_as_a_special_case_is_no_rival_of_two():
    binary = in_classes(60, 2)
    for codes, ordered in ((binary, False), (binary + in_classes(60, 2, seed=1).clip(0), True)):
        family = CategoricalFamily(codes, ordered=ordered)
        assert family.rival(FLEXIBLE, 2) is None
        assert family.rival(FLEXIBLE, 3) is not None
        assert family.rival(TWO, 2) is not None
    # And it does: at two of its nodes it fits two classes as well as these fit themselves.
    model = CategoricalFamily(binary).rival(FLEXIBLE, 3)
    free = model.fit(binary[None], [np.random.default_rng(0)]).log_likelihood[0]
    contest = Contest(CategoricalFamily(binary), LEAN, seed=1)
    one, two = (contest.observed(name).log_likelihood[0] for name in (ONE, 2))
    assert free >= two - 0.5
    assert one < two
