"""Tipping points: what nonrespondents would have to say for a finding to be reversed."""

from __future__ import annotations

import numpy as np


def turning_difference(
    share: np.ndarray, nonrespondents: np.ndarray, worth: np.ndarray, target: float
) -> float:
    """Return how much nonrespondents must differ from respondents for a sum to reach a target.

    The sum is that of shares of whole groups, each times its worth: 1 alone for one share, 1 and
    -1 for a difference. Nonrespondents of a group say so less often than those of it that answered,
    by the same number of points in each group, or more often where its worth is below 0; none below
    0 or above all (a pattern-mixture model; Rubin 1977, Journal of the American Statistical
    Association 72, 538-543).

    Parameters
    ----------
    share, nonrespondents
        Of each group: the share of those that answered, and how large a part of it are
        nonrespondents.
    worth
        Of each group.
    target
        To be reached or passed.

    Returns
    -------
    float
        From -1 to 1, above 0 where the sum has to fall; nan where no answers of nonrespondents do
        it.
    """

    def total(difference: float) -> float:
        quiet = np.clip(share - np.sign(worth) * difference, 0, 1)
        return float((worth * ((1 - nonrespondents) * share + nonrespondents * quiet)).sum())

    # Straight between the points where the nonrespondents of a group are at one end.
    knots = np.unique(np.concatenate([[-1.0, 0.0, 1.0], share, share - 1, -share, 1 - share]))
    knots = knots[(knots >= -1) & (knots <= 1)]
    sums = np.array([total(knot) for knot in knots])
    if not sums[-1] <= target <= sums[0]:
        return float("nan")
    # The sum falls along the differences; of equals the one nearest to 0 counts.
    near = np.abs(sums - target) < 1e-12
    if near.any():
        return float(min(knots[near], key=abs))
    return float(np.interp(-target, -sums, knots))
