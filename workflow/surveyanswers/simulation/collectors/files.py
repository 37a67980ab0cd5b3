"""Sheets become bytes: CSV as web surveys write it, and workbooks that are the same on each run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

import xlsxwriter

from surveyanswers.simulation.submission import Cell, Sheet

#: Characters in a sheet's name, and those that Excel forbids.
NAME_SIZE = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
CREATED = datetime(2000, 1, 1)


def to_csv(
    sheet: Sheet,
    *,
    encoding: str = "utf-8",
    separator: str = ",",
    bom: bool = True,
    quote_all: bool = True,
    phantom_row: bool = False,
) -> bytes:
    r"""Write a sheet as CSV; the defaults are LimeSurvey's.

    Parameters
    ----------
    sheet
        What is written. None becomes an empty field, a line break inside a cell ``\n``.
    encoding
        Any that Python knows; ``utf-16`` is little-endian with its byte order mark, as Excel's
        "Unicode text". A character that the encoding lacks raises UnicodeEncodeError.
    separator
        What stands between fields.
    bom
        Whether a UTF-8 file starts with a byte order mark. Other encodings pay no heed to it.
    quote_all
        Whether each field is quoted, or only those that have to be.
    phantom_row
        Whether an empty line follows the last row, as older writers leave one.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(
        buffer, delimiter=separator, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    )
    writer.writerows([_one_kind_of_break(cell) for cell in row] for row in sheet.rows)
    text = buffer.getvalue() + "\r\n" * phantom_row
    if encoding == "utf-16":
        # Python would write the byte order of the machine.
        return ("\ufeff" + text).encode("utf-16-le")
    return text.encode("utf-8-sig" if bom and encoding == "utf-8" else encoding)


def write_workbook(sheets: Iterable[Sheet], path: Path) -> None:
    """Write sheets as a workbook: text stays text, numbers are numbers, and no clock is read.

    Parameters
    ----------
    sheets
        What is written, one sheet each.
    path
        Where the workbook goes.
    """
    kinds = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
    with xlsxwriter.Workbook(path, dict.fromkeys(kinds, False)) as book:
        book.set_properties({"created": CREATED})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name or None)
            for row, cells in enumerate(sheet.rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, datetime):
                        page.write_datetime(row, column, cell, moment)
                    elif cell is not None:
                        page.write(row, column, cell)


def sheet_name(title: str, taken: Collection[str] = ()) -> str:
    """Turn a title into a sheet's name that Excel accepts and that is not taken.

    Parameters
    ----------
    title
        What the sheet is about.
    taken
        Names of the other sheets. Excel does not tell capitals from small letters.
    """
    clean = FORBIDDEN.sub("_", title)
    lowered = {name.lower() for name in taken}
    name, number = _ellipsized(clean, ""), 1
    while name.lower() in lowered:
        name, number = _ellipsized(clean, f" ({number})"), number + 1
    return name


def _ellipsized(text: str, ending: str) -> str:
    """Append an ending, and shorten the text with three dots where both do not fit."""
    room = NAME_SIZE - len(ending)
    return (text if len(text) <= room else text[: room - 3] + "...") + ending


def _one_kind_of_break(cell: Cell) -> Cell:
    return re.sub(r"\r\n?", "\n", cell) if isinstance(cell, str) else cell
