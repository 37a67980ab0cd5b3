"""Intervals of shares and means.

Assume: Wilson's for a share, which keeps its coverage on average also for bases of ten, where the
exact one is wider than it need be (Brown, Cai and DasGupta 2001, Statistical Science 16).
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

#: The least and the greatest value that a unit can have; None where there is none.
Limits = tuple[float | None, float | None]


def wilson(share: np.ndarray, base: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's score interval (1927), Journal of the American Statistical Association 22, 209."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = (share + z**2 / (2 * base)) / (1 + z**2 / base)
    half = z / (1 + z**2 / base) * np.sqrt(share * (1 - share) / base + z**2 / (4 * base**2))
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def clopper_pearson(
    share: np.ndarray, base: np.ndarray, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """Clopper and Pearson's exact interval (1934), Biometrika 26, 404-413.

    For an effective base as in Korn and Graubard (1998), Survey Methodology 24, 193-201.
    """
    from scipy.special import betaincinv  # only where this method is used

    tail, chosen = (1 - confidence) / 2, share * base
    low = betaincinv(chosen, base - chosen + 1, tail)
    high = betaincinv(chosen + 1, base - chosen, 1 - tail)
    none = np.isnan(share)
    low = np.where((chosen <= 0) & ~none, 0.0, low)
    return low, np.where((chosen >= base) & ~none, 1.0, high)


#: Methods for a share by their names.
INTERVALS = {"wilson": wilson, "clopper_pearson": clopper_pearson}


def share_interval(
    count: np.ndarray,
    base: np.ndarray,
    *,
    confidence: float,
    population: np.ndarray | None = None,
    method: str = "wilson",
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of a share, with the finite population correction.

    The correction is that of simple random sampling, (N - n) / (N - 1) on the variance, put in as
    an effective base n (N - 1) / (N - n); where everybody answered the interval is the share. It
    never leaves what is possible: that all others say no, or all say yes.

    Parameters
    ----------
    count, base
        One a share; where base is 0 the interval is nan.
    population
        Size of the population behind each base; 0 for none known.
    method
        One of `INTERVALS`.

    Returns
    -------
    low, high
    """
    n = base.astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = count / n
        if population is not None:
            size = np.maximum(population.astype(float), n)
            effective = np.where(size > n, n * (size - 1) / (size - n), np.inf)
            n = np.where(population > 0, effective, n)
        low, high = INTERVALS[method](p, n, confidence)
        if population is not None:
            least, most = possible_means(p, base, size, limits=(0.0, 1.0))
            finite = population > 0
            low = np.where(finite, np.fmax(low, least), low)
            high = np.where(finite, np.fmin(high, most), high)
    everybody = np.isinf(n)
    return np.where(everybody, p, low), np.where(everybody, p, high)


def possible_means(
    mean: np.ndarray, base: np.ndarray, population: np.ndarray, *, limits: Limits
) -> tuple[np.ndarray, np.ndarray]:
    """Return the bounds of a population's mean, when the mean of some of its units is known.

    Parameters
    ----------
    mean, base
        Of the units that are known, and how many they are.
    population
        Units in all; infinite where it is not known, and then `limits` are all that is known.
    limits
        Least and greatest value that a unit can have; None where there is none.

    Returns
    -------
    least, most
        As if all others had the least, or the greatest value (Manski 1989, Journal of Human
        Resources 24, 343-360); nan where nobody is known.
    """
    share = base / np.maximum(population, base)
    floor, ceiling = limits
    ends = (-np.inf if floor is None else floor, np.inf if ceiling is None else ceiling)
    with np.errstate(invalid="ignore"):
        rest = [np.where(share < 1, (1 - share) * end, 0.0) for end in ends]
    return share * mean + rest[0], share * mean + rest[1]


def mean_half_width(
    spread: np.ndarray, base: np.ndarray, population: np.ndarray, *, confidence: float
) -> np.ndarray:
    """Half the width of Student's interval of a mean, with the finite population correction.

    Parameters
    ----------
    spread
        Standard deviation of each group; nan where one unit alone is there.
    base
        Units that gave a number.
    population
        Size of the group behind each base; nan where none is known.
    """
    from scipy.special import stdtrit  # a sixth of a second to import

    n = base.astype(float)
    size = np.fmax(np.where(np.isnan(population), np.inf, population), n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return stdtrit(n - 1, (1 + confidence) / 2) * np.sqrt((1 - n / size) / n) * spread
