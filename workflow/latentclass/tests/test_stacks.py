"""Many weighted tables fitted at once: each as it would be fitted alone."""

import numpy as np
import pytest

from latentclass import LatentClass, fit_stack

pytestmark = pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified")


def answers(*, units=60, items=9, seed=0):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, units)
    likely = rng.integers(0, 3, (3, items))
    codes = np.where(
        rng.random((units, items)) < 0.75, likely[truth], rng.integers(0, 3, (units, items))
    )
    codes[rng.random(codes.shape) < 0.1] = -1
    return codes


def resamples(codes, count, *, seed=1):
    rng = np.random.default_rng(seed)
    return rng.multinomial(len(codes), np.full(len(codes), 1 / len(codes)), size=count)


def test_each_table_of_a_stack_reaches_what_it_reaches_alone():
    codes = answers()
    weights = resamples(codes, 12)
    stacked = fit_stack(codes, 3, sample_weights=weights, seeds=range(12), n_starts=20)
    for seed, (model, weight) in enumerate(zip(stacked, weights, strict=True)):
        alone = LatentClass(3, n_starts=20, random_state=seed).fit(codes, sample_weight=weight)
        assert model.log_likelihood_ == pytest.approx(alone.log_likelihood_, abs=1e-3)
        assert model.total_weight_ == alone.total_weight_ == len(codes)
        assert np.array_equal(model.predict(codes)[weight > 0], alone.predict(codes)[weight > 0])


def test_the_cut_into_batches_changes_no_optimum():
    codes = answers(seed=3)
    weights = resamples(codes, 7)
    one, other = (
        fit_stack(codes, 2, sample_weights=weights, seeds=range(7), n_starts=10, batch=batch)
        for batch in (1, 5)
    )
    for alone, together in zip(one, other, strict=True):
        assert together.log_likelihood_ == pytest.approx(alone.log_likelihood_, abs=1e-6)
        assert together.class_weights_ == pytest.approx(alone.class_weights_, abs=1e-4)


def test_the_likelihood_is_that_of_the_units_with_weight():
    codes = answers(seed=4)
    weights = resamples(codes, 3)
    for model, weight in zip(
        fit_stack(codes, 2, sample_weights=weights, seeds=range(3), n_starts=8),
        weights,
        strict=True,
    ):
        drawn = weight > 0
        by_unit = model.score_samples(codes[drawn]) @ weight[drawn]
        assert model.log_likelihood_ == pytest.approx(by_unit, abs=1e-6)


def test_a_category_that_no_unit_with_weight_chose_says_nothing_about_a_unit_left_out():
    codes = answers(seed=5)
    codes[0, 0] = 3  # nobody else says so
    left_out = np.ones((1, len(codes)))
    left_out[0, 0] = 0
    (model,) = fit_stack(codes, 3, sample_weights=left_out, seeds=[0], n_starts=20)
    silent = codes[:1].copy()
    silent[0, 0] = -1
    assert (model.probabilities_[0][:, 3] == 0).all()
    assert all(np.allclose(table.sum(axis=1), 1) for table in model.probabilities_)
    for judge in (model, model.smoothed()):
        assert judge.predict_proba(codes[:1]) == pytest.approx(judge.predict_proba(silent))


def test_weights_that_fit_no_table_are_refused():
    codes = answers()
    with pytest.raises(ValueError, match=r"shape \(2, 60\) for 3 seeds and 60 units"):
        fit_stack(codes, 2, sample_weights=np.ones((2, 60)), seeds=range(3))
    with pytest.raises(ValueError, match="zero for a whole table"):
        fit_stack(codes, 2, sample_weights=np.zeros((1, 60)), seeds=[0])
