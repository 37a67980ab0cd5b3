"""Shares that strata of unequal response are put together for."""

from __future__ import annotations

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
