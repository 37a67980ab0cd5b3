"""Several answers in several columns: one column an option, put together into one answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from cyberstudy.clean.decode import MissingTokens, constrained
from cyberstudy.declare.matching import index_of, normalised
from cyberstudy.declare.questionnaire import Question, Questionnaire
from cyberstudy.tables.statuses import SAID_INSTEAD

TICKED, UNTICKED, INSTEAD, BAD = "ticked", "unticked", "instead", "bad"
NAMED = "named"  # the text is an option's: a tick in that option's own column


@dataclass(frozen=True)
class Ticks:
    """What a column for one option may hold in this export."""

    ticked: Collection[str]
    unticked: Collection[str]  # not chosen, or not shown
    missing: MissingTokens

    @cached_property
    def _ticked(self) -> set[str]:
        return {normalised(tick) for tick in self.ticked}

    @cached_property
    def _unticked(self) -> set[str]:
        return {normalised(tick) for tick in self.unticked}

    def meaning_of(
        self, text: str, question: Question, questionnaire: Questionnaire
    ) -> tuple[str, str]:
        """Return what `text` says of the option, and the code that is said instead."""
        folded = normalised(text)
        if folded in self._ticked:
            return TICKED, ""
        if not folded or folded in self._unticked:
            return UNTICKED, ""
        match = index_of(questionnaire.options_of(question)).find(text)
        if match is not None and match.code in SAID_INSTEAD:
            return INSTEAD, match.code
        status = self.missing.status_of(text)
        if status == "no_answer":
            return UNTICKED, ""
        if status:
            return INSTEAD, status
        return (NAMED, match.code) if match else (BAD, "")


def decode_block(
    cells: pl.DataFrame,
    question: Question,
    questionnaire: Questionnaire,
    *,
    ticks: Ticks,
    implied: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """Judge the columns of one several-answer question.

    Parameters
    ----------
    cells
        Cells of its option columns, with submission_id.
    ticks
        The vocabulary of the export.
    implied
        option -> submissions (submission_id, instance) that chose it elsewhere: who writes a
        text for "other" has ticked it.

    Returns
    -------
    pl.DataFrame
        One row a submission and instance: keys, header and row of the first cell (of the first
        bad one, if any), text (what was found bad), value (codes in the options' order), number,
        status, how, reason, cells (how many were put together).
    """
    distinct = cells["text"].unique().drop_nulls().to_list()
    meanings = {text: ticks.meaning_of(text, question, questionnaire) for text in distinct}
    table = pl.DataFrame(
        [(text, *meaning) for text, meaning in meanings.items()],
        schema={"text": pl.String, "meaning": pl.String, "instead": pl.String},
        orient="row",
    )
    codes = questionnaire.options_of(question).codes
    order = {code: place for place, code in enumerate(codes)}
    named = pl.col("meaning") == NAMED
    told = cells.join(table, on="text", how="left", maintain_order="left").with_columns(
        pl.when(named & (pl.col("instead") == pl.col("option")))
        .then(pl.lit(TICKED))
        .when(named)
        .then(pl.lit(BAD))
        .otherwise(pl.col("meaning").fill_null(UNTICKED))
        .alias("meaning")
    )
    keys = ["file", "sheet", "record", "submission_id", "question", "instance"]
    bad = pl.col("meaning") == BAD
    block = told.group_by(keys, maintain_order=True).agg(
        row=pl.coalesce(pl.col("row").filter(bad).first(), pl.col("row").first()),
        header=pl.coalesce(pl.col("header").filter(bad).first(), pl.col("header").first()),
        text=pl.col("text").filter(bad).first(),
        chosen=pl.col("option").filter(pl.col("meaning") == TICKED),
        instead=pl.col("instead").filter(pl.col("meaning") == INSTEAD).first(),
        bad=bad.any(),
        cells=pl.len().cast(pl.UInt32),
    )
    for option, where in implied.items():
        said = (
            where.select("submission_id", "instance").unique().with_columns(option=pl.lit(option))
        )
        block = block.join(
            said, on=["submission_id", "instance"], how="left", maintain_order="left"
        )
        block = block.with_columns(
            chosen=pl.when(pl.col("option").is_not_null())
            .then(pl.concat_list("chosen", "option"))
            .otherwise("chosen")
        ).drop("option")
    # What is said instead stands among the chosen, so that a constraint can refuse both together.
    chosen = [
        sorted({*row, *([instead] if instead in order else [])}, key=order.__getitem__)
        for row, instead in block.select("chosen", "instead").iter_rows()
    ]
    judged = block.with_columns(
        value=pl.Series([" ".join(c) or None for c in chosen], dtype=pl.String)
    )
    judged = judged.with_columns(
        value=pl.when("bad").then(None).otherwise("value"),
        number=pl.lit(None, dtype=pl.Float64),
        status=pl.when("bad")
        .then(pl.lit("invalid"))
        .when(pl.col("value").is_not_null())
        .then(pl.lit("valid"))
        .otherwise(pl.col("instead").fill_null("no_answer")),
        how=pl.when("bad").then(pl.lit("unknown_option")),
        reason=pl.when("bad").then(pl.lit(f"neither a tick nor its absence for {question.name}")),
    )
    if question.constraint:
        judged = constrained(judged, question, question.constraint)
    return judged.drop("chosen", "instead", "bad")
