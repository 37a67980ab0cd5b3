"""Internal consistency of an index: Cronbach's alpha and correlations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MINIMUM_BASE = 20  # units that answered both items of a pair, for an alpha to be relied on


@dataclass(frozen=True)
class Reliability:
    """Internal consistency of the items of an index.

    Attributes
    ----------
    items
        How many.
    base
        Fewest units that answered both items of a pair.
    alpha, alpha_low, alpha_high
        Cronbach's, each covariance of all units that answered both items, with its interval; None
        where too few answered the same items.
    correlation
        Mean over pairs of items.
    """

    items: int
    base: int
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    correlation: float | None


def reliability_of(
    matrix: np.ndarray, *, confidence: float, resamples: int, rng: np.random.Generator
) -> Reliability:
    """Estimate the internal consistency of the items of an index.

    Assume: alpha rests on every answer, each covariance on the units that answered both items,
    because hardly any unit answers every item of a long index.

    Parameters
    ----------
    matrix
        Units by items, nan where there is no answer.
    confidence, resamples, rng
        Of alpha's interval: percentiles over resamples of units.
    """
    n, k = matrix.shape
    covariance, base = covariances(matrix, np.ones((1, n)))
    drawn = rng.multinomial(n, np.full(n, 1 / n), size=resamples)
    alphas = cronbach(covariances(matrix, drawn)[0])
    alphas = alphas[~np.isnan(alphas)]
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(alphas, tails) if alphas.size else (np.nan, np.nan)
    return Reliability(
        items=k,
        base=int(base[0][np.triu_indices(k, 1)].min()),
        alpha=_number(cronbach(covariance)[0]),
        alpha_low=_number(low),
        alpha_high=_number(high),
        correlation=mean_correlation(matrix),
    )


def cronbach(covariance: np.ndarray) -> np.ndarray:
    """Alpha (Cronbach 1951) from items' covariances, one matrix a row; nan where nothing varies."""
    k = covariance.shape[-1]
    total = covariance.sum(axis=(-2, -1))
    variances = np.trace(covariance, axis1=-2, axis2=-1)
    safe = np.where(total > 1e-12, total, np.nan)
    return k / (k - 1) * (1 - variances / safe)


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


def correlations(matrix: np.ndarray) -> np.ndarray:
    """Correlate items, each pair over the units that answered both.

    Returns
    -------
    np.ndarray
        Items by items; nan where fewer than three units answered both, or one does not vary there.
    """
    import pandas as pd  # half a second to import

    return pd.DataFrame(matrix).corr(min_periods=3).to_numpy()


def mean_correlation(matrix: np.ndarray) -> float | None:
    """Mean correlation over pairs of items; pairs in which one item does not vary have none."""
    coefficients = correlations(matrix)[np.triu_indices(matrix.shape[1], 1)]
    defined = coefficients[~np.isnan(coefficients)]
    return float(defined.mean()) if defined.size else None


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def item_rest(matrix: np.ndarray, place: int, minimum_base: int) -> float | None:
    """Correlate an item with the mean of the others.

    Parameters
    ----------
    matrix
        Units by items, nan where there is no answer.
    place
        Of the item among them.
    minimum_base
        Units with an answer to it and to any other that there must be; else there is none.
    """
    answers, others = matrix[:, place], np.delete(matrix, place, axis=1)
    counted = (~np.isnan(others)).sum(axis=1)
    rest = np.nansum(others, axis=1) / np.maximum(counted, 1)
    both = ~np.isnan(answers) & (counted > 0)
    varies = both.sum() >= minimum_base and answers[both].std() > 1e-12 and rest[both].std() > 1e-12
    return float(np.corrcoef(answers[both], rest[both])[0, 1]) if varies else None
