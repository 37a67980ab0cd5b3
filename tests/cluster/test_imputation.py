"""Missing answers, four ways: what is kept, what is filled in, and what comes of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds.multiverse import fit_classes

from cyberstudy.cluster import imputation as missing
from cyberstudy.cluster.imputation import TREATMENTS, multiple_imputation
from cyberstudy.cluster.recovery import whole_agreement
from latentclass import LatentTrait

CODES = np.array([[0, 1, 2], [-1, 0, -1], [-1, -1, -1], [1, 1, 0]])


def known_truth(*, likely=0.9, items=14, share=0.2, units=69, classes=3, seed=0):
    """True classes, complete codes, and the same with answers missing completely at random."""
    rng = np.random.default_rng(seed)
    truth = np.arange(units) % classes
    chance = np.where(rng.random((classes, items)) < 0.5, likely, 1 - likely)[truth]
    complete = (rng.random(chance.shape) < chance).astype(int)
    return truth, complete, np.where(rng.random(chance.shape) < share, -1, complete)


def test_each_treatment_by_hand():
    assert missing.as_is(CODES)[0].tolist() == [[0, 1, 2], [-1, 0, -1], [1, 1, 0]]
    assert missing.complete_cases(CODES)[0].tolist() == [[0, 1, 2], [1, 1, 0]]
    assert missing.as_category(CODES)[0].tolist() == [[0, 1, 2], [2, 0, 3], [1, 1, 0]]


CELLS = st.integers(-1, 2)


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=2, max_size=6),
    treatment=st.sampled_from(sorted(set(TREATMENTS) - {"multiple_imputation"})),
)
def test_no_treatment_changes_an_answer_or_keeps_who_gave_none(rows, treatment):
    codes = np.array(rows)
    (filled,) = TREATMENTS[treatment](codes, seed=0)
    kept = (codes >= 0).all(axis=1) if treatment == "complete_cases" else (codes >= 0).any(axis=1)
    given_answers = codes[kept]
    assert len(filled) == len(given_answers)
    assert (filled[given_answers >= 0] == given_answers[given_answers >= 0]).all()
    assert treatment == "as_is" or (filled >= 0).all()


def test_imputation_fills_every_gap_and_leaves_answers_alone():
    _, _, codes = known_truth()
    codes[:, 3] = -1  # asked of nobody
    codes[7] = -1  # somebody who said nothing
    treated = multiple_imputation(codes, seed=1, n_datasets=3, n_classes=4)
    answers = np.delete(codes, 7, axis=0)
    for filled in treated:
        assert (filled[answers >= 0] == answers[answers >= 0]).all()
        assert (filled[:, 3] == -1).all()
        assert set(np.delete(filled, 3, axis=1).flat) == {0, 1}
    one, other, _ = treated
    assert (one != other).any()  # or it would be one imputation
    again = multiple_imputation(codes, seed=1, n_datasets=2, n_classes=4)
    assert all(map(np.array_equal, again, treated))  # each has a seed of its own


def test_imputed_answers_are_those_of_the_units_type():
    _, complete, codes = known_truth(units=150, seed=2)
    treated = multiple_imputation(codes, seed=0, n_datasets=4, n_classes=5)
    gaps = codes < 0
    right = np.mean([(filled == complete)[gaps].mean() for filled in treated])
    # Drawn with 0.9 and right with 0.9, or wrong both times; what all say would be right half
    # the time, and the likeliest answer 0.9.
    assert right == pytest.approx(0.9**2 + 0.1**2, abs=0.05)


def test_imputed_answers_are_as_common_as_given_ones_where_nothing_is_related():
    rng = np.random.default_rng(3)
    codes = rng.choice(3, p=[0.6, 0.3, 0.1], size=(200, 8))
    codes[rng.random(codes.shape) < 0.3] = -1
    treated = multiple_imputation(codes, seed=0, n_datasets=5, n_classes=5)
    gaps = codes[(codes >= 0).any(axis=1)] < 0
    imputed = np.concatenate([filled[gaps] for filled in treated])
    given_answers = codes[codes >= 0]
    shares = np.bincount(imputed, minlength=3) / len(imputed)
    assert shares == pytest.approx(np.bincount(given_answers) / len(given_answers), abs=0.05)


def test_imputations_scatter_as_the_uncertainty_of_a_share_demands():
    """Rubin (1987): of the share itself, known from 40 answers, and of 160 draws with it."""
    codes = np.zeros((200, 2), dtype=int)
    codes[:20, 1], codes[40:, 1] = 1, -1
    treated = multiple_imputation(codes, seed=0, n_datasets=200, n_classes=1)
    shares = [filled[40:, 1].mean() for filled in treated]
    assert np.mean(shares) == pytest.approx(0.5, abs=0.02)
    assert np.std(shares) == pytest.approx(np.sqrt(0.25 / 40 + 0.25 / 160), rel=0.15)
    assert np.std(shares) > 1.5 * np.sqrt(0.25 / 160)  # had the share been taken for certain


def test_without_answers_missing_nothing_is_imputed():
    _, complete, _ = known_truth()
    treated = multiple_imputation(complete, seed=0, n_datasets=2, n_classes=4)
    assert all((filled == complete).all() for filled in treated)


def test_imputation_takes_more_classes_where_there_are_more_and_none_of_a_gradient():
    _, _, few = known_truth(units=69)
    _, _, many = known_truth(units=600, classes=7, items=30, seed=1)
    assert missing.imputation_classes(few, seed=0) in (2, 3)
    assert missing.imputation_classes(many, seed=0) >= 7
    assert missing.imputation_classes(gradient(0)[1], seed=0) == 1


def gradient(seed):
    """One trait in complete codes, and the same with a fifth of the answers missing."""
    rng = np.random.default_rng(seed)
    slopes, intercepts = rng.normal(size=(2, 19, 3))
    level = rng.standard_normal((69, 1, 1)) * slopes + intercepts
    complete = (level + rng.gumbel(size=level.shape)).argmax(axis=2)
    return complete, np.where(rng.random(complete.shape) < 0.2, -1, complete)


def likelihood_ratio(codes):
    """Twice the log-likelihood of four classes over that of one trait."""
    trait = LatentTrait(n_nodes=15, n_starts=2, random_state=0, tol=1e-5).fit(codes)
    return 2 * (fit_classes(codes, 4, seed=0).log_likelihood_ - trait.log_likelihood_)


def test_a_gradient_that_was_filled_in_speaks_no_more_for_types_than_a_complete_one():
    """From classes it does: by 53 on average, far beyond the scatter of gradients (11)."""
    rise = []
    for seed in range(2):
        complete, codes = gradient(seed)
        (filled,) = multiple_imputation(codes, seed=seed, n_datasets=1)
        rise.append(likelihood_ratio(filled) - likelihood_ratio(complete))
    assert np.mean(rise) < 20


def clusterings(codes, seed):
    treated = multiple_imputation(codes, seed=seed, n_classes=5)
    return [fit_classes(filled, 3, seed=i).predict(filled) for i, filled in enumerate(treated)]


def test_full_information_and_imputation_agree_where_answers_are_missing_by_chance():
    for seed in range(2):
        truth, _, codes = known_truth(seed=seed, share=0.15)
        by_likelihood = fit_classes(codes, 3, seed=seed).predict(codes)
        for other, least in ((by_likelihood, 0.85), (truth, 0.8)):
            made = clusterings(codes, seed)
            assert np.mean([whole_agreement(labels, other) for labels in made]) > least
