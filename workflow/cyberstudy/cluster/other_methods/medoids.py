"""Clusters around medoids: units that are the least unlike the others of their cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: A swap must better the sum by more than this share of it, or rounding might go in circles.
GAIN = 1e-12


@dataclass(frozen=True)
class Medoids:
    """Clusters around medoids.

    Attributes
    ----------
    medoids
        Unit at the heart of each cluster.
    labels
        Cluster of each unit, numbered as `medoids`.
    total
        Sum of the dissimilarities of all units to their medoids.
    """

    medoids: np.ndarray
    labels: np.ndarray
    total: float


def k_medoids(dissimilarity: np.ndarray, k: int) -> Medoids:
    """Partition around medoids: build greedily, then swap while any swap betters the sum.

    Kaufman and Rousseeuw (1990), Finding Groups in Data, chapter 2. All swaps of a medoid for
    another unit are looked at together, by what taking the medoid away would cost (FastPAM1:
    Schubert and Rousseeuw 2021, Information Systems 101, 101804), and the best is made, so the
    medoids are those of the original algorithm but where two swaps are equally good. Nothing is
    drawn at random; the end is a local optimum.

    Parameters
    ----------
    dissimilarity
        Units x units, symmetric, 0 on the diagonal, none nan.
    k
        Number of clusters.

    Raises
    ------
    ValueError
        Where there are fewer units than clusters, or a dissimilarity is not known.
    """
    if not 1 <= k <= len(dissimilarity):
        raise ValueError(f"{k} medoids among {len(dissimilarity)} units")
    if not np.isfinite(dissimilarity).all():
        raise ValueError("every dissimilarity must be known; see with_unknown_filled")
    medoids = swap(dissimilarity, build(dissimilarity, k))
    nearest = dissimilarity[:, medoids]
    labels = nearest.argmin(axis=1)
    labels[medoids] = np.arange(k)  # also where two medoids are the same in every answer
    return Medoids(medoids, labels, float(nearest.min(axis=1).sum()))


def build(dissimilarity: np.ndarray, k: int) -> np.ndarray:
    """Choose medoids one by one, each the unit that lowers the sum the most."""
    medoids = [int(dissimilarity.sum(axis=0).argmin())]
    nearest = dissimilarity[:, medoids[0]]
    while len(medoids) < k:
        gain = np.maximum(nearest[:, None] - dissimilarity, 0).sum(axis=0)
        gain[medoids] = -1
        medoids.append(int(gain.argmax()))
        nearest = np.minimum(nearest, dissimilarity[:, medoids[-1]])
    return np.array(medoids)


def swap(dissimilarity: np.ndarray, medoids: np.ndarray) -> np.ndarray:
    """Swap the medoid and the unit that lower the sum the most, until no swap lowers it."""
    medoids = medoids.copy()
    units, k = len(dissimilarity), len(medoids)
    while True:
        own = dissimilarity[:, medoids]
        cluster = own.argmin(axis=1)
        first = own[np.arange(units), cluster]
        own[np.arange(units), cluster] = np.inf
        second = own.min(axis=1)  # infinite where there is a single medoid
        joins = np.minimum(dissimilarity - first[:, None], 0)
        # A unit whose medoid goes takes the newcomer or its second nearest.
        loses = np.minimum(dissimilarity, second[:, None]) - first[:, None] - joins
        member = cluster == np.arange(k)[:, None]
        change = joins.sum(axis=0) + member.astype(np.float64) @ loses
        change[:, medoids] = 0
        out, new = np.unravel_index(change.argmin(), change.shape)
        if change[out, new] >= -GAIN * max(first.sum(), 1.0):
            return medoids
        medoids[out] = new
