"""Corrections are guarded data: they say what was there, and stop the run once it is gone."""

from __future__ import annotations

import polars as pl

from surveyanswers.tables.answers import Log
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import schema_of

#: Columns of the log and their types.
LOG = schema_of(Log) | {"kind": pl.String}
_ANSWER = ["submission_id", "question", "instance"]


def correct(cells: pl.DataFrame, corrections: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Replace the texts of single cells, as `corrections.csv` says.

    Parameters
    ----------
    cells
        `tables.Cells` of answers, with submission_id.
    corrections
        One row a repaired cell: submission, question, instance, was, becomes, reason, by, on.

    Returns
    -------
    cells, log
        The cells, and one log row (kind ``correction``) for each of them that changed.

    Raises
    ------
    SurveyError
        A correction's cell does not exist, or no longer holds what the correction expects.
    """
    wanted = corrections.cast(pl.String).select(
        "question",
        "becomes",
        submission_id="submission",
        instance=pl.col("instance").cast(pl.UInt32),
        was=pl.col("was").fill_null(""),
        reason=pl.format("{} (by {}, {})", "reason", "by", "on"),
    )
    entries = wanted.join(cells, on=_ANSWER, how="left", maintain_order="left_right")
    now = pl.col("text").fill_null("")
    problems = [
        f"{r['submission_id']}, {r['question']}, instance {r['instance']}: expected {r['was']!r}, "
        f"found {r['text']!r} ({r['file']}, row {r['row']}, column {r['header']})"
        for r in entries.filter(pl.col("row").is_not_null(), now != pl.col("was")).to_dicts()
    ]
    problems += [
        f"{r['submission_id']}, {r['question']}, instance {r['instance']}: there is no such cell"
        for r in entries.filter(pl.col("row").is_null()).to_dicts()
    ]
    if problems:
        raise SurveyError(f"corrections.csv no longer fits the answers:{listed(problems)}")
    log = entries.with_columns(became=pl.col("becomes").fill_null(""), kind=pl.lit("correction"))
    last = wanted.unique(_ANSWER, keep="last").select(*_ANSWER, "becomes", corrected=True)
    corrected = (
        cells.join(last, on=_ANSWER, how="left", maintain_order="left")
        .with_columns(text=pl.when("corrected").then("becomes").otherwise("text"))
        .drop("becomes", "corrected")
    )
    return corrected, log.select(pl.col(name).cast(kind) for name, kind in LOG.items())
