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

from cyberstudy.declare.codebook import scores_of
from cyberstudy.declare.plan.analyses import DeclaredIndices as IndicesDeclared
from cyberstudy.declare.plan.analyses import IndexOfItems
from cyberstudy.declare.questionnaire import Questionnaire
from cyberstudy.describe.designs import drawn, weighted_means, weighted_quantile
from cyberstudy.describe.internal_consistency import (
    functioning_in_words,
    index_functioning,
    internal_consistency,
)
from cyberstudy.statistics.intervals import Limits, mean_half_width, possible_means
from cyberstudy.tables.answers_by_question import AnswerColumns
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.statuses import NOT_CONCERNED, SAID_INSTEAD
from cyberstudy.tables.waves import WAVE, of_wave, waves_in


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
    questionnaire: Questionnaire,
    plan: IndicesDeclared,
    minimum_base: int,
    seed: int,
    sample: pl.DataFrame | None = None,
) -> Indices:
    """Compute every declared index.

    Parameters
    ----------
    answers
        Those of all questions; of each wave the items' are held.
    units
        `tables.Units`: whom the indices are of.
    memberships
        From `estimates.memberships_of`; groupings of other groups of respondents fall away.
    submissions
        `tables.Submissions`, for languages and channels.
    codebook
        For the scores of items and their labels.
    questionnaire
        For the options that must have a score.
    plan
        The plan's ``indices``: ``of``, ``minimum_answered``, ``confidence``,
        ``resamples`` and ``sets``.
    minimum_base
        Below it no mean of a group is printed.
    seed
        For the resamples; every index has random numbers of its own.
    sample
        From `designs.sample_of`; means of items and groups are then weighted. Internal consistency
        is that of those who answered.

    Returns
    -------
    Indices
        `tables.IndexScores`, `tables.IndexItems`, `tables.IndexGroups`, `tables.IndexReliability`,
        `tables.IndexFunctioning`.
    """
    check_items(plan.sets, codebook, questionnaire, of=plan.of)
    found = []
    for wave in waves_in(units):
        tables = _of_one_wave(
            answers.of_wave(wave),
            *(of_wave(table, wave) for table in (units, memberships, submissions)),
            codebook=codebook,
            plan=plan,
            minimum_base=minimum_base,
            seed=seed,
            sample=None if sample is None else of_wave(sample, wave),
        )
        found.append([table.select(pl.lit(wave).alias(WAVE), pl.all()) for table in tables])
    return Indices(*(pl.concat(tables) for tables in zip(*found, strict=True)))


def _of_one_wave(
    answers: AnswerColumns,
    units: pl.DataFrame,
    memberships: pl.DataFrame,
    submissions: pl.DataFrame,
    *,
    codebook: pl.DataFrame,
    plan: IndicesDeclared,
    minimum_base: int,
    seed: int,
    sample: pl.DataFrame | None,
) -> tuple[pl.DataFrame, ...]:
    """Return scores, items, groups, reliability and functioning of one wave."""
    sets = plan.sets
    own = units.filter(pl.col("group") == plan.of, pl.col("submissions") > 0)
    wanted = sorted({item for entry in sets.values() for item in entry.items})
    answered = answers.long(wanted).join(own.select("unit_id"), on="unit_id")
    said = scored_answers(answered, codebook, wanted)
    scores = index_scores(said, sets, minimum_answered=plan.minimum_answered)
    wide = said.pivot("question", index="unit_id", values="score").sort("unit_id")
    weights = wide.select("unit_id", weight=1.0) if sample is None else sample
    weight = wide.join(weights, on="unit_id", maintain_order="left")["weight"].to_numpy()
    ranges = _ranges(codebook)
    labels = dict(codebook.select("question", "short_label").iter_rows())
    functions = index_functioning(wide, submissions, sets, labels, minimum_base=minimum_base)
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
            low, high = ranges[item]
            items.append(
                keys
                | {"question": item, "label": labels[item], "score_low": low, "score_high": high}
                | _item(matrix, place, minimum_base, weight)
            )
    groups = index_groups(
        scores,
        memberships,
        of=own["unit_id"],
        confidence=plan.confidence,
        minimum_base=minimum_base,
        sample=sample,
    )
    titles = pl.DataFrame({"index": list(sets), "title": [e.title for e in sets.values()]})
    return (
        scores,
        pl.DataFrame(items, infer_schema_length=None),
        titles.join(groups, on="index", maintain_order="left_right"),
        pl.DataFrame(reliability, infer_schema_length=None),
        functions,
    )


