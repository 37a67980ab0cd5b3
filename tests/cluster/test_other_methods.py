"""Other views: against R's ca and cluster, textbook formulas, brute force, and planted clusters."""

from itertools import combinations

import numpy as np
import pytest
from cyberstudy.cluster.other_methods import by_size, coordinates, other_views
from cyberstudy.cluster.other_methods.correspondence import correspondence, indicator
from cyberstudy.cluster.other_methods.gower import gower, with_unknown_filled
from cyberstudy.cluster.other_methods.medoids import build, k_medoids
from cyberstudy.cluster.trees import cut, ward_tree
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps
from scipy.linalg import eigh
from sklearn.metrics import adjusted_rand_score

#: Jongman, ter Braak and van Tongeren (1987): twenty Dutch farms by moisture, management, use and
#: manure; `farms` in R's MASS, with codes in the order of R's levels.
FARMS = (
    "0314 0012 1314 1314 0102 0112 0123 3123 2101 1001 0021 2312 3313 3220 3210 3323 1200 0200 "
    "3200 3200"
)
#: Struyf, Hubert and Rousseeuw (1996): eighteen flowers; `flower` in R's cluster. Three yes or no,
#: colour, soil (of three), preference (a rank of 18), height and distance in centimetres.
FLOWERS = """
0 1 1 4 3 15 25 15 | 1 0 0 2 1 3 150 50 | 0 1 0 3 3 1 150 50 | 0 0 1 4 2 16 125 50 |
0 1 0 5 2 2 20 15 | 0 1 0 4 3 12 50 40 | 0 0 0 4 3 13 40 20 | 0 0 1 2 2 7 100 15 |
1 1 0 3 1 4 25 15 | 1 1 0 5 2 14 100 60 | 1 1 1 5 3 8 45 10 | 1 1 1 1 2 9 90 25 |
1 1 0 1 2 6 20 10 | 1 1 1 4 2 11 80 30 | 1 0 0 3 2 10 40 20 | 1 0 0 4 2 18 200 60 |
1 0 0 2 2 17 150 60 | 0 0 1 2 1 5 25 10
"""
#: Kaufman and Rousseeuw (1990): gross national product a head and percentage in agriculture of
#: twelve countries in 1993; `agriculture` in R's cluster.
AGRICULTURE = [
    *[(16.8, 2.7), (21.3, 5.7), (18.7, 3.5), (5.9, 22.2), (11.4, 10.9), (17.8, 6.0)],
    *[(10.9, 14.0), (16.6, 8.5), (21.0, 3.5), (16.4, 4.3), (7.8, 17.4), (14.0, 2.3)],
]


def farms():
    return np.array([[int(code) for code in farm] for farm in FARMS.split()])


def flowers():
    return np.array([row.split() for row in FLOWERS.split("|")], dtype=float)


def independent(seed, *, units=69, items=30):
    """Items that have nothing to do with each other, from units that answer unequally often."""
    rng = np.random.default_rng(seed)
    codes = (rng.random((units, items)) < rng.uniform(0.2, 0.8, items)).astype(int)
    codes[rng.random(codes.shape) < rng.beta(1, 4, units)[:, None]] = -1
    return codes[(codes >= 0).any(axis=1)]


def planted(seed, *, units=69, items=30, missing=0.15):
    rng = np.random.default_rng(seed)
    truth = np.arange(units) % 3
    high = rng.random((3, items)) < 0.5
    codes = (rng.random((units, items)) < np.where(high, 0.9, 0.1)[truth]).astype(int)
    codes[rng.random(codes.shape) < missing] = -1
    return codes, truth


answers = nps.arrays(
    np.int64, st.tuples(st.integers(4, 12), st.integers(2, 5)), elements=st.integers(-1, 2)
)


def analysable(codes):
    known = codes >= 0
    return (
        known.any(axis=0).all()
        and known.any(axis=1).all()
        and any(np.unique(column[column >= 0]).size > 1 for column in codes.T)
    )


# Correspondence


