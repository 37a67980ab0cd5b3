"""What published scores say of an indicator that was left out of the published table.

With weights that add up to a known total, ``score = indicators @ weights + missing * its weight``,
where the missing indicator's weight is the total less all others. Nothing else is known of it but
that it lies between 0 and 1. That bounds it; more must be assumed to know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cyberstudy.statistics.composite import (
    NOISE,
    STARTS,
    centred,
    different,
    extremes,
    program_of,
    solved,
)

if TYPE_CHECKING:
    import highspy

_ROUNDS = 6


@dataclass(frozen=True)
class MissingBounds:
    """What is sure of a missing indicator.

    Attributes
    ----------
    weights_low, weights_high
        The least and the largest weight of each known indicator.
    weight_low, weight_high
        Of the missing indicator.
    value_low, value_high
        What the missing indicator can be, one a unit.
    """

    weights_low: np.ndarray
    weights_high: np.ndarray
    weight_low: float
    weight_high: float
    value_low: np.ndarray
    value_high: np.ndarray


@dataclass(frozen=True)
class MissingIndicator:
    """A missing indicator as it would be if it stood at an end of its scale for most units.

    Attributes
    ----------
    weights, weight
        Of the known indicators, and of the missing one.
    value
        The missing indicator, one a unit; not a number where the scores need no further indicator.
    unique
        Whether the units at the ends leave no other weights, and no other weights were found that
        leave as many there.
    confirmed
        How many different equations of units at the ends hold that were not needed to find the
        weights: nothing but the assumption's being true makes them hold.
    """

    weights: np.ndarray
    weight: float
    value: np.ndarray
    unique: bool
    confirmed: int


def _possible(
    indicators: np.ndarray, score: np.ndarray, total: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return sides and ends of all weights that leave the missing indicator between 0 and 1.

    What the known give is no more than the score; what they lack, than the score lacks.
    """
    # A thousandth of what counts as the same: sums of binary fractions miss by far less.
    play = NOISE / 1000 * total
    return np.vstack([indicators, 1 - indicators]), np.concatenate([score, total - score]) + play


def bounds_of_missing(indicators: np.ndarray, score: np.ndarray, *, total: float) -> MissingBounds:
    """Bound the weights, and the missing indicator of every unit, over all that is possible.

    Each bound is sharp: some weights, the same for all units, reach it (partial identification,
    Manski 2003, Partial Identification of Probability Distributions). The missing indicator is a
    ratio of two linear functions of the weights, whose extremes are those of one linear program
    (Charnes and Cooper 1962, Naval Research Logistics Quarterly 9, 181-186).

    Assume: every indicator lies between 0 and 1, no weight is below nought, all follow the formula.

    Parameters
    ----------
    indicators
        Units x known indicators, none missing.
    score
        One a unit, with all its digits.
    total
        What all weights add up to, the missing indicator's among them.

    Raises
    ------
    ValueError
        Where no indicator between 0 and 1 makes the scores follow.
    """
    within, limits = _possible(indicators, score, total)
    items = indicators.shape[1]
    sides, ends = np.vstack([within, np.ones(items)]), np.append(limits, total)
    bounds: list[tuple[float, float | None]] = [(0.0, total)] * items
    _cheapest(program_of(sides, ends, bounds), np.zeros(items))
    below, above = extremes(np.vstack([np.eye(items), -np.ones(items)]), sides, ends, bounds=bounds)
    # Weights over the missing indicator's weight, and one over it: with these as coordinates the
    # missing indicator is linear, and their scale is set by the weights' adding up to the total.
    smallest, largest = extremes(
        np.column_stack([-indicators, score]),
        np.vstack(
            [
                np.column_stack([within, -limits]),
                np.column_stack([np.eye(items), np.full(items, -total)]),
            ]
        ),
        np.zeros(len(limits) + items),
        bounds=[(0, None)] * (items + 1),
        equal=(np.append(-np.ones(items), total), 1.0),
    )
    return MissingBounds(
        below[:items],
        above[:items],
        max(float(total + below[items]), 0.0),
        float(total + above[items]),
        np.clip(smallest, 0, 1),
        np.clip(largest, 0, 1),
    )


def reconstruct_missing(
    indicators: np.ndarray, score: np.ndarray, *, total: float
) -> MissingIndicator:
    """Find the weights under which the missing indicator is 0 or 1 for most units.

    Assume: many units lack all that an indicator asks for, or have all of it. Among the known
    indicators of an index the reader can see whether that is so. The linear program keeps the
    missing indicator between 0 and 1, and first lets it be as small, then as large as it may for
    all units together; then each unit is drawn to the end that it is near, the nearer the more
    (Candes, Wakin and Boyd 2008, as in `recover_weights`). So too from units weighted by chance.
    Of all solutions that with most units at the ends is kept; of several, the one under which the
    missing indicator takes the fewest values, and they are not `unique`. That none has more units
    at the ends is not proved: read `confirmed`.

    Parameters
    ----------
    indicators, score, total
        As in `bounds_of_missing`.

    Raises
    ------
    ValueError
        Where no indicator between 0 and 1 makes the scores follow.
    """
    lack, near = 1 - indicators, NOISE * total
    program = program_of(*_possible(indicators, score, total), [(0.0, total)] * indicators.shape[1])
    drawn = np.random.default_rng(0).exponential(size=(2, STARTS, score.size))
    costs = np.vstack(
        [-indicators.sum(axis=0), -lack.sum(axis=0), -drawn[0] @ indicators - drawn[1] @ lack]
    )
    solutions = []
    for cost in costs:
        before = np.full(indicators.shape[1], np.inf)
        for _ in range(_ROUNDS):
            weights = _cheapest(program, cost)
            if np.abs(weights - before).max() <= near:
                break
            before = weights
            nought = np.maximum(score - indicators @ weights, 0)
            one = np.maximum(total - score - lack @ weights, 0)
            off = np.minimum(nought, one)
            levels = np.unique((nought / total).round(9)).size
            solutions.append((-int((off <= near).sum()), levels, weights))
            pull = 1 / (off + 0.01 * (total - weights.sum()) + near)
            cost = -np.where((nought <= one)[:, None], indicators, lack).T @ pull
    most, _, best = min(solutions, key=lambda one: one[:2])
    rivals = [weights for standing, _, weights in solutions if standing == most]
    agreed = all(np.abs(weights - best).max() <= 10 * near for weights in rivals)
    remainder = score - indicators @ best
    at_nought, at_one = remainder <= near, total - best.sum() - remainder <= near
    used = np.vstack([indicators[at_nought], lack[at_one]])
    sums = np.concatenate([score[at_nought], total - score[at_one]])
    rank = int(np.linalg.matrix_rank(used)) if used.any() else 0
    if rank == best.size:
        best = centred(used, sums, best, near)
    weight = max(float(total - best.sum()), 0.0)
    value = (score - indicators @ best) / (weight if weight > near else np.nan)
    return MissingIndicator(
        best,
        weight,
        np.clip(value, 0, 1),
        agreed and rank == best.size,
        different(used, sums) - rank,
    )


def _cheapest(program: highspy._core._Highs, cost: np.ndarray) -> np.ndarray:
    """Minimise the cost over the possible weights, and refuse where there are none."""
    if not solved(program, cost / (np.abs(cost).max() or 1.0)):
        raise ValueError("no indicator between 0 and 1 makes these scores follow from the others")
    return np.array(program.getSolution().col_value)
