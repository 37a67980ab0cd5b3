"""How many things the items of an index tell of, and how well one factor fits them."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from cyberstudy.statistics.reliability import correlations, cronbach

#: Share of permuted data whose eigenvalue a dimension exceeds (Horn 1965 took the mean; the
#: 95th percentile, of Glorfeld 1995, finds fewer that are not there).
LEVEL = 0.95
#: Assume: so many data sets of chance give their 95th percentile well enough to count eigenvalues.
DEALT = 200
#: Nodes of the rule that adds up a probability over correlations.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
_EDGE = 0.999  # correlations of normal variables beyond it are not told apart


def filled(correlation: np.ndarray) -> np.ndarray:
    """Count unknown correlations as 0; all are nan where an item has none that is known.

    Assume: 0, since of two items one of which does not vary among the units that answered both
    nothing says that they go together. It is few pairs that this is about.
    """
    off = np.where(np.eye(len(correlation), dtype=bool), np.nan, correlation)
    if np.isnan(off).all(axis=1).any():
        return np.full_like(correlation, np.nan)
    return np.where(np.isnan(off), np.eye(len(off)), off)


def omega(matrix: np.ndarray) -> float:
    """McDonald's omega: the share of one common factor in the variance of the items' sum.

    The factor's loadings leave the least squares of residual correlations (minimum residuals,
    Harman and Jones 1966, Psychometrika 31, 351-368); omega is (sum of loadings) squared over
    itself plus the sum of uniquenesses (McDonald 1999, Test Theory, 6.20), of standardized items.

    Returns
    -------
    float
        nan where an item never varies or there are fewer than three, whose loadings correlations
        do not tell.
    """
    from scipy.optimize import minimize  # half a second to import

    correlation = filled(correlations(matrix))
    k = len(correlation)
    if k < 3 or np.isnan(correlation).any():
        return np.nan
    off = ~np.eye(k, dtype=bool)

    def misfit(loadings: np.ndarray) -> tuple[float, np.ndarray]:
        left = np.where(off, correlation - np.outer(loadings, loadings), 0)
        return float((left**2).sum()), -4 * left @ loadings

    values, vectors = np.linalg.eigh(correlation)
    start = vectors[:, -1] * np.sqrt(max(values[-1], 0)) * 0.8
    # Assume: no loading is beyond 1; where items hardly go together that bound may be reached.
    found = minimize(misfit, start, jac=True, method="L-BFGS-B", bounds=[(-1, 1)] * k).x
    common = found.sum() ** 2
    return float(common / (common + (1 - found**2).sum()))


def ordinal_alpha(matrix: np.ndarray) -> float:
    """Cronbach's alpha of polychoric correlations (Zumbo, Gadermann and Zeisser 2007).

    It asks how well items would hang together if they were measured and not cut into a few
    answers, so it is the higher one.

    Returns
    -------
    float
        nan where an item never varies.
    """
    items = matrix.shape[1]
    found = np.eye(items)
    for i, j in combinations(range(items), 2):
        own = matrix[:, [i, j]][~np.isnan(matrix[:, [i, j]]).any(axis=1)]
        found[i, j] = found[j, i] = polychoric(own[:, 0], own[:, 1])
    return float(cronbach(filled(found)[None])[0])


def polychoric(x: np.ndarray, y: np.ndarray) -> float:
    """Correlate the normal variables of which ordered answers are thought to be cuts.

    Cuts are those of each margin, then the correlation has maximum likelihood (Olsson 1979,
    Psychometrika 44, 443-460, in two steps).

    Assume: an empty cell counts as half a unit, also in the margins. Otherwise one rare answer that
    never meets another gives a correlation of -1, and few such pairs an alpha below nought.

    Returns
    -------
    float
        nan where one of the two does not vary.
    """
    from scipy.optimize import minimize_scalar  # half a second to import
    from scipy.special import ndtri

    _, rows = np.unique(x, return_inverse=True)
    _, columns = np.unique(y, return_inverse=True)
    table = np.zeros((rows.max(initial=0) + 1, columns.max(initial=0) + 1))
    np.add.at(table, (rows, columns), 1)
    if min(table.shape) < 2:
        return np.nan
    table[table == 0] = 0.5
    # The cuts at either end are beyond all.
    shares = [np.cumsum(table.sum(axis=axis))[:-1] / table.sum() for axis in (1, 0)]
    cuts = [np.concatenate([[-9.0], ndtri(share), [9.0]]) for share in shares]

    def surprise(rho: float) -> float:
        below = _both_below(cuts[0][:, None], cuts[1][None, :], rho)
        cells = np.diff(np.diff(below, axis=0), axis=1)
        return -float((table * np.log(np.maximum(cells, 1e-12))).sum())

    return float(minimize_scalar(surprise, bounds=(-_EDGE, _EDGE), method="bounded").x)


def dimensions(matrix: np.ndarray, *, rng: np.random.Generator) -> tuple[int | None, float | None]:
    """Count dimensions by parallel analysis (Horn 1965, Psychometrika 30, 179-185).

    A dimension has an eigenvalue larger than the same one in 95 of 100 data sets in which each
    item's answers are dealt out anew among those who answered it.

    Returns
    -------
    count, share
        How many, from the largest eigenvalue on; and the largest one's share in their sum. None
        where an item never varies.
    """
    observed = filled(correlations(matrix))
    if np.isnan(observed).any():
        return None, None
    own = np.linalg.eigvalsh(observed)[::-1]
    answered = [np.flatnonzero(~np.isnan(item)) for item in matrix.T]
    chance = []
    for _ in range(DEALT):
        dealt = matrix.copy()
        for item, units in enumerate(answered):
            dealt[units, item] = rng.permutation(matrix[units, item])
        chance.append(np.linalg.eigvalsh(filled(correlations(dealt)))[::-1])
    beyond = own > np.quantile(np.array(chance), LEVEL, axis=0)
    return int(np.cumprod(beyond).sum()), float(own[0] / own.size)


def _both_below(x: np.ndarray, y: np.ndarray, rho: float) -> np.ndarray:
    """Probability that two normal variables of this correlation are below x and y.

    The density is added up over correlations from 0 (Drezner and Wesolowsky 1990).
    """
    from scipy.special import ndtr

    end = np.arcsin(rho)
    angle = end * (_NODES + 1) / 2
    sine, square = np.sin(angle), np.cos(angle) ** 2
    x, y = (np.asarray(z)[..., None] for z in np.broadcast_arrays(x, y))
    inside = np.exp(-(x**2 + y**2 - 2 * x * y * sine) / (2 * square))
    return ndtr(x[..., 0]) * ndtr(y[..., 0]) + end / 2 * (inside @ _WEIGHTS) / (2 * np.pi)
