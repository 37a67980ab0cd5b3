"""Trees and their cuts, matches of clusters, and Ward's tree beside what was judged."""

from __future__ import annotations

import numpy as np
import pytest
from cyberstudy.cluster.items import NominationCounts
from cyberstudy.cluster.mixture import find_mixture
from cyberstudy.cluster.other_methods import compare_methods
from cyberstudy.cluster.recovery import best_matches
from cyberstudy.cluster.trees import cut, hellinger_coordinates, ward_tree
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.tables.storage import checked
from cyberstudy.tables.typologies import MethodAgreement
from hypothesis import given, settings
from hypothesis import strategies as st


def test_labels_start_with_the_largest_cluster_and_then_the_first_country():
    points = np.array([[9.0], [5.0], [0.0], [0.1], [9.1], [0.2], [5.1]])
    labels = cut(ward_tree(points), 3)
    assert labels.tolist() == [1, 2, 0, 0, 1, 0, 2]
    assert cut(ward_tree(points), 1).tolist() == [0] * 7


def test_a_cut_gives_as_many_clusters_as_asked_for_even_where_all_heights_are_tied():
    tree = ward_tree(np.zeros((6, 2)))
    assert [cut(tree, k).max() + 1 for k in range(1, 7)] == [1, 2, 3, 4, 5, 6]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_best_matches_agree_with_sets(pairs):
    labels, again = (np.array(side) for side in zip(*pairs, strict=True))
    jaccard, held = best_matches(labels, again, clusters=4)
    for cluster in range(4):
        own = {i for i, pair in enumerate(pairs) if pair[0] == cluster}
        others = [{i for i, pair in enumerate(pairs) if pair[1] == j} for j in range(4)]
        if not own:
            assert np.isnan(jaccard[cluster])
            continue
        scores = [len(own & other) / len(own | other) for other in others]
        best = scores.index(max(scores))
        assert jaccard[cluster] == pytest.approx(max(scores))
        assert {i for i in own if held[i]} == own & others[best]


def test_hellinger_distance_is_one_without_a_part_in_common_and_ignores_how_often():
    points = hellinger_coordinates(np.array([[4.0, 0], [0, 2], [8, 0]]))
    assert np.linalg.norm(points[0] - points[1]) == pytest.approx(1)
    assert points[0].tolist() == points[2].tolist()


@pytest.fixture(scope="module", params=[2, 1], ids=["two kinds", "one kind"])
def judged(request):
    """Sixteen countries of so many kinds, named by forty experts, as a mixture judges them."""
    rng = np.random.default_rng(5)
    shares = np.array([[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]])[np.arange(16) % request.param]
    values = np.stack(
        [[rng.multinomial(rng.integers(0, 3), share) for share in shares] for _ in range(40)]
    )
    named = NominationCounts(tuple(f"c{n:02d}" for n in range(16)), ("a", "b", "c"), values)
    rules = Rules(replicates=100, max_classes=3)
    return request.param, find_mixture(named, name="invented", rules=rules, seed=1)


def test_the_tree_is_compared_with_the_classes_where_there_are_several(judged):
    kinds, solution = judged
    found = compare_methods(solution, method="count_mixture", resamples=50, confidence=0.9)
    assert checked(found, MethodAgreement).height == (1 if kinds > 1 else 0)
    assert found["adjusted_rand"].to_list() == [1.0] * (kinds - 1)