def test_farms_have_the_coordinates_that_ca_gives():
    """R's ca 0.71.1, mjca with lambda="indicator"; axes may be turned."""
    found = correspondence(farms())
    inertia = [0.6499174222, 0.5551953819, 0.5169428246, 0.3819977134, 0.3102940267, 0.2208944280]
    inertia += [0.1332711714, 0.0890866103, 0.0774468770, 0.0475248851, 0.0174286595]
    assert found.inertia == pytest.approx(inertia, abs=1e-9)
    units = [(-1.06073049, -0.81548760), (-0.77060094, 0.63455816), (-1.07034824, -1.30673232)]
    assert np.abs(found.units[:3, :2]) == pytest.approx(np.abs(units), abs=1e-8)
    categories = [(-0.38513912, 0.63718834), (-0.41615345, -0.82694559), (-0.71067777, 0.76324915)]
    assert np.abs(found.categories[:3, :2]) == pytest.approx(np.abs(categories), abs=1e-8)
    turned = np.sign(found.units[0, :2]) * np.sign(units[0])
    assert found.units[:3, :2] * turned == pytest.approx(np.array(units), abs=1e-8)
    assert found.categories[:3, :2] * turned == pytest.approx(np.array(categories), abs=1e-8)


def test_farms_have_the_adjusted_inertia_that_ca_gives():
    """R's ca 0.71.1, mjca with lambda="adjusted"."""
    found = correspondence(farms())
    adjusted = [0.284327012556, 0.165589726483, 0.126681727299, 0.030974926839, 0.006462879381]
    assert found.adjusted == pytest.approx(adjusted + [0] * 6, abs=1e-11)
    explained = [0.372076907685, 0.216694547662, 0.165778639637, 0.040534505991, 0.008457473503]
    assert found.explained == pytest.approx(explained + [0] * 6, abs=1e-11)


@given(answers)
def test_inertia_is_that_of_the_burt_table_with_shares_for_what_is_missing(codes):
    """The textbook's eigenproblem (Greenacre 1984), with shares put in by hand."""
    assume(analysable(codes))
    filled, item, _ = indicator(codes)
    for j in range(codes.shape[1]):
        own, gone = item == j, codes[:, j] < 0
        filled[np.ix_(gone, own)] = filled[~gone][:, own].mean(axis=0)
    masses = codes.shape[1] * np.diag(filled.sum(axis=0))
    roots = eigh(filled.T @ filled, masses, eigvals_only=True)[::-1]
    assert roots[0] == pytest.approx(1)  # the trivial one
    mine = correspondence(codes).inertia
    assert mine == pytest.approx(roots[1 : mine.size + 1], abs=1e-9)
    assert roots[mine.size + 1 :] == pytest.approx(0, abs=1e-9)


@given(answers)
def test_a_unit_stands_at_the_mean_of_what_it_chose_over_the_items_it_answered(codes):
    assume(analysable(codes))
    found = correspondence(codes)
    for unit, row in enumerate(codes):
        chosen = [(j, code) for j, code in enumerate(row) if code >= 0]
        own = [i for i, at in enumerate(zip(found.item, found.code, strict=True)) if at in chosen]
        mean = found.categories[own].mean(axis=0) / np.sqrt(found.inertia)
        assert found.units[unit] == pytest.approx(mean, abs=1e-6)


@given(answers)
def test_the_axes_explain_no_more_than_all_there_is(codes):
    assume(analysable(codes))
    found = correspondence(codes)
    assert (found.explained >= 0).all()
    assert found.explained.sum() <= 1 + 1e-9


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        ([[0], [1]], "two items"),
        ([[0, -1], [1, -1]], r"nobody answered items \[1\]"),
        ([[0, 1], [-1, -1], [1, 0]], r"no answer from units \[1\]"),
        ([[0, 1], [0, 1], [0, -1]], "all answers are alike"),
    ],
)
def test_answers_that_cannot_be_analysed_are_refused_with_the_reason(codes, why):
    with pytest.raises(ValueError, match=why):
        correspondence(np.array(codes))


def specific_units(codes):
    """Specific MCA (missing passive, modified margin), by the textbook: what we do not use."""
    chosen, _, _ = indicator(codes)
    share = chosen.mean(axis=0)
    left, singular, _ = np.linalg.svd((chosen - share) / np.sqrt(share), full_matrices=False)
    return left * singular


def test_clusters_of_nothing_do_not_follow_how_many_items_a_unit_answered():
    """By chance, two degrees of freedom explain 2 / (units - 1); specific MCA does far more."""

    def explained(points, count):
        labels = cut(ward_tree(points), 3)
        means = np.array([count[labels == label].mean() for label in range(3)])
        return ((means[labels] - count.mean()) ** 2).sum() / ((count - count.mean()) ** 2).sum()

    ours, theirs = [], []
    for seed in range(40):
        codes = independent(seed)
        count = (codes >= 0).sum(axis=1)
        ours.append(explained(coordinates(codes, 3), count))
        theirs.append(explained(specific_units(codes)[:, :2], count))
    error = np.std(ours) / np.sqrt(len(ours))
    assert np.mean(ours) < 2 / 68 + 3 * error
    assert np.mean(theirs) > 2 * np.mean(ours)


