"""Data accounting: every cell became something that has a name, and no value changed unsaid.

Counts are compared with the files, values against the cells by another way than they were judged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

import polars as pl

from cyberstudy.declare.exports import Export
from cyberstudy.declare.formats import FORMATS
from cyberstudy.declare.questionnaire import Question, Questionnaire
from cyberstudy.tables.answers import ANSWER, METADATA, REPEATED
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.statuses import SAID_INSTEAD

_STRUCTURAL = {
    "header_cells": "header",
    "template_cells": "the form's own text",
    "empty_column_cells": "empty column",
    "blank_row_cells": "blank row",
    "left_out_cells": "row left out",
    "personal_cells": "personal, dropped",
}


def account(cells: pl.DataFrame, intake: pl.DataFrame, routed: pl.DataFrame) -> pl.DataFrame:
    """Count what the cells of each file became.

    Parameters
    ----------
    cells, intake
        What `read` wrote.
    routed
        Judged answers with file, sheet, status, and cells (how many an answer was made of).

    Returns
    -------
    pl.DataFrame
        `tables.Accounting`: file, sheet, became (a status, ``identifying``, ``metadata``,
        ``repeated``, or a kind of structure), cells.

    Raises
    ------
    StudyProblem
        The counts do not add up to the cells of a file: a cell was lost or counted twice.
    """
    where = ["file", "sheet"]
    others = cells.filter(pl.col("role") != ANSWER).select(
        *where,
        became=pl.when(pl.col("role").is_in([METADATA, REPEATED]))
        .then("role")
        .otherwise(pl.lit("identifying")),
        cells=pl.lit(1, dtype=pl.UInt32),
    )
    answers = routed.select(*where, "cells", became=pl.col("status").cast(pl.String))
    counted = pl.concat([answers.select(others.columns), others])
    counted = counted.group_by(*where, "became").agg(pl.col("cells").sum())
    structural = (
        intake.select(*where, *_STRUCTURAL)
        .unpivot(
            on=list(_STRUCTURAL),
            index=where,
            variable_name="became",
            value_name="cells",
        )
        .with_columns(
            pl.col("became").replace_strict(_STRUCTURAL),
            pl.col("cells").cast(pl.UInt32),
        )
    )
    table = pl.concat([counted, structural]).filter(pl.col("cells") > 0).sort(*where, "became")
    totals = table.group_by(where).agg(found=pl.col("cells").sum())
    wrong = intake.join(totals, on=where, how="left").filter(pl.col("found") != pl.col("cells"))
    if wrong.height:
        row = wrong.row(0, named=True)
        raise StudyProblem(f"{row['file']}: {row['cells']} cells came in, {row['found']} went out")
    return table


_CELL = ["file", "sheet", "record", "row", "header", "question", "instance"]
_RECORD = ["file", "sheet", "record", "question", "instance"]
_FORM = ["submission_id", "question", "instance"]
_MIDNIGHT = re.compile(r"([\sT]+0[0:.,]*\s?(Z|[-+][\d:]+)?)?\s*", re.IGNORECASE)


def check_cells(
    cells: pl.DataFrame,
    routed: pl.DataFrame,
    log: pl.DataFrame,
    exports: Sequence[Export],
    form: Questionnaire,
) -> None:
    """Make sure that every valid answer is what its cell says, or what the log says it became.

    Parameters
    ----------
    cells
        What `read` wrote.
    routed
        Judged answers, see `clean.answers`.
    log
        `tables.Log`: from the cell over a correction to a value.

    Raises
    ------
    StudyProblem
        A value has changed and no row of the log says so.
    """
    place = [name for name in _CELL if name != "record"]
    logged = log.with_columns(pl.col("kind").cast(pl.String))
    steps = {
        "corrected": logged.filter(kind="correction"),
        "recognised": logged.filter(pl.col("kind").is_in(["normalised", "alias"])),
    }
    written = cells.filter(role=ANSWER)
    for name, rows in steps.items():
        step = rows.select(*place, pl.col("became").alias(name), pl.lit(True).alias(f"was_{name}"))
        written = written.join(step, on=place, how="left", maintain_order="left")
    text = pl.when(pl.col("was_corrected")).then("corrected").otherwise("text")
    written = written.with_columns(text.fill_null("").alias("text"))
    valid = routed.filter(status="valid").select(*_CELL, "value", "number")
    single = written.filter(option="").join(valid, on=_CELL)
    several = written.filter(pl.col("option") != "").join(
        valid.select(*_RECORD, "value"), on=_RECORD
    )
    nowhere = valid.join(single, on=_CELL, how="anti").join(several, on=_RECORD, how="anti")
    kinds = ["file", "question", "text", "recognised", "value", "number"]
    distinct = single.select(kinds).unique()
    by_file = {export.file: export for export in exports}
    holds = [_is_said(row, by_file, form) for row in distinct.iter_rows(named=True)]
    wrong = single.join(
        distinct.filter(~pl.Series(holds, dtype=pl.Boolean)), on=kinds, how="semi", nulls_equal=True
    )
    missed = _misticked(several, by_file, form)
    _refuse(pl.concat([table.select(_CELL) for table in (nowhere, wrong, missed)]))


def check_forms(routed: pl.DataFrame, submitted: pl.DataFrame, answers: pl.DataFrame) -> None:
    """Make sure that forms say what was judged, and accepted answers what their forms say.

    Parameters
    ----------
    routed
        Judged answers, one row a form, question and repeat instance.
    submitted, answers
        `tables.Submitted` and `tables.Answers`, one row an option where there are several.
    """
    valid = pl.col("status").cast(pl.String) == "valid"
    said = routed.filter(valid).select(*_FORM, judged="value", judged_number="number")
    ticked = pl.col("judged").str.split(" ").list.contains(pl.col("option")).cast(pl.Int8)
    alone = pl.col("option") == ""
    value = pl.when(alone).then("judged").otherwise(ticked.cast(pl.String))
    number = pl.when(alone).then("judged_number").otherwise(ticked.cast(pl.Float64))
    given = submitted.filter(valid).join(said, on=_FORM, how="left")
    changed = given.filter(value.ne_missing(pl.col("value")) | number.ne_missing(pl.col("number")))
    keys = [*_FORM, "unit_id", "option", "value", "number"]
    strange = answers.filter(valid).join(
        submitted.filter(valid), on=keys, how="anti", nulls_equal=True
    )
    _refuse(pl.concat([changed.select(_FORM), strange.select(_FORM)]))


def _misticked(
    several: pl.DataFrame, exports: Mapping[str, Export], form: Questionnaire
) -> pl.DataFrame:
    """Find columns of an option whose tick is not chosen, or that is chosen without one.

    What is said instead may stand in another option's column, and who writes a text for "other"
    has ticked it.
    """
    known = [FORMATS[export.format] for export in exports.values()]
    signs = pl.DataFrame(
        {
            "file": list(exports),
            "ticked": [sorted(each.ticked) for each in known],
            "unticked": [["", *sorted(each.unticked | each.unseen)] for each in known],
        },
        schema_overrides={"ticked": pl.List(pl.String), "unticked": pl.List(pl.String)},
    )
    text = pl.col("text").str.strip_chars()
    chosen = pl.col("value").str.split(" ").list.contains(pl.col("option"))
    other = pl.format("{}_other", "question").is_in(list(form.questions))
    implied = pl.col("option").is_in(SAID_INSTEAD) | ((pl.col("option") == "other") & other)
    ticked, unticked = (pl.col(sign).list.contains(text) for sign in ("ticked", "unticked"))
    return several.join(signs, on="file").filter(
        (ticked & ~chosen) | (chosen & unticked & ~implied)
    )


def _refuse(wrong: pl.DataFrame) -> None:
    """Name places, not answers: these may be confidential."""
    if wrong.height:
        lines = [
            ", ".join(f"{name} {part}" for name, part in row.items() if part not in ("", 0))
            for row in wrong.sort(wrong.columns).iter_rows(named=True)
        ]
        raise StudyProblem(
            f"{wrong.height} values are not what was answered, and the log doesn't say why. "
            f"This is a fault of the program, not of the files; please report it:{listed(lines)}"
        )


def _is_said(row: Mapping[str, object], exports: Mapping[str, Export], form: Questionnaire) -> bool:
    """Whether a text literally says a value, or the log has it become that value."""
    text, value, number = str(row["text"]), str(row["value"]), row["number"]
    question, export = form.questions[str(row["question"])], exports[str(row["file"])]
    if question.type in ("integer", "decimal") and number != float(value):
        return False
    if question.type not in ("integer", "decimal") and number is not None:
        return False
    if row["recognised"] is not None:
        return row["recognised"] == value
    if question.type in ("integer", "decimal"):
        try:
            return Decimal(text.strip()) == Decimal(value)
        except InvalidOperation:
            return False
    if question.type == "date":
        return text.strip()[:10] == value and bool(_MIDNIGHT.fullmatch(text.strip()[10:]))
    if question.type == "text":
        return text == value
    return _is_chosen(text, value.split(" "), question, export, form)


def _is_chosen(
    text: str, chosen: Sequence[str], question: Question, export: Export, form: Questionnaire
) -> bool:
    """Whether a text holds a spelling of each option that is chosen, and nothing else."""
    codes = {option: code for (name, option), code in export.codes.items() if name == question.name}
    known = form.options_of(question).spellings
    spelled = [{*known.get(option, ()), codes.get(option, option)} for option in chosen]
    if question.type == "select_one" or text.strip() in codes.values():
        return len(chosen) == 1 and (text in spelled[0] or text.strip() in spelled[0])
    declared = (p.separator for p in export.columns.values() if p.question == question.name)
    own = next(declared, None)
    separators = (own,) if own else FORMATS[export.format].separators
    return all(any(each in text for each in texts) for texts in spelled) and any(
        all(
            any(piece.strip() in each for texts in spelled for each in texts)
            for piece in text.split(separator or " ")
        )
        for separator in separators or (" ",)
    )
