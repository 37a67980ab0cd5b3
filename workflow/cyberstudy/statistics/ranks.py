"""How sure ranks are: bootstrap ranks, confidence sets for ranks, and neighbours told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Digits, of the largest value, by which two values are told apart.
DIGITS = 10


def ranks_of(values: np.ndarray) -> np.ndarray:
    """Rank each row's values, 1 for the largest; equal values share the best rank.

    Parameters
    ----------
    values
        resamples x items.
    """
    from scipy.stats import rankdata  # over a second to import

    return rankdata(-settled(values), method="min", axis=1)


def settled(values: np.ndarray) -> np.ndarray:
    """Make values equal that differ by how their sums were rounded, which would break ties.

    Returns
    -------
    np.ndarray
        Values as parts of the largest one of their row, of either sign, to `DIGITS` digits.
    """
    size = np.abs(values).max(axis=-1, keepdims=True, initial=0)
    return np.round(values / np.where(size > 0, size, 1), DIGITS)


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


@dataclass(frozen=True)
class RankGaps:
    """Pairs of neighbouring ranks, one entry a pair.

    Attributes
    ----------
    difference, low, high
        Upper minus lower, with its interval.
    reversed
        Share of resamples in which the lower one is at least level.
    told_apart
        Whether the interval leaves out 0.
    """

    difference: np.ndarray
    low: np.ndarray
    high: np.ndarray
    reversed: np.ndarray
    told_apart: np.ndarray


def neighbours(values: np.ndarray, resampled: np.ndarray, *, confidence: float) -> RankGaps:
    """Ask of each pair of neighbouring ranks whether the two are told apart.

    Parameters
    ----------
    values
        Estimates in the order of their ranks.
    resampled
        Bootstrap estimates in the same order, resamples x items.
    confidence
        For each difference by itself. Assume: neighbours were chosen by the data, so a pair
        that is told apart here is evidence, not a confirmatory test; the number of pairs is
        one less than that of the items.
    """
    tail = (1 - confidence) / 2
    gaps = resampled[:, :-1] - resampled[:, 1:]
    low, high = np.quantile(gaps, [tail, 1 - tail], axis=0)
    return RankGaps(values[:-1] - values[1:], low, high, (gaps <= 0).mean(axis=0), low > 0)
