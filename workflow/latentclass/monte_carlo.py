"""A Monte Carlo test that stops as soon as its answer is clear.

Clear acceptance: after `enough` replicates that reach the observed statistic (Besag and Clifford
1991, Biometrika 78, 301-304). That many already make the p-value of a full run greater than the
level, so the decision is that of the full run, always. Clear rejection: when so few replicates have
reached it that, were the p-value as large as the level, this would happen at any time of the run
with a probability of at most `risk` (Gandy 2009, Journal of the American Statistical Association
104, 1504-1511; here with a spending linear in the replicates, and an end).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import betaincinv

CLEARLY_COMMON = "clearly not rare"
CLEARLY_RARE = "clearly rare"
ALL_DRAWN = "all replicates drawn"
INTERVAL = 0.95


@dataclass(frozen=True)
class MonteCarlo:
    """Outcome of a test.

    Attributes
    ----------
    statistic
        Observed.
    exceedances, replicates
        How many replicates reached it, of how many used.
    p
        Besag and Clifford's: exceedances over replicates where exceedances ended the run, else
        both with the observed statistic counted in.
    low, high
        Interval of 95 % for the p-value that endless replicates would give: Clopper and Pearson's,
        or its like for a run that was ended by exceedances.
    stopped
        Why the run ended.
    """

    statistic: float
    exceedances: int
    replicates: int
    p: float
    low: float
    high: float
    stopped: str


def monte_carlo(
    observed: float,
    draw: Callable[[range], np.ndarray],
    *,
    level: float,
    replicates: int,
    enough: int,
    risk: float,
    batch: int,
) -> MonteCarlo:
    """Test whether a statistic is larger than under the null.

    Replicates are looked at one by one in their order, so the outcome does not depend on how many
    are drawn at once.

    Parameters
    ----------
    draw
        Statistics of the replicates of a range.
    level
        At which the test will be read; it only matters to when the run ends.
    replicates
        Most to draw.
    enough
        Fewest exceedances that end the run.
    risk
        Of calling clearly rare what is not; 0 to end no run that way.
    batch
        Most replicates to draw at once; fewer where the run is likely to end before.

    Raises
    ------
    ValueError
        If a replicate has no statistic: taken for a small one it would feign a rejection.
    """
    enough = max(enough, int(level * (replicates + 1)) + 1)
    rare = rarities(level, replicates, enough, risk)
    count = begin = 0
    while begin < replicates:
        # Until it has the exceedances that it lacks, at the rate so far; or would be clearly rare.
        common = -((count - enough) * (begin + 1) // (count + 1))
        clear = np.flatnonzero(rare[begin:] >= count)[:1] + 1
        drawn = range(begin, min(begin + min(batch, common, *clear), replicates))
        for used, statistic in enumerate(draw(drawn), begin + 1):
            if not np.isfinite(statistic):
                raise ValueError(f"the statistic of replicate {used} is {statistic}")
            count += bool(statistic >= observed)
            if count >= enough and used < replicates:
                return _outcome(observed, count, used, CLEARLY_COMMON)
            if count <= rare[used - 1] and used < replicates:
                return _outcome(observed, count, used, CLEARLY_RARE)
        begin = drawn.stop
    return _outcome(observed, count, replicates, ALL_DRAWN)


def _outcome(observed: float, count: int, used: int, stopped: str) -> MonteCarlo:
    tail = (1 - INTERVAL) / 2
    common = stopped == CLEARLY_COMMON
    p = count / used if common else (count + 1) / (used + 1)
    low = betaincinv(count, used - count + 1, tail) if count else 0.0
    # Ended by an exceedance, the last replicate was bound to be one: a negative binomial.
    failures = used - count
    high = betaincinv(count if common else count + 1, failures, 1 - tail) if failures else 1.0
    return MonteCarlo(float(observed), count, used, p, float(low), float(high), stopped)


@lru_cache(maxsize=64)
def rarities(level: float, replicates: int, enough: int, risk: float) -> np.ndarray:
    """Return, for every number of replicates, how few exceedances make the rest unnecessary.

    -1 where none would. Where the p-value is `level` or greater, the probability that a run ever
    ends here is at most `risk`.
    """
    limits = np.full(replicates, -1)
    if risk <= 0:
        return limits
    alive = np.zeros(enough + 1)  # probability of each count in runs that have not ended
    alive[0] = 1.0
    spent = 0.0
    for used in range(1, replicates + 1):
        stay = alive * (1 - level)
        stay[1:] += alive[:-1] * level
        alive = stay
        alive[enough:] = 0.0
        few = 0
        # What is called rare must be so by the p-value that will be reported, too.
        while few + 1 <= level * (used + 1) and spent + alive[few] <= risk * used / replicates:
            spent += alive[few]
            alive[few] = 0.0
            few += 1
        limits[used - 1] = few - 1
    return limits
