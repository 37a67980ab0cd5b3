"""Whether small groups differ, and by how much: exact tests, effect sizes, multiple testing.

Assume: a comparison asks whether answers depend on the group at all, as if who answers how were
dealt out at random; so here the finite population correction has no place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from cyberstudy.statistics.intervals import share_interval
from cyberstudy.statistics.ranks import ranked

#: More tables with the same margins than this are sampled rather than listed.
LISTED_TABLES = 500_000
_SAME = 1e-7  # relative; below it two probabilities or statistics count as one


def exact_mid_p(
    chosen: Sequence[int],
    sizes: Sequence[int],
    *,
    permutations: int,
    rng: np.random.Generator,
    limit: int = LISTED_TABLES,
) -> tuple[float, str]:
    """Test by Fisher, Freeman and Halton (1951) whether shares differ, with the mid-p-value.

    Tables with the observed margins are ordered by their probability. The mid-p-value counts
    those as probable as the observed one by half (Lancaster 1961).

    Parameters
    ----------
    chosen, sizes
        Units of each group that chose the option, and all its units.
    permutations
        Tables drawn where there are too many to list.
    rng
        For drawing.
    limit
        Most tables that are listed.

    Returns
    -------
    p, method
    """
    order = np.argsort(sizes)
    x, n = np.asarray(chosen)[order], np.asarray(sizes)[order]
    total = int(x.sum())
    observed = _log_table(x, n)
    if np.prod(n[:-1] + 1.0) <= limit:
        grid = np.meshgrid(*(np.arange(size + 1) for size in n[:-1]), indexing="ij")
        first = np.stack([axis.ravel() for axis in grid], axis=1)
        last = total - first.sum(axis=1)
        fits = (last >= 0) & (last <= n[-1])
        tables = np.column_stack([first[fits], last[fits]])
        logs = _log_table(tables, n)
        weights = np.exp(logs - _log_choose(n.sum(), total))
        less, same = logs < observed - _SAME, np.abs(logs - observed) <= _SAME
        return float(min(1.0, weights[less].sum() + weights[same].sum() / 2)), "exact"
    drawn = _log_table(rng.multivariate_hypergeometric(n, total, size=permutations), n)
    return sampled_mid_p(-drawn, -float(observed), permutations), f"{permutations} permutations"


def rank_mid_p(
    scores: np.ndarray, groups: np.ndarray, *, permutations: int, rng: np.random.Generator
) -> tuple[float, str]:
    """Test by permuting the statistic of Kruskal and Wallis (1952) whether scores differ.

    Parameters
    ----------
    scores
        One a unit.
    groups
        Group of each unit, numbered from 0.
    permutations
        How often scores are dealt out anew.
    rng
        For dealing.
    """
    # By group and score: dealt in an order of units, p would tell who of a group has which score.
    order = np.lexsort((scores, groups))
    ranks, member = ranked(scores)[order], np.eye(groups.max() + 1)[groups[order]]
    shuffled = rng.permuted(np.tile(ranks, (permutations, 1)), axis=1)
    weights = 1 / member.sum(axis=0)
    observed = float((ranks @ member) ** 2 @ weights)
    drawn = (shuffled @ member) ** 2 @ weights
    return sampled_mid_p(drawn, observed, permutations), f"{permutations} permutations"


def newcombe(
    chosen: Sequence[int], sizes: Sequence[int], *, confidence: float
) -> tuple[float, float, float]:
    """Difference of two shares, first minus second, with Newcombe's hybrid score interval.

    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
    """
    x, n = np.asarray(chosen), np.asarray(sizes)
    low, high = share_interval(x, n, confidence=confidence)
    p = x / n
    difference = p[0] - p[1]
    down = np.hypot(p[0] - low[0], high[1] - p[1])
    up = np.hypot(high[0] - p[0], p[1] - low[1])
    return float(difference), float(difference - down), float(difference + up)


def paired_newcombe(
    both: np.ndarray,
    gained: np.ndarray,
    lost: np.ndarray,
    base: np.ndarray,
    *,
    confidence: float,
    population: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of the change of a share among the same units, second wave minus first.

    Newcombe (1998), Statistics in Medicine 17, 2635-2650, method 10: score intervals of both
    shares, put together by their correlation (corrected for continuity).

    Parameters
    ----------
    both, gained, lost
        Units that chose in both waves, in the second alone, in the first alone.
    base
        Units with an answer in both.
    population
        As for `share_interval`, whose finite population correction it takes.

    Returns
    -------
    low, high
    """
    first, second, n = both + lost, both + gained, base
    neither = n - both - gained - lost
    limits = [
        share_interval(count, n, confidence=confidence, population=population)
        for count in (first, second)
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        p = [first / n, second / n]
        product = both * neither - gained * lost
        corrected = np.where(product > 0, np.maximum(product - n / 2, 0), product)
        margins = np.sqrt(first * (n - first) * second * (n - second))
        correlation = np.where(margins > 0, corrected / margins, 0.0)
        down = [share - low for share, (low, _) in zip(p, limits, strict=True)]
        up = [high - share for share, (_, high) in zip(p, limits, strict=True)]

        def together(one: np.ndarray, other: np.ndarray) -> np.ndarray:
            return np.sqrt(np.maximum(one**2 - 2 * correlation * one * other + other**2, 0))

        difference = p[1] - p[0]
        low = difference - together(down[1], up[0])
        high = difference + together(up[1], down[0])
    return np.clip(low, -1, 1), np.clip(high, -1, 1)


def cramers_v(
    chosen: Sequence[int], sizes: Sequence[int], *, confidence: float
) -> tuple[float, float, float]:
    """Cramer's V of groups by yes and no, corrected for bias, with its interval.

    The correction is Bergsma's (2013, Journal of the Korean Statistical Society 42, 323-328); the
    interval turns the test round (noncentral chi-squared: Smithson 2003, Confidence Intervals).
    Assume: no bootstrap here, which for groups of ten covers V in 88 to 90 of 100 samples, not 95.
    """
    x, n = np.asarray(chosen), np.asarray(sizes)
    phi_squared, units, degrees = _phi_squared(x, n), int(n.sum()), n.size - 1
    # Corrected for bias, two columns less one; of two units there is nothing to correct.
    columns = 1 - 1 / (units - 1) or 1.0
    value = np.sqrt(max(phi_squared - degrees / (units - 1), 0) / columns)
    from scipy.special import chndtr  # a sixth of a second to import

    low, high = _noncentralities(
        lambda shift: chndtr(phi_squared * units, degrees, shift), confidence
    )
    return _within(value, np.sqrt(low / units), np.sqrt(high / units))


def epsilon_squared(
    scores: np.ndarray, groups: np.ndarray, *, confidence: float
) -> tuple[float, float, float]:
    """Share of the ranks' variance that groups explain, corrected for bias (Kelley 1935).

    This is (H - k + 1) / (n - k), with H of Kruskal and Wallis; no less than 0. The interval turns
    the test round, as in `cramers_v`, with the noncentral F of the ranks' analysis of variance.
    """
    n, k = scores.size, int(groups.max()) + 1
    explained = min(_explained(scores, groups), 1 - 1e-12)
    value = 1 - (1 - explained) * (n - 1) / (n - k)
    ratio = explained / (1 - explained) * (n - k) / (k - 1)
    from scipy.special import ncfdtr

    low, high = _noncentralities(lambda shift: ncfdtr(k - 1, n - k, shift, ratio), confidence)
    return _within(value, low / (low + n), high / (high + n))


def cliffs_delta(
    one: np.ndarray, other: np.ndarray, *, confidence: float
) -> tuple[float, float, float]:
    """Chance that a value of the first group is the larger, less that it is the smaller.

    The interval is that of Cliff (1996), Ordinal Methods for Behavioral Data Analysis, with his
    unbiased variance and Student's t, not symmetric, and never beyond -1 and 1; of groups that do
    not overlap, that of Feng and Cliff (2004), Journal of Modern Applied Statistical Methods 3,
    322-332.

    Returns
    -------
    delta, low, high
        nan for both ends where a group has one value only.
    """
    dominance = np.sign(one[:, None] - other[None, :])
    m, n = dominance.shape
    delta = float(dominance.mean())
    if min(m, n) < 2:
        return delta, float("nan"), float("nan")
    rows = ((dominance.mean(axis=1) - delta) ** 2).sum()
    columns = ((dominance.mean(axis=0) - delta) ** 2).sum()
    cells = ((dominance - delta) ** 2).sum()
    variance = (n**2 * rows + m**2 * columns - cells) / (m * n * (m - 1) * (n - 1))
    variance = max(float(variance), (1 - delta**2) / (m * n - 1))
    from scipy.special import stdtrit

    z = float(stdtrit(m + n - 2, (1 + confidence) / 2))
    if abs(delta) == 1:
        least = (min(m, n) - z**2) / (min(m, n) + z**2)
        return delta, *sorted((delta, delta * least))
    half = z * np.sqrt(variance * ((1 - delta**2) ** 2 + z**2 * variance))
    middle, scale = delta - delta**3, 1 - delta**2 + z**2 * variance
    low, high = np.clip([(middle - half) / scale, (middle + half) / scale], -1, 1)
    return delta, float(low), float(high)


def adjusted(p: np.ndarray, kind: str) -> np.ndarray:
    """Adjust p-values for the number of tests in their family.

    Parameters
    ----------
    p
        All p-values of the family; nan for a comparison that could not be made, which counts as a
        test all the same.
    kind
        ``confirmatory``: Holm (1979), the chance of any false claim; ``screen``: Benjamini and
        Hochberg (1995), the expected share of false claims.
    """
    from scipy.stats import false_discovery_control  # half a second to import

    filled = np.where(np.isnan(p), 1.0, p)
    adjusted_p = holm(filled) if kind == "confirmatory" else false_discovery_control(filled)
    return np.where(np.isnan(p), np.nan, adjusted_p)


def holm(p: np.ndarray) -> np.ndarray:
    """Adjust p-values step by step from the smallest (Holm 1979)."""
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    adjusted_p = np.empty_like(p)
    adjusted_p[order] = np.minimum(steps, 1)
    return adjusted_p


def sampled_mid_p(drawn: np.ndarray, observed: float, permutations: int) -> float:
    """Mid-p-value of a sample of the statistic; the observed one is a member of it."""
    near = _SAME * max(1.0, abs(observed))
    more = int((drawn > observed + near).sum())
    same = int((np.abs(drawn - observed) <= near).sum()) + 1
    return (more + same / 2) / (permutations + 1)


def _log_choose(n: np.ndarray, k: np.ndarray | int) -> np.ndarray:
    from scipy.special import gammaln

    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


def _log_table(x: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Log probability of tables, one a row, but for a constant of their margins."""
    return _log_choose(n, x).sum(axis=-1)


def _phi_squared(x: np.ndarray, n: np.ndarray) -> float:
    """Pearson's chi-squared over the number of units."""
    p = x.sum() / n.sum()
    return float(((x - n * p) ** 2 / (n * p * (1 - p))).sum() / n.sum())


def _explained(scores: np.ndarray, groups: np.ndarray) -> float:
    """Share of the ranks' variance between groups, H / (n - 1)."""
    ranks = ranked(scores)
    member = np.eye(groups.max() + 1)[groups]
    centred = ranks - ranks.mean()
    return float((centred @ member) ** 2 @ (1 / member.sum(axis=0)) / (centred**2).sum())


def _noncentralities(
    cumulative: Callable[[float], float], confidence: float
) -> tuple[float, float]:
    """Shifts at which what was observed is just not too large, and just not too small.

    Parameters
    ----------
    cumulative
        Probability of no more than what was observed, which falls as the shift grows.
    """
    from scipy.optimize import brentq

    shifts = []
    for tail in ((1 + confidence) / 2, (1 - confidence) / 2):
        top = 1.0
        while cumulative(top) > tail:
            top *= 2
        none = cumulative(1e-9) <= tail
        shifts.append(0.0 if none else brentq(lambda x, t=tail: cumulative(x) - t, 1e-9, top))
    return shifts[0], shifts[1]


def _within(value: float, low: float, high: float) -> tuple[float, float, float]:
    """Keep all three in 0..1, and the value, which a correction shrank, in its interval."""
    value, low, high = np.clip([value, low, high], 0, 1)
    return float(value), float(min(low, value)), float(max(high, value))
