"""Agreement of clusterings and of sources: published figures, and scikit-learn."""

import numpy as np
import pytest
from cyberstudy.statistics.agreement import adjusted_rand, two_raters
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, cohen_kappa_score

two_labels = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=20)


@given(two_labels)
def test_the_index_is_that_of_scikit_learn(pairs):
    one, other = map(np.array, zip(*pairs, strict=True))
    assert adjusted_rand(one, other) == pytest.approx(adjusted_rand_score(one, other))


def test_kappa_and_its_interval_are_those_of_the_textbook():
    """Fleiss, Statistical Methods for Rates and Proportions, table of two clinicians."""
    found = two_raters(np.array([[75, 1, 4], [5, 4, 1], [0, 0, 10]]), confidence=0.95)
    assert found.agreed == pytest.approx(0.89)
    assert round(found.kappa, 2) == 0.68
    assert (round(found.low, 2), round(found.high, 2)) == (0.50, 0.85)


def test_where_nearly_all_are_alike_kappa_falls_and_the_second_look_does_not():
    """The table by which Gwet (2008) introduces the paradox."""
    found = two_raters(np.array([[118, 5], [2, 0]]), confidence=0.95)
    assert (round(found.agreed, 3), round(found.kappa, 3)) == (0.944, -0.023)
    assert round(found.ac1, 3) == 0.941


tables = st.lists(st.integers(0, 40), min_size=4, max_size=4).filter(
    lambda n: min(n[0] + n[1], n[2] + n[3], n[0] + n[2], n[1] + n[3]) > 0
)


@given(tables)
def test_kappa_is_that_of_scikit_learn_and_its_spread_that_of_the_delta_method(cells):
    counts = np.array(cells).reshape(2, 2)
    one, other = np.repeat([0, 0, 1, 1], cells), np.repeat([0, 1, 0, 1], cells)
    found = two_raters(counts, confidence=0.95)
    assert found.kappa == pytest.approx(cohen_kappa_score(one, other))

    def kappa(shares):
        square = shares.reshape(2, 2)
        chance = square.sum(axis=1) @ square.sum(axis=0) / square.sum() ** 2
        return (np.trace(square) / square.sum() - chance) / (1 - chance)

    shares, step = counts.ravel() / counts.sum(), 1e-6 * np.eye(4)
    slope = np.array([(kappa(shares + s) - kappa(shares - s)) / 2e-6 for s in step])
    variance = (slope**2 @ shares - (slope @ shares) ** 2) / counts.sum()
    half = 1.959964 * np.sqrt(max(variance, 0))
    assert found.low == pytest.approx(max(found.kappa - half, -1), abs=1e-4)
    assert found.high == pytest.approx(min(found.kappa + half, 1), abs=1e-4)


def test_the_interval_of_kappa_holds_that_of_the_population_in_most_samples():
    population = np.array([[0.5, 0.1], [0.08, 0.32]])
    rows, columns = population.sum(axis=1), population.sum(axis=0)
    chance = rows @ columns
    kappa = (np.trace(population) - chance) / (1 - chance)
    rng = np.random.default_rng(3)
    drawn = rng.multinomial(190, population.ravel(), size=600).reshape(-1, 2, 2)
    found = [two_raters(counts, confidence=0.95) for counts in drawn]
    held = sum(each.low <= kappa <= each.high for each in found)
    assert 550 <= held <= 590  # 0.95 of them, within three standard errors


def test_a_source_that_says_the_same_of_everybody_has_no_kappa():
    found = two_raters(np.array([[30, 10], [0, 0]]), confidence=0.95)
    assert np.isnan([found.kappa, found.low, found.high]).all()
    assert found.agreed == 0.75
