"""Each model as the null of the others: what is drawn, what is fitted, what p-values mean."""

from functools import cache

import numpy as np
import pytest
from scipy.stats import binom

from latentclass import DirichletMultinomial, MultinomialMixture, contest, models
from latentclass.contest import Contest, ContestRules, compare
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
from latentclass.models import Classes

pytestmark = pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified")


#: Levels at which as few replicates as these can reject.
LOOSE = dict.fromkeys(("alpha_classes", "alpha_continuum", "alpha_rivals"), 0.05)
LOOSE |= {"replicates": 39}


def drawn(slope=0.0, *, items=8, units=40, seed=0):
    """Answers that are associated by nothing, or by where each unit stands."""
    rng = np.random.default_rng(seed)
    place = rng.standard_normal(items) + slope * rng.standard_normal((units, 1))
    codes = (place + rng.logistic(size=(units, items)) > 0).astype(int)
    codes[rng.random(codes.shape) < 0.1] = -1
    codes[(codes < 0).all(axis=1), 0] = 0
    return codes


def gradient(seed=0):
    return drawn(1.75, seed=seed)


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


@cache
def fitted_to_pairs(name):
    """The same of answers with dependent pairs, once for all who draw from it."""
    return fitted(CategoricalFamily(with_dependent_pairs()), name)


def fitted(family, name):
    """A model by its name, or its number of classes, and its fit to the family's table."""
    contest = Contest(family, ContestRules(), 1)
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
    found, fits = fitted_to_pairs(model)
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
    found, fits = fitted_to_pairs(model)
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
    contest = Contest(CategoricalFamily(codes), ContestRules(), 1)
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


def test_models_of_counts_reach_what_the_estimators_reach():
    table = some_counts(units=40)
    contest = Contest(CountFamily(table), ContestRules(), 3)
    for k in (1, 2):
        peer = MultinomialMixture(k, n_starts=60, random_state=0).fit(table)
        ours = contest.criterion(contest.model(k), k, contest.observed(k))
        assert ours.log_likelihood == pytest.approx(peer.log_likelihood_, abs=0.01)
        assert ours.n_parameters == peer.n_parameters_
    peer = DirichletMultinomial().fit(table)
    ours = contest.criterion(contest.model(PROFILE), PROFILE, contest.observed(PROFILE))
    assert ours.log_likelihood == pytest.approx(peer.log_likelihood_, abs=1e-3)


def test_many_tables_are_fitted_as_each_alone():
    family = CategoricalFamily(gradient())
    one = Classes(family, 1, 1)
    draw = one.sampler(one.fit(family.table[None], [_rng(0)]))
    for model in (Classes(family, 3, 10), family.continuum(), family.rival(FLEXIBLE, 3)):
        tables = np.stack([draw(_rng(seed)) for seed in range(6)])
        together = model.fit(tables, [_rng(seed) for seed in range(6)]).log_likelihood
        alone = [model.fit(tables[[i]], [_rng(i)]).log_likelihood[0] for i in range(6)]
        assert together == pytest.approx(alone, abs=1e-3)


def _rng(seed):
    return np.random.default_rng(seed)


def test_p_values_are_uniform_where_the_null_is_true():
    """Forty data sets of independent answers, one class against two, no early stop."""
    rules = ContestRules(starts=4, enough=100, risk=0.0, **LOOSE)
    p = []
    for seed in range(40):
        contest = Contest(CategoricalFamily(drawn(seed=seed)), rules, seed)
        fits = {k: contest.observed(k) for k in (1, 2)}
        p.append(contest.test(fits, 1, 2, 0.05).result.p)
    for level in (0.1, 0.25, 0.5, 0.75):
        low, high = binom.ppf([0.0005, 0.9995], 40, level)
        assert low <= sum(value <= level for value in p) <= high


def test_evidence_is_the_same_however_many_replicates_are_fitted_at_once(monkeypatch):
    family, rules = (
        CategoricalFamily(gradient(seed=3)),
        ContestRules(max_classes=3, enough=5, **LOOSE),
    )
    one = compare(family, rules=rules, seed=5)
    monkeypatch.setattr(contest, "BATCH", 7)
    other = compare(family, rules=rules, seed=5)
    assert [(t.null, t.alternative) for t in one.tests] == [
        (t.null, t.alternative) for t in other.tests
    ]
    for here, there in zip(one.tests, other.tests, strict=True):
        assert here.result == there.result


def test_another_seed_draws_other_replicates():
    family = CategoricalFamily(drawn())
    ratios = []
    for seed in (1, 2):
        contest = Contest(family, ContestRules(), seed)
        null, alternative = contest.model(1), contest.model(2)
        source = null.sampler(contest.observed(1))
        own = (null, alternative, null)
        ratios.append(contest.replicates(source, (1, 2), own, range(3), np.inf))
    assert not np.isclose(*ratios).any()


def test_a_replicates_ratio_is_never_clearly_negative_where_models_are_nested():
    contest = Contest(CategoricalFamily(gradient(seed=1)), ContestRules(), 1)
    null, alternative = contest.model(2), contest.model(3)
    source = null.sampler(contest.observed(2))
    own = (null, alternative, null)
    assert (contest.replicates(source, (2, 3), own, range(25), np.inf) > -0.01).all()


def test_replicates_clearly_below_are_decided_alike_without_all_starts_of_the_null(monkeypatch):
    rng, kinds = np.random.default_rng(5), np.repeat([[0, 0, 1], [0, 1, 0], [1, 0, 0]], 20, axis=0)
    codes = np.where(rng.random((60, 12)) < 0.1, 1, 0) ^ np.tile(kinds, 4)
    fitted, fit = [], models.fit_mixtures

    def counted(units, items, classes, *args, **named):
        fitted.extend([classes] * len(units.weight))
        return fit(units, items, classes, *args, **named)

    monkeypatch.setattr(models, "fit_mixtures", counted)
    rules, found = ContestRules(max_classes=4, starts=4, **LOOSE), []
    for clear in (CategoricalFamily.clear, np.inf):
        monkeypatch.setattr(CategoricalFamily, "clear", clear)
        found.append((compare(CategoricalFamily(codes), rules=rules, seed=1), fitted.count(2)))
        fitted.clear()
    (spared, few), (judged, all_of_them) = found
    assert spared == judged
    assert spared.classes == 3
    assert few < all_of_them - 30


def test_the_rules_say_how_many_starts_a_fit_has():
    contest = Contest(CategoricalFamily(drawn()), ContestRules(starts=6), 1)
    assert contest.observed(2).reached.shape == (1, 6)
