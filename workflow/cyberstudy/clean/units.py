"""Whom the study counts: the members of the frame, the silent ones too, and who has no frame."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from cyberstudy.tables.statuses import BY_NAME, NOT_CONCERNED

_WHO = ["wave", "unit_id"]
_ANSWERED = [name for name, status in BY_NAME.items() if status.answered]


def units_of(
    answers: pl.DataFrame,
    submissions: pl.DataFrame,
    rules: Mapping[str, float],
    *,
    frame: pl.DataFrame | None,
    group: str,
    others: str | None = None,
) -> pl.DataFrame:
    """Say of each unit how complete its answers are.

    Parameters
    ----------
    answers
        `tables.Answers`.
    submissions
        unit_id, wave and group of each form.
    rules
        Shares of applicable questions from which on a unit is complete or partial.
    frame
        Units that were to answer (unit_id), in every wave; None where there is no list of them.
    group
        Of the frame's members, and of everybody whose export names none.
    others
        Group of those of `group` that are not in the frame; None leaves them where they are.

    Returns
    -------
    pl.DataFrame
        `tables.Units`. Assume: of a repeat only the first turn is something that everybody
        should answer.
    """
    once = answers.filter(pl.col("instance") <= 1).unique(
        [*_WHO, "question", "instance"], keep="first", maintain_order=True
    )
    applied = ~pl.col("status").is_in(NOT_CONCERNED)
    counted = once.group_by(_WHO).agg(
        answered=(applied & pl.col("status").is_in(_ANSWERED)).sum(), applied=applied.sum()
    )
    sent = submissions.group_by(_WHO).agg(
        pl.col("group").first().replace("", group), submissions=pl.len().cast(pl.UInt32)
    )
    if frame is None:
        everybody = sent
    else:
        listed = submissions.select("wave").unique().join(frame.select("unit_id"), how="cross")
        if others is not None:
            strange = (pl.col("group") == group) & ~pl.col("unit_id").is_in(
                frame["unit_id"].implode()
            )
            sent = sent.with_columns(group=pl.when(strange).then(pl.lit(others)).otherwise("group"))
        everybody = sent.join(listed, on=_WHO, how="full", coalesce=True)
    share = (pl.col("answered") / pl.max_horizontal("applied", pl.lit(1))).fill_null(0.0)
    return (
        everybody.join(counted, on=_WHO, how="left")
        .with_columns(
            pl.col("group").fill_null(group),
            pl.col("submissions").fill_null(0),
            answered_share=share,
        )
        .select(
            *_WHO,
            "group",
            in_frame=pl.lit(False)
            if frame is None
            else pl.col("unit_id").is_in(frame["unit_id"].implode()),
            outcome=pl.when(pl.col("answered_share") >= rules["complete"])
            .then(pl.lit("complete"))
            .when(pl.col("answered_share") >= rules["partial"])
            .then(pl.lit("partial"))
            .otherwise(pl.lit("none")),
            answered_share="answered_share",
            submissions="submissions",
        )
        .sort(_WHO)
    )
