"""Numbers by group, and how answers changed between two waves.

The units of a frame are a census with nonresponse: an interval is a model, as if those who answered
had been drawn at random from their group's list; where all of them answered there is none.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from cyberstudy.describe.by_group import printed, sizes_of
from cyberstudy.describe.designs import drawn, weighted_means
from cyberstudy.describe.estimates import said_of
from cyberstudy.describe.index_means import index_groups
from cyberstudy.statistics.differences import paired_newcombe
from cyberstudy.statistics.intervals import mean_half_width
from cyberstudy.tables.levels import Levels
from surveyanswers.instrument.questionnaire import NUMBERS, Question, Questionnaire
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import schema_of
from surveyanswers.tables.waves import of_wave

_KEYS = ["grouping", "group", "question", "option"]


def levels_of(
    answers: AnswerColumns,
    memberships: pl.DataFrame,
    questionnaire: Questionnaire,
    codebook: pl.DataFrame,
    *,
    minimum_base: int,
    confidence: float,
    sample: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Average the numbers that were given, by wave, grouping and group.

    Parameters
    ----------
    answers, memberships, minimum_base, confidence, sample
        As for `estimates.estimate_all`; below twice the minimum base no quartile is printed.
    questionnaire
        For the questions that ask for a number, and what its constraint lets a mean be.

    Returns
    -------
    pl.DataFrame
        `tables.Levels`, questions in the form's order. Assume: of a repeat the instances are no
        answers of the unit as a whole, so questions in repeats are left out.
    """
    labels = codebook.select("question", label="short_label")
    parts = []
    for wave in answers.waves:
        answers_of_wave, members = answers.of_wave(wave), memberships.filter(wave=wave).drop("wave")
        for question in _numeric(questionnaire):
            numbers = answers_of_wave.long([question.name]).filter(status="valid")
            levels = index_groups(
                numbers.select("unit_id", index="question", score="number"),
                members,
                of=members["unit_id"].unique(),
                confidence=confidence,
                minimum_base=minimum_base,
                limits=question.limits,
                sample=None if sample is None else of_wave(sample, wave),
            )
            parts.append(levels.select(pl.lit(wave).alias("wave"), pl.all()))
    if not parts:  # all numbers are of repeats
        return pl.DataFrame(schema=schema_of(Levels))
    levels = pl.concat(parts).rename({"index": "question"})
    return levels.join(labels, on="question", how="left", maintain_order="left")


