"""Rivals as nulls: what is drawn, how tests stop, and that p-values mean what they say."""

import numpy as np
import pytest
from cyberstudy.cluster import rivals
from cyberstudy.cluster.monte_carlo import (
    ALL_DRAWN,
    CLEARLY_COMMON,
    CLEARLY_RARE,
    monte_carlo,
    rarities,
)
from cyberstudy.cluster.rivals import Contest, compare
from cyberstudy.cluster.verdict import by_tests, verdict
from cyberstudy.declare.plan.verdict_rules import TYPES, Rules
from hypothesis import given
from hypothesis import strategies as st
from latentclass.counts import DirichletMultinomial, MultinomialMixture
from latentclass.families import (
    ALONG,
    DEPENDENT,
    FLEXIBLE,
    ONE,
    PROFILE,
    TWO,
    CategoricalFamily,
    CountFamily,
)
from latentclass.latent_class import LatentClass
from latentclass.latent_trait import LatentTrait
from latentclass.models import Classes
from scipy.stats import binom, binomtest
from twin.worlds import World, draw_world

pytestmark = pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified")

LEVEL = 0.05
HALTED = {"level": LEVEL, "replicates": 200, "enough": 10, "risk": 0.01, "batch": 25}


def world(kind, *, items=8, likely=0.0, units=40, seed=0):
    return draw_world(World(kind, items, likely), units, np.random.default_rng(seed)).codes


def mixed_answers(seed=0, units=60):
    """Items of two, three and four categories, with gaps."""
    rng = np.random.default_rng(seed)
    codes = np.column_stack([rng.integers(0, k, units) for k in (2, 4, 3, 2, 3)])
    codes[rng.random(codes.shape) < 0.2] = -1
    codes[(codes < 0).all(axis=1), 0] = 0
    return codes


def some_counts(seed=0, units=30):
    rng = np.random.default_rng(seed)
    return rng.multinomial(rng.integers(2, 20, units), [0.4, 0.3, 0.2, 0.1])


# What is drawn.


def fitted(family, name):
    """A model by its name, or its number of classes, and its fit to the family's table."""
    contest = Contest(family, Rules(), 1)
    if name in family.further:
        return (model := family.rival(name, 4)), contest.observed(name, model)
    return contest.model(name), contest.observed(name)


def with_dependent_pairs(seed=0, units=200):
    """Mixed answers, of which the second and the third are mostly the same."""
    codes, rng = mixed_answers(seed, units), np.random.default_rng(seed + 1)
    same = (codes[:, 1:3] >= 0).all(axis=1) & (codes[:, 1] < 3) & (rng.random(units) < 0.8)
    codes[same, 2] = codes[same, 1]
    return codes


@pytest.mark.parametrize("model", [ONE, FLEXIBLE, DEPENDENT, TWO, ALONG, 1, 2, 3])
def test_every_replicate_of_answers_carries_the_missing_pattern(model):
    family = CategoricalFamily(with_dependent_pairs())
    found, fits = fitted(family, model)
    draw = found.sampler(fits)
    for seed in range(5):
        table = draw(np.random.default_rng(seed))
        assert np.array_equal(table == -1, family.table == -1)
        assert (table.max(axis=0) <= family.table.max(axis=0)).all()


@pytest.mark.parametrize("model", [PROFILE, ONE, TWO, 1, 2])
def test_every_replicate_of_counts_carries_the_totals(model):
    family = CountFamily(some_counts())
    found, fits = fitted(family, model)
    table = found.sampler(fits)(np.random.default_rng(3))
    assert np.array_equal(table.sum(axis=1), family.table.sum(axis=1))
    assert table.shape == family.table.shape


