"""What published scores say of an indicator that was left out of the published table.

With weights that add up to a known total, ``score = indicators @ weights + missing * its weight``,
where the missing indicator's weight is the total less all others. Nothing else is known of it but
that it lies between 0 and 1. That bounds it; more must be assumed to know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cyberstudy.statistics.composite import NOISE, centred, extremes, program_of, solved

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
        What the missing indicator can be, one a unit; not a number where a unit is not complete.
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
        The missing indicator, one a unit; not a number where a unit is not complete, or where the
        scores need no further indicator.
    at_nought, at_one
        Whether the unit stands at that end.
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
    at_nought: np.ndarray
    at_one: np.ndarray
    unique: bool
    confirmed: int


@dataclass(frozen=True)
class _Possible:
    """All weights under which the missing indicator lies between 0 and 1 for every unit."""

    complete: np.ndarray
    indicators: np.ndarray
    score: np.ndarray
    total: float
    score_rounding: float
    indicator_rounding: float

    @classmethod
    def of(
        cls,
        indicators: np.ndarray,
        score: np.ndarray,
        total: float,
        score_rounding: float,
        indicator_rounding: float,
    ) -> _Possible:
        """Keep the units that have all their indicators and the score."""
        complete = np.isfinite(indicators).all(axis=1) & np.isfinite(score)
        # A thousandth of what counts as the same: sums of binary fractions miss by far less.
        play = score_rounding + NOISE / 1000 * total
        return cls(complete, indicators[complete], score[complete], total, play, indicator_rounding)

    @property
    def sides(self) -> np.ndarray:
        """What the known give is no more than the score; what they lack, than the score lacks."""
        return np.vstack([self.indicators, 1 - self.indicators]) - self.indicator_rounding

    @property
    def ends(self) -> np.ndarray:
        """The other side of the same, with the score's rounding."""
        return np.concatenate([self.score, self.total - self.score]) + self.score_rounding

    def spread(self, values: np.ndarray) -> np.ndarray:
        """Return a value for every unit, nan for those that are not complete."""
        out = np.full(self.complete.size, np.nan)
        out[self.complete] = values
        return out


def bounds_of_missing(
    indicators: np.ndarray,
    score: np.ndarray,
    *,
    total: float,
    score_rounding: float = 0.0,
    indicator_rounding: float = 0.0,
    low: np.ndarray | None = None,
    high: np.ndarray | None = None,
) -> MissingBounds:
    """Bound the weights, and the missing indicator of every unit, over all that is possible.

    Each bound is sharp: some weights, the same for all units, reach it (partial identification,
    Manski 2003, Partial Identification of Probability Distributions). The missing indicator is a
    ratio of two linear functions of the weights, whose extremes are those of one linear program
    (Charnes and Cooper 1962, Naval Research Logistics Quarterly 9, 181-186).

    Assume: every indicator lies between 0 and 1, no weight is below nought, all follow the formula.

    Parameters
    ----------
    indicators
        Units x known indicators.
    score
        One a unit.
    total
        What all weights add up to, the missing indicator's among them.
    score_rounding, indicator_rounding
        Half a unit of the last digit that was published.
    low, high
        What is held of the weights of the known indicators: those of another edition, say.

    Raises
    ------
    ValueError
        Where no indicator between 0 and 1 makes the scores follow.
    """
    possible = _Possible.of(indicators, score, total, score_rounding, indicator_rounding)
    items = indicators.shape[1]
    least = np.zeros(items) if low is None else low
    most = np.full(items, total) if high is None else high
    sides = np.vstack([possible.sides, np.ones(items)])
    ends = np.append(possible.ends, total)
    bounds = [*zip(least, most, strict=True)]
    _cheapest(program_of(sides, ends, bounds), np.zeros(items))
    below, above = extremes(np.vstack([np.eye(items), -np.ones(items)]), sides, ends, bounds=bounds)
    # Weights over the missing indicator's weight, and one over it: with these as coordinates the
    # missing indicator is linear, and their scale is set by the weights' adding up to the total.
    ratios = np.column_stack([-possible.indicators, possible.score])
    off = np.append(np.full(items, indicator_rounding), score_rounding)
    smallest, largest = extremes(
        ratios - off,
        np.vstack(
            [
                np.column_stack([possible.sides, -possible.ends]),
                np.column_stack([-np.eye(items), least]),
                np.column_stack([np.eye(items), -most]),
            ]
        ),
        np.zeros(2 * len(ratios) + 2 * items),
        bounds=[(0, None)] * (items + 1),
        largest_of=ratios + off,
        equal=(np.append(-np.ones(items), total), 1.0),
    )
    return MissingBounds(
        below[:items],
        above[:items],
        max(float(total + below[items]), 0.0),
        float(total + above[items]),
        possible.spread(np.clip(smallest, 0, 1)),
        possible.spread(np.clip(largest, 0, 1)),
    )


