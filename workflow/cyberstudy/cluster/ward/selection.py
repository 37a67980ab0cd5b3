"""How many clusters, with one among the choices, against data without specialisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from cyberstudy.cluster.trees import cut, within_squares
from cyberstudy.cluster.ward.methods import Method

#: Sums of squares below this are equal to nothing but for rounding.
FLOOR = 1e-12


@dataclass(frozen=True)
class Solution:
    """Clusterings of the same countries into 1, 2, ... clusters, and the number chosen.

    Attributes
    ----------
    iso3
        Countries, sorted.
    tree
        Linkage matrix over them.
    partitions
        One array of labels (0 is the largest cluster) for each number of clusters, from 1.
    within, gap, gap_se
        One value for each number of clusters; `within` in squared distances.
    silhouette
        The same; None for one cluster.
    p_value
        That countries differ no more than with shuffled labels.
    chosen
        Number of clusters.
    near_largest
        Number that another reading of the same gaps would choose; for a caution only.
    """

    iso3: list[str]
    tree: np.ndarray
    partitions: list[np.ndarray]
    within: np.ndarray
    gap: np.ndarray
    gap_se: np.ndarray
    silhouette: list[float | None]
    p_value: float
    chosen: int
    near_largest: int

    @property
    def labels(self) -> np.ndarray:
        """Labels of the chosen partition."""
        return self.partitions[self.chosen - 1]


def solve(
    totals: np.ndarray,
    shuffled: np.ndarray,
    *,
    iso3: list[str],
    method: Method,
    max_clusters: int,
) -> Solution:
    """Cluster countries, and choose the number of clusters by the gap statistic.

    The gap statistic is that of Tibshirani, Walther and Hastie (2001), JRSS B 63(2), 411-423,
    on the log of the sum of squares within clusters. In place of their uniform reference stand
    the same nominations with shuffled labels, whose scatter is what so few nominations, given
    in such lists, show of themselves: large for a country that is seldom named.

    Parameters
    ----------
    totals
        Countries x parts; three countries or more.
    shuffled
        Replicates x countries x parts, from `scores.shuffled_totals`.
    iso3
        Countries, sorted.
    max_clusters
        Largest number tried; one less than there are countries where that is fewer.
    """
    most = min(max_clusters, len(iso3) - 1)
    points = method.coordinates(totals)
    tree = method.tree(points)
    within = within_squares(points, tree, most)
    reference = np.array(
        [within_squares(c, method.tree(c), most) for c in method.coordinates(shuffled)]
    )
    gap, gap_se = gap_statistic(within, reference)
    partitions = [cut(tree, clusters) for clusters in range(1, most + 1)]
    return Solution(
        iso3=iso3,
        tree=tree,
        partitions=partitions,
        within=within,
        gap=gap,
        gap_se=gap_se,
        silhouette=[_silhouette(points, labels) for labels in partitions],
        p_value=permutation_p(within[0], reference[:, 0]),
        chosen=choose(gap, gap_se),
        near_largest=choose_near_largest(gap, gap_se),
    )


def gap_statistic(within: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Compare log sums of squares with those of reference data.

    Parameters
    ----------
    within
        One value for each number of clusters.
    reference
        Replicates x numbers of clusters.

    Returns
    -------
    gap, gap_se : np.ndarray
        Expected less observed log; the standard deviation over the replicates (with divisor B),
        times sqrt(1 + 1/B) for their being finite in number.
    """
    # Assume: clusters of equal profiles are as good as clusters within FLOOR of that.
    expected = np.log(np.maximum(reference, FLOOR))
    gap = expected.mean(axis=0) - np.log(np.maximum(within, FLOOR))
    return gap, expected.std(axis=0) * np.sqrt(1 + 1 / len(reference))


def choose(gap: np.ndarray, gap_se: np.ndarray) -> int:
    """Return the smallest k with gap(k) >= gap(k+1) - se(k+1), or the largest k if none is so."""
    enough = gap[:-1] >= gap[1:] - gap_se[1:]
    return int(np.argmax(enough)) + 1 if enough.any() else len(gap)


def choose_near_largest(gap: np.ndarray, gap_se: np.ndarray) -> int:
    """Return the smallest k whose gap is within one se of the largest gap of all.

    `choose` stops at the first k that the next does not better, which is too early where three
    clusters lie equally far apart: then neither of the first two cuts stands out by itself.
    """
    largest = int(np.argmax(gap))
    return int(np.argmax(gap >= gap[largest] - gap_se[largest])) + 1


def permutation_p(observed: float, reference: np.ndarray) -> float:
    """Return the share of values, the observed among them, that are as large; never 0."""
    as_large = reference >= observed - FLOOR  # equal data may differ in the last digit
    return float((1 + as_large.sum()) / (1 + len(reference)))


def selection_of(solutions: Mapping[int, Solution], *, main: int) -> pl.DataFrame:
    """Lay all thresholds and numbers of clusters beside each other.

    Parameters
    ----------
    solutions
        By minimum number of nominations.
    main
        The threshold whose chosen solution the others are compared with.

    Returns
    -------
    pl.DataFrame
        `tables.Selection`, by threshold and number of clusters. `agreement` is of that row's
        partition with the main solution, over countries that are in both: the chosen row's is
        the threshold's. Null where fewer than two are shared.
    """
    return pl.concat(
        _rows(solution, minimum, solutions[main], is_main=minimum == main)
        for minimum, solution in sorted(solutions.items())
    )


def _rows(solution: Solution, minimum: int, main: Solution, *, is_main: bool) -> pl.DataFrame:
    numbers = range(1, len(solution.partitions) + 1)
    return pl.DataFrame(
        {
            "minimum_nominations": minimum,
            "clusters": numbers,
            "countries": len(solution.iso3),
            "is_main": is_main,
            "within": solution.within,
            "gap": solution.gap,
            "gap_se": solution.gap_se,
            "silhouette": pl.Series(solution.silhouette, dtype=pl.Float64),
            "smallest": [int(np.bincount(labels).min()) for labels in solution.partitions],
            "chosen": [clusters == solution.chosen for clusters in numbers],
            "agreement": pl.Series(
                [_agreement(solution.iso3, labels, main) for labels in solution.partitions],
                dtype=pl.Float64,
            ),
        }
    )


def _agreement(iso3: list[str], labels: np.ndarray, main: Solution) -> float | None:
    from sklearn.metrics import (
        adjusted_rand_score,
    )  # a second to import, so only when needed

    _, here, there = np.intersect1d(iso3, main.iso3, return_indices=True)
    if len(here) < 2:
        return None
    return float(adjusted_rand_score(main.labels[there], labels[here]))


def _silhouette(points: np.ndarray, labels: np.ndarray) -> float | None:
    from sklearn.metrics import silhouette_score

    return float(silhouette_score(points, labels)) if labels.any() else None
