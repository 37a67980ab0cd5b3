"""Other views of the same answers: clusterings that do not assume latent classes.

A missing answer is passive in each: two units are compared by what both of them answered.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import polars as pl

from cyberstudy.cluster.other_methods.correspondence import correspondence
from cyberstudy.cluster.other_methods.gower import gower, with_unknown_filled
from cyberstudy.cluster.other_methods.medoids import k_medoids
from cyberstudy.cluster.recovery import method_agreement
from cyberstudy.cluster.solution import Solution
from cyberstudy.cluster.trees import cut, hellinger_coordinates, ward_tree

STARTS = 100  # of k-means


def compare_methods(
    solution: Solution, *, method: str, resamples: int, confidence: float
) -> pl.DataFrame:
    """Compare the classes with what other methods make of the same units.

    Parameters
    ----------
    method
        That made the solution, as plans and tables name it. Counts are compared with Ward's tree
        on Hellinger distances, cut into as many groups.

    Returns
    -------
    pl.DataFrame
        `typologies.MethodAgreement`; no row where there is one class.
    """
    k, seed, views = solution.classes, solution.seed, {}
    if k > 1 and method == "count_mixture":
        views = {"ward_hellinger": cut(ward_tree(hellinger_coordinates(solution.table)), k)}
    elif k > 1:
        views = other_views(solution.table, k, seed=seed)
    labels = {method: solution.labels, **views}
    return method_agreement(labels, resamples=resamples, confidence=confidence, seed=seed)


def other_views(codes: np.ndarray, k: int, *, seed: int) -> dict[str, np.ndarray]:
    """Cluster the same units by other methods.

    Parameters
    ----------
    codes
        Units x items: codes from 0; missing is -1.
    k
        Number of clusters.
    seed
        For the starts of k-means; the other methods draw nothing.

    Returns
    -------
    dict
        Labels by method, one a unit, 0 for the largest cluster: ``mca_ward`` and ``mca_kmeans``,
        Ward's tree and k-means on coordinates of multiple correspondence analysis;
        ``gower_medoids``, medoids by Gower's coefficient.

    Raises
    ------
    ValueError
        From `correspondence`, or where there are fewer units than clusters.
    """
    if not 1 <= k <= len(codes):
        raise ValueError(f"{k} clusters of {len(codes)} units")
    return {name: method(codes, k, seed=seed) for name, method in METHODS.items()}


def mca_ward(codes: np.ndarray, k: int, *, seed: int = 0) -> np.ndarray:
    """Ward's tree on coordinates of multiple correspondence analysis; it draws nothing."""
    return cut(ward_tree(coordinates(codes, k)), k)


def gower_medoids(codes: np.ndarray, k: int, *, seed: int = 0) -> np.ndarray:
    """Medoids by Gower's coefficient; they draw nothing."""
    return by_size(k_medoids(with_unknown_filled(gower(codes)), k).labels)


def mca_kmeans(codes: np.ndarray, k: int, *, seed: int) -> np.ndarray:
    """k-means on coordinates of multiple correspondence analysis."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    # One thread: sums of more depend on the order in which they end.
    with threadpool_limits(1):
        points = coordinates(codes, k)
        return by_size(KMeans(k, n_init=STARTS, random_state=seed).fit_predict(points))


def coordinates(codes: np.ndarray, k: int) -> np.ndarray:
    """Coordinates of units on the first k - 1 axes, among which k clusters are looked for.

    Assume: k - 1, for the centres of k clusters span no more dimensions; further axes mostly add
    noise (van de Velden, Iodice D'Enza and Palumbo 2017, Psychometrika 82, 158-185). With three
    clusters planted among 69 units this finds them better than as many axes as hold four fifths of
    the adjusted inertia.
    """
    return correspondence(codes).units[:, : max(k - 1, 1)]


def by_size(labels: np.ndarray) -> np.ndarray:
    """Number clusters from 0 by size; of equally large ones the one with the earliest unit."""
    _, first, own, size = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    return np.argsort(np.lexsort((first, -size)))[own]


class Method(Protocol):
    """Labels of units by their codes, 0 for the largest cluster."""

    def __call__(self, codes: np.ndarray, k: int, *, seed: int) -> np.ndarray:
        """Cluster."""


METHODS: dict[str, Method] = {
    "mca_ward": mca_ward,
    "mca_kmeans": mca_kmeans,
    "gower_medoids": gower_medoids,
}
