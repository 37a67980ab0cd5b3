"""Two gradients at once: published results, a direct maximisation, and known traits."""

import numpy as np
import pytest
from printed_tables import PATTERNS, SECTION_7
from scipy.optimize import minimize

from latentclass import LatentClass, LatentTrait


def simulated(*, units=100, items=6, categories=2, seed=2, missing=0.1, slope=1.8):
    """Draw from two unrelated traits, half of the items each; slopes rise in equal steps."""
    rng = np.random.default_rng(seed)
    traits = rng.standard_normal((units, 2))
    shifts = rng.normal(0, 0.7, (items, categories))
    own = traits[:, np.arange(items) % 2, None]
    level = own * slope / (categories - 1) * np.arange(categories) + shifts
    codes = (level + rng.gumbel(size=level.shape)).argmax(axis=2)
    codes[rng.random(codes.shape) < missing] = -1
    return codes, traits


def test_published_values_of_the_law_school_test_are_reached():
    """R's mirt 1.45.6 on section 7, in its documentation: -2658.805 and -2653.520."""
    one, two = (
        LatentTrait(n_traits=traits, random_state=0, tol=1e-9, max_iter=2000).fit(
            PATTERNS, sample_weight=SECTION_7
        )
        for traits in (1, 2)
    )
    assert one.log_likelihood_ == pytest.approx(-2658.805, abs=0.02)
    assert two.log_likelihood_ == pytest.approx(-2653.520, abs=0.06)  # ours is penalised
    assert (one.n_parameters_, two.n_parameters_) == (10, 14)


@pytest.mark.parametrize(
    ("categories", "ordered", "free"), [(2, False, 17), (3, True, 23), (3, False, 35)]
)
def test_a_direct_maximisation_of_the_same_likelihood_reaches_the_same(categories, ordered, free):
    """By scipy's BFGS, with one loading at 0 in place of a rotation, and Hermite's nodes."""
    codes, _ = simulated(categories=categories)
    items, options = codes.shape[1], categories - 1
    axis, weight = np.polynomial.hermite_e.hermegauss(15)
    places = np.stack([axis.repeat(15), np.tile(axis, 15)], axis=1)
    weights = np.outer(weight, weight).ravel() / weight.sum() ** 2
    kept = weights > 1e-9
    places, weights = places[kept], weights[kept]
    answered, chosen = codes >= 0, np.maximum(codes, 0)
    said = (codes[..., None] == np.arange(1, categories)).astype(float)
    steps, held = np.arange(1, categories), items * (1 if ordered else options)

    def lines(parameters):
        each = np.insert(parameters, held, 0)  # the second trait's
        slopes, shifts = np.split(each, [len(each) - items * options])
        slopes = slopes.reshape(2, items, -1) * (steps if ordered else 1)
        return slopes, shifts.reshape(items, options)

    def likelihood(parameters):
        """Return the log-likelihood, and its slope in slopes and shifts of the lines."""
        slopes, shifts = lines(parameters)
        logits = np.zeros((len(places), items, categories))
        logits[:, :, 1:] = np.einsum("gr,rio->gio", places, slopes) + shifts
        logits -= np.log(np.exp(logits).sum(axis=2, keepdims=True))
        each = np.where(answered, logits[:, np.arange(items), chosen], 0).sum(axis=2).T
        joint = weights[:, None] * np.exp(each.T)
        stands = joint / joint.sum(axis=0)
        beyond = np.tensordot(stands, said, 1)
        beyond -= (stands @ answered)[..., None] * np.exp(logits[:, :, 1:])
        return (
            np.log(joint.sum(axis=0)).sum(),
            np.tensordot(places.T, beyond, 1),
            beyond.sum(axis=0),
        )

    def lost(parameters):
        slopes, shifts = lines(parameters)
        penalty = ((slopes**2).sum() + (shifts**2).sum()) / (2 * 5.0**2)
        value, *rise = likelihood(parameters)
        of_slopes, of_shifts = slopes / 5.0**2 - rise[0], shifts / 5.0**2 - rise[1]
        if ordered:
            of_slopes = of_slopes @ steps
        slope = np.delete(np.concatenate([of_slopes.ravel(), of_shifts.ravel()]), held)
        return penalty - value, slope

    rng = np.random.default_rng(0)
    peers = [minimize(lost, rng.normal(0, 0.8, free), jac=True, method="BFGS") for _ in range(2)]
    peer = min(peers, key=lambda each: each.fun)
    ours = LatentTrait(n_traits=2, random_state=0, tol=1e-10, ordered=ordered).fit(codes)
    assert ours.n_parameters_ == free
    assert ours.log_likelihood_ == pytest.approx(likelihood(peer.x)[0], abs=0.05)


