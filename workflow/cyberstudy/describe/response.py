"""Who replied, through which channel, and what was wrong with what they sent: counts only."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def response_rates(
    units: pl.DataFrame, frame: pl.DataFrame | None, by: Sequence[str]
) -> pl.DataFrame:
    """Count who replied, of whom; by group of respondents, and within the frame by `by`.

    Response rates are those of the American Association for Public Opinion Research (Standard
    Definitions) for a list whose members are all known to be eligible: RR1 counts complete
    replies, RR2 partial ones too. Where there is no list there is no rate.

    Parameters
    ----------
    frame
        The list of those who were to answer: unit_id and the columns in `by`; or None.

    Returns
    -------
    pl.DataFrame
        `tables.Response`: wave, by, group, listed (null without a list), replied, complete,
        partial, rr1, rr2.
    """
    parts = [_counted(units.with_columns(by=pl.lit("respondents")))]
    if frame is not None:
        for column in by:
            named = frame.select("unit_id", by=pl.lit(column), group=column)
            parts.append(_counted(units.filter("in_frame").drop("group").join(named, on="unit_id")))
    rates = {
        "rr1": pl.col("complete") / pl.col("listed"),
        "rr2": (pl.col("complete") + pl.col("partial")) / pl.col("listed"),
    }
    return pl.concat(parts).with_columns(**rates).sort("wave", "by", "group")


def _counted(units: pl.DataFrame) -> pl.DataFrame:
    replied = pl.col("submissions") > 0
    return units.group_by("wave", "by", "group").agg(
        # A group without a list has no members in one.
        listed=pl.when(pl.col("in_frame").any()).then(pl.col("in_frame").sum()),
        replied=replied.sum(),
        complete=(replied & (pl.col("outcome") == "complete")).sum(),
        partial=(replied & (pl.col("outcome") == "partial")).sum(),
    )


def channel_counts(submissions: pl.DataFrame, *, by_language: bool = True) -> pl.DataFrame:
    """Count forms by channel, language and standing, as `tables.Channels`.

    Without languages the language is "": it is nearly the name of a State.
    """
    language = pl.col("language") if by_language else pl.lit("")
    return (
        submissions.with_columns(language=language)
        .group_by("channel", "language", "standing")
        .agg(forms=pl.len(), sent=pl.col("submitted_on").is_not_null().sum())
        .sort("channel", "language", "standing")
    )


def disagreements(
    conflicts: pl.DataFrame, submissions: pl.DataFrame, codebook: pl.DataFrame
) -> pl.DataFrame:
    """Count, for each question, the units whose forms say different things.

    Parameters
    ----------
    conflicts
        `tables.Conflicts`, of all waves.
    submissions
        `tables.Submissions`, of which the current ones count.
    codebook
        For the order of questions and their short labels.

    Returns
    -------
    pl.DataFrame
        `tables.Disagreements`, every question in the form's order: question, label, rule ("" where
        nobody disagrees), asked_twice (units with several current forms), differ, decided (by
        the rule), open (left in conflict).
    """
    per_unit = submissions.filter(standing="current").group_by("wave", "unit_id").len()
    twice = per_unit.filter(pl.col("len") > 1).height
    counted = conflicts.group_by("question").agg(
        pl.col("rule").first(), differ=pl.len(), decided=pl.col("decided").sum()
    )
    return (
        codebook.select("question", label="short_label")
        .join(counted, on="question", how="left", maintain_order="left")
        .with_columns(
            pl.col("rule").fill_null(""),
            pl.col("differ", "decided").fill_null(0),
            asked_twice=twice,
        )
        .with_columns(open=pl.col("differ") - pl.col("decided"))
        .select("question", "label", "rule", "asked_twice", "differ", "decided", "open")
    )


def changes(log: pl.DataFrame) -> pl.DataFrame:
    """Count what was corrected, refused or passed over, by file and kind, as `tables.Changes`."""
    return log.group_by("file", "kind").agg(count=pl.len()).sort("file", "kind")
