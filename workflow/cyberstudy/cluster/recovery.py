"""Which cluster of another clustering each cluster is most like."""

from __future__ import annotations

import numpy as np

RECOVERED = 0.75  # Hennig's marks: above it a cluster has come back,
DISSOLVED = 0.5  # and at this or less it has dissolved


def best_matches(
    labels: np.ndarray, again: np.ndarray, *, clusters: int
) -> tuple[np.ndarray, np.ndarray]:
    """Match each cluster with the one of another clustering that is most like it.

    Parameters
    ----------
    labels, again
        Two clusterings of the same countries, from 0.
    clusters
        How many there are in the first, also where none of a cluster's countries is here.

    Returns
    -------
    jaccard : np.ndarray
        One a cluster: countries in both over countries in either, for the best match, which
        two clusters may share; nan for a cluster without countries.
    held : np.ndarray
        One a country: whether its cluster's best match holds it.
    """
    one = labels == np.arange(clusters)[:, None]
    other = again == np.arange(again.max() + 1)[:, None]
    both = one.astype(float) @ other.T
    either = one.sum(axis=1)[:, None] + other.sum(axis=1) - both
    match = both / np.maximum(either, 1)  # two clusters without countries have none in common
    best = match.argmax(axis=1)
    return np.where(one.any(axis=1), match.max(axis=1), np.nan), again == best[labels]
