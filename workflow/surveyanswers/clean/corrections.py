"""Corrections are guarded data: they say what was there, and stop the run once it is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from surveyanswers.clean.judged import FormRows
from surveyanswers.tables.answers import Log
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import schema_of


def correct(
    rows: Sequence[FormRows], corrections: pl.DataFrame, submissions: pl.DataFrame
) -> tuple[list[FormRows], pl.DataFrame]:
    """Replace the texts of single cells, as `corrections.csv` says.

    Parameters
    ----------
    corrections
        One row a repaired cell: submission, question, instance, was, becomes, reason, by, on.
    submissions
        submission_id of each form, by its number.

    Returns
    -------
    rows, log
        The cells, and one log row (kind ``correction``) for each of them that changed.

    Raises
    ------
    SurveyError
        A correction's cell does not exist, or no longer holds what the correction expects.
    """
    forms = {name: form for form, name in enumerate(submissions["submission_id"])}
    entries, wrong, nowhere = [], [], []
    becomes: dict[tuple[int, str], dict[int, str | None]] = {}
    for told in corrections.iter_rows(named=True):
        form, was = forms.get(told["submission"], -1), told["was"] or ""
        asked = {"question": told["question"], "instance": int(told["instance"])}
        what = f"{told['submission']}, {told['question']}, instance {asked['instance']}"
        found = [*_placed(rows, form, **asked)]
        if not found:
            nowhere.append(f"{what}: there is no such cell")
        for own, name, at in found:
            cell = own.cells(name, asked["instance"], np.array([at])).row(0, named=True)
            text = own.sheet.texts[name][at]
            if (text or "") != was:
                place = f"{cell['file']}, row {cell['row']}, column {cell['header']}"
                wrong.append(f"{what}: expected {was!r}, found {text!r} ({place})")
            becomes.setdefault((own.part, name), {})[at] = told["becomes"]
            reason = f"{told['reason']} (by {told['by']}, {told['on']})"
            entries.append(
                {**cell, **asked, "submission_id": told["submission"], "was": was}
                | {"became": told["becomes"] or "", "kind": "correction", "reason": reason}
            )
    if wrong or nowhere:
        raise SurveyError(
            f"corrections.csv no longer fits the answers:{listed([*wrong, *nowhere])}"
        )
    corrected = [*rows]
    for (part, name), texts in becomes.items():
        before = corrected[part]
        said = before.sheet.texts[name].cast(pl.String).scatter([*texts], [*texts.values()])
        sheet = replace(before.sheet, texts=before.sheet.texts.with_columns(said))
        corrected[part] = replace(before, sheet=sheet)
    return corrected, pl.DataFrame(entries, schema=schema_of(Log) | {"kind": pl.String})


def _placed(
    rows: Sequence[FormRows], form: int, question: str, instance: int
) -> Iterator[tuple[FormRows, str, int]]:
    """Find the cells of a form's question: whose rows, which column, and which of the rows."""
    for own in rows:
        for (asked, turn), columns in own.sheet.asked.items():
            if asked == question:
                here = np.flatnonzero((own.forms == form) & (own.turns_of(turn) == instance))
                yield from (
                    (own, name, at)
                    for name, _ in columns
                    for at in here.tolist()
                    if own.sheet.rows_of(name)[at] is not None
                )
