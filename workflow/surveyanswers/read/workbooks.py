"""Read sheets of an Excel workbook, every cell as text, and compare them with the file's XML."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import fastexcel
import polars as pl

from surveyanswers.instrument.exports import Export
from surveyanswers.read import delimited
from surveyanswers.read.grid import Grid
from surveyanswers.read.inspection import DAMAGED, inspect, position_of
from surveyanswers.read.markup import Markup
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import sha256_of

#: The sheets of the file that was read last, by its bytes and by what is declared of them.
_READ_LAST: dict[tuple[str, tuple[str, ...], str | None], list[Grid]] = {}


def read_grids(path: Path, export: Export) -> list[Grid]:
    """Read every sheet, hidden ones too, with its headers in the first row.

    Numbers are the shortest text of the same double, days are written as ISO 8601 has them. Each
    cell is read twice, unless its sheet is left out.

    Raises
    ------
    SurveyError
        Not a workbook, one that could run or fetch something, an empty sheet, or two readings of a
        cell that differ.
    """
    # Who begins a survey, or checks it, reads its file several times in a row.
    key = sha256_of(path), (*export.leave_out_sheets,), export.merged_cells
    if key not in _READ_LAST:
        grids = _read_twice(path, export)
        _READ_LAST.clear()
        _READ_LAST[key] = grids
    return [*_READ_LAST[key]]


def _read_twice(path: Path, export: Export) -> list[Grid]:
    grids = []
    contents = inspect(path, export)
    if not contents:
        raise SurveyError(f"{export.file}: a workbook without sheets; expected at least one")
    try:
        book = fastexcel.read_excel(path)
        with zipfile.ZipFile(path) as archive:
            markup = Markup.of(archive)
            for name, sheet_contents in contents.items():
                where = f"{export.file}, sheet {name}"
                if name in export.leave_out_sheets:
                    grids.append(
                        Grid(name, [], pl.DataFrame(), template_cells=sheet_contents.filled)
                    )
                    continue
                if not sheet_contents.filled:
                    raise SurveyError(
                        f"{where}: the sheet is empty; expected a row of headings. Where nobody "
                        f"needs it, name it under leave_out_sheets in layout.yaml"
                    )
                sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
                left = (
                    pl.lit(None).alias(f"left{n}") for n in range(1, sheet_contents.first_column)
                )
                table = sheet.to_polars().select(*left, pl.all()).cast(pl.String)
                table, compared = markup.confirmed(table, archive, sheet_contents.part, where)
                if (held := sum(table.count().row(0))) != compared:
                    raise SurveyError(
                        f"{where}: {compared} cells hold something; {held} were read. Does an "
                        f"address stand twice in it?"
                    )
                if export.merged_cells == "each":
                    table = _laid_over(table, sheet_contents.merged)
                    compared = sum(table.count().row(0))
                headers = [header or "" for header in table.row(0)]
                grids.append(Grid(name, headers, table.slice(1), compared=compared))
    except fastexcel.FastExcelError as problem:
        first = str(problem).partition("\n")[0]
        raise SurveyError(f"{export.file}: can't be read as a workbook: {first}") from None
    except (*DAMAGED, IndexError) as problem:
        raise SurveyError(
            f"{export.file}: the workbook's XML is damaged ({problem or type(problem).__name__}); "
            f"have it sent anew"
        ) from None
    return grids


def read_sheets_or_text(path: Path, export: Export) -> list[Grid]:
    """Read a workbook's sheets or, of a file with another ending, delimited text."""
    is_workbook = path.suffix.casefold() == ".xlsx"
    return (read_grids if is_workbook else delimited.read_grids)(path, export)


def _laid_over(table: pl.DataFrame, merged: Sequence[str]) -> pl.DataFrame:
    """Return the table with the text of merged cells in each of them that is empty."""
    for reference in merged:
        first, _, last = reference.partition(":")
        (top, left), (bottom, right) = position_of(first, 0, 0), position_of(last or first, 0, 0)
        if top > table.height or left > table.width:
            continue
        text = table[top - 1, left - 1]
        rows = list(range(top - 1, min(bottom, table.height)))
        table = table.with_columns(
            column.scatter(rows, column[rows].fill_null(text))
            for column in table.get_columns()[left - 1 : right]
        )
    return table
