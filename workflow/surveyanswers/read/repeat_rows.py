"""Repeat instances that have rows of their own: in a sheet, in a file, or among other rows.

KoboToolbox writes a sheet a repeat and ODK Central a file; REDCap writes the instances of a
repeated form among the rows of records, and names form and instance beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.read.grid import Grid
from surveyanswers.tables.answers import ANSWER, INSTANCE, METADATA, REPEAT, SUBMISSION, TURN_OF
from surveyanswers.tables.cell_columns import TextSheet, cells_of
from surveyanswers.tables.problems import SurveyError, listed


def as_sheet_has_it(
    export: Export, grid: Grid, grids: Sequence[Grid], form: Questionnaire
) -> Export:
    """Return the export with the questions of one sheet, where sheets are named as repeats are."""
    parent = FORMATS[export.format].parent
    apart = {table.sheet for table in grids} & form.repeats.keys() if parent else set()
    if not apart:
        return export
    repeat = grid.sheet if grid.sheet in apart else ""
    elsewhere = apart - {repeat} if repeat else apart
    questions = [
        name
        for name in export.questions
        if form.questions[name].repeat not in elsewhere
        and (not repeat or form.questions[name].repeat == repeat)
    ]
    sheet_export = replace(
        export,
        questions=questions,
        columns={h: place for h, place in export.columns.items() if place.question in questions},
    )
    if not repeat:
        return sheet_export
    return replace(
        sheet_export,
        repeat=repeat,
        submission=parent if parent in grid.headers else export.submission,
        unit="",
        roles={},
        finished={},
        leave_out_rows={},
        fielded_where={},
    )


def by_turn(sheet: TextSheet, export: Export, form: Questionnaire) -> list[TextSheet]:
    """Number the turns of repeats, and say that their rows are no forms.

    Parameters
    ----------
    export
        With `repeat`, if all rows are its instances; else a column has the role ``repeat`` and
        names the repeat of each row that is one.

    Returns
    -------
    list of TextSheet
        As many cells, apart by the repeat of their rows. Blank cells of questions that a row can't
        answer are metadata; `turn` is a row's, and what names the submission has the role ``turn
        of``.

    Raises
    ------
    SurveyError
        An instance without a number, or an answer in a row of another repeat than its question's.
    """
    name = sheet.texts["sheet"][0]
    where = f"{export.file}, sheet {name}" if name else export.file

    def texts_of(role: str) -> list[pl.Expr]:
        names = sheet.named(role=role)
        return [pl.col(n).cast(pl.String).str.strip_chars().replace("", None) for n in names]

    rows = sheet.texts.with_columns(
        repeat=pl.lit(export.repeat) if export.repeat else texts_of(REPEAT)[0],
        turn=pl.coalesce(texts_of(INSTANCE) or [pl.lit(None, pl.String)]),
    )
    if export.repeat and not texts_of(INSTANCE):
        ids = pl.concat_str(texts_of(SUBMISSION), separator="-", ignore_nulls=True)
        rows = rows.with_columns(turn=pl.int_range(1, pl.len() + 1).over(ids).cast(pl.String))
    number = pl.col("turn").str.extract(r"^0*([1-9][0-9]{0,5})$").cast(pl.UInt32)
    rows = rows.with_columns(turn=pl.when(pl.col("repeat").is_not_null()).then(number))
    problems = [
        f"row {record}: an instance of {repeat} without its number; expected 1, 2, 3 ..."
        for record, repeat in rows.filter(pl.col("repeat").is_not_null(), pl.col("turn").is_null())
        .select("record", "repeat")
        .iter_rows()
    ]
    inside = {question.name: question.repeat for question in form.questions.values()}
    unticked = [*FORMATS[export.format].unticked]
    answer = pl.col("role") == ANSWER
    sheets, strays = [], []
    for (repeat,), part in rows.group_by("repeat", maintain_order=True):
        questions_of_repeat = [name for name, other in inside.items() if other == repeat]
        is_answerable = ~answer | pl.col("question").is_in(questions_of_repeat)
        elsewhere = cells_of([TextSheet(sheet.file, sheet.columns.filter(~is_answerable), part)])
        text = pl.col("text").str.strip_chars().replace("", None)
        blank = text.is_null() | ((pl.col("option") != "") & text.is_in(unticked))
        strays.append(elsewhere.filter(~blank).with_columns(repeat=pl.lit(repeat, pl.String)))
        names_form = pl.col("role") == SUBMISSION if repeat is not None else pl.lit(False)
        columns = sheet.columns.with_columns(
            role=pl.when(~is_answerable)
            .then(pl.lit(METADATA))
            .when(names_form)
            .then(pl.lit(TURN_OF))
            .otherwise("role"),
            question=pl.when(is_answerable).then("question"),
            instance=pl.when(is_answerable).then("instance").otherwise(pl.lit(0, pl.UInt32)),
            option=pl.when(is_answerable).then("option").otherwise(pl.lit("")),
        )
        drop = ["repeat", *(["turn"] if repeat is None else [])]
        sheets.append(TextSheet(sheet.file, columns, part.drop(drop)))
    problems += [
        f"row {row}, column {header!r}: {question} stands in "
        f"{f'the repeat {inside[question]}' if inside[question] else 'no repeat'}, the row in "
        f"{f'the repeat {repeat}' if repeat else 'none'}; expected an answer in its own row"
        for row, header, question, repeat in pl.concat(strays)
        .sort("position", "row")
        .select("row", "header", "question", "repeat")
        .iter_rows()
    ]
    if problems:
        raise SurveyError(f"{where}:{listed(problems)}")
    return sheets