def test_clusters_are_looked_for_in_one_dimension_fewer_than_there_are_clusters():
    codes = independent(1)
    every = correspondence(codes).units
    assert coordinates(codes, 4) == pytest.approx(every[:, :3])
    assert coordinates(codes, 1) == pytest.approx(every[:, :1])


# Gower


def test_flowers_are_as_far_apart_as_daisy_says():
    """R's cluster 2.1.8.1, daisy with metric="gower", of nine flowers with answers missing."""
    given_values = flowers()[:9]
    given_values[0, 6] = given_values[1, :3] = given_values[4, 4] = given_values[8, 3] = np.nan
    given_values[2, :7] = np.nan
    given_values[2, 7], given_values[3, 7] = 15, np.nan
    codes = np.nan_to_num(given_values[:, :4], nan=-1).astype(int)
    found = gower(codes, scores=given_values[:, 4:])
    daisy = [
        [0, 0.9642857, 0, 0.2619048, 0.4880952, 0.2755102, 0.3265306, 0.4387755, 0.6309524],
        [0.9642857, 0, 1, 0.6552198, 0.7678571, 0.7395604, 0.8835165, 0.4340659, 0.5082418],
        [0, 1, 0, np.nan, 0, 0.7142857, 0.1428571, 0, 0],
        [0.2619048, 0.6552198, np.nan, 0, 0.8012821, 0.4803768, 0.3383046, 0.2621664, 0.8543956],
        [0.4880952, 0.7678571, 0, 0.8012821, 0, 0.3799058, 0.4403454, 0.5675039, 0.1968864],
    ]
    assert found[:5] == pytest.approx(np.array(daisy), abs=6e-8, nan_ok=True)
    assert found[7, 8] == pytest.approx(0.6130298, abs=6e-8)


@given(answers)
def test_two_units_are_as_far_apart_as_the_share_of_common_items_in_which_they_differ(codes):
    found = gower(codes)
    for one, other in combinations(range(len(codes)), 2):
        common = [(a, b) for a, b in zip(codes[one], codes[other], strict=True) if a >= 0 <= b]
        expected = np.mean([a != b for a, b in common]) if common else np.nan
        assert found[one, other] == pytest.approx(expected, nan_ok=True)
        assert found[other, one] == pytest.approx(expected, nan_ok=True)
    assert not found.diagonal().any()


def test_a_score_sets_apart_by_its_range_and_one_without_a_range_not_at_all():
    codes = np.array([[0], [0], [1]])
    scores = np.array([[0, 7], [1, 7], [4, 7.0]])
    found = gower(codes, scores=scores)
    assert found[0, 1] == pytest.approx((0 + 1 / 4 + 0) / 3)
    assert found[0, 2] == pytest.approx((1 + 1 + 0) / 3)


def test_units_with_nothing_in_common_are_as_far_apart_as_units_are_on_average():
    codes = np.array([[0, 1, -1], [-1, -1, 1], [0, 0, 1], [1, 0, 0]])
    found = gower(codes)
    assert np.argwhere(np.isnan(found)).tolist() == [[0, 1], [1, 0]]
    known = [found[0, 2], found[0, 3], found[1, 2], found[1, 3], found[2, 3]]
    assert with_unknown_filled(found)[0, 1] == pytest.approx(np.mean(known))


# Medoids


def total(dissimilarity, medoids):
    return dissimilarity[:, list(medoids)].min(axis=1).sum()


def random_plane(seed, units):
    points = np.random.default_rng(seed).normal(size=(units, 2))
    return np.linalg.norm(points[:, None] - points, axis=2)


#: R's cluster 2.1.8.1, pam: medoids from 0, and the objective times the number of units.
@pytest.mark.parametrize(
    ("k", "medoids", "objective"),
    [
        (2, [2, 10], 40.32732097),
        (3, [2, 4, 10], 31.43595464),
        (4, [0, 4, 5, 10], 25.18835632),
        (5, [0, 4, 5, 8, 10], 19.83509494),
    ],
)
def test_countries_by_agriculture_have_the_medoids_that_pam_finds(k, medoids, objective):
    points = np.array(AGRICULTURE)
    dissimilarity = np.linalg.norm(points[:, None] - points, axis=2)
    found = k_medoids(dissimilarity, k)
    assert found.total == pytest.approx(objective, abs=1e-7)
    # Of five medoids, Luxembourg is exactly as good as Denmark.
    assert sorted(found.medoids) in (medoids, [0, 1, 4, 5, 10])
    assert total(dissimilarity, medoids) == pytest.approx(objective, abs=1e-7)


