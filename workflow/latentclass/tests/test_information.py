"""Standard errors: against numeric derivatives, resampling, textbooks and simulated truth."""

import warnings

import numpy as np
import pytest
from printed_tables import CARCINOMA, ROLE_CONFLICT, patterns, rows

from latentclass import LatentClass
from latentclass.base import NotIdentified

pytestmark = pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified")


def drawn(units, *, seed=0, missing=0.1):
    """Two classes, six items of two and three categories."""
    rng = np.random.default_rng(seed)
    classes = (rng.random(units) < 0.35).astype(int)
    codes = np.array(
        [rng.binomial(1 + item % 2, np.where(classes, 0.8, 0.2)) for item in range(6)]
    ).T
    codes[rng.random(codes.shape) < missing] = -1
    codes[:, 0] = np.maximum(codes[:, 0], 0)
    return codes, classes


def log_likelihoods(model, codes, logits):
    """Each unit's log-likelihood, of logits of shares and answers, each against the last."""
    sizes = [1, *(model.n_categories_ - 1)]
    count, place, joint = model.n_classes, 0, 0
    for item, size in enumerate(sizes):
        if item == 0:
            free = np.append(logits[: count - 1], 0)
            joint, place = free - np.log(np.exp(free).sum()), count - 1
            continue
        free = logits[place : place + count * size].reshape(count, size)
        place += count * size
        table = np.hstack([free, np.zeros((count, 1))])
        table -= np.log(np.exp(table).sum(axis=1, keepdims=True))
        own = codes[:, item - 1]
        joint = joint + np.where(own[:, None] >= 0, table.T[own], 0)
    return np.log(np.exp(joint).sum(axis=1))


def numeric(model, codes, weights):
    """Scores, Hessian and derivatives of shares by central differences."""
    tables = [np.log(p[:, :-1] / p[:, -1:]).ravel() for p in model.probabilities_]
    shares = model.class_weights_
    at = np.concatenate([np.log(shares[:-1] / shares[-1]), *tables])
    steps = 1e-4 * np.eye(len(at))

    def each(logits):
        return log_likelihoods(model, codes, logits)

    assert each(at) == pytest.approx(model.score_samples(codes), abs=1e-6)
    scores = np.stack([(each(at + s) - each(at - s)) / 2e-4 for s in steps], axis=1)
    hessian = np.empty((len(at),) * 2)
    for i, s in enumerate(steps):
        for j, t in enumerate(steps):
            cross = each(at + s + t) - each(at + s - t) - each(at - s + t) + each(at - s - t)
            hessian[i, j] = weights @ cross / 4e-8
    return scores, hessian


@pytest.mark.parametrize("method", ["information", "scores", "sandwich"])
def test_errors_are_those_of_numeric_derivatives(method):
    codes, _ = drawn(300)
    weights = np.random.default_rng(1).integers(1, 4, 300)
    model = LatentClass(2, random_state=0, tol=1e-14).fit(codes, sample_weight=weights)
    scores, hessian = numeric(model, codes, weights)
    inverse = np.linalg.inv(-hessian)
    variance = {
        "information": inverse,
        "scores": np.linalg.inv(scores.T @ (weights[:, None] * scores)),
        "sandwich": inverse @ (scores.T @ (weights[:, None] ** 2 * scores)) @ inverse,
    }[method]
    found = model.standard_errors(codes, weights, method=method)
    share = model.class_weights_[0]
    error = share * (1 - share) * np.sqrt(variance[0, 0])
    assert found.class_weights == pytest.approx([error, error], rel=1e-3)
    p = model.probabilities_[0][:, 0]
    own = p * (1 - p) * np.sqrt(np.diag(variance)[1:3])
    assert found.probabilities[0] == pytest.approx(np.tile(own[:, None], 2), rel=1e-3)
    first = slice(3, 5)  # of the second item, in class 0
    q = model.probabilities_[1][0]
    slopes = (np.diag(q) - np.outer(q, q))[:, :2]
    expected = np.sqrt(np.diag(slopes @ variance[first, first] @ slopes.T))
    assert found.probabilities[1][0] == pytest.approx(expected, rel=1e-3)


def test_of_one_class_they_are_those_of_a_share():
    codes, _ = drawn(200, missing=0.0)
    found = LatentClass(1).fit(codes).standard_errors(codes)
    p = codes[:, 0].mean()
    assert found.probabilities[0] == pytest.approx(np.full((1, 2), np.sqrt(p * (1 - p) / 200)))
    assert found.class_weights.tolist() == [0]


