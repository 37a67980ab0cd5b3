"""Read sheets of an Excel workbook, every cell as text, after a look at what is in the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fastexcel
import polars as pl

from cyberstudy.declare.layout import Export
from cyberstudy.read.grid import Grid
from cyberstudy.read.inspection import Contents, inspect
from cyberstudy.tables.problems import StudyProblem


def read_grids(path: Path, export: Export) -> list[Grid]:
    """Read every sheet, hidden ones too, with its headers in the first row.

    Raises
    ------
    StudyProblem
        Not a workbook, one that could run or fetch something, or an empty sheet.
    """
    return [
        Grid(name, [header or "" for header in table.row(0)], table.slice(1))
        for name, table in sheets_of(path, export)
    ]


def sheets_of(path: Path, export: Export) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each sheet's name and cells from A1: text, dates as ``YYYY-MM-DD HH:MM:SS``."""
    contents = inspect(path, export)
    if not contents:
        raise StudyProblem(f"{export.file}: a workbook without sheets; expected at least one")
    try:
        book = fastexcel.read_excel(path)
        for name, found in contents.items():
            where = f"{export.file}, sheet {name}"
            if not found.filled:
                raise StudyProblem(
                    f"{where}: the sheet is empty; expected a row of headings. Have a sheet that "
                    f"nobody needs taken out"
                )
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            yield name, _from_a1(sheet.to_polars(), found, where)
    except fastexcel.FastExcelError as problem:
        first = str(problem).partition("\n")[0]
        raise StudyProblem(f"{export.file}: can't be read as a workbook: {first}") from None


def _from_a1(table: pl.DataFrame, found: Contents, where: str) -> pl.DataFrame:
    """Put back the empty columns on the left, and errors, which are read as nothing.

    Raises
    ------
    StudyProblem
        The table holds fewer or more cells than the file.
    """
    left = [f"left{position}" for position in range(1, found.first_column)]
    table = table.select(*(pl.lit(None, pl.String).alias(name) for name in left), *table.columns)
    for (row, column), text in found.errors.items():
        table[row - 1, column - 1] = text
    filled = table.height * table.width - sum(table.null_count().row(0))
    if (filled, table.height, table.width) != (found.filled, found.last_row, found.last_column):
        raise StudyProblem(
            f"{where}: {found.filled} cells hold something, down to row {found.last_row}, column "
            f"{found.last_column}; {filled} were read. Does an address stand twice in it?"
        )
    return table
