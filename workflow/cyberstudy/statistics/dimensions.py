"""How many dimensions the items of an index measure."""

from __future__ import annotations

import numpy as np

from cyberstudy.statistics.reliability import correlations

#: Share of permuted data whose eigenvalue a dimension exceeds (Horn 1965 took the mean; the
#: 95th percentile, of Glorfeld 1995, finds fewer that are not there).
LEVEL = 0.95
#: Assume: so many data sets of chance give their 95th percentile well enough to count eigenvalues.
DEALT = 200


def filled(correlation: np.ndarray) -> np.ndarray:
    """Count unknown correlations as 0.

    Assume: 0, since of two items one of which does not vary among the units that answered both
    nothing says that they go together. It is few pairs that this is about.
    """
    return np.where(np.isnan(correlation), np.eye(len(correlation)), correlation)


def dimensions(matrix: np.ndarray, *, rng: np.random.Generator) -> tuple[int | None, float | None]:
    """Count dimensions by parallel analysis (Horn 1965, Psychometrika 30, 179-185).

    A dimension has an eigenvalue larger than the same one in 95 of 100 data sets in which each
    item's answers are dealt out anew among those who answered it.

    Returns
    -------
    count, share
        How many, from the largest eigenvalue on; and the largest one's share in their sum. None
        where an item has no known correlation with any other.
    """
    observed = correlations(matrix)
    if (np.isnan(observed) | np.eye(len(observed), dtype=bool)).all(axis=1).any():
        return None, None
    eigenvalues = np.linalg.eigvalsh(filled(observed))[::-1]
    answered = [np.flatnonzero(~np.isnan(item)) for item in matrix.T]
    chance = []
    for _ in range(DEALT):
        dealt = matrix.copy()
        for item, units in enumerate(answered):
            dealt[units, item] = rng.permutation(matrix[units, item])
        chance.append(np.linalg.eigvalsh(filled(correlations(dealt)))[::-1])
    beyond = eigenvalues > np.quantile(np.array(chance), LEVEL, axis=0)
    return int(np.cumprod(beyond).sum()), float(eigenvalues[0] / eigenvalues.size)
