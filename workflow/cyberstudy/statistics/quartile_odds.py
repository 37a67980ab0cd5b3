"""Odds of yes where a variable is high, beside those where it is low."""

from __future__ import annotations

import numpy as np

from cyberstudy.statistics.logistic import logistic_slope
from cyberstudy.statistics.neighbours import odds_ratio
from cyberstudy.statistics.ranks import ranked, settled


def quartile_odds(
    yes: np.ndarray,
    x: np.ndarray,
    controls: np.ndarray | None,
    blocks: np.ndarray,
    *,
    confidence: float,
) -> tuple[float, float, float]:
    """Ratio of the odds of yes at the upper quartile of `x` to those at its lower quartile.

    Logistic regression on ranks, from 0 to 1, so that neither logarithms nor units matter.
    Assume: log odds follow ranks in straight lines.

    Parameters
    ----------
    yes
        True or false, one a unit.
    x, controls
        Values, and variables to adjust for (variables x units).
    blocks
        Block of each unit: neighbours, which are alike.

    Returns
    -------
    odds, low, high
        With the wider of Wald's interval and that of blocks left out; nan where yes and no part
        completely.
    """
    values = x[None] if controls is None else np.vstack([x[None], controls])

    def fitted(kept: np.ndarray) -> tuple[float, float]:
        ranks = (ranked(settled(values[:, kept])) - 0.5) / kept.sum()
        return logistic_slope(yes[kept].astype(float), np.vstack([np.ones(kept.sum()), ranks]).T)

    return odds_ratio(fitted, blocks, x.size, confidence=confidence, part=0.5)