@pytest.mark.parametrize("model", [ONE, FLEXIBLE, DEPENDENT, TWO, ALONG, 1, 2])
def test_answers_are_drawn_as_often_as_they_were_given(model):
    """Whatever the model, it fits each item's shares; many tables show them."""
    codes = with_dependent_pairs()
    found, fits = fitted(CategoricalFamily(codes), model)
    draw = found.sampler(fits)
    rng = np.random.default_rng(0)
    tables = np.concatenate([draw(rng) for _ in range(60)])
    for item in range(codes.shape[1]):
        given = codes[:, item][codes[:, item] >= 0]
        drawn = tables[:, item][tables[:, item] >= 0]
        shares = [np.bincount(x, minlength=given.max() + 1) / len(x) for x in (given, drawn)]
        assert shares[1] == pytest.approx(shares[0], abs=0.025)


def test_classes_that_were_fitted_pure_are_drawn_a_little_less_so():
    codes = np.repeat([[0] * 6, [1] * 6], 20, axis=0)
    contest = Contest(CategoricalFamily(codes), Rules(), 1)
    draw = contest.model(2).sampler(contest.observed(2))
    rng = np.random.default_rng(0)
    strays = [
        np.minimum(t.sum(axis=1), 6 - t.sum(axis=1)).mean() / 6 for t in map(draw, [rng] * 50)
    ]
    # Half an answer of each of two categories beside twenty.
    assert np.mean(strays) == pytest.approx(0.5 / 21, abs=0.008)


@pytest.mark.parametrize(
    ("family", "table", "reason"),
    [
        (CategoricalFamily, [[0, -2]], "codes from 0"),
        (CategoricalFamily, [[0.5, 1.0]], "codes from 0"),
        (CategoricalFamily, [[0, 1], [-1, -1]], "without any answer"),
        (CountFamily, [[1, -1]], "whole numbers"),
        (CountFamily, [[1, 1], [0, 0]], "without any count"),
    ],
)
def test_what_cannot_be_analysed_is_refused(family, table, reason):
    with pytest.raises(ValueError, match=reason):
        family(np.array(table))


# What is fitted.


def test_models_reach_what_the_estimators_reach():
    codes = world("types", items=10, likely=0.85, units=60)
    evidence = compare(CategoricalFamily(codes), rules=Rules(replicates=100), seed=2)
    for k in (1, 2, 3):
        peer = LatentClass(k, n_starts=100, random_state=0).fit(codes)
        ours = evidence.criterion(k)
        assert ours.log_likelihood == pytest.approx(peer.log_likelihood_, abs=0.01)
        assert ours.n_parameters == peer.n_parameters_
        assert ours.bic == pytest.approx(peer.bic(codes), abs=0.02)
        assert ours.aic == pytest.approx(peer.aic(codes), abs=0.02)
    trait = LatentTrait(n_starts=10, random_state=0).fit(codes)
    ours = evidence.criterion(ONE)
    assert ours.log_likelihood == pytest.approx(trait.log_likelihood_, abs=0.05)
    assert ours.n_parameters == trait.n_parameters_


def test_models_of_counts_reach_what_the_estimators_reach():
    table = some_counts(units=40)
    contest = Contest(CountFamily(table), Rules(), 3)
    for k in (1, 2):
        peer = MultinomialMixture(k, n_starts=60, random_state=0).fit(table)
        ours = contest.criterion(contest.model(k), k, contest.observed(k))
        assert ours.log_likelihood == pytest.approx(peer.log_likelihood_, abs=0.01)
        assert ours.n_parameters == peer.n_parameters_
    peer = DirichletMultinomial().fit(table)
    ours = contest.criterion(contest.model(PROFILE), PROFILE, contest.observed(PROFILE))
    assert ours.log_likelihood == pytest.approx(peer.log_likelihood_, abs=1e-3)


def test_many_tables_are_fitted_as_each_alone():
    family = CategoricalFamily(world("gradient"))
    one = Classes(family, 1, 1)
    draw = one.sampler(one.fit(family.table[None], [_rng(0)]))
    for model in (Classes(family, 3, 10), family.continuum(), family.rival(FLEXIBLE, 3)):
        tables = np.stack([draw(_rng(seed)) for seed in range(6)])
        together = model.fit(tables, [_rng(seed) for seed in range(6)]).log_likelihood
        alone = [model.fit(tables[[i]], [_rng(i)]).log_likelihood[0] for i in range(6)]
        assert together == pytest.approx(alone, abs=1e-3)


