"""Read sheets of an Excel workbook, every cell as text, after a look at what is in the file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import polars as pl

from cyberstudy.layout import Export
from cyberstudy.problems import StudyProblem
from cyberstudy.read.grid import Grid

#: A workbook may grow to this many bytes when unpacked. Answers of States are a few megabytes.
LARGEST_UNPACKED = 500_000_000
LARGEST_RATIO = 200  # of unpacked to packed; workbooks of text stay under 30


def read_grids(path: Path, export: Export) -> list[Grid]:
    """Read every sheet, with its headers in the first row.

    Raises
    ------
    StudyProblem
        Not a workbook, one that could run or fetch something, or an empty sheet.
    """
    grids = []
    for name, table in sheets_of(path, export):
        if not table.height:
            raise StudyProblem(f"{export.file}, sheet {name}: the sheet is empty")
        headers = [header or "" for header in table.row(0)]
        grids.append(Grid(name, headers, table.slice(1)))
    return grids


def sheets_of(path: Path, export: Export) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each sheet's name and cells: text, dates as ``YYYY-MM-DD HH:MM:SS``."""
    _refuse_what_is_unsafe(path, export)
    try:
        book = fastexcel.read_excel(path)
        for name in book.sheet_names:
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            yield name, sheet.to_polars()
    except fastexcel.FastExcelError as problem:
        raise StudyProblem(f"{export.file}: can't be read as a workbook: {problem}") from None


def _refuse_what_is_unsafe(path: Path, export: Export) -> None:
    if not path.stat().st_size:
        raise StudyProblem(f"{export.file}: the file is empty")
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise StudyProblem(
            f"{export.file}: not an .xlsx workbook, or cut off; expected a ZIP archive"
        ) from None
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * max(path.stat().st_size, 10_000):
        raise StudyProblem(
            f"{export.file}: unpacks to {unpacked:,} bytes from {path.stat().st_size:,}: refused"
        )
    for member in members:
        if member.filename.endswith("vbaProject.bin"):
            raise StudyProblem(f"{export.file}: holds macros: refused; save it as .xlsx")
        if member.filename.startswith("xl/externalLinks/"):
            raise StudyProblem(
                f"{export.file}: holds links to other files: refused; break them and save it anew"
            )
