"""How far two clusterings put the same units together."""

from __future__ import annotations

import numpy as np


def adjusted_rand(one: np.ndarray, other: np.ndarray) -> float:
    """Adjusted Rand index of two clusterings of the same units, by their labels.

    Hubert and Arabie (1985), Journal of Classification 2, 193-218; 1 where both put all units
    together, or all apart.
    """
    _, rows = np.unique(one, return_inverse=True)
    _, columns = np.unique(other, return_inverse=True)
    cells = rows * (columns.max() + 1) + columns
    together, by_one, by_other = map(_pairs, (cells, rows, columns))
    chance = by_one * by_other / max(_pairs(np.zeros(len(rows), dtype=np.int64)), 1)
    most = (by_one + by_other) / 2
    return 1.0 if most == chance else float((together - chance) / (most - chance))


def _pairs(groups: np.ndarray) -> float:
    """Pairs of units in the same group."""
    sizes = np.bincount(groups)
    return float((sizes * (sizes - 1)).sum() / 2)