def _rng(seed):
    return np.random.default_rng(seed)


# How tests stop.


def drawn_with(p, seed):
    """Replicates that reach the observed statistic of 0.5 with probability p."""
    hits = np.random.default_rng(seed).random(1000) < p
    return lambda which: hits[which.start : which.stop].astype(float)


@given(st.floats(0, 1), st.integers(0, 10_000), st.sampled_from([0.01, 0.025, 0.05, 0.1]))
def test_a_run_that_is_ended_by_exceedances_decides_as_the_full_run(p, seed, level):
    draw = drawn_with(p, seed)
    halted = monte_carlo(0.5, draw, **{**HALTED, "level": level, "risk": 0.0})
    full = monte_carlo(0.5, draw, **{**HALTED, "level": level, "risk": 0.0, "enough": 201})
    assert full.stopped == ALL_DRAWN
    assert full.p == (full.exceedances + 1) / 201
    assert (halted.p <= level) == (full.p <= level)
    assert halted.low <= halted.p <= halted.high


@given(st.floats(0, 1), st.integers(0, 10_000), st.integers(1, 60))
def test_the_outcome_does_not_depend_on_how_many_are_drawn_at_once(p, seed, batch):
    draw = drawn_with(p, seed)
    assert monte_carlo(0.5, draw, **HALTED) == monte_carlo(0.5, draw, **{**HALTED, "batch": batch})


def test_clear_answers_come_early_and_say_why():
    common = monte_carlo(0.5, drawn_with(0.5, 1), **HALTED)
    assert (common.stopped, common.replicates < 50) == (CLEARLY_COMMON, True)
    rare = monte_carlo(0.5, drawn_with(0.0, 1), **HALTED)
    assert (rare.stopped, rare.replicates < 150) == (CLEARLY_RARE, True)
    assert rare.p == 1 / (rare.replicates + 1) <= LEVEL
    between = monte_carlo(0.5, drawn_with(0.04, 5), **HALTED)
    assert between.stopped == ALL_DRAWN


def test_a_replicate_without_a_statistic_is_not_taken_for_a_small_one():
    with pytest.raises(ValueError, match="replicate 1 is nan"):
        monte_carlo(0.5, lambda which: np.full(len(which), np.nan), **HALTED)


def test_the_risk_of_a_wrong_rejection_is_bounded_where_the_p_value_is_the_level():
    """Fifty thousand paths of a run whose p-value is just the level."""
    limits = rarities(LEVEL, 200, 11, 0.01)
    paths = np.cumsum(np.random.default_rng(0).random((50_000, 200)) < LEVEL, axis=1)
    wrong = (paths <= limits).any(axis=1).mean()
    assert 0.005 < wrong < 0.0115
    assert (rarities(LEVEL, 200, 11, 0.0) == -1).all()


def test_intervals_are_clopper_and_pearsons_and_hold_the_p_value_when_stopped():
    full = monte_carlo(0.5, drawn_with(0.03, 2), **{**HALTED, "risk": 0.0})
    exact = binomtest(full.exceedances, 200).proportion_ci(0.95, "exact")
    assert (full.low, full.high) == pytest.approx((exact.low, exact.high))
    held = [
        found.low <= 0.3 <= found.high
        for found in (monte_carlo(0.5, drawn_with(0.3, seed), **HALTED) for seed in range(400))
    ]
    assert binomtest(sum(held), 400, 0.95, "less").pvalue > 0.001


# What p-values mean.


