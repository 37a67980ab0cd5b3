"""Corrections are guarded data: they say what was there, and stop the run once it is gone."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.analyst_decisions import COLUMNS
from cyberstudy.declare.data_access import CORRECTIONS
from cyberstudy.tables.problems import StudyProblem, listed

_KEYS = ["submission_id", "question", "instance"]


def correct(placed: pl.DataFrame, corrections: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Replace the texts of single cells, as `corrections.csv` says.

    Parameters
    ----------
    placed
        Cells with submission_id, question, instance and verbatim text.
    corrections
        One row a repaired cell: submission, question, instance, was, becomes, reason, by, on.

    Returns
    -------
    placed, log
        The cells, and one log row (kind ``correction``) for each of them that changed.

    Raises
    ------
    StudyProblem
        A correction's cell does not exist, or no longer holds what the correction expects.
    """
    if tuple(corrections.columns) != (expected := COLUMNS[CORRECTIONS]):
        raise StudyProblem(
            f"{CORRECTIONS}: columns are {corrections.columns}, expected {list(expected)}"
        )
    wanted = corrections.select(
        submission_id="submission",
        question="question",
        instance=pl.col("instance").cast(pl.UInt32),
        was=pl.col("was").fill_null(""),
        becomes=pl.col("becomes").fill_null(""),
        why=pl.format("{} (by {}, {})", "reason", "by", "on"),
    )
    found = placed.join(wanted, on=_KEYS, how="left", maintain_order="left")
    applies = pl.col("was").is_not_null()
    now = pl.col("text").fill_null("")
    gone = found.filter(applies & (now != pl.col("was")))
    nowhere = wanted.join(placed, on=_KEYS, how="anti")
    problems = [
        f"{r['submission_id']}, {r['question']}, instance {r['instance']}: expected {r['was']!r}, "
        f"found {r['text']!r} ({r['file']}, row {r['row']}, column {r['header']})"
        for r in gone.to_dicts()
    ]
    problems += [
        f"{r['submission_id']}, {r['question']}, instance {r['instance']}: there is no such cell"
        for r in nowhere.to_dicts()
    ]
    if problems:
        raise StudyProblem(f"corrections.csv no longer fits the answers:{listed(problems)}")
    log = found.filter(applies).select(
        "file",
        "sheet",
        "row",
        "header",
        *_KEYS,
        was="was",
        became="becomes",
        kind=pl.lit("correction"),
        reason="why",
    )
    text = pl.when(applies).then(pl.col("becomes").replace("", None)).otherwise("text")
    return found.with_columns(text=text).select(placed.columns), log
