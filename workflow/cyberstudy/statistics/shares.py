"""Shares: Wilson's interval with the finite population correction, and post-stratified shares."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np


def stratified(count: np.ndarray, base: np.ndarray, population: np.ndarray) -> tuple[float, float]:
    """Estimate a share from strata that were answered unequally, with its standard error.

    Parameters
    ----------
    count, base, population
        One a stratum: units that chose the option, that answered, that there are.

    Returns
    -------
    share, standard_error
        As of a stratified random sample without replacement (Cochran 1977, Sampling Techniques,
        5.3); nan where a stratum has no answer, and for the error where one has a single answer.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = population / population.sum()
        p = count / base
        variance = (1 - base / population) * p * (1 - p) / (base - 1)
        # A stratum that answered whole adds no error, even where one unit is all of it.
        variance = np.where(base == population, 0.0, variance)
    return float((weight * p).sum()), float(np.sqrt((weight**2 * variance).sum()))


def wilson(
    count: np.ndarray,
    base: np.ndarray,
    *,
    confidence: float,
    population: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's score interval of a share, with the finite population correction.

    The correction is that of simple random sampling, (N - n) / (N - 1) on the variance, put in as
    an effective base n (N - 1) / (N - n); where everybody answered the interval is the share.

    Parameters
    ----------
    count, base
        One a share; where base is 0 the interval is nan.
    population
        Size of the population behind each base; 0 for none known.

    Returns
    -------
    low, high
        Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    n = base.astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = count / n
        if population is not None:
            size = np.maximum(population.astype(float), n)
            finite = population > 0
            n = np.where(finite, n * (size - 1) / (size - n), n)
        centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
        low, high = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    everybody = np.isinf(n)
    return np.where(everybody, p, low), np.where(everybody, p, high)