def test_p_values_are_uniform_where_the_null_is_true():
    """Forty data sets of independent answers, one class against two, no early stop."""
    levels = ("alpha_classes", "alpha_continuum", "alpha_rivals")
    loose = dict.fromkeys(levels, 0.05)
    rules = Rules(starts=4, enough=100, risk=0.0, replicates=39, **loose)
    p = []
    for seed in range(40):
        contest = Contest(CategoricalFamily(world("independence", seed=seed)), rules, seed)
        fits = {k: contest.observed(k) for k in (1, 2)}
        p.append(contest.test(fits, 1, 2, 0.05).result.p)
    for level in (0.1, 0.25, 0.5, 0.75):
        low, high = binom.ppf([0.0005, 0.9995], 40, level)
        assert low <= sum(value <= level for value in p) <= high


def test_evidence_is_the_same_however_many_replicates_are_fitted_at_once(monkeypatch):
    family, rules = (
        CategoricalFamily(world("gradient", seed=3)),
        Rules(max_classes=3, replicates=100),
    )
    one = compare(family, rules=rules, seed=5)
    monkeypatch.setattr(rivals, "BATCH", 7)
    other = compare(family, rules=rules, seed=5)
    assert [(t.null, t.alternative) for t in one.tests] == [
        (t.null, t.alternative) for t in other.tests
    ]
    for here, there in zip(one.tests, other.tests, strict=True):
        assert here.result == there.result


def test_two_gradients_that_would_pass_for_types_are_found_out():
    family = CategoricalFamily(world("two gradients", items=14, units=92, seed=5))
    evidence = compare(family, rules=Rules(replicates=100, max_classes=4), seed=1)
    assert evidence.made(ONE, evidence.classes).rejected
    two = evidence.made(TWO, evidence.classes)
    assert (two.level, two.rejected) == (0.05, False)
    assert evidence.made(FLEXIBLE, evidence.classes).rejected
    assert by_tests(evidence) != TYPES
    assert TWO in verdict(evidence, Rules())["not_rejected"]


def test_another_seed_draws_other_replicates():
    family = CategoricalFamily(world("independence"))
    ratios = []
    for seed in (1, 2):
        contest = Contest(family, Rules(), seed)
        models = contest.model(1), contest.model(2)
        source = models[0].sampler(contest.observed(1))
        ratios.append(contest.replicates(source, (1, 2), models, range(3)))
    assert not np.isclose(*ratios).any()


def test_a_replicates_ratio_is_never_clearly_negative_where_models_are_nested():
    contest = Contest(CategoricalFamily(world("gradient", seed=1)), Rules(), 1)
    models = contest.model(2), contest.model(3)
    source = models[0].sampler(contest.observed(2))
    assert (contest.replicates(source, (2, 3), models, range(25)) > -0.01).all()


def test_a_step_stops_at_the_first_number_of_classes_that_is_not_rejected():
    rules = Rules(max_classes=4, replicates=100)
    evidence = compare(
        CategoricalFamily(world("types", items=12, likely=0.95, units=60)), rules=rules, seed=1
    )
    steps = [test for test in evidence.tests if str not in map(type, (test.null, test.alternative))]
    assert [test.null for test in steps] == [1, 2, 3]
    assert [test.rejected for test in steps] == [True, True, False]
    assert evidence.classes == 3
    assert sum(evidence.sizes) == evidence.units == 60
    # And no other account stands.
    assert {test.null for test in evidence.further} >= {FLEXIBLE, TWO, ALONG}
    assert all(test.rejected for test in evidence.further)
    assert by_tests(evidence) == TYPES


def test_more_classes_than_are_tried_are_not_claimed():
    rules = Rules(max_classes=2, replicates=100)
    evidence = compare(
        CategoricalFamily(world("types", items=12, likely=0.95, units=60)), rules=rules, seed=1
    )
    assert evidence.classes == 2
    assert evidence.test(2, 3) is None


def test_the_rules_say_how_many_starts_a_fit_has():
    contest = Contest(CategoricalFamily(world("independence")), Rules(starts=6), 1)
    assert contest.observed(2).reached.shape == (1, 6)
