"""Latent classes against published results, another program, and data whose truth is known."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from printed_tables import CARCINOMA, ROLE_CONFLICT, patterns, rows
from sklearn.metrics import adjusted_rand_score

from latentclass import LatentClass
from latentclass.em import Parameters, StackedUnits, em_step, squarem
from latentclass.items import Items

pytestmark = [
    pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified"),
    pytest.mark.filterwarnings("ignore:SCIPY_ARRAY_API"),
]


#: poLCA 1.6.0.2, as in Linzer and Lewis (2011), Journal of Statistical Software 42(10).
@pytest.mark.parametrize(
    ("table", "classes", "log_likelihood", "parameters"),
    [
        (CARCINOMA, 2, -317.256837, 15),
        (CARCINOMA, 3, -293.704979, 23),
        (CARCINOMA, 4, -289.285849, 31),
        (ROLE_CONFLICT, 2, -504.467670, 9),
    ],
)
def test_published_log_likelihoods_are_reached(table, classes, log_likelihood, parameters):
    model = LatentClass(classes, random_state=0).fit(rows(table))
    assert model.log_likelihood_ == pytest.approx(log_likelihood, abs=1e-5)
    assert model.n_parameters_ == parameters
    assert model.converged_


def test_published_class_shares_and_bic_come_out():
    slides = rows(CARCINOMA)
    model = LatentClass(3, random_state=0).fit(slides)
    assert model.class_weights_ == pytest.approx([0.4447, 0.3736, 0.1817], abs=5e-5)
    assert model.bic(slides) == pytest.approx(697.136, abs=1e-3)
    assert model.aic(slides) == pytest.approx(2 * (293.704979 + 23), abs=1e-4)


def test_counts_of_patterns_as_weights_are_the_rows_themselves():
    codes, counts = patterns(CARCINOMA)
    by_weight = LatentClass(3, random_state=0).fit(codes, sample_weight=counts)
    by_row = LatentClass(3, random_state=0).fit(rows(CARCINOMA))
    assert by_weight.log_likelihood_ == pytest.approx(by_row.log_likelihood_, rel=1e-9)


@pytest.mark.parametrize(("classes", "items", "missing"), [(2, 12, 0.1), (3, 20, 0.2)])
def test_stepmix_reaches_no_more(classes, items, missing, StepMix):
    """StepMix 3, an independent implementation with full-information maximum likelihood."""
    codes = known_truth(units=150, items=items, classes=classes, missing=missing, seed=3)[0]
    with_nan = np.where(codes < 0, np.nan, codes.astype(float))
    peer = StepMix(
        n_components=classes,
        measurement="categorical_nan",
        n_init=10,
        abs_tol=1e-10,
        rel_tol=1e-10,
        max_iter=3000,
        random_state=1,
        verbose=0,
        progress_bar=0,
    ).fit(with_nan)
    ours = LatentClass(classes, random_state=1).fit(codes)
    theirs = peer.score(with_nan) * len(codes)
    assert ours.log_likelihood_ == pytest.approx(theirs, abs=1e-3)


def known_truth(*, units, items, classes, missing=0.0, seed=0, clear=0.85):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, classes, units)
    likely = rng.integers(0, 3, (classes, items))
    likely[:, : items // 2] = rng.permuted(
        np.tile(np.arange(classes)[:, None] % 3, (1, items // 2)), axis=0
    )
    codes = np.where(
        rng.random((units, items)) < clear, likely[truth], rng.integers(0, 3, (units, items))
    )
    codes[rng.random((units, items)) < missing] = -1
    return codes, truth


def test_true_classes_are_found_and_stand_in_order_of_size():
    codes, truth = known_truth(units=300, items=24, classes=3, missing=0.15)
    model = LatentClass(3, random_state=0).fit(codes)
    assert adjusted_rand_score(truth, model.predict(codes)) > 0.95
    assert (np.diff(model.class_weights_) <= 0).all()


def test_minus_one_and_nan_are_the_same_missing():
    codes, _ = known_truth(units=120, items=10, classes=2, missing=0.3)
    floats = np.where(codes < 0, np.nan, codes.astype(float))
    one, other = (LatentClass(2, random_state=0).fit(x) for x in (codes, floats))
    assert one.log_likelihood_ == other.log_likelihood_
    assert np.array_equal(one.predict(codes), other.predict(floats))


def test_one_class_is_the_independence_model():
    codes, _ = known_truth(units=200, items=6, classes=2)
    model = LatentClass(1, random_state=0).fit(codes)
    by_hand = sum(
        count * np.log(count / len(codes))
        for item in codes.T
        for count in np.bincount(item)
        if count
    )
    assert model.log_likelihood_ == pytest.approx(by_hand, rel=1e-9)


def test_items_may_differ_in_their_number_of_categories():
    rng = np.random.default_rng(2)
    codes = np.column_stack([rng.integers(0, k, 200) for k in (2, 5, 3)])
    model = LatentClass(2, random_state=0).fit(codes)
    assert [table.shape for table in model.probabilities_] == [(2, 2), (2, 5), (2, 3)]
    assert all(np.allclose(table.sum(axis=1), 1) for table in model.probabilities_)
    assert model.n_parameters_ == 1 + 2 * (1 + 4 + 2)


def test_a_class_that_left_an_item_unanswered_has_finite_likelihood():
    codes, truth = known_truth(units=60, items=8, classes=2)
    codes[truth == 1, 0] = -1
    model = LatentClass(2, random_state=0).fit(codes)
    assert np.isfinite(model.log_likelihood_)
    assert np.isfinite(model.score_samples(codes)).all()


def test_more_parameters_than_patterns_is_warned_of():
    with pytest.warns(UserWarning, match="23 parameters for 118 units with 20 distinct patterns"):
        LatentClass(3, random_state=0).fit(rows(CARCINOMA))


def test_what_was_sampled_is_found_again():
    source = LatentClass(2, random_state=0).fit(known_truth(units=200, items=12, classes=2)[0])
    codes, classes = source.sample(500, random_state=0)
    again = LatentClass(2, random_state=1).fit(codes)
    assert adjusted_rand_score(classes, again.predict(codes)) > 0.9
    assert again.score(codes) >= source.score(codes)


def test_the_same_seed_gives_the_same_model():
    codes, _ = known_truth(units=100, items=10, classes=3, missing=0.1)
    one, other = (LatentClass(3, random_state=5).fit(codes) for _ in range(2))
    assert np.array_equal(one.class_weights_, other.class_weights_)
    assert one.log_likelihood_ == other.log_likelihood_


def test_a_code_that_was_not_there_when_fitted_is_refused():
    model = LatentClass(2, n_starts=2, random_state=0).fit(np.array([[0, 1], [1, 0], [1, 1]]))
    with pytest.raises(ValueError, match="a code that was not there"):
        model.predict(np.array([[2, 0]]))


def test_units_without_any_answer_are_refused_by_their_rows_and_classified_all_the_same():
    codes, _ = known_truth(units=60, items=6, classes=2)
    codes[[3, *range(10, 16)]] = -1
    with pytest.raises(ValueError, match="rows 3, 10, 11, 12, 13 and 2 more of X have no answer"):
        LatentClass(2).fit(codes)
    model = LatentClass(2, random_state=0).fit(codes[(codes >= 0).any(axis=1)])
    assert model.predict_proba(codes[[3]])[0] == pytest.approx(model.class_weights_)


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_the_likelihood_never_falls(seed):
    """Under plain steps, and under accelerated ones."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(-1, 3, (30, 5))
    codes[0] = 2
    items = Items.of(np.full(5, 3))
    units = StackedUnits(items.one_hot(codes[None]), np.ones((1, 30))).working(items)
    begun = items.normalised(rng.random((1, 15, 3, 4)))
    now = Parameters(begun, np.full((1, 3, 4), 1 / 3))
    step, before = em_step(units, items, now)
    _, after = em_step(units, items, step)
    assert (after >= before - 1e-9).all()
    _, short, _, _ = squarem(units, items, now, tol=0, max_iter=3)
    _, longer, _, _ = squarem(units, items, now, tol=0, max_iter=6)
    assert (longer >= short - 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(
    arrays(np.int64, st.tuples(st.integers(2, 12), st.integers(1, 5)), elements=st.integers(-1, 3)),
    st.integers(1, 4),
)
def test_wild_codes_give_finite_models(codes, classes):
    """Items that nobody answered, more classes than units."""
    codes = codes[(codes >= 0).any(axis=1)]
    assume(len(codes))
    model = LatentClass(classes, n_starts=3, random_state=0).fit(codes)
    assert np.isfinite(model.log_likelihood_)
    assert model.predict_proba(codes).sum(axis=1) == pytest.approx(1)
    assert all(np.allclose(table.sum(axis=1), 1) for table in model.probabilities_)
    assert model.log_likelihood_ == pytest.approx(model.score_samples(codes).sum(), abs=1e-5)
