"""Whether a clustering is recovered in another one, as a whole and cluster by cluster."""

from __future__ import annotations

import numpy as np

RECOVERED = 0.75  # Hennig's marks: above it a cluster is recovered,
DISSOLVED = 0.5  # and at this or less it has dissolved


def best_matches(labels: np.ndarray, again: np.ndarray, *, clusters: int) -> np.ndarray:
    """Match each cluster with the one of another clustering that is most like it.

    Parameters
    ----------
    labels, again
        Two clusterings of the same units, from 0.
    clusters
        How many there are in the first, also where none of a cluster's units is here.

    Returns
    -------
    np.ndarray
        Jaccard coefficients, one a cluster: units in both over units in either, for the best match,
        which two clusters may share; nan for a cluster without units.
    """
    one = labels == np.arange(clusters)[:, None]
    other = again == np.arange(again.max() + 1)[:, None]
    both = one.astype(float) @ other.T
    either = one.sum(axis=1)[:, None] + other.sum(axis=1) - both
    match = both / np.maximum(either, 1)  # two clusters without units have none in common
    return np.where(one.any(axis=1), match.max(axis=1), np.nan)


def matched(labels: np.ndarray, again: np.ndarray, *, clusters: int) -> np.ndarray:
    """Return for each class the one of another clustering, one to one, with most common units."""
    from scipy.optimize import linear_sum_assignment  # late: takes a sixth of a second

    common = np.zeros((clusters, clusters))
    np.add.at(common, (labels, again), 1)
    return linear_sum_assignment(common, maximize=True)[1]


def whole_agreement(one: np.ndarray, other: np.ndarray) -> float | None:
    """Return the adjusted Rand index of two clusterings of the same units.

    None where either has one cluster, or there is no unit: there is nothing to agree on.
    """
    if not len(one) or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    from sklearn.metrics import adjusted_rand_score  # late: takes half a second

    return float(adjusted_rand_score(one, other))