def change_of(
    answers: AnswerColumns,
    memberships: pl.DataFrame,
    questionnaire: Questionnaire,
    *,
    waves: tuple[str, str],
    minimum_base: int,
    confidence: float | None,
    sample: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return how the same units' answers changed from one wave to another.

    Only units with a valid answer in both waves count, so that nobody's coming or going is taken
    for a change. A share's interval is Newcombe's for paired shares, a mean's is Student's on the
    differences; both with the finite population correction.

    Parameters
    ----------
    answers, memberships, questionnaire, minimum_base, confidence, sample
        As for `levels_of` and `estimates.estimate_all`; groups are those of the second wave.
        Assume: units of a sample stand for those for whom they stand in the second wave.

    Returns
    -------
    pl.DataFrame
        `tables.Change`: one row a grouping, group, question and option ("" for a number).
    """
    members = of_wave(memberships, waves[1])
    drawn_then = None if sample is None else of_wave(sample, waves[1])
    then = [answers.of_wave(wave) for wave in waves]
    change = pl.col("value_to") - pl.col("value")
    parts = []
    for question in questionnaire.questions:
        before, after = (
            _valued(answers_of_wave.long([question]), questionnaire) for answers_of_wave in then
        )
        both = before.join(after, on=["unit_id", "question", "option"], suffix="_to")
        changes = members.filter("replied").join(both, on="unit_id")
        table = (
            changes.group_by(_KEYS)
            .agg(
                base=pl.len(),
                level_from=pl.col("value").mean(),
                level_to=pl.col("value_to").mean(),
                spread=change.std(),
                risen=(change > 0).sum(),
                fallen=(change < 0).sum(),
                kept=(pl.col("value") * pl.col("value_to")).sum(),
            )
            .join(sizes_of(members), on=["grouping", "group"])
        )
        if drawn_then is None:
            low, high = _intervals(table, confidence)
        else:
            table, low, high = _of_sample(table, changes, drawn_then, confidence)
        ends = {"low": pl.Series(low, dtype=pl.Float64), "high": pl.Series(high, dtype=pl.Float64)}
        parts.append(table.with_columns(**ends))
    order = {name: place for place, name in enumerate(questionnaire.questions)}
    shown = ["level_from", "level_to", "difference", "low", "high", "risen", "fallen"]
    table = (
        pl.concat(parts)
        .with_columns(
            wave_from=pl.lit(waves[0]),
            wave_to=pl.lit(waves[1]),
            difference=pl.col("level_to") - pl.col("level_from"),
            low=pl.col("low").fill_nan(None),
            high=pl.col("high").fill_nan(None),
            order=pl.col("question").replace_strict(order),
        )
        .sort("grouping", "group", "order", "option")
    )
    columns = ("wave_from", "wave_to", *_KEYS, "listed", "base", *shown, "reason")
    return printed(table, shown, minimum_base).select(columns)


def _numeric(questionnaire: Questionnaire) -> Iterator[Question]:
    for question in questionnaire.questions.values():
        if question.type in NUMBERS and question.repeat is None:
            yield question


def _valued(answers: pl.DataFrame, questionnaire: Questionnaire) -> pl.DataFrame:
    """One row a unit, question and option with a valid answer: its number, or 1 if chosen."""
    names = [question.name for question in _numeric(questionnaire)]
    valid = pl.col("status") == "valid"
    numbers = answers.filter(valid, pl.col("question").is_in(names)).select(
        "unit_id", "question", option=pl.lit(""), value="number"
    )
    chosen = said_of(answers, questionnaire).filter(valid)
    return pl.concat(
        [
            numbers,
            chosen.select("unit_id", "question", "option", value=pl.col("chosen").cast(pl.Float64)),
        ]
    )


def _intervals(table: pl.DataFrame, confidence: float | None) -> tuple[np.ndarray, np.ndarray]:
    """Ends of each difference's interval: paired shares where there is an option, else means."""
    if confidence is None:
        none = np.full(table.height, np.nan)
        return none, none
    n = table["base"].to_numpy().astype(float)
    size = np.maximum(table["listed"].cast(pl.Float64).fill_null(np.inf).to_numpy(), n)
    difference = (table["level_to"] - table["level_from"]).to_numpy()
    spread = table["spread"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    half = mean_half_width(spread, n, size, confidence=confidence)
    share = (table["option"] != "").to_numpy()
    gained, lost, kept = (table[name].to_numpy() for name in ("risen", "fallen", "kept"))
    down, up = paired_newcombe(
        np.where(share, kept, 0),
        np.where(share, gained, 0),
        np.where(share, lost, 0),
        n,
        confidence=confidence,
        population=np.where(np.isfinite(size), size, 0),
    )
    low, high = np.where(share, down, difference - half), np.where(share, up, difference + half)
    return np.where(n < size, low, np.nan), np.where(n < size, high, np.nan)


def _of_sample(
    table: pl.DataFrame, changes: pl.DataFrame, sample: pl.DataFrame, confidence: float | None
) -> tuple[pl.DataFrame, np.ndarray, np.ndarray]:
    """Weigh levels, and give the ends of each difference's interval by the design.

    Each unit's change is one value, so what its cluster or the unit itself said in both waves is
    heeded. Assume: where nobody changed, the design has nothing to make an interval of.
    """
    levels = {
        "level_from": pl.col("value"),
        "level_to": pl.col("value_to"),
        "change": pl.col("value_to") - pl.col("value"),
    }
    estimates = {
        name: weighted_means(
            table.select(_KEYS), changes.select(*_KEYS, "unit_id", column.alias(name)), sample, name
        )
        for name, column in levels.items()
    }
    design, (change, error) = drawn(sample), estimates.pop("change")
    unknown = (error < 1e-12) & (design.left > 0).any()
    half = design.half_width(error, confidence=confidence) if confidence else np.nan
    half = np.where(unknown, np.nan, half)
    most = np.where(table["option"] != "", 1.0, np.inf)
    weighed = table.with_columns(pl.Series(name, level) for name, (level, _) in estimates.items())
    return weighed, np.maximum(change - half, -most), np.minimum(change + half, most)