def check_items(
    sets: Mapping[str, IndexOfItems],
    codebook: pl.DataFrame,
    questionnaire: Questionnaire,
    *,
    of: str,
) -> None:
    """Stop where an item is not of the form, is not for `of`, or has an option without score.

    Raises
    ------
    StudyProblem
        Naming every such item.
    """
    rows = {row["question"]: row for row in codebook.iter_rows(named=True)}
    problems = []
    for name, entry in sets.items():
        for item in entry.items:
            where = f"plan.yaml, indices, {name}: {item}"
            if item not in rows:
                problems.append(f"{where} is not in the questionnaire")
            elif "groups" in rows[item] and of not in (rows[item]["groups"] or "").split():
                problems.append(f"{where} is not a question for the group {of}")
            elif not rows[item]["scores"]:
                problems.append(f"{where} has no scores in codebook.csv")
            else:
                options = questionnaire.options_of(questionnaire.questions[item]).codes
                scored = scores_of(rows[item]["scores"])
                problems += [
                    f"{where}: option {option} has no score in codebook.csv"
                    for option in options
                    if option not in (*scored, *SAID_INSTEAD)
                ]
                if len(set(scored.values())) < 2:
                    problems.append(f"{where}: all its scores are the same")
    if problems:
        raise StudyProblem(f"The indices can't be computed:{listed(problems)}")


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
        for question, scores in codebook.select("question", "scores").drop_nulls().iter_rows()
        if question in items
        for low, high in [_ranges(codebook)[question]]
        for option, score in scores_of(scores).items()
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
    said: pl.DataFrame, sets: Mapping[str, IndexOfItems], *, minimum_answered: float
) -> pl.DataFrame:
    """Put items together, as `tables.IndexScores`, in the plan's order of indices.

    Parameters
    ----------
    said
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
        said.join(table, on="question")
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


def index_groups(
    scores: pl.DataFrame,
    memberships: pl.DataFrame,
    *,
    of: pl.Series,
    confidence: float,
    minimum_base: int,
    limits: Limits = (0, 1),
    sample: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Average indices by group, as `tables.IndexGroups` without titles.

    The interval is Student's t with the finite population correction 1 - n/N on the variance: a
    model, as if those with a score had been drawn at random from the group's list; of a group that
    all have a score of there is none.

    Parameters
    ----------
    scores
        `tables.IndexScores`.
    memberships
        From `estimates.memberships_of`.
    of
        Units that the indices are of; groupings that hold others are left out.
    confidence, minimum_base
        Of the interval; and below which nothing is printed.
    limits
        What no mean can leave.
    sample
        From `designs.sample_of`; means, intervals and quartiles are then by its design.
    """
    foreign = memberships.filter("replied", ~pl.col("unit_id").is_in(of.implode()))["grouping"]
    own = memberships.filter(~pl.col("grouping").is_in(foreign.unique().implode()))
    sizes = own.group_by("grouping", "group").agg(
        listed=pl.when(pl.col("in_frame").any()).then(pl.col("in_frame").sum()),
        replied=pl.col("replied").sum(),
    )
    score = pl.col("score")
    said = own.filter("replied").join(scores, on="unit_id").sort("unit_id")
    quartiles = {"quartile_1": 0.25, "median": 0.5, "quartile_3": 0.75}
    if sample is None:
        cut = {name: score.quantile(part, "linear") for name, part in quartiles.items()}
    else:
        said = said.join(sample, on="unit_id", maintain_order="left")
        cut = {name: weighted_quantile(score, part) for name, part in quartiles.items()}
    table = (
        said.group_by("index", "grouping", "group", maintain_order=True)
        .agg(base=score.count(), mean=score.mean(), spread=score.std(), **cut)
        .join(sizes, on=["grouping", "group"])
    )
    mean, spread, base, listed = (
        table[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        for name in ("mean", "spread", "base", "listed")
    )
    half = mean_half_width(spread, base, listed, confidence=confidence)
    half = np.where(base >= listed, np.nan, half)  # nothing is left to estimate
    if sample is not None:
        # What nonrespondents could have said is not known of a sample: its weights stand for them.
        listed = np.full(len(mean), np.nan)
        keys = ["index", "grouping", "group"]
        scored = said.select(*keys, "unit_id", "score")
        mean, error = weighted_means(table.select(keys), scored, sample, "score")
        half = drawn(sample).half_width(error, confidence=confidence)
    listed = np.where(np.isnan(listed), np.inf, listed)
    least, most = possible_means(mean, base, listed, limits=limits)
    low, high = np.maximum(mean - half, least), np.minimum(mean + half, most)
    printed = pl.col("base") >= minimum_base
    # Assume: of fewer units than twice the minimum base a quartile is all but one unit's score.
    many = pl.col("base") >= 2 * minimum_base
    return (
        table.with_columns(
            mean=pl.when(printed).then(pl.Series(mean).fill_nan(None)),
            low=pl.when(printed).then(pl.Series(low).fill_nan(None)),
            high=pl.when(printed).then(pl.Series(high).fill_nan(None)),
            **{name: pl.when(many).then(name) for name in ("quartile_1", "median", "quartile_3")},
            reason=pl.when(~printed)
            .then(pl.lit(f"base under {minimum_base}"))
            .when(~many)
            .then(pl.lit(f"no quartiles: base under {2 * minimum_base}"))
            .otherwise(pl.lit("")),
        )
        .drop("spread")
        .sort("grouping", "group")
    )


def _item(
    matrix: np.ndarray, place: int, minimum_base: int, weight: np.ndarray
) -> dict[str, object]:
    """Base, weighted mean and item-rest correlation of one item."""
    own = matrix[:, place]
    base = int((~np.isnan(own)).sum())
    row: dict[str, object] = {"base": base, "mean": None, "item_rest": None}
    row["reason"] = f"base under {minimum_base}"
    if base < minimum_base:
        return row
    others = np.delete(matrix, place, axis=1)
    counted = (~np.isnan(others)).sum(axis=1)
    rest = np.nansum(others, axis=1) / np.maximum(counted, 1)
    both = ~np.isnan(own) & (counted > 0)
    varies = both.sum() >= minimum_base and own[both].std() > 1e-12 and rest[both].std() > 1e-12
    correlation = float(np.corrcoef(own[both], rest[both])[0, 1]) if varies else None
    mean = float(np.nansum(own * weight) / weight[~np.isnan(own)].sum())
    return row | {"mean": mean, "item_rest": correlation, "reason": ""}


def _ranges(codebook: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """Smallest and largest score of every scored question."""
    rows = codebook.select("question", "scores").drop_nulls().iter_rows()
    return {
        question: (min(found.values()), max(found.values()))
        for question, text in rows
        for found in [scores_of(text)]
    }
