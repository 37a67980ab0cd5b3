"""Repeat instances that have rows of their own: in a sheet, in a file, or among other rows.

KoboToolbox writes a sheet a repeat and ODK Central a file; REDCap writes the instances of a
repeated form among the rows of records, and names form and instance beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from cyberstudy.declare.exports import Export
from cyberstudy.declare.formats import FORMATS
from cyberstudy.declare.questionnaire import Questionnaire
from cyberstudy.read.grid import Grid
from cyberstudy.tables.answers import ANSWER, INSTANCE, METADATA, REPEAT, SUBMISSION, TURN_OF
from cyberstudy.tables.problems import StudyProblem, listed


def as_sheet_has_it(
    export: Export, grid: Grid, grids: Sequence[Grid], form: Questionnaire
) -> Export:
    """Return the export with the questions of one sheet, where sheets are named as repeats are."""
    parent = FORMATS[export.format].parent
    apart = {each.sheet for each in grids} & form.repeats.keys() if parent else set()
    if not apart:
        return export
    repeat = grid.sheet if grid.sheet in apart else ""
    elsewhere = apart - {repeat} if repeat else apart
    here = [
        name
        for name in export.questions
        if form.questions[name].repeat not in elsewhere
        and (not repeat or form.questions[name].repeat == repeat)
    ]
    own = replace(
        export,
        questions=here,
        columns={h: place for h, place in export.columns.items() if place.question in here},
    )
    if not repeat:
        return own
    return replace(
        own,
        repeat=repeat,
        submission=parent,
        unit="",
        roles={},
        finished={},
        leave_out_rows={},
        fielded_where={},
    )


def by_turn(cells: pl.DataFrame, export: Export, form: Questionnaire) -> pl.DataFrame:
    """Number the instances of repeats, and say that their rows are no forms.

    Parameters
    ----------
    cells
        `tables.Cells` of one sheet.
    export
        With `repeat`, if all rows are its instances; else a column has the role ``repeat`` and
        names the repeat of each row that is one.
    form
        For the repeat that each question is in.

    Returns
    -------
    pl.DataFrame
        As many cells. Blank cells of questions that a row can't answer are metadata; `instance` is
        its number, and what names the submission has the role ``turn of``.

    Raises
    ------
    StudyProblem
        An instance without a number, or an answer in a row of another repeat than its question's.
    """
    where = f"{export.file}, sheet {cells['sheet'][0]}" if cells["sheet"][0] else export.file
    text = pl.col("text").str.strip_chars().replace("", None)
    ids = text.filter(role=SUBMISSION).drop_nulls().str.join("-").alias("id")
    rows = cells.group_by("record", maintain_order=True).agg(
        ids,
        repeat=pl.lit(export.repeat) if export.repeat else text.filter(role=REPEAT).first(),
        turn=text.filter(role=INSTANCE).first(),
    )
    if export.repeat and INSTANCE not in cells["role"]:
        rows = rows.with_columns(turn=pl.int_range(1, pl.len() + 1).over("id").cast(pl.String))
    number = pl.col("turn").str.extract(r"^0*([1-9][0-9]{0,5})$").cast(pl.UInt32)
    rows = rows.with_columns(turn=pl.when(pl.col("repeat").is_not_null()).then(number))
    problems = [
        f"row {record}: an instance of {repeat} without its number; expected 1, 2, 3 ..."
        for record, repeat in rows.filter(pl.col("repeat").is_not_null(), pl.col("turn").is_null())
        .select("record", "repeat")
        .iter_rows()
    ]
    inside = {question.name: question.repeat for question in form.questions.values()}
    known = pl.DataFrame(
        {"question": list(inside), "inside": list(inside.values())},
        schema_overrides={"inside": pl.String},
    )
    unticked = (pl.col("option") != "") & text.is_in(list(FORMATS[export.format].unticked))
    own = (
        cells.join(rows.select("record", "repeat", "turn"), on="record", maintain_order="left")
        .join(known, on="question", how="left", maintain_order="left")
        .with_columns(
            here=(pl.col("role") != ANSWER) | pl.col("inside").eq_missing(pl.col("repeat")),
            blank=text.is_null() | unticked,
        )
    )
    problems += [
        f"row {row}, column {header!r}: {question} stands in "
        f"{f'the repeat {inside[question]}' if inside[question] else 'no repeat'}, the row in "
        f"{f'the repeat {repeat}' if repeat else 'none'}; expected an answer in its own row"
        for row, header, question, repeat in own.filter(~pl.col("here") & ~pl.col("blank"))
        .select("row", "header", "question", "repeat")
        .iter_rows()
    ]
    if problems:
        raise StudyProblem(f"{where}:{listed(problems)}")
    is_turn, here = pl.col("repeat").is_not_null(), pl.col("here")
    return own.with_columns(
        role=pl.when(~here)
        .then(pl.lit(METADATA))
        .when(is_turn & (pl.col("role") == SUBMISSION))
        .then(pl.lit(TURN_OF))
        .otherwise("role"),
        question=pl.when(here).then("question"),
        instance=pl.when(is_turn & (pl.col("role") == ANSWER) & here)
        .then("turn")
        .otherwise(pl.when(here).then("instance").otherwise(pl.lit(0, dtype=pl.UInt32))),
        option=pl.when(here).then("option").otherwise(pl.lit("")),
    ).select(cells.columns)
