"""How far two clusterings put the same units together, and two sources say the same of them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

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


@dataclass(frozen=True)
class TwoRaters:
    """How far two raters agree beyond chance; kappa and its ends are nan where one never varies."""

    agreed: float
    kappa: float
    low: float
    high: float
    ac1: float


def two_raters(counts: np.ndarray, *, confidence: float) -> TwoRaters:
    """Cohen's kappa with its interval, and Gwet's AC1, of two raters of the same units.

    Kappa: Cohen (1960), Educational and Psychological Measurement 20, 37-46; its standard error:
    Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72, 323-327. AC1: Gwet (2008), British
    Journal of Mathematical and Statistical Psychology 61, 29-48; where nearly all units are of one
    category kappa is low however often raters agree, and AC1 is not.

    Parameters
    ----------
    counts
        Categories x categories: units by what the first rater says (rows) and the second.
    confidence
        Such as 0.95. The interval is cut at -1 and 1.
    """
    n = counts.sum()
    shares = counts / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    agreed, chance = float(np.trace(shares)), float(rows @ columns)
    mean = (rows + columns) / 2
    by_chance = float((mean * (1 - mean)).sum() / (len(counts) - 1))
    ac1 = (agreed - by_chance) / (1 - by_chance)
    if rows.max() == 1 or columns.max() == 1:  # a rater that never varies agrees as by chance
        return TwoRaters(agreed, np.nan, np.nan, np.nan, ac1)
    kappa = (agreed - chance) / (1 - chance)
    crossed = rows[None, :] + columns[:, None]  # of cell i, j: p(. , i) + p(j, .)
    diagonal = np.diag(shares) * (1 - np.diag(crossed) * (1 - kappa)) ** 2
    rest = shares * crossed**2
    spread = diagonal.sum() + (1 - kappa) ** 2 * (rest.sum() - np.trace(rest))
    variance = (spread - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * float(max(variance, 0.0)) ** 0.5
    return TwoRaters(agreed, kappa, max(kappa - half, -1.0), min(kappa + half, 1.0), ac1)
