"""Sheets that people write: CSV in UTF-8 with commas, read strictly, so that no cell is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from surveyanswers.tables.problems import SurveyError, listed

_OTHER_MARKS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_AS_UTF8 = "save it as CSV in UTF-8 (in a spreadsheet: CSV UTF-8, comma delimited)"


def text_of(path: Path) -> str:
    """Return a file's text, without the byte order mark that some programs put before it.

    Raises
    ------
    SurveyError
        There is no such file, or it is not UTF-8; the message names the line.
    """
    if not path.is_file():
        raise SurveyError(f"{path} is missing")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise SurveyError(
            f"{path}, line {line}: the byte {content[problem.start]:#04x} is not UTF-8; "
            f"save the file in UTF-8"
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SurveyError(f"{path}, line {line}: there is a NUL character; save it in UTF-8")
    return text


def sheet_of(path: Path) -> dict[str, list[str | None]]:
    """Read a sheet: its columns by heading; an empty cell is None.

    Rows at the end and columns without a heading that hold nothing, which spreadsheets leave
    behind, are left out.

    Raises
    ------
    SurveyError
        It is no such sheet; the message names all rows and columns that are not as they should be.
    """
    text = text_of(path)
    rows = _rows(text, path)
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows or not any(rows[0]):
        raise SurveyError(f"{path}, row 1: there are no headings; the first row must name columns")
    headings = rows[0]
    if problems := [*_of_headings(text, rows), *_of_rows(rows)]:
        raise SurveyError(f"{path}:{listed(problems)}")
    return {
        heading: [row[place] or None if row else None for row in rows[1:]]
        for place, heading in enumerate(headings)
        if heading
    }


def _rows(text: str, path: Path) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as problem:
        raise SurveyError(
            f"{path}, row {len(rows) + 1}, which ends in line {reader.line_num}: {problem}; is a "
            f"quotation mark missing, or not doubled inside a cell?"
        ) from None
    return rows


def _of_headings(text: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    first, headings = text.partition("\n")[0], rows[0]
    mark = max(_OTHER_MARKS, key=first.count)
    if first.count(mark) > first.count(","):
        yield f"row 1: cells are separated by {_OTHER_MARKS[mark]}; expected commas: {_AS_UTF8}"
    for heading in dict.fromkeys(headings):
        places = [n for n, other in enumerate(headings, start=1) if other == heading]
        if heading and len(places) > 1:
            yield f"row 1: the heading {heading!r} stands in columns {places}; expected once"
    for place in (place for place, heading in enumerate(headings) if not heading):
        filled = [n for n, row in enumerate(rows, start=1) if len(row) > place and row[place]]
        if filled:
            yield f"row {filled[0]}, column {place + 1}: there is a cell, but no heading above it"


def _of_rows(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for number, row in enumerate(rows, start=1):
        if row and len(row) != len(rows[0]):
            yield (
                f"row {number}: there are {len(row)} cells, expected {len(rows[0])}, as many as "
                f"headings; a cell with a comma stands in quotation marks"
            )
