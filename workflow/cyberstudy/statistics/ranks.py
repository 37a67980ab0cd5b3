"""How sure ranks are: bootstrap ranks, confidence sets for ranks, and neighbours told apart."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.stats import rankdata


def ranks_of(values: np.ndarray) -> np.ndarray:
    """Rank each row's values, 1 for the largest; equal values share the best rank.

    Parameters
    ----------
    values
        resamples x items.
    """
    return rankdata(-values, method="min", axis=1)


def rank_intervals(
    estimate: np.ndarray, resampled: np.ndarray, *, confidence: float
) -> dict[str, np.ndarray]:
    """Give each item two intervals for its rank.

    Parameters
    ----------
    estimate
        Point estimates, one an item.
    resampled
        Bootstrap estimates, resamples x items.
    confidence
        Such as 0.95.

    Returns
    -------
    dict
        ``rank_low`` and ``rank_high``: percentiles of the resampled ranks, the usual display,
        which covers too seldom where items are nearly tied. ``rank_set_low`` and
        ``rank_set_high``: a marginal confidence set after Mogstad, Romano, Shaikh and Wilhelm
        (2024), Review of Economic Studies 91(1), 476-518: an item can rank no better than one
        behind those that are surely above it, with all differences to the item bounded at once
        by the bootstrap distribution of the largest studentised difference.
    """
    tail = (1 - confidence) / 2
    ranks = ranks_of(resampled)
    low, high = np.quantile(ranks, [tail, 1 - tail], axis=0, method="nearest")
    items = estimate.size
    set_low = np.empty(items)
    set_high = np.empty(items)
    for j in range(items):
        # Differences of all others to item j; an item is not compared with itself.
        others = np.arange(items) != j
        differences = estimate[others] - estimate[j]
        errors = (resampled[:, others] - resampled[:, [j]]) - differences
        spread = errors.std(axis=0, ddof=1)
        moves = spread > 0
        largest = np.abs(errors[:, moves] / spread[moves]).max(axis=1, initial=0)
        margin = np.quantile(largest, confidence) * spread
        set_low[j] = 1 + (differences - margin > 0).sum()
        set_high[j] = items - (differences + margin < 0).sum()
    return {
        "rank_low": low,
        "rank_high": high,
        "rank_set_low": set_low,
        "rank_set_high": set_high,
    }


def neighbours(index: pl.DataFrame, resampled: np.ndarray, *, confidence: float) -> pl.DataFrame:
    """Ask of each pair of neighbouring ranks whether the experts tell the two apart.

    Parameters
    ----------
    index
        Sorted by rank, with iso3, country, index and rank.
    resampled
        Bootstrap estimates in the table's order, resamples x countries.
    confidence
        For each difference by itself. Assume: neighbours were chosen by the data, so a pair
        that is told apart here is evidence, not a confirmatory test; the number of pairs is
        the table's height.

    Returns
    -------
    pl.DataFrame
        One row a pair: rank and names of the upper and the lower country, difference with low
        and high, reversed (share of resamples in which the lower one is at least level) and
        told_apart.
    """
    tail = (1 - confidence) / 2
    gaps = resampled[:, :-1] - resampled[:, 1:]
    low, high = np.quantile(gaps, [tail, 1 - tail], axis=0)
    upper, lower = index.head(-1), index.tail(-1)
    return pl.DataFrame(
        {
            "rank": upper["rank"],
            "upper": upper["country"],
            "upper_iso3": upper["iso3"],
            "lower": lower["country"],
            "lower_iso3": lower["iso3"],
            "difference": upper["index"] - lower["index"],
            "difference_low": low,
            "difference_high": high,
            "reversed": (gaps <= 0).mean(axis=0),
            "told_apart": low > 0,
        }
    )
