"""Counts with given totals, against scipy, a direct maximisation, and data whose truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import dirichlet_multinomial, multinomial
from sklearn.metrics import adjusted_rand_score

from latentclass import DirichletMultinomial, MultinomialMixture
from latentclass.dirichlet import coefficients, draw_counts, fit_dirichlets

PROFILES = np.array([[0.6, 0.2, 0.1, 0.05, 0.05], [0.05, 0.05, 0.1, 0.3, 0.5]])


def scattered(*, units=45, precision=8.0, categories=6, seed=0):
    rng = np.random.default_rng(seed)
    totals = rng.integers(3, 40, units)
    profile = rng.dirichlet(np.ones(categories))
    return draw_counts(rng.dirichlet(profile * precision, units), totals, rng)


def two_kinds(*, units=60, seed=0):
    rng = np.random.default_rng(seed)
    truth = np.arange(units) % 2
    return draw_counts(PROFILES[truth], rng.integers(10, 30, units), rng), truth


def test_the_overdispersed_multinomial_has_scipys_likelihood():
    table = scattered()
    model = DirichletMultinomial().fit(table)
    theirs = dirichlet_multinomial.logpmf(table, model.alpha_, table.sum(axis=1).astype(int))
    assert model.score_samples(table) == pytest.approx(theirs, abs=1e-8)
    assert model.log_likelihood_ == pytest.approx(theirs.sum(), abs=1e-7)


@pytest.mark.parametrize("precision", [0.8, 8.0, 60.0, 1e5])
def test_a_direct_maximisation_reaches_no_more(precision):
    table = scattered(precision=precision, seed=2)
    totals = table.sum(axis=1).astype(int)

    def lost(logs):
        return -dirichlet_multinomial.logpmf(table, np.exp(logs), totals).sum()

    peers = [
        minimize(lost, np.full(6, begun), method="L-BFGS-B", bounds=[(-20, 14)] * 6)
        for begun in (0.0, 4.0)
    ]
    model = DirichletMultinomial().fit(table)
    assert model.converged_
    assert model.log_likelihood_ >= max(-peer.fun for peer in peers) - 2e-3


def test_without_scatter_it_is_one_multinomial():
    """Every unit has the pooled profile exactly, so no precision is high enough."""
    table = np.outer(np.arange(1, 30), [3, 2, 1])
    single = MultinomialMixture(1, random_state=0).fit(table)
    model = DirichletMultinomial().fit(table)
    assert model.log_likelihood_ == pytest.approx(single.log_likelihood_, abs=0.05)
    assert model.alpha_.sum() > 1e5


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_wild_counts_give_a_finite_fit_that_no_scaling_betters(seed):
    rng = np.random.default_rng(seed)
    table = rng.poisson(rng.exponential(3, (1, 4)), (12, 4)).astype(float)
    table[table.sum(axis=1) == 0, 0] = 1
    found = fit_dirichlets(table[None], tol=1e-9, max_iter=2000)
    totals = table.sum(axis=1).astype(int)
    assert np.isfinite(found.alpha).all()
    constant = coefficients(table).sum()
    for scale in (0.97, 1.03):
        near = dirichlet_multinomial.logpmf(table, found.alpha[0] * scale, totals).sum()
        assert near <= found.log_likelihood[0] + constant + 1e-4


def test_many_tables_are_fitted_as_each_alone():
    tables = np.stack([scattered(seed=seed, precision=3 + 5 * seed) for seed in range(5)])
    together = fit_dirichlets(tables, tol=1e-9, max_iter=1000)
    for i, table in enumerate(tables):
        alone = fit_dirichlets(table[None], tol=1e-9, max_iter=1000)
        assert together.log_likelihood[i] == pytest.approx(alone.log_likelihood[0], rel=1e-10)
        assert together.alpha[i] == pytest.approx(alone.alpha[0], rel=1e-5)


def test_one_class_is_the_pooled_multinomial():
    table = scattered(seed=4)
    pooled = table.sum(axis=0) / table.sum()
    theirs = multinomial.logpmf(table, table.sum(axis=1).astype(int), pooled)
    model = MultinomialMixture(1, random_state=0).fit(table)
    assert model.log_likelihood_ == pytest.approx(theirs.sum(), abs=1e-6)
    assert model.score_samples(table) == pytest.approx(theirs, abs=1e-6)
    assert model.n_parameters_ == 5


def test_a_mixtures_likelihood_is_scipys_and_its_kinds_are_found():
    table, truth = two_kinds()
    model = MultinomialMixture(2, random_state=0).fit(table)
    totals = table.sum(axis=1).astype(int)
    by_hand = sum(
        share * multinomial.pmf(table, totals, p)
        for share, p in zip(model.class_weights_, model.probabilities_, strict=True)
    )
    assert model.score_samples(table) == pytest.approx(np.log(by_hand), abs=1e-8)
    assert model.log_likelihood_ == pytest.approx(np.log(by_hand).sum(), abs=1e-6)
    assert adjusted_rand_score(truth, model.predict(table)) > 0.9
    assert model.predict_proba(table).sum(axis=1) == pytest.approx(1)


def test_a_direct_maximisation_of_the_mixture_reaches_no_more():
    table, _ = two_kinds(units=40, seed=5)
    totals = table.sum(axis=1).astype(int)

    def lost(free):
        logits = np.column_stack([np.zeros(2), free[1:].reshape(2, 4)])
        shares = 1 / (1 + np.exp([-free[0], free[0]]))
        p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        each = sum(
            s * multinomial.pmf(table, totals, q / q.sum()) for s, q in zip(shares, p, strict=True)
        )
        return -np.log(each).sum()

    near = np.log(PROFILES[:, 1:] / PROFILES[:, :1])
    peer = minimize(lost, np.concatenate([[0.0], near.ravel()]), method="L-BFGS-B")
    model = MultinomialMixture(2, random_state=0).fit(table)
    assert model.log_likelihood_ >= -peer.fun - 1e-4


def test_weighted_counts_need_not_be_whole():
    """Half of all counts: the same profiles, less surely."""
    table, _ = two_kinds(units=10, seed=3)
    whole, halved = (MultinomialMixture(2, random_state=0).fit(x) for x in (table, table / 2))
    assert halved.probabilities_ == pytest.approx(whole.probabilities_, abs=0.02)
    assert np.isfinite(halved.log_likelihood_)


def test_what_is_no_table_of_counts_is_refused():
    for wrong, why in (
        ([[-1, 2]], "Negative values"),
        ([1, 2], "2D array"),
        ([[1, 2], [0, 0]], "rows 1 of X have no count: leave them out"),
        ([[np.nan, 1]], "NaN"),
    ):
        with pytest.raises(ValueError, match=why):
            DirichletMultinomial().fit(np.array(wrong))


def test_equal_categories_are_drawn_alike_however_their_shares_are_rounded():
    shares = np.tile([0.6, 0.27, 0.09, 0.02, 0.02], (50, 1))
    moved = shares * (1 + 1e-15 * np.random.default_rng(1).standard_normal(shares.shape))
    totals = np.arange(50)
    for seed in range(40):
        one, other = (draw_counts(s, totals, np.random.default_rng(seed)) for s in (shares, moved))
        assert (one == other).all()
        assert (one.sum(axis=1) == totals).all()


def test_counts_are_drawn_in_their_shares():
    shares, totals = np.tile([0.5, 0.3, 0.2], (400, 1)), np.full(400, 100)
    drawn = draw_counts(shares, totals, np.random.default_rng(2))
    assert drawn.mean(axis=0) == pytest.approx([50, 30, 20], abs=1)
    assert drawn.var(axis=0) == pytest.approx([25, 21, 16], rel=0.2)
