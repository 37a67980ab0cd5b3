"""An estimate with its error, what chance would give, and the most that the data allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cyberstudy.statistics.adjusted_difference import (
    adjusted_difference,
    columns_of,
    difference_interval,
    left_over,
)
from cyberstudy.statistics.rank_correlations import correlation_beside, spearman
from cyberstudy.statistics.ranks import settled

PERMUTATIONS = 200


class EstimateWithError(NamedTuple):
    """An estimate and what it can be compared with; nan where there is none.

    Attributes
    ----------
    value, low, high
        The estimate and its interval.
    permuted
        The 95th percentile, in the claim's direction, of estimates from outcomes that are shuffled
        among units of the same stratum.
    most
        The estimate if outcomes were dealt to units in the order that favours the claim most.
    """

    value: float
    low: float
    high: float
    permuted: float = np.nan
    most: float = np.nan


def evidence(
    outcome: npt.ArrayLike,
    exposure: npt.ArrayLike,
    controls: Iterable[npt.ArrayLike],
    *,
    ranks: bool,
    sign: int,
    blocks: npt.ArrayLike | None,
    strata: npt.ArrayLike,
    confidence: float,
    rng: np.random.Generator,
) -> EstimateWithError:
    """Estimate how an outcome goes with an exposure, adjusted for others.

    Parameters
    ----------
    outcome, exposure
        A number a unit, or yes and no.
    controls
        What is adjusted for: numbers, or texts for a category, a unit each.
    ranks
        Whether ranks are correlated (`correlation_beside`); else the means of those with and
        without the exposure are compared (`adjusted_difference`).
    sign
        1 where the claim is that the estimate is above zero, -1 where it is below.
    blocks
        Block of each unit, whose units may be alike; None takes units for independent.
    strata
        Stratum of each unit, within which outcomes are shuffled.
    """
    y, x = np.asarray(outcome, dtype=float), np.asarray(exposure, dtype=float)
    columns = [column for control in controls for column in columns_of(control)]
    estimate: Callable[[np.ndarray], npt.ArrayLike]
    if ranks:
        beside = np.array(columns) if columns else None
        value, low, high = correlation_beside(x, y, columns, blocks, confidence=confidence)

        def estimate(values: np.ndarray) -> npt.ArrayLike:
            return spearman(values, x, beside)

    else:
        value = float(adjusted_difference(y, x, columns))
        low, high = difference_interval(y, x, columns, blocks, confidence=confidence)

        def estimate(values: np.ndarray) -> npt.ArrayLike:
            return adjusted_difference(values, x, columns)

    of_stratum = np.asarray(strata)
    shuffled = np.tile(y, (PERMUTATIONS, 1))
    for stratum in np.unique(of_stratum):
        inside = of_stratum == stratum
        shuffled[:, inside] = rng.permuted(shuffled[:, inside], axis=1)
    by_chance = sign * np.asarray(estimate(shuffled), dtype=float)
    ordered = np.empty_like(y)
    ordered[np.argsort(sign * settled(left_over(x, columns)), kind="stable")] = np.sort(y)
    permuted = sign * float(np.quantile(by_chance, 0.95))
    return EstimateWithError(value, low, high, permuted, float(np.asarray(estimate(ordered))))
