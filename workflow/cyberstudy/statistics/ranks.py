"""How sure ranks are: confidence sets of ranks, and neighbours that differ significantly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Digits, of the largest value, by which two values are distinguished.
DIGITS = 10


def ranks_of(values: np.ndarray) -> np.ndarray:
    """Rank each row's values, 1 for the largest; equal values share the best rank.

    Parameters
    ----------
    values
        resamples x items.
    """
    from scipy.stats import rankdata  # half a second to import

    return rankdata(-settled(values), method="min", axis=-1).astype(float)


def ranked(values: np.ndarray) -> np.ndarray:
    """Rank values along the last axis, 1 for the smallest; equal values share their mean rank."""
    from scipy.stats import rankdata  # half a second to import

    return rankdata(values, axis=-1)


def settled(values: np.ndarray) -> np.ndarray:
    """Make values equal that differ by how their sums were rounded, which would break ties.

    Returns
    -------
    np.ndarray
        Values as parts of the largest one of their row, of either sign, to `DIGITS` digits.
    """
    size = np.abs(values).max(axis=-1, keepdims=True, initial=0)
    return np.round(values / np.where(size > 0, size, 1), DIGITS)


@dataclass(frozen=True)
class RankSets:
    """Confidence sets of ranks, from a best to a worst rank, one entry an item.

    Attributes
    ----------
    low, high
        Marginal: each holds its own item's rank with the confidence asked for.
    all_low, all_high
        Simultaneous: all of them hold all ranks at once. So, for every number k at once, the items
        whose `all_low` is at most k are a confidence set of the k best.
    """

    low: np.ndarray
    high: np.ndarray
    all_low: np.ndarray
    all_high: np.ndarray


def rank_sets(
    estimate: np.ndarray, resampled: np.ndarray, *, confidence: float, marginal: bool = True
) -> RankSets:
    """Return marginal and simultaneous confidence sets of each item's rank.

    Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91(1), 476-518: an item
    ranks behind those that are surely above it and before those surely below. Which those are is
    tested for all pairs at once, by the bootstrap of the largest studentized difference, step by
    step (Romano and Wolf 2005, Econometrica 73(4)): what differs significantly leaves, the others
    are tested again. Where items are truly level, a set is right if it holds all ranks they share.

    Parameters
    ----------
    estimate
        Point estimates, one an item.
    resampled
        Bootstrap estimates, resamples x items.
    confidence
        Such as 0.95.
    marginal
        Whether sets for each item itself are wanted, which take longest; else they are empty.
    """
    items = estimate.size
    errors = resampled - estimate
    covariance = np.atleast_2d(np.cov(errors, rowvar=False))
    variance = np.add.outer(np.diag(covariance), np.diag(covariance))
    spread = variance - 2 * covariance
    # Two that always move together differ by nothing but how their sums were rounded.
    spread = np.sqrt(np.where(spread > 1e-12 * variance, spread, 0))
    size = settled(estimate)
    lead = np.subtract.outer(size, size) * np.abs(estimate).max(initial=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lead = np.where(lead == 0, 0, lead / spread)
    pairs, errors = ~np.eye(items, dtype=bool), np.ascontiguousarray(errors.T)
    low, high = np.empty((2, items if marginal else 0), dtype=np.int64)
    for j in range(low.size):
        its = np.zeros_like(pairs)
        its[j] = its[:, j] = pairs[j]
        apart = _distinguishable(lead, errors, spread, its, confidence)
        low[j], high[j] = 1 + apart[:, j].sum(), items - apart[j].sum()
    apart = _distinguishable(lead, errors, spread, pairs, confidence)
    return RankSets(low, high, 1 + apart.sum(axis=0), items - apart.sum(axis=1))


def _distinguishable(
    lead: np.ndarray, errors: np.ndarray, spread: np.ndarray, pairs: np.ndarray, confidence: float
) -> np.ndarray:
    """Return the pairs (row, column) among `pairs` whose first is significantly above.

    Errors are items x resamples, so that the largest of all items is found along long rows.
    """
    open_, apart = pairs, np.zeros_like(pairs)
    while open_.any():
        largest = np.full(errors.shape[1], -np.inf)
        # Pairs of one item with many others are looked at together, on whichever side it stands.
        alone = open_.sum(axis=1, keepdims=True) == 1
        for sign, asked_here in ((1, open_ & ~alone), (-1, (open_ & alone).T)):
            for j in np.flatnonzero(asked_here.any(axis=1)):
                others = asked_here[j] & (spread[j] > 0)
                moves = errors[others]
                np.subtract(errors[j], moves, out=moves)
                moves /= sign * spread[j, others][:, None]
                np.maximum(largest, moves.max(axis=0, initial=-np.inf), out=largest)
        above = open_ & (lead > max(np.quantile(largest, confidence, method="higher"), 0))
        if not above.any():
            break
        apart, open_ = apart | above, open_ & ~above
    return apart


def expected_ranks(estimate: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Return the posterior mean of each item's rank by empirical Bayes, 1 for the largest.

    Items are draws from one normal distribution, seen with normal errors of known size; its mean
    and variance are those of maximum likelihood (Laird and Louis 1989, Journal of Educational
    Statistics 14(1), 29-46). Items that are hardly known are pulled towards the middle.

    Assume: errors of two items are independent, though one expert makes both.

    Parameters
    ----------
    estimate, error
        Estimates on a scale where errors are near normal, and their standard errors; one an item.
    """
    from scipy.optimize import minimize_scalar  # over a second to import
    from scipy.special import ndtr

    def middle(between: float) -> float:
        return float(np.average(estimate, weights=1 / (between + error**2)))

    def surprise(between: float) -> float:
        variance = between + error**2
        return float((np.log(variance) + (estimate - middle(between)) ** 2 / variance).sum())

    spread = float(estimate.var())
    if not spread:
        return np.full(estimate.size, (estimate.size + 1) / 2)
    between = minimize_scalar(surprise, bounds=(1e-6 * spread, 4 * spread), method="bounded").x
    kept = between / (between + error**2)
    mean, variance = middle(between) + kept * (estimate - middle(between)), kept * error**2
    apart = np.subtract.outer(mean, mean) / np.sqrt(
        np.maximum(np.add.outer(variance, variance), 1e-12 * spread)
    )
    return ndtr(apart).sum(axis=0) + 0.5  # an item stands before itself with one half