#: R's cluster 2.1.8.1, pam on daisy(flower, metric="gower").
@pytest.mark.parametrize(
    ("k", "medoids", "objective"),
    [
        (2, [13, 14], 5.827001634),
        (3, [5, 16, 11], 4.543586601),
        (4, [5, 16, 7, 12], 3.590482026),
    ],
)
def test_flowers_have_the_medoids_that_pam_finds(k, medoids, objective):
    values = flowers()
    found = k_medoids(gower(values[:, :4].astype(int), scores=values[:, 4:]), k)
    assert sorted(found.medoids) == sorted(medoids)
    assert found.total == pytest.approx(objective, abs=1e-8)


@given(st.integers(0, 10_000), st.integers(4, 14), st.integers(1, 4))
def test_no_swap_of_a_medoid_for_a_unit_betters_the_sum(seed, units, k):
    dissimilarity = random_plane(seed, units)
    found = k_medoids(dissimilarity, k)
    assert found.total == pytest.approx(total(dissimilarity, found.medoids))
    assert found.total <= total(dissimilarity, build(dissimilarity, k)) + 1e-12
    for out in range(k):
        kept = np.delete(found.medoids, out)
        for new in range(units):
            assert total(dissimilarity, [*kept, new]) >= found.total - 1e-9


def test_most_small_problems_are_solved_best_of_all():
    best = 0
    for seed in range(60):
        dissimilarity = random_plane(seed, 12)
        least = min(total(dissimilarity, chosen) for chosen in combinations(range(12), 3))
        best += k_medoids(dissimilarity, 3).total <= least + 1e-9
    assert best >= 45


def test_every_medoid_is_in_its_own_cluster_even_where_units_are_the_same():
    found = k_medoids(np.zeros((5, 5)), 3)
    assert len(set(found.medoids)) == 3
    assert found.labels[found.medoids].tolist() == [0, 1, 2]


def test_medoids_of_what_is_not_known_are_refused():
    unknown = np.array([[0, np.nan], [np.nan, 0]])
    with pytest.raises(ValueError, match="must be known"):
        k_medoids(unknown, 1)
    with pytest.raises(ValueError, match="3 medoids among 2 units"):
        k_medoids(np.zeros((2, 2)), 3)


# All together


def test_every_view_finds_what_is_planted_clearly():
    codes, truth = planted(1)
    views = other_views(codes, 3, seed=0)
    assert list(views) == ["mca_ward", "mca_kmeans", "gower_medoids"]
    for labels in views.values():
        assert adjusted_rand_score(truth, labels) > 0.85


@pytest.mark.parametrize("k", [1, 2, 4])
def test_every_view_gives_as_many_clusters_as_asked_for_by_their_size(k):
    for labels in other_views(independent(3), k, seed=0).values():
        sizes = np.bincount(labels)
        assert sizes.size == k
        assert (np.diff(sizes) <= 0).all()


def test_the_order_of_units_does_not_change_who_is_with_whom():
    codes, _ = planted(2)
    order = np.random.default_rng(0).permutation(len(codes))
    straight, shuffled = other_views(codes, 3, seed=0), other_views(codes[order], 3, seed=0)
    for method, labels in straight.items():
        assert adjusted_rand_score(labels[order], shuffled[method]) == 1


def test_units_that_answered_nothing_in_common_can_still_be_clustered():
    codes = np.array([[0, 0, -1, -1], [-1, -1, 1, 1], [0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 0, 0]])
    assert all(labels.size == 5 for labels in other_views(codes, 2, seed=0).values())


def test_more_clusters_than_units_are_refused():
    with pytest.raises(ValueError, match="6 clusters of 5 units"):
        other_views(np.zeros((5, 3), dtype=int), 6, seed=0)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_clusters_are_numbered_by_size_and_then_by_their_earliest_unit(labels):
    found = by_size(np.array(labels))
    seen = list(dict.fromkeys(labels))
    ranked = sorted(seen, key=lambda label: (-labels.count(label), labels.index(label)))
    assert found.tolist() == [ranked.index(label) for label in labels]
