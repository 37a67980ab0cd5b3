"""Corrections are guarded data: they say what was there, and stop the run once it is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from cyberstudy.clean.judged import FormRows
from cyberstudy.tables.answers import ANSWER
from cyberstudy.tables.problems import StudyProblem, listed

_KEYS = ["submission_id", "question", "instance"]
_TEXTS = ("file", "sheet", "name", "header", "submission_id", "question", "text")
_NUMBERS = dict.fromkeys(("part", "row", "instance"), pl.UInt32) | {"at": pl.Int64}
_PLACED = dict.fromkeys(_TEXTS, pl.String) | _NUMBERS


def correct(
    rows: Sequence[FormRows], corrections: pl.DataFrame, submissions: pl.DataFrame
) -> tuple[list[FormRows], pl.DataFrame]:
    """Replace the texts of single cells, as `corrections.csv` says.

    Parameters
    ----------
    rows
        Verbatim text.
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
    StudyProblem
        A correction's cell does not exist, or no longer holds what the correction expects.
    """
    wanted = corrections.select(
        submission_id="submission",
        question="question",
        instance=pl.col("instance").cast(pl.UInt32),
        was=pl.col("was").fill_null(""),
        becomes=pl.col("becomes").fill_null(""),
        why=pl.format("{} (by {}, {})", "reason", "by", "on"),
    )
    placed = _placed(rows, wanted, submissions["submission_id"])
    found = placed.join(wanted, on=_KEYS, maintain_order="left")
    gone = found.filter(pl.col("text").fill_null("") != pl.col("was"))
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
    log = found.select(
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
    corrected = [*rows]
    for (part, name), own in found.group_by("part", "name"):
        before = corrected[int(str(part))]
        texts = before.sheet.texts
        said = texts[str(name)].cast(pl.String).scatter(own["at"], own["becomes"].replace("", None))
        sheet = replace(before.sheet, texts=texts.with_columns(said))
        corrected[int(str(part))] = replace(before, sheet=sheet)
    return corrected, log


def _placed(rows: Sequence[FormRows], wanted: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """List the cells of the forms and questions that are wanted, each with its place."""
    number = pl.DataFrame({"submission_id": ids}).with_row_index("form")
    forms = number.join(wanted, on="submission_id", how="semi")["form"].to_numpy()
    answers = pl.col("question").is_in(wanted["question"].unique().implode())
    found = [pl.DataFrame(schema=_PLACED)]
    for each in rows if len(forms) else ():
        at, sheet = np.flatnonzero(np.isin(each.forms, forms)), each.sheet
        for told in sheet.columns.filter(answers, role=ANSWER).iter_rows(named=True):
            cells = each.cells(told["name"], told["instance"], at).with_columns(
                sheet.texts[told["name"]].gather(at).cast(pl.String).alias("text"),
                part=pl.lit(each.part, pl.UInt32),
                at=pl.Series(at),
                submission_id=ids.gather(each.forms[at]),
                **{name: pl.lit(told[name]) for name in ("name", "question")},
            )
            found.append(cells.drop_nulls("row").select(*_PLACED))
    return pl.concat(found)
