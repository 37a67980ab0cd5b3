"""Indices: named sets of scored items put together without weights, and their internal consistency.

A unit's score is the mean over the items that it answered, each item rescaled from its own range
of scores in the codebook to 0..1: 0 is the lowest answer to every item, 1 the highest. Items that
the unit was not asked, or that do not concern it, take no part; where too few of the others are
answered there is no score. Cronbach's alpha and the mean correlation of items say whether the items
measure one dimension; an index without internal consistency is written out with a warning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import polars as pl

from cyberstudy.declare.plan.analyses import DeclaredIndices as IndicesDeclared
from cyberstudy.declare.plan.analyses import IndexOfItems
from cyberstudy.describe.index_means import SENSITIVITY, index_groups
from cyberstudy.describe.internal_consistency import (
    functioning_in_words,
    index_functioning,
    internal_consistency,
)
from cyberstudy.statistics.reliability import item_rest
from surveyanswers.instrument.codebook import scores_of
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.statuses import NOT_CONCERNED
from surveyanswers.tables.waves import WAVE, of_wave, waves_in


@dataclass(frozen=True)
class Indices:
    """The tables that declared indices give, each with the column `wave` in front."""

    scores: pl.DataFrame
    items: pl.DataFrame
    groups: pl.DataFrame
    reliability: pl.DataFrame
    functioning: pl.DataFrame


def describe_indices(
    answers: AnswerColumns,
    units: pl.DataFrame,
    memberships: pl.DataFrame,
    submissions: pl.DataFrame,
    *,
    codebook: pl.DataFrame,
    plan: IndicesDeclared,
    minimum_base: int,
    seed: int,
    sample: pl.DataFrame | None = None,
    strata: pl.DataFrame | None = None,
) -> Indices:
    """Compute every declared index.

    Parameters
    ----------
    answers, memberships, minimum_base, sample
        As for `estimates.estimate_all`; groupings of other groups of respondents fall away, and
        internal consistency is that of those who answered.
    units
        `tables.Units`: whom the indices are of.
    submissions
        `tables.Submissions`, for languages and channels.
    codebook
        For the scores of items and their labels.
    plan
        The plan's ``indices``: ``of``, ``minimum_answered``, ``confidence``,
        ``resamples`` and ``sets``.
    seed
        For the resamples; every index has random numbers of its own.
    strata
        From `weighting.strata_of`; means of groups are then those of all that are listed.

    Returns
    -------
    Indices
        `tables.IndexScores`, `tables.IndexItems`, `tables.IndexGroups`, `tables.IndexReliability`,
        `tables.IndexFunctioning`.
    """
    sets, scores_by_item = plan.sets, _scores(codebook)
    labels = dict(codebook.select("question", "short_label").iter_rows())
    titles = pl.DataFrame({"index": list(sets), "title": [e.title for e in sets.values()]})
    wanted = sorted({item for entry in sets.values() for item in entry.items})
    parts = []
    for wave in waves_in(units):
        drawn, layers = (t if t is None else of_wave(t, wave) for t in (sample, strata))
        respondents = of_wave(units, wave).filter(
            pl.col("group") == plan.of, pl.col("submissions") > 0
        )
        answered = (
            answers.of_wave(wave).long(wanted).join(respondents.select("unit_id"), on="unit_id")
        )
        item_scores = scored_answers(answered, codebook, wanted)
        scores = index_scores(item_scores, sets, minimum_answered=plan.minimum_answered)
        wide = item_scores.pivot("question", index="unit_id", values="score").sort("unit_id")
        weights = wide.select("unit_id", weight=1.0) if drawn is None else drawn
        weight = wide.join(weights, on="unit_id", maintain_order="left")["weight"].to_numpy()
        functions = index_functioning(
            wide, of_wave(submissions, wave), sets, labels, minimum_base=minimum_base
        )
        items, reliability = [], []
        for name, entry in sets.items():
            matrix = wide.select(entry.items).to_numpy().astype(float)
            keys = {"index": name, "title": entry.title}
            rng = np.random.default_rng([seed, crc32(name.encode())])
            held = internal_consistency(
                matrix, confidence=plan.confidence, resamples=plan.resamples, rng=rng
            )
            reliability.append(keys | held | {"functioning": functioning_in_words(functions, name)})
            for place, item in enumerate(entry.items):
                scores_of_item = scores_by_item[item].values()
                items.append(
                    keys
                    | {"question": item, "label": labels[item]}
                    | {"score_low": min(scores_of_item), "score_high": max(scores_of_item)}
                    | _item(matrix, place, minimum_base, weight)
                )
        groups = index_groups(
            scores,
            of_wave(memberships, wave),
            of=respondents["unit_id"],
            confidence=plan.confidence,
            minimum_base=minimum_base,
            sample=drawn,
            strata=layers,
        )
        if strata is None:
            absent = {name: pl.lit(None, pl.Float64) for name in SENSITIVITY}
            groups = groups.with_columns(effective="base", **absent)
        tables = (
            scores,
            pl.DataFrame(items, infer_schema_length=None),
            titles.join(groups, on="index", maintain_order="left_right"),
            pl.DataFrame(reliability, infer_schema_length=None),
            functions,
        )
        parts.append([table.select(pl.lit(wave).alias(WAVE), pl.all()) for table in tables])
    return Indices(*(pl.concat(tables) for tables in zip(*parts, strict=True)))


def scored_answers(
    answers: pl.DataFrame, codebook: pl.DataFrame, items: Sequence[str]
) -> pl.DataFrame:
    """Score every unit's answer to each item.

    Returns
    -------
    pl.DataFrame
        unit_id, question, score (0..1 over the item's own range of scores in the codebook; null
        unless the answer is valid), applicable (the unit was asked the item and it concerns the
        unit).
    """
    rescaled = [
        (question, option, (score - low) / (high - low))
        for question, scores in _scores(codebook).items()
        if question in items
        for low, high in [(min(scores.values()), max(scores.values()))]
        for option, score in scores.items()
    ]
    table = pl.DataFrame(
        rescaled,
        schema={"question": pl.String, "value": pl.String, "score": pl.Float64},
        orient="row",
    )
    return (
        answers.filter(pl.col("question").is_in(list(items)))
        .join(table, on=["question", "value"], how="left")
        .select(
            "unit_id",
            "question",
            "score",
            applicable=~pl.col("status").cast(pl.String).is_in(NOT_CONCERNED),
        )
        .sort("unit_id", "question")
    )


def index_scores(
    item_scores: pl.DataFrame, sets: Mapping[str, IndexOfItems], *, minimum_answered: float
) -> pl.DataFrame:
    """Return `tables.IndexScores`, the mean score of each unit's items, in the plan's order.

    Parameters
    ----------
    item_scores
        From `scored_answers`.
    sets
        Index -> ``items``.
    minimum_answered
        Share of the items applicable to the unit; with fewer answered there is no score.
    """
    pairs = [
        (order, name, item)
        for order, (name, entry) in enumerate(sets.items())
        for item in entry.items
    ]
    table = pl.DataFrame(pairs, schema=["order", "index", "question"], orient="row")
    enough = pl.col("answered") >= minimum_answered * pl.col("applicable") - 1e-9
    return (
        item_scores.join(table, on="question")
        # In one order, so that sums of the same items are the same to the last bit.
        .sort("order", "unit_id", "question")
        .group_by("order", "index", "unit_id", maintain_order=True)
        .agg(
            pl.col("score").mean(),
            answered=pl.col("score").count(),
            applicable=pl.col("applicable").sum(),
        )
        .with_columns(
            score=pl.when(enough, pl.col("answered") > 0).then(pl.col("score").clip(0, 1))
        )
        .select("unit_id", "index", "score", "answered", "applicable")
    )


def _item(
    matrix: np.ndarray, place: int, minimum_base: int, weight: np.ndarray
) -> dict[str, object]:
    """Base, weighted mean and item-rest correlation of one item."""
    scores = matrix[:, place]
    base = int((~np.isnan(scores)).sum())
    row: dict[str, object] = {"base": base, "mean": None, "item_rest": None}
    row["reason"] = f"base under {minimum_base}"
    if base < minimum_base:
        return row
    mean = float(np.nansum(scores * weight) / weight[~np.isnan(scores)].sum())
    rest = item_rest(matrix, place, minimum_base)
    return row | {"mean": mean, "item_rest": rest, "reason": ""}


def _scores(codebook: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Scores of every scored question, by option."""
    rows = codebook.select("question", "scores").drop_nulls().iter_rows()
    return {question: scores_of(text) for question, text in rows}
