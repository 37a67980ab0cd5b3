"""Read response exports of Qualtrics: two or three rows of headings, codes or texts.

A row of ``{"ImportId":"QID1"}`` ends the headings; workbooks and older exports have none, and two
rows. Those call their own columns V1, V2 ... and say in the second row which they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.read import workbooks
from surveyanswers.read.grid import Grid, Headings, Reader, style
from surveyanswers.read.headings import MOST_ROWS, ends_headings

_NUMBERED = re.compile(r"V[0-9]+")


def read_grids(path: Path, export: Export) -> list[Grid]:
    """Read the file, its rows of headings taken off, unless layout.yaml says how many there are."""
    grids = workbooks.read_sheets_or_text(path, export)
    return grids if export.heading_rows > 1 else [_under_headings(grid) for grid in grids]


def _under_headings(grid: Grid) -> Grid:
    top = grid.body.head(MOST_ROWS - 1).rows()
    ids = next((at for at, row in enumerate(top, start=2) if ends_headings(row)), 0)
    legacy = bool(grid.headers) and _NUMBERED.fullmatch(grid.headers[0]) is not None
    if not ids and not legacy and not grid.sheet:
        return grid
    under = grid.under(ids or 2)
    if not legacy or not under.further:
        return under
    named = zip(under.headers, under.further[0], strict=True)
    return replace(under, headers=[(_NUMBERED.fullmatch(h) and text) or h for h, text in named])


def headings(export: Export, form: Questionnaire) -> dict[str, Headings]:
    """Headers by style: several answers listed in a cell, or a column an option.

    The text of an option ``other`` stands in ``<question>_<its code>_TEXT``.
    """
    codes = export.codes

    def header(question: Question) -> str:
        code = codes.get((question.name, ""), question.name)
        parent = form.asks_for_other(question.name)
        if parent is None or code != question.name:
            return code
        parent_code = codes.get((parent.name, ""), parent.name)
        return f"{parent_code}_{codes.get((parent.name, 'other'), 'other')}_TEXT"

    def column(question: Question, option: str) -> str:
        return f"{header(question)}_{codes.get((question.name, option), option)}"

    return {
        "a cell lists options": style(export, form, header),
        "a column an option": style(export, form, header, column),
    }


READER = Reader(read_grids, headings)