def test_intervals_hold_the_truth_as_often_as_they_say():
    truth, _ = drawn(2000, missing=0.0)
    source = LatentClass(2, random_state=0).fit(truth)
    inside = []
    for seed in range(80):
        codes, _ = source.sample(400, random_state=seed)
        model = LatentClass(2, n_starts=5, random_state=seed).fit(codes)
        found = model.standard_errors(codes)
        for ours, true, error in (
            (model.class_weights_, source.class_weights_, found.class_weights),
            (
                np.hstack(model.probabilities_),
                np.hstack(source.probabilities_),
                np.hstack(found.probabilities),
            ),
        ):
            inside += (np.abs(ours - true) < 1.96 * error).ravel().tolist()
    assert np.mean(inside) == pytest.approx(0.95, abs=0.02)


def test_resampling_says_nearly_the_same():
    codes, counts = patterns(ROLE_CONFLICT)
    model = LatentClass(2, n_starts=5, random_state=0).fit(codes, sample_weight=counts)
    by_formula = model.standard_errors(codes, counts)
    again = model.standard_errors(codes, counts, method="bootstrap", random_state=0)
    assert again.class_weights == pytest.approx(by_formula.class_weights, rel=0.15)
    assert again.coefficients[1] == pytest.approx(by_formula.coefficients[1], rel=0.15)
    same = model.standard_errors(codes, counts, method="bootstrap", random_state=0)
    assert np.array_equal(again.covariance, same.covariance)


def test_a_probability_on_the_boundary_has_no_error_and_is_counted():
    slides = rows(CARCINOMA)
    model = LatentClass(3, random_state=0).fit(slides)
    found = model.standard_errors(slides)
    low = np.hstack(model.probabilities_)
    assert (
        np.isnan(np.hstack(found.probabilities)).tolist()
        == ((low < 1e-4) | (low > 1 - 1e-4)).tolist()
    )
    assert found.n_boundary == 2 * model.n_boundary_
    assert np.isfinite(found.class_weights).all()


def test_what_the_data_do_not_tell_has_no_error_and_a_warning_says_so():
    """Answers of chance fitted by two classes of which one item alone tells: it is not told."""
    codes = np.array([[0], [1]]).repeat([30, 50], axis=0)
    model = LatentClass(2, random_state=0).fit(codes)
    with pytest.warns(UserWarning, match="these data do not tell all parameters"):
        found = model.standard_errors(codes)
    assert np.isnan(found.class_weights).all()


def test_an_unknown_method_is_refused():
    codes, _ = drawn(50)
    with pytest.raises(ValueError, match="no method 'guess'"):
        LatentClass(2, random_state=0).fit(codes).standard_errors(codes, method="guess")


# Whether parameters are told at all


def test_goodmans_three_classes_of_four_items_are_not_identified():
    codes, counts = patterns(ROLE_CONFLICT)
    with pytest.warns(NotIdentified, match=r"can tell 13 of 14 parameters.* is not identified"):
        model = LatentClass(3, random_state=0).fit(codes, sample_weight=counts)
    assert (model.n_identified_, model.n_parameters_) == (13, 14)


def test_starts_of_one_likelihood_and_different_classes_are_told():
    """Nobody answered more than two items: counting sees nothing wrong."""
    apart = []
    for seed in range(4):  # how far starts end from one another is another number on each machine
        rng = np.random.default_rng(seed)
        classes = rng.integers(0, 2, 4000)
        codes = rng.binomial(2, np.where(classes, 0.8, 0.3)[:, None], (4000, 6))
        codes[::3, 2:], codes[1::3, :2], codes[1::3, 4:], codes[2::3, :4] = -1, -1, -1, -1
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            model = LatentClass(2, random_state=0).fit(codes)
        said = [str(each.message) for each in found if each.category is NotIdentified]
        apart.append(model.start_spread_ > 0.05)
        assert any("starts that ended at the same likelihood" in s for s in said) == apart[-1]
        assert model.n_identified_ == model.n_parameters_
    assert any(apart)
    told, _ = drawn(300)
    assert LatentClass(2, random_state=0).fit(told).start_spread_ < 1e-3


# Classes that are known, and weights of a survey


def test_with_survey_weights_the_sandwich_holds_the_truth_and_counts_do_not():
    """Units of one class answered more rarely, and count for more: as linearisation, of shares."""
    codes, _ = drawn(600, missing=0.0)
    weights = np.random.default_rng(3).choice([0.2, 1.8], 600)
    model = LatentClass(1).fit(codes, sample_weight=weights)
    yes = codes[:, 0] == 1
    share = weights @ yes / weights.sum()
    linearised = np.sqrt((weights**2 * (yes - share) ** 2).sum()) / weights.sum()
    robust = model.standard_errors(codes, weights, method="sandwich").probabilities[0]
    assert robust == pytest.approx(np.full((1, 2), linearised))
    assert (model.standard_errors(codes, weights).probabilities[0] < 0.9 * robust).all()
