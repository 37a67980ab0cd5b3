"""Whether the items of an index tell of one thing: Cronbach's alpha and how items go together."""

from __future__ import annotations

from itertools import combinations

import numpy as np

MINIMUM_ALPHA = 0.6
MINIMUM_CORRELATION = 0.15
MINIMUM_BASE = 20


def reliability_of(
    matrix: np.ndarray, *, confidence: float, resamples: int, rng: np.random.Generator
) -> dict[str, object]:
    """Say whether the items of an index tell of one thing.

    Parameters
    ----------
    matrix
        Units by items, nan where there is no answer.
    confidence, resamples, rng
        Of alpha's interval: percentiles over resamples of units.

    Returns
    -------
    dict
        A row of `tables.IndexReliability` without its keys. Assume: alpha rests on every answer,
        each covariance on the units that answered both items, because hardly any unit answers
        every item of a long index; the alpha of those that do stands beside it.
    """
    n, k = matrix.shape
    off = np.triu_indices(k, 1)
    covariance, base = covariances(matrix, np.ones((1, n)))
    alpha = _number(cronbach(covariance)[0])
    drawn = rng.multinomial(n, np.full(n, 1 / n), size=resamples)
    alphas = cronbach(covariances(matrix, drawn)[0])
    alphas = alphas[~np.isnan(alphas)]
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(alphas, tails) if alphas.size else (np.nan, np.nan)
    complete = matrix[~np.isnan(matrix).any(axis=1)]
    whole = len(complete) >= MINIMUM_BASE
    of_complete = covariances(complete, np.ones((1, len(complete))))[0] if whole else None
    correlation = mean_correlation(matrix)
    smallest = int(base[0][off].min())
    complaints = []
    if smallest < MINIMUM_BASE:
        complaints.append(f"only {smallest} units answered some pairs, fewer than {MINIMUM_BASE}")
    if alpha is None or alpha < MINIMUM_ALPHA:
        shown = "unknown" if alpha is None else f"{alpha:.2f}"
        complaints.append(f"alpha is {shown}, under {MINIMUM_ALPHA}")
    if correlation is None or correlation < MINIMUM_CORRELATION:
        shown = "unknown" if correlation is None else f"{correlation:.2f}"
        complaints.append(f"its items' mean correlation is {shown}, under {MINIMUM_CORRELATION}")
    warning = f"this index does not hold together: {'; '.join(complaints)}" if complaints else ""
    return {
        "items": k,
        "base": smallest,
        "complete": len(complete),
        "alpha": alpha,
        "alpha_low": _number(low),
        "alpha_high": _number(high),
        "alpha_complete": _number(cronbach(of_complete)[0]) if whole else None,
        "correlation": correlation,
        "holds": not complaints,
        "warning": warning,
        "reason": "" if alpha is not None else "too few units answered the same items",
    }


def cronbach(covariance: np.ndarray) -> np.ndarray:
    """Alpha (Cronbach 1951) from items' covariances, one matrix a row; nan where nothing varies."""
    k = covariance.shape[-1]
    total = covariance.sum(axis=(-2, -1))
    own = np.trace(covariance, axis1=-2, axis2=-1)
    safe = np.where(total > 1e-12, total, np.nan)
    return k / (k - 1) * (1 - own / safe)


def covariances(matrix: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Covariances of items, each over the units that answered both, once for every weighting.

    Parameters
    ----------
    matrix
        Units by items, nan where there is no answer.
    weights
        Weightings by units: how often each unit counts.

    Returns
    -------
    covariances, bases
        Weightings by items by items; nan where fewer than three units answered both items.
    """
    answered = (~np.isnan(matrix)).astype(float)
    x = np.where(answered > 0, matrix, 0.0)
    base = np.einsum("bu,ui,uj->bij", weights, answered, answered, optimize=True)
    sums = np.einsum("bu,ui,uj->bij", weights, x, answered, optimize=True)
    products = np.einsum("bu,ui,uj->bij", weights, x, x, optimize=True)
    n = np.where(base >= 3, base, np.nan)
    return (products - sums * sums.swapaxes(-2, -1) / n) / (n - 1), base


def mean_correlation(matrix: np.ndarray) -> float | None:
    """Mean correlation over pairs of items; pairs in which one item does not vary have none."""
    known = []
    for i, j in combinations(range(matrix.shape[1]), 2):
        both = matrix[:, [i, j]][~np.isnan(matrix[:, [i, j]]).any(axis=1)]
        if len(both) >= 3 and (both.std(axis=0) > 1e-9).all():
            known.append(np.corrcoef(both, rowvar=False)[0, 1])
    return float(np.mean(known)) if known else None


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
