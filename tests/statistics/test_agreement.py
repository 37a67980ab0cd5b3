"""Agreement of methods and of sources: published figures, scikit-learn, a known population."""

import numpy as np
import pytest
from cyberstudy.statistics.agreement import adjusted_rand, pairwise_agreement, two_raters
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, cohen_kappa_score

two_labels = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=20)


def compare(labels, **more):
    settings = {"resamples": 200, "confidence": 0.95, "seed": 1} | more
    return pairwise_agreement({name: np.array(own) for name, own in labels.items()}, **settings)


@given(two_labels)
def test_the_index_is_that_of_scikit_learn(pairs):
    one, other = map(np.array, zip(*pairs, strict=True))
    found = adjusted_rand(one, other)[0]
    assert found == pytest.approx(adjusted_rand_score(one, other))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3)), min_size=2))
def test_a_pair_of_a_unit_with_its_own_copy_does_not_count(units):
    one, other, counts = map(np.array, zip(*units, strict=True))
    drawn = np.repeat(np.arange(one.size), counts)
    first, second = np.triu_indices(drawn.size, k=1)
    apart = drawn[first] != drawn[second]
    first, second = drawn[first][apart], drawn[second][apart]
    by_one, by_other = one[first] == one[second], other[first] == other[second]
    chance = by_one.sum() * by_other.sum() / max(by_one.size, 1)
    most = (by_one.sum() + by_other.sum()) / 2
    together = (by_one & by_other).sum()
    expected = 1 if most == chance else (together - chance) / (most - chance)
    found = adjusted_rand(one, other, counts[None])[0]
    assert found == pytest.approx(expected)


def test_intervals_hold_the_index_of_the_population_in_most_samples():
    """Two rules sort a population into three types each: alike for 0.8 of it, else by chance."""
    shares = np.array([0.45, 0.33, 0.22])
    table = 0.8 * np.diag(shares) + 0.2 * np.outer(shares, shares)
    same = (shares**2).sum()
    population = ((table**2).sum() - same**2) / (same - same**2)
    rng, held, narrowly = np.random.default_rng(5), 0, 0
    for _ in range(150):
        one, other = np.divmod(rng.choice(9, 69, p=table.ravel()), 3)
        how = {"resamples": 400, "seed": int(rng.integers(1e6))}
        (found,) = compare({"a": one, "b": other}, **how)
        held += found.low <= population <= found.high
        (found,) = compare({"a": one, "b": other}, confidence=0.5, **how)
        narrowly += found.low <= population <= found.high
    # 0.95 of them and 0.5 of them, within three standard errors.
    assert held >= 134
    assert 57 <= narrowly <= 93


def test_methods_that_agree_throughout_have_an_index_of_one_whatever_their_clusters_are_called():
    (pair,) = compare({"a": [0, 0, 1, 1, 2], "b": [2, 2, 0, 0, 1]})
    assert (pair.adjusted_rand, pair.low, pair.high) == (1, 1, 1)


def test_every_pair_is_compared_once_and_does_not_depend_on_the_others():
    rng = np.random.default_rng(2)
    labels = {name: rng.integers(0, 3, 40) for name in "abc"}
    found = compare(labels)
    assert [(pair.method, pair.other) for pair in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    alone = compare({"b": labels["b"], "c": labels["c"]})
    assert found[2] == alone[0]
    assert all(pair.low < pair.adjusted_rand < pair.high for pair in found)


def test_a_unit_that_a_method_leaves_out_is_left_out_of_its_pairs_only():
    found = compare({"a": [0, 0, 1, 1, 1], "b": [0, 0, 1, 1, -1], "c": [0, 1, 1, 0, 0]})
    assert [pair.units for pair in found] == [4, 5, 4]
    assert found[0].adjusted_rand == 1
    assert found[1].adjusted_rand == pytest.approx(
        adjusted_rand_score([0, 0, 1, 1, 1], [0, 1, 1, 0, 0])
    )


def test_one_method_alone_has_nothing_to_agree_with():
    assert compare({"a": [0, 1]}) == []


def test_labels_that_cannot_be_compared_are_refused():
    with pytest.raises(ValueError, match=r"labels of \[2, 3\] units"):
        compare({"a": [0, 1], "b": [0, 1, 1]})
    with pytest.raises(ValueError, match="a and b have fewer than two units in common"):
        compare({"a": [0, -1, 1], "b": [-1, 0, 1]})


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
