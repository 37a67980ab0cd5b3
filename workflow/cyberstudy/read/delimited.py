"""Read CSV and other delimited text without guessing anything."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

from cyberstudy.layout import Export
from cyberstudy.problems import StudyProblem
from cyberstudy.read.grid import Grid


def read_grids(path: Path, export: Export) -> list[Grid]:
    """Read the file's one sheet, every cell as text.

    Raises
    ------
    StudyProblem
        Wrong encoding, no header, or a row that is longer or shorter than the header.
    """
    text = _decoded(path, export)
    if not text.strip():
        raise StudyProblem(f"{export.file}: the file is empty")
    try:
        table = pl.read_csv(
            io.BytesIO(text.encode()),
            has_header=False,
            infer_schema=False,
            separator=export.separator,
        )
    except pl.exceptions.PolarsError:
        table = None
    # polars fills a short row with nulls; only the last column can tell.
    if table is None or table.to_series(-1).null_count():
        _check_widths(text, export)
    if table is None:
        raise StudyProblem(f"{export.file}: not a table separated by {export.separator!r}")
    headers = [header or "" for header in table.row(0)]
    return [Grid("", headers, table.slice(1))]


def _decoded(path: Path, export: Export) -> str:
    try:
        text = path.read_bytes().decode(export.encoding)
    except UnicodeDecodeError as problem:
        line = path.read_bytes()[: problem.start].count(b"\n") + 1
        raise StudyProblem(
            f"{export.file}: not {export.encoding} text: byte {problem.start:,}, line {line}"
        ) from None
    return text.removeprefix("\ufeff")


def _check_widths(text: str, export: Export) -> None:
    """Name the first row whose number of cells is not the header's."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=export.separator)
    width = len(next(rows))
    for number, row in enumerate(rows, start=2):
        if row and len(row) != width:
            raise StudyProblem(
                f"{export.file}, row {number} (line {rows.line_num}): {len(row)} cells, "
                f"the header has {width}"
            )
