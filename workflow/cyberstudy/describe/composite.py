"""Scores that somebody published, recomputed from their indicators.

The formula is found in the data, not believed: weights that most units follow to the last digit.
Units that break it are named, with each single slip that would explain them; and where no formula
is found, what the scores say of an indicator that the data lack.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.declare.plan.composites import DeclaredComposite, PublishedScore, RankedScore
from cyberstudy.statistics.composite import (
    NOISE,
    Explanation,
    RecoveredWeights,
    explain,
    recover_weights,
)
from cyberstudy.statistics.missing_indicator import bounds_of_missing, reconstruct_missing
from cyberstudy.statistics.rank_ranges import ranks_within
from cyberstudy.tables.composite import (
    CompositeMissing,
    CompositeRanks,
    CompositeResiduals,
    CompositeWeights,
)
from cyberstudy.tables.storage import schema_of
from cyberstudy.tables.waves import WAVE, of_wave, waves_in

Rows = list[dict[str, Any]]


@dataclass
class Recomputed:
    """What was found, as `tables.composite` has it."""

    weights: pl.DataFrame
    residuals: pl.DataFrame
    missing: pl.DataFrame
    ranks: pl.DataFrame


@dataclass(frozen=True)
class _Score:
    """One score in one wave: units with it and all of its indicators."""

    declared: PublishedScore
    indicators: Sequence[str]
    units: Sequence[str]
    values: np.ndarray
    published: np.ndarray
    score_rounding: float  # half a unit of the last digit
    indicator_rounding: float

    def sure(self, number: float) -> float | None:
        """Round to what arithmetic is sure of, so that tables agree on all machines."""
        largest = np.abs(self.published).max() or 1.0
        decimals = 10 - int(np.ceil(np.log10(largest)))
        # A nought has no sign.
        return round(float(number), decimals) + 0.0 if np.isfinite(number) else None


@dataclass
class _Found:
    weights: Rows = field(default_factory=list)
    residuals: Rows = field(default_factory=list)
    missing: Rows = field(default_factory=list)
    ranks: Rows = field(default_factory=list)


def recompute_scores(
    answers: pl.DataFrame, codebook: pl.DataFrame, plan: DeclaredComposite
) -> Recomputed:
    """Recompute every declared score in every wave that has it.

    Assume: an indicator that no unit has in a wave is no part of that wave's score.

    Parameters
    ----------
    answers
        `tables.Answers`.
    codebook
        For short labels.
    plan
        The plan's ``composite``.

    Returns
    -------
    Recomputed
        `tables.CompositeWeights`, `tables.CompositeResiduals`, `tables.CompositeMissing`,
        `tables.CompositeRanks`; the last is empty where the plan ranks by no score, or no
        formula of it was found.
    """
    labels = dict(codebook.select("question", "short_label").iter_rows())
    found = _Found()
    for wave in waves_in(answers):
        numbers = _numbers(of_wave(answers, wave), plan)
        for name, declared in plan.scores.items():
            if score := _score(numbers, declared, plan):
                key = {WAVE: wave, "score": declared.score}
                recovered = _recompute(score, key, labels, found)
                if recovered and plan.ranked and name == plan.ranked.score:
                    found.ranks += _ranks(score, wave, recovered, plan.ranked)
    return Recomputed(
        _table(found.weights, CompositeWeights),
        _table(found.residuals, CompositeResiduals),
        _table(found.missing, CompositeMissing),
        _table(found.ranks, CompositeRanks),
    )


def _table(rows: Rows, contract: type[dy.Schema]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema_of(contract))


def _numbers(answers: pl.DataFrame, plan: DeclaredComposite) -> pl.DataFrame:
    """One row a unit, one column a question of the plan that somebody has a number for."""
    valid = answers.filter(pl.col("question").is_in(plan.questions), pl.col("status") == "valid")
    return valid.pivot("question", index="unit_id", values="number").sort("unit_id")


def _score(
    numbers: pl.DataFrame, declared: PublishedScore, plan: DeclaredComposite
) -> _Score | None:
    indicators = [name for name in declared.indicators if name in numbers.columns]
    if declared.score not in numbers.columns or not indicators:
        return None
    whole = numbers.select("unit_id", declared.score, *indicators).drop_nulls()
    return _Score(
        declared,
        indicators,
        whole["unit_id"].to_list(),
        whole.select(indicators).to_numpy(),
        whole[declared.score].to_numpy(),
        _half(plan.score_decimals),
        _half(plan.indicator_decimals),
    )


def _half(decimals: int | None) -> float:
    """Half a unit of the last digit."""
    return 0.0 if decimals is None else 0.5 * 10.0**-decimals


def _recompute(
    score: _Score, key: dict[str, str], labels: dict[str, str], found: _Found
) -> RecoveredWeights | None:
    """Add the rows of one score, and return its formula if there is one."""
    rows: Rows = [
        key
        | {"title": score.declared.title, "indicator": name, "label": labels.get(name) or name}
        | {"base": len(score.units), "reason": ""}
        for name in score.indicators
    ]
    found.weights += rows
    if len(score.units) < len(score.indicators):
        _explain_why(rows, "fewer units than weights")
        return None
    recovered = recover_weights(
        score.values,
        score.published,
        score_rounding=score.score_rounding,
        indicator_rounding=score.indicator_rounding,
    )
    _add(rows, follow=int(recovered.follows.sum()), confirmed=recovered.confirmed)
    if 2 * recovered.follows.sum() < len(score.units):
        _explain_why(rows, "no weights are followed by half of the units")
        found.weights += _bound_missing(score, key, rows, found.missing)
    elif recovered.confirmed < 1:
        _explain_why(rows, "any scores of so few different units have such weights")
    else:
        for j, row in enumerate(rows):
            row |= {
                "weight": score.sure(recovered.weights[j]),
                "low": score.sure(recovered.low[j]),
                "high": score.sure(recovered.high[j]),
                "share": score.sure(recovered.weights[j] / (recovered.weights.sum() or 1.0)),
                "unique": recovered.unique,
            }
        found.residuals += _residuals(score, key, recovered, labels)
        return recovered
    return None


def _add(rows: Rows, **cells: object) -> None:
    for row in rows:
        row.update(cells)


def _explain_why(rows: Rows, reason: str) -> None:
    _add(rows, reason=reason)


def _bound_missing(score: _Score, key: dict[str, str], rows: Rows, missing: Rows) -> Rows:
    """Bound what the data lack, if the sum of the weights is known; return its row of weights."""
    if score.declared.total is None:
        return []
    if score.values.min() < 0 or score.values.max() > 1:
        _explain_why(rows, f"{rows[0]['reason']}; not all indicators lie between 0 and 1")
        return []
    total, rounding = float(score.declared.total), score.score_rounding
    try:
        bounds = bounds_of_missing(
            score.values,
            score.published,
            total=total,
            score_rounding=rounding,
            indicator_rounding=score.indicator_rounding,
        )
    except ValueError as problem:  # no such indicator
        _explain_why(rows, f"{rows[0]['reason']}; {problem}")
        return []
    ends = reconstruct_missing(
        score.values,
        score.published,
        total=total,
        score_rounding=rounding,
        indicator_rounding=score.indicator_rounding,
    )
    for j, row in enumerate(rows):
        row |= {
            "low": score.sure(bounds.weights_low[j]),
            "high": score.sure(bounds.weights_high[j]),
            "if_at_ends": score.sure(ends.weights[j]),
        }
    _add(rows, confirmed=ends.confirmed, unique=False)
    missing += [
        key
        | {
            "unit_id": unit,
            "low": score.sure(bounds.value_low[i]),
            "high": score.sure(bounds.value_high[i]),
            "if_at_ends": score.sure(ends.value[i]),
        }
        for i, unit in enumerate(score.units)
    ]
    of_missing = {
        "indicator": "",
        "label": "",
        "low": score.sure(bounds.weight_low),
        "high": score.sure(bounds.weight_high),
        "if_at_ends": score.sure(ends.weight),
    }
    return [rows[0] | of_missing]


def _residuals(
    score: _Score, key: dict[str, str], recovered: RecoveredWeights, labels: dict[str, str]
) -> Rows:
    """Lay every unit's score beside the recomputed one, exceptions with their explanations."""
    slips: dict[int, list[str]] = {}
    for slip in explain(score.values, score.published, recovered, rounding=score.score_rounding):
        said = "".join(_said(slip, score, recovered, labels))
        slips.setdefault(slip.unit, []).append(said)
    return [
        key
        | {
            "unit_id": unit,
            "published": score.published[i],
            "recomputed": score.sure(recovered.recomputed[i]),
            "residual": score.sure(recovered.residual[i]),
            "follows": recovered.follows[i],
            "explanation": "; or ".join(slips.get(i, [])),
        }
        for i, unit in enumerate(score.units)
    ]


