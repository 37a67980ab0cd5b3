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
    points: np.ndarray, signs: np.ndarray, *, confidence: float, marginal: bool = True
) -> RankSets:
    """Return confidence sets of the ranks of items by their means, from changes of signs.

    As `sets_of_draws` has them, by the sum of a pair's differences over the root of the sum of
    their squares: where two are level, a unit's difference might as well have had the other sign
    (Romano 1989, Annals of Statistics 17(1), 141-159). An item to which few units gave anything
    moves little by that, and so does not widen the sets of others, as it does where units are
    drawn anew.

    Assume: differences of two level items are symmetric; `benchmarks/index_intervals.py` shows how
    often sets are right where they are not.

    Parameters
    ----------
    points
        Units x items, 0 where a unit gave an item nothing.
    signs
        Draws x units, 1 or -1.
    confidence
        Such as 0.95.
    marginal
        Whether sets for each item itself are wanted; else they are empty.
    """
    first, second = np.triu_indices(points.shape[1], 1)
    apart = points[:, first] - points[:, second]
    size = np.sqrt((apart**2).sum(axis=0))
    # Two that are level for each unit differ by nothing but how their sums were rounded.
    apart = np.where(size > 1e-12 * np.abs(points).max(initial=0), apart, 0)
    apart /= np.where(size > 0, size, 1)
    return sets_of_draws(apart.sum(axis=0), signs @ apart, confidence=confidence, marginal=marginal)


def sets_of_draws(
    lead: np.ndarray, moved: np.ndarray, *, confidence: float, marginal: bool = True
) -> RankSets:
    """Return marginal and simultaneous confidence sets of each item's rank.

    Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91(1), 476-518: an item
    ranks behind those that are surely above it and before those surely below. Which those are is
    tested for all pairs at once, by what is drawn of the largest studentized difference, step by
    step (Romano and Wolf 2005, Econometrica 73(4)): what differs significantly leaves, the others
    are tested again. Where items are truly level, a set is right if it holds all ranks they share.

    Parameters
    ----------
    lead
        Studentized differences of pairs of items, in the order of `numpy.triu_indices`.
    moved
        What they are where the two are level, draws x pairs.
    confidence
        Such as 0.95.
    marginal
        Whether sets for each item itself are wanted; else they are empty.
    """
    items = round((1 + np.sqrt(1 + 8 * lead.size)) / 2)
    first, second = np.triu_indices(items, 1)
    low, high = np.empty((2, items if marginal else 0), dtype=np.int64)
    for item in range(low.size):
        pairs = (first == item) | (second == item)
        above, below = _apart(lead[pairs], moved[:, pairs], confidence)
        is_first = first[pairs] == item
        low[item] = 1 + np.where(is_first, below, above).sum()
        high[item] = items - np.where(is_first, above, below).sum()
    above, below = _apart(lead, moved, confidence)
    better = np.concatenate([first[above], second[below]])
    worse = np.concatenate([second[above], first[below]])
    all_low = 1 + np.bincount(worse, minlength=items)
    return RankSets(low, high, all_low, items - np.bincount(better, minlength=items))


def _apart(lead: np.ndarray, moved: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs whose first is significantly above, and those whose second is."""
    signed, open_ = np.stack([lead, -lead]), np.ones((2, lead.size), dtype=bool)
    while open_.any():
        largest = np.maximum(
            moved[:, open_[0]].max(axis=1, initial=0), -moved[:, open_[1]].min(axis=1, initial=0)
        )
        # Some draws are the pair as it is, but for how their sums were rounded.
        above = open_ & (signed > np.quantile(largest, confidence, method="higher") + 1e-9)
        if not above.any():
            break
        open_ &= ~above
    return ~open_[0], ~open_[1]


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
