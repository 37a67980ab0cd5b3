"""Latent class regression: a published result, StepMix, resampling, and known slopes."""

import numpy as np
import pytest
from latentclass import LatentClass, LatentClassRegression
from printed_tables import CHEATING, ROLE_CONFLICT, rows

pytestmark = pytest.mark.filterwarnings("ignore:SCIPY_ARRAY_API")


def students():
    """Answers and grade point averages, and how many students have each."""
    codes = np.array([[int(answer) for answer in pattern] for pattern in CHEATING])
    counts = np.array(list(CHEATING.values()))
    given = np.column_stack([codes.repeat(5, axis=0), np.tile(np.arange(1, 6), len(codes))])
    return given[counts.ravel() > 0].astype(float), counts[counts > 0]


def test_the_published_regression_on_grades_is_reached():
    """poLCA, in its documentation: log-likelihood -429.6384 (Dayton 1998, table 7.1)."""
    given, counts = students()
    model = LatentClassRegression(2, random_state=0).fit(given, sample_weight=counts)
    assert model.log_likelihood_ == pytest.approx(-429.6384, abs=1e-4)
    assert model.n_parameters_ == 2 + 2 * 4
    assert model.converged_
    # Cheaters, the smaller class, have the lower grades.
    assert model.coefficients_[1, 1] < -2 * model.standard_errors(given, counts).coefficients[1, 1]


def test_resampling_says_nearly_how_sure_slopes_are():
    given, _ = known_truth(0)
    model = LatentClassRegression(3, n_covariates=2, n_starts=3, random_state=0).fit(given)
    by_formula = model.standard_errors(given)
    again = model.standard_errors(given, method="bootstrap", replicates=40, random_state=0)
    assert again.coefficients[0].tolist() == [0, 0, 0]
    assert again.coefficients[1:] == pytest.approx(by_formula.coefficients[1:], rel=0.4)
    assert again.class_weights == pytest.approx(by_formula.class_weights, rel=0.4)


def test_no_covariate_makes_the_classes_of_the_plain_model():
    codes = rows(ROLE_CONFLICT)
    plain = LatentClass(2, random_state=0, tol=1e-14).fit(codes)
    model = LatentClassRegression(2, n_covariates=0, random_state=0).fit(codes)
    assert model.log_likelihood_ == pytest.approx(plain.log_likelihood_, abs=1e-6)
    assert np.abs(model.class_weights_ - plain.class_weights_).max() < 1e-2
    ours, theirs = (one.standard_errors(codes) for one in (model, plain))
    assert ours.coefficients == pytest.approx(theirs.coefficients, rel=0.05)


SLOPES = np.array([[0, 0, 0], [-3.0, 0.05, 0.5], [2.0, -0.05, -1.0]])
YES = np.array([[0.85] * 8, [0.15] * 8, [0.85, 0.15] * 4])


def known_truth(seed, units=600):
    """Three classes whose logits are linear in two covariates of unlike size."""
    rng = np.random.default_rng(seed)
    known = np.column_stack([rng.normal(50, 10, units), rng.integers(0, 2, units)])
    logits = np.column_stack([np.ones(units), known]) @ SLOPES.T
    classes = (logits + rng.gumbel(size=logits.shape)).argmax(axis=1)
    codes = (rng.random((units, 8)) < YES[classes]).astype(float)
    codes[rng.random(codes.shape) < 0.1] = np.nan
    return np.hstack([codes, known]), classes


def in_order(model):
    """Which class of the model is which of the true ones."""
    yes = np.stack([table[:, 1] for table in model.probabilities_], axis=1)
    return [int(np.abs(yes - own).sum(axis=1).argmin()) for own in YES]


def test_true_slopes_are_found_and_intervals_hold_them():
    inside = []
    for seed in range(24):
        given, _ = known_truth(seed)
        model = LatentClassRegression(3, n_covariates=2, n_starts=3, random_state=seed).fit(given)
        order = in_order(model)
        # Errors are of differences to the first class; so compare where that is 0 in truth.
        found = model.standard_errors(given)
        if order[0] != 0:
            continue
        far = np.abs(model.coefficients_[order] - SLOPES) / found.coefficients[order].clip(1e-9)
        inside += (far[1:] < 1.96).ravel().tolist()
    assert len(inside) > 60
    assert np.mean(inside) == pytest.approx(0.95, abs=0.05)


def test_stepmix_reaches_no_more(StepMix):
    """StepMix 3, one step, with covariates."""
    given, _ = known_truth(1)
    given = given[~np.isnan(given).any(axis=1)]
    known = (given[:, 8:] - given[:, 8:].mean(axis=0)) / given[:, 8:].std(axis=0)
    peer = StepMix(
        n_components=3,
        measurement="binary",
        structural="covariate",
        n_steps=1,
        n_init=5,
        abs_tol=1e-9,
        rel_tol=1e-9,
        max_iter=2000,
        random_state=1,
        verbose=0,
        progress_bar=0,
        structural_params={"method": "newton-raphson", "max_iter": 1, "intercept": True},
    ).fit(given[:, :8], known)
    theirs = peer.score(given[:, :8], known) * len(given)
    model = LatentClassRegression(3, n_covariates=2, random_state=0).fit(given)
    assert model.log_likelihood_ >= theirs - 1e-3
    assert model.log_likelihood_ == pytest.approx(model.score_samples(given).sum(), abs=1e-6)


def test_a_covariate_may_be_on_any_scale():
    given, _ = known_truth(2)
    other = given.copy()
    other[:, 8] = 1000 * other[:, 8] - 7e4
    one, two = (
        LatentClassRegression(3, n_covariates=2, random_state=0).fit(x) for x in (given, other)
    )
    assert two.log_likelihood_ == pytest.approx(one.log_likelihood_, abs=1e-4)
    assert two.coefficients_[:, 1] * 1000 == pytest.approx(one.coefficients_[:, 1], rel=1e-2)


def test_what_is_drawn_given_covariates_is_found_again():
    given, _ = known_truth(3)
    model = LatentClassRegression(3, n_covariates=2, random_state=0).fit(given)
    codes, classes = model.sample(600, random_state=0, covariates=given[:, 8:])
    assert np.bincount(classes) / 600 == pytest.approx(model.class_weights_, abs=0.06)
    assert (model.predict(codes) == classes).mean() > 0.85
    with pytest.raises(ValueError, match=r"with 2 covariates it is \(5, 2\)"):
        model.sample(5)


def test_a_unit_without_a_covariate_is_refused_by_its_row():
    given, _ = known_truth(4, units=30)
    given[[7, 9], 8] = np.nan
    with pytest.raises(ValueError, match="rows 7, 9 of X lack a covariate"):
        LatentClassRegression(2, n_covariates=2).fit(given)
    with pytest.raises(ValueError, match="2 columns of X with 2 covariates"):
        LatentClassRegression(2, n_covariates=2).fit(given[:, :2])