@dataclass(frozen=True)
class RankGaps:
    """Pairs of neighbouring ranks, one entry a pair.

    Attributes
    ----------
    difference, low, high
        Upper minus lower, with intervals that hold all differences at once.
    reversed
        Share of resamples in which the lower one is at least level.
    distinguishable
        Whether the interval leaves out 0.
    """

    difference: np.ndarray
    low: np.ndarray
    high: np.ndarray
    reversed: np.ndarray
    distinguishable: np.ndarray


def neighbours(values: np.ndarray, resampled: np.ndarray, *, confidence: float) -> RankGaps:
    """Ask of each pair of neighbouring ranks whether the two differ significantly.

    Intervals are wide enough for all pairs together: the largest studentized difference, over the
    pairs, of an estimate and its resamples, as in `rank_sets` but of these pairs only.

    Parameters
    ----------
    values
        Estimates in the order of their ranks.
    resampled
        Bootstrap estimates in the same order, resamples x items.
    confidence
        That all intervals hold. Assume: neighbours were chosen by the data, so a pair that differs
        here is evidence, not a confirmatory test.
    """
    gaps, difference = resampled[:, :-1] - resampled[:, 1:], values[:-1] - values[1:]
    spread = gaps.std(axis=0, ddof=1)
    # Two that always move together, or are equal, differ by nothing but how sums were rounded.
    rounding = 1e-12 * np.abs(values).max(initial=0)
    spread = np.where(spread > rounding, spread, 0)
    moved = np.abs(gaps - difference)[:, spread > 0] / spread[spread > 0]
    half = spread * np.quantile(moved.max(axis=1, initial=0), confidence, method="higher")
    reversed_ = (gaps <= rounding).mean(axis=0)
    low = difference - half
    return RankGaps(difference, low, difference + half, reversed_, low > rounding)
