"""Agreement of methods: against scikit-learn, counting pairs by hand, and a known population."""

import numpy as np
import pytest
from cyberstudy.statistics.agreement import adjusted_rand, pairwise_agreement
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

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
