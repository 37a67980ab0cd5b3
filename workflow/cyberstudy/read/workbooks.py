"""Read sheets of an Excel workbook, every cell as text, and hold them against the file's XML."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from cyberstudy.declare.layout import Export
from cyberstudy.read.grid import Grid
from cyberstudy.read.inspection import DAMAGED, Contents, inspect, sheets
from cyberstudy.read.markup import Markup
from cyberstudy.tables.problems import StudyProblem


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells from A1, and how many of them hold something, each read twice."""

    name: str
    table: pl.DataFrame
    compared: int


def read_grids(path: Path, export: Export) -> list[Grid]:
    """Read every sheet, hidden ones too, with its headers in the first row.

    Raises
    ------
    StudyProblem
        Not a workbook, one that could run or fetch something, or an empty sheet.
    """
    return [
        Grid(
            sheet.name,
            [header or "" for header in sheet.table.row(0)],
            sheet.table.slice(1),
            compared=sheet.compared,
        )
        for sheet in sheets_of(path, export)
    ]


def sheets_of(path: Path, export: Export) -> Iterator[Sheet]:
    """Yield each sheet: numbers as the shortest text of the same double, days as ISO 8601 has them.

    Raises
    ------
    StudyProblem
        Also where two readings of a cell differ.
    """
    contents = inspect(path, export)
    if not contents:
        raise StudyProblem(f"{export.file}: a workbook without sheets; expected at least one")
    try:
        book = fastexcel.read_excel(path)
        with zipfile.ZipFile(path) as archive:
            markup, parts = Markup.of(archive), dict(sheets(archive))
            for name, found in contents.items():
                where = f"{export.file}, sheet {name}"
                if not found.filled:
                    raise StudyProblem(
                        f"{where}: the sheet is empty; expected a row of headings. Have a sheet "
                        f"that nobody needs taken out"
                    )
                sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
                table = _from_a1(sheet.to_polars(), found, where)
                table, compared = markup.confirmed(table, archive, parts[name], where)
                yield Sheet(name, table, compared)
    except fastexcel.FastExcelError as problem:
        first = str(problem).partition("\n")[0]
        raise StudyProblem(f"{export.file}: can't be read as a workbook: {first}") from None
    except (*DAMAGED, IndexError) as problem:
        raise StudyProblem(
            f"{export.file}: the workbook's XML is damaged ({problem or type(problem).__name__}); "
            f"have it sent anew"
        ) from None


def _from_a1(table: pl.DataFrame, found: Contents, where: str) -> pl.DataFrame:
    """Put back the empty columns on the left.

    Raises
    ------
    StudyProblem
        The table holds fewer or more cells than the file; it holds nothing for an error value.
    """
    left = [f"left{position}" for position in range(1, found.first_column)]
    table = table.select(*(pl.lit(None, pl.String).alias(name) for name in left), *table.columns)
    filled = table.height * table.width - sum(table.null_count().row(0)) + found.errors
    if (filled, table.height, table.width) != (found.filled, found.last_row, found.last_column):
        raise StudyProblem(
            f"{where}: {found.filled} cells hold something, down to row {found.last_row}, column "
            f"{found.last_column}; {filled} were read. Does an address stand twice in it?"
        )
    return table
