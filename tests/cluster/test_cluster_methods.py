"""What clusters are made of: trees and their cuts, gaps, matches, shuffles and resamples."""

from __future__ import annotations

import numpy as np
import pytest
from cyberstudy.cluster.recovery import best_matches
from cyberstudy.cluster.trees import cut, cut_height, within_squares
from cyberstudy.cluster.ward.methods import METHODS
from cyberstudy.cluster.ward.scores import resampled_totals, shuffled_totals
from cyberstudy.cluster.ward.selection import (
    choose,
    choose_near_largest,
    gap_statistic,
    permutation_p,
)
from cyberstudy.cluster.ward.stability import match_resamples, resamples_of
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans

WARD = METHODS["ward_hellinger"]


def test_labels_start_with_the_largest_cluster_and_then_the_first_country():
    points = np.array([[9.0], [5.0], [0.0], [0.1], [9.1], [0.2], [5.1]])
    labels = cut(WARD.tree(points), 3)
    assert labels.tolist() == [1, 2, 0, 0, 1, 0, 2]
    assert cut(WARD.tree(points), 1).tolist() == [0] * 7


def test_a_cut_gives_as_many_clusters_as_asked_for_even_where_all_heights_are_tied():
    tree = WARD.tree(np.zeros((6, 2)))
    assert [cut(tree, k).max() + 1 for k in range(1, 7)] == [1, 2, 3, 4, 5, 6]
    assert cut_height(tree, 3) == 0


@pytest.mark.parametrize("clusters", [1, 2, 4])
def test_sums_of_squares_within_clusters_are_those_of_scikit_learn(clusters):
    totals = np.random.default_rng(2).gamma(1.0, size=(12, 5))
    points = WARD.coordinates(totals)
    tree = WARD.tree(points)
    labels = cut(tree, clusters)
    centres = np.array([points[labels == i].mean(axis=0) for i in range(clusters)])
    # One step from these centres; the inertia is that of k-means' own assignment, so score
    # with the labels of the tree.
    fitted = KMeans(clusters, init=centres, n_init=1, max_iter=1).fit(points)
    by_hand = sum(((points[labels == i] - centres[i]) ** 2).sum() for i in range(clusters))
    assert within_squares(points, tree, 5)[clusters - 1] == pytest.approx(by_hand)
    assert by_hand >= fitted.inertia_ - 1e-12
    # Ward's own heights say the same.
    assert by_hand == pytest.approx((tree[: 12 - clusters, 2] ** 2).sum() / 2)


def test_the_gap_is_the_one_computed_by_hand():
    within = np.array([8.0, 1.0, 0.5])
    reference = np.array([[4.0, 2.0, 1.0], [1.0, 0.5, 0.25]])
    gap, gap_se = gap_statistic(within, reference)
    log2 = np.log(2)
    assert gap == pytest.approx([-2 * log2, 0, 0])
    assert gap_se == pytest.approx([log2 * np.sqrt(1.5)] * 3)
    assert choose(gap, gap_se) == 2
    assert choose(np.array([0.0, 1.0, 2.0]), np.zeros(3)) == 3  # still growing: the most tried
    assert choose(np.array([0.0]), np.zeros(1)) == 1
    assert choose(np.array([0.0, -1.0, 2.0, 1.9]), np.full(4, 0.2)) == 1
    assert choose_near_largest(np.array([0.0, -1.0, 2.0, 2.1]), np.full(4, 0.2)) == 3


def test_a_p_value_counts_the_observed_and_is_never_zero():
    assert permutation_p(5.0, np.array([1.0, 2.0, 3.0])) == 1 / 4
    assert permutation_p(2.0, np.array([1.0, 2.0, 3.0])) == 3 / 4


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


def test_a_country_that_nobody_drawn_has_named_is_left_out_of_that_resample():
    specialised = np.array([[9.0, 1], [8, 1], [1, 9], [1, 8]])
    absent = specialised.copy()
    absent[1] = 0
    labels = np.array([0, 0, 1, 1])
    matches = match_resamples(labels, resamples_of(np.array([specialised, absent]), method=WARD))
    assert matches.jaccard.tolist() == [[1, 1], [1, 1]]
    assert np.isnan(matches.held[1, 1]) and matches.support.tolist() == [1, 1, 1, 1]
    nobody = match_resamples(labels, resamples_of(np.zeros((1, 4, 2)), method=WARD))
    assert np.isnan(nobody.jaccard).all()


def test_shuffled_labels_keep_each_experts_lists_whole():
    values = np.zeros((1, 3, 3))
    values[0] = [[1, 2, 3], [10, 20, 30], [100, 200, 300]]
    lists = {tuple(column) for column in values[0].T}
    shuffled = shuffled_totals(values, replicates=40, rng=np.random.default_rng(0))
    assert all({tuple(column) for column in total.T} == lists for total in shuffled)
    assert len({total.tobytes() for total in shuffled}) == 6  # every order of three occurs


def test_resampled_experts_bring_all_their_nominations_along():
    values = np.array([[[1.0, 2.0]], [[10.0, 20.0]]])
    drawn = resampled_totals(values, resamples=50, rng=np.random.default_rng(0))
    assert {tuple(total[0]) for total in drawn} == {(2, 4), (11, 22), (20, 40)}


def test_hellinger_distance_is_one_without_a_part_in_common_and_ignores_how_often():
    points = WARD.coordinates(np.array([[4.0, 0], [0, 2], [8, 0]]))
    assert np.linalg.norm(points[0] - points[1]) == pytest.approx(1)
    assert points[0].tolist() == points[2].tolist()