def reconstruct_missing(
    indicators: np.ndarray,
    score: np.ndarray,
    *,
    total: float,
    score_rounding: float = 0.0,
    indicator_rounding: float = 0.0,
    starts: int = 10,
    seed: int = 0,
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
    indicators, score, total, score_rounding, indicator_rounding
        As in `bounds_of_missing`.
    starts, seed
        How many times units are weighted by chance.

    Raises
    ------
    ValueError
        Where no indicator between 0 and 1 makes the scores follow.
    """
    possible = _Possible.of(indicators, score, total, score_rounding, indicator_rounding)
    rows, scores, lack = possible.indicators, possible.score, 1 - possible.indicators
    program = program_of(possible.sides, possible.ends, [(0.0, total)] * rows.shape[1])
    drawn = np.random.default_rng(seed).exponential(size=(2, starts, scores.size))
    free = score_rounding + NOISE * total
    costs = np.vstack([-rows.sum(axis=0), -lack.sum(axis=0), -drawn[0] @ rows - drawn[1] @ lack])
    solutions = []
    for cost in costs:
        before = np.full(rows.shape[1], np.inf)
        for _ in range(_ROUNDS):
            weights = _cheapest(program, cost)
            if np.abs(weights - before).max() <= free:
                break
            before = weights
            nought = np.maximum(scores - rows @ weights, 0)
            one = np.maximum(total - scores - lack @ weights, 0)
            off = np.minimum(nought, one)
            near = free + indicator_rounding * weights.sum()
            levels = np.unique((nought / total).round(9)).size
            solutions.append((-int((off <= near).sum()), levels, weights))
            pull = 1 / (off + 0.01 * (total - weights.sum()) + near)
            cost = -np.where((nought <= one)[:, None], rows, lack).T @ pull
    most, _, best = min(solutions, key=lambda one: one[:2])
    rivals = [weights for standing, _, weights in solutions if standing == most]
    near = free + indicator_rounding * best.sum()
    agreed = all(np.abs(weights - best).max() <= 10 * near for weights in rivals)
    remainder = scores - rows @ best
    at_nought, at_one = remainder <= near, total - best.sum() - remainder <= near
    used = np.vstack([rows[at_nought], lack[at_one]])
    sums = np.concatenate([scores[at_nought], total - scores[at_one]])
    rank = int(np.linalg.matrix_rank(used)) if used.any() else 0
    if rank == best.size:
        best = centred(used, sums, best, free, indicator_rounding)
    weight = max(float(total - best.sum()), 0.0)
    value = (scores - rows @ best) / (weight if weight > near else np.nan)
    different = np.unique(np.column_stack([used, sums]).round(12), axis=0)
    return MissingIndicator(
        best,
        weight,
        possible.spread(np.clip(value, 0, 1)),
        possible.spread(at_nought) == 1,
        possible.spread(at_one) == 1,
        agreed and rank == best.size,
        int(different[:, :-1].any(axis=1).sum()) - rank,
    )


def _cheapest(program: highspy._core._Highs, cost: np.ndarray) -> np.ndarray:
    """Minimise the cost over the possible weights, and refuse where there are none."""
    if not solved(program, cost / (np.abs(cost).max() or 1.0)):
        raise ValueError("no indicator between 0 and 1 makes these scores follow from the others")
    return np.array(program.getSolution().col_value)