def test_true_traits_are_found_up_to_a_rotation():
    codes, traits = simulated(units=400, items=20)
    places = LatentTrait(n_traits=2, n_nodes=15, random_state=0).fit(codes).transform(codes)
    assert places.shape == (400, 2)
    design = np.column_stack([places, np.ones(400)])
    _, left, _, _ = np.linalg.lstsq(design, traits, rcond=None)
    assert (1 - left / (400 * traits.var(axis=0)) > 0.7).all()


@pytest.mark.parametrize("ordered", [False, True])
def test_traits_are_turned_to_principal_axes_with_the_steepest_slope_positive(ordered):
    codes, _ = simulated(units=200, categories=3)
    model = LatentTrait(n_traits=2, random_state=0, ordered=ordered).fit(codes)
    slopes = model.slopes_.reshape(2, -1, 3)
    assert (slopes[:, :, 0] == 0).all()
    centred = (slopes - slopes.mean(axis=2, keepdims=True)).reshape(2, -1)
    assert centred[0] @ centred[1] == pytest.approx(0, abs=1e-8)
    assert (centred[0] ** 2).sum() >= (centred[1] ** 2).sum()
    assert (slopes.max(axis=(1, 2)) > -slopes.min(axis=(1, 2))).all()
    assert model.score_samples(codes).sum() == pytest.approx(model.log_likelihood_, abs=0.01)


def test_the_same_traits_come_of_items_in_another_order():
    codes, _ = simulated(units=300, items=10)
    order = np.random.default_rng(1).permutation(10)
    one, other = (
        LatentTrait(n_traits=2, n_nodes=21, tol=1e-10, random_state=0).fit(given)
        for given in (codes, codes[:, order])
    )
    assert one.slopes_[:, 1::2][:, order] == pytest.approx(other.slopes_[:, 1::2], abs=0.05)


def test_what_was_sampled_follows_the_model():
    source = LatentTrait(n_traits=2, n_nodes=15, random_state=0).fit(simulated(items=10)[0])
    codes, places = source.sample(2000, random_state=1)
    assert places.shape == (2000, 2)
    again = LatentTrait(n_traits=2, n_nodes=15, random_state=0).fit(codes)
    assert again.score(codes) == pytest.approx(source.score(codes), abs=0.02)
    assert LatentTrait(random_state=0).fit(codes).score(codes) < again.score(codes) - 0.02


def test_akaikes_criterion_prefers_two_traits_to_classes_on_two_gradients_and_not_on_types():
    gradients, _ = simulated(units=150, items=14)
    rng = np.random.default_rng(0)
    likely = rng.random((3, 14)) < 0.5
    types = (rng.random((150, 14)) < np.where(likely[rng.integers(0, 3, 150)], 0.9, 0.1)).astype(
        int
    )

    def aic(model, codes):
        return model.fit(codes).aic(codes)

    def classes(codes):
        return min(aic(LatentClass(k, random_state=0), codes) for k in range(1, 5))

    traits = LatentTrait(n_traits=2, n_nodes=15, random_state=0)
    assert aic(traits, gradients) < classes(gradients)
    assert aic(traits, types) > classes(types)
