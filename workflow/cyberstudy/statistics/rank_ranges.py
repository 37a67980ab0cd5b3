"""How far ranks by a composite index rest on its weights.

A unit's rank is one more than the number of units above it: units that are level share the best
rank, as in `ranks.ranks_of`. A unit is above another where its score is larger by more than a
hundred thousandth of the largest value, so that arithmetic decides no rank.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_LEVEL = 1e-5


@dataclass(frozen=True)
class RankRange:
    """The best and the worst rank of each unit over a set of weights.

    Attributes
    ----------
    best, worst
        Ranks that some weights of the set give.
    best_at, worst_at
        Weights that give them, units x items, each row of sum 1.
    best_possible, worst_possible
        Ranks that no weights of the set pass; where they are `best` and `worst`, these are exact.
    """

    best: np.ndarray
    worst: np.ndarray
    best_at: np.ndarray
    worst_at: np.ndarray
    best_possible: np.ndarray
    worst_possible: np.ndarray


def ranks_within(values: np.ndarray, *, low: np.ndarray, high: np.ndarray) -> RankRange:
    """Return the best and the worst rank of each unit over all weights between bounds, of sum 1.

    A mixed-integer linear program for each: as few, or as many, units above as weights can make.
    Units that are above, or never are, whatever the weights, are counted beforehand. A lead of no
    more than twice what decides a rank may be counted either way. (The solver, HiGHS, sometimes
    prints a line of its own while it repairs a solution; nothing is wrong then.)

    Parameters
    ----------
    values
        Units x items.
    low, high
        Of each weight.

    Raises
    ------
    ValueError
        Where no weights between the bounds have the sum 1, or a value is missing.
    """
    values = _scaled(values)
    units, items = values.shape
    high = np.minimum(high, 1)
    if low.sum() > 1 + 1e-12 or high.sum() < 1 - 1e-12 or (low > high).any():
        raise ValueError("no weights between these bounds have the sum 1")
    ranks = np.empty((4, units), dtype=np.int64)
    at = np.empty((2, units, items))
    for unit in range(units):
        lead = values - values[unit]
        most, least = _largest(lead, low, high), -_largest(-lead, low, high)
        sure = int((least > _LEVEL).sum())
        open_ = (most > _LEVEL) & (least <= _LEVEL)
        rivals, counts = np.unique(lead[open_], axis=0, return_counts=True)
        for k, fewest in enumerate((True, False)):
            weights, proved = _count(rivals, counts, low, high, fewest=fewest)
            at[k, unit] = weights
            ranks[k, unit] = 1 + (lead @ weights > _LEVEL).sum()
            ranks[2 + k, unit] = 1 + sure + proved
    return RankRange(ranks[0], ranks[1], at[0], at[1], ranks[2], ranks[3])


def _scaled(values: np.ndarray) -> np.ndarray:
    """Divide by the largest value, and refuse units that cannot be ranked."""
    if not np.isfinite(values).all():
        raise ValueError("a unit that lacks a value has no rank: leave it out")
    return values / (np.abs(values).max() or 1.0)


def _largest(slopes: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the largest of each linear function of the weights: fill up the steepest first."""
    order = np.argsort(-slopes, axis=1)
    room = (high - low)[order]
    before = np.cumsum(room, axis=1) - room
    filled = np.clip(1 - low.sum() - before, 0, room)
    return slopes @ low + (np.take_along_axis(slopes, order, axis=1) * filled).sum(axis=1)


def _filled(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the weights between the bounds, of sum 1, that take the same part of what is open."""
    room = (high - low).sum()
    return low + (high - low) * (1 - low.sum()) / (room or 1.0)


def _count(
    lead: np.ndarray, counts: np.ndarray, low: np.ndarray, high: np.ndarray, *, fewest: bool
) -> tuple[np.ndarray, int]:
    """Find weights under which fewest, or most, rivals lead; and how many that is at best."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # over a second to import

    rivals, items = lead.shape
    if not rivals:
        return _filled(low, high), 0
    if fewest:
        # Level or behind, unless counted.
        reach = _largest(lead, low, high)[:, None]
        rows = LinearConstraint(np.hstack([lead / reach, -np.eye(rivals)]), -np.inf, 0)
    else:
        # Ahead, if counted.
        bar = 2 * _LEVEL
        reach = bar + _largest(-lead, low, high)[:, None]
        rows = LinearConstraint(
            np.hstack([lead / reach, -np.eye(rivals)]), (bar / reach - 1)[:, 0], np.inf
        )
    sign = 1.0 if fewest else -1.0
    whole = np.concatenate([np.zeros(items), np.ones(rivals)])
    solved = milp(
        sign * np.concatenate([np.zeros(items), counts]),
        constraints=[rows, LinearConstraint(1 - whole, 1, 1)],
        integrality=whole,
        bounds=Bounds(np.append(low, np.zeros(rivals)), np.append(high, np.ones(rivals))),
    )
    return solved.x[:items], int(sign * np.ceil(solved.mip_dual_bound - 1e-6))