def _ranks(score: _Score, wave: str, recovered: RecoveredWeights, ranked: RankedScore) -> Rows:
    """Rank by the formula, and by all weights within the declared range of its own."""
    fixed = recovered.weights / (recovered.weights.sum() or 1.0)
    own = ranks_within(score.values, low=fixed, high=fixed)
    free = ranks_within(score.values, low=ranked.least * fixed, high=ranked.most * fixed)
    return [
        {
            WAVE: wave,
            "unit_id": unit,
            "score": score.sure(recovered.recomputed[i]),
            "rank": own.best[i],
            "best": free.best[i],
            "worst": free.worst[i],
            "span": free.worst[i] - free.best[i],
            "exact": free.best[i] == free.best_possible[i]
            and free.worst[i] == free.worst_possible[i],
        }
        for i, unit in enumerate(score.units)
    ]


def _said(
    slip: Explanation, score: _Score, recovered: RecoveredWeights, labels: dict[str, str]
) -> Iterator[str]:
    """Say a slip in words."""
    items = [labels.get(score.indicators[item]) or score.indicators[item] for item in slip.items]
    total = recovered.weights.sum()
    if slip.slip == "scale" and abs(slip.value * total - 1) <= NOISE:
        yield f"the score is the weighted mean, not multiplied by {total:.6g}, the sum of weights"
    elif slip.slip == "scale":
        yield f"the score was multiplied by {slip.value:g}"
    elif slip.slip == "rounding":
        yield f"the score was rounded, to {slip.value:g} places after the point"
    elif slip.slip == "indicator":
        yield f"{items[0]} was {slip.value:.6g} when the score was computed"
    elif slip.slip == "exchange":
        yield f"{items[0]} and {items[1]} were exchanged"
    else:
        yield f"the score and that of {score.units[int(slip.value)]} were exchanged"
