"""Read a keyed workbook: one sheet a respondent, one row a question, filled in by a clerk.

Above the questions stand lines that name the respondent; the header row says
``No. | Question | Answer | Remarks``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl

from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.formats import REMARKS
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.read import workbooks
from surveyanswers.read.grid import Grid, Headings, Reader
from surveyanswers.tables.problems import SurveyError

HEADER = ("No.", "Question", "Answer", "Remarks")


def headings(export: Export, form: Questionnaire) -> dict[str, Headings]:
    """Headers by style: the numbers of the questions, as ``q007``; else, or if shared, names."""
    numbers = {name: name.partition("_")[0] for name in export.questions}
    shared = Counter(numbers.values())
    places = Headings()
    for name, number in numbers.items():
        is_numbered = number.startswith("q") and number[1:].isdigit() and shared[number] == 1
        places[number if is_numbered else name] = Place(name)
    return {"numbers": places}


def read_grids(path: Path, export: Export) -> list[Grid]:
    """Turn each sheet into a grid of one record.

    Raises
    ------
    SurveyError
        A sheet without the header row, a number that stands twice, an answer without a number,
        or cells beyond the four columns.
    """
    return [_of_one(grid, export) for grid in workbooks.read_grids(path, export)]


def _of_one(grid: Grid, export: Export) -> Grid:
    if not grid.headers:
        return grid
    where, width = grid.where(export), max(len(grid.headers), len(HEADER))
    rows = [[*row, *[None] * (width - len(row))] for row in (grid.headers, *grid.body.rows())]
    top = next((i for i, row in enumerate(rows) if tuple(row[: len(HEADER)]) == HEADER), None)
    if top is None:
        raise SurveyError(
            f"{where}: no row says {' | '.join(HEADER)}; expected it above the answers"
        )
    headers: list[str] = []
    texts: list[str | None] = []
    places: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(rows, start=1):
        key, column, remark = (row[0], 2, None) if number <= top else (row[0], 3, row[3])
        answer = row[column - 1]
        used = 2 if number <= top else len(HEADER)
        for position, text in enumerate(row[used:], start=used + 1):
            if text:
                raise SurveyError(
                    f"{where}, row {number}, column {position}: {text!r} stands outside the form; "
                    f"expected text in columns 1 to {used} only"
                )
        if number == top + 1 or not any(row):
            continue
        if not key:
            at = next(at for at in (column, 4, 2) if row[at - 1])
            raise SurveyError(
                f"{where}, row {number}, column {at}: {row[at - 1]!r} has no number; expected the "
                f"question's, such as q001, in column 1"
            )
        if key.startswith(REMARKS):
            raise SurveyError(
                f"{where}, row {number}, column 1: {key!r} is no number of a question; expected "
                f"remarks in column 4, beside the answer"
            )
        entries = [(key, answer, column)]
        if remark:
            entries.append((f"{REMARKS}{key}", remark, 4))
        for header, text, at in entries:
            if header in places:
                raise SurveyError(
                    f"{where}, row {number}, column 1: {key!r} stands twice, first in row "
                    f"{places[header][0]}; expected each once"
                )
            headers.append(header)
            texts.append(text)
            places[header] = (number, at)
    body = pl.DataFrame([texts], schema=[f"c{i}" for i in range(len(texts))], orient="row")
    body = body.cast(pl.String)
    form_cells = len(rows) * width - 2 * len(headers)
    return replace(grid, headers=headers, body=body, places=places, template_cells=form_cells)


READER = Reader(read_grids, headings)
