"""Read CSV and other delimited text without guessing anything."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import polars as pl

from cyberstudy.layout import Export
from cyberstudy.problems import StudyProblem
from cyberstudy.read.grid import Format, Grid

#: No spreadsheet holds more columns; a file that seems to is something else, or is an attack.
MOST_COLUMNS = 16_384


def read_grids(path: Path, export: Export) -> list[Grid]:
    """Read the file's one sheet, every cell as text.

    Raises
    ------
    StudyProblem
        Wrong encoding, no header, a row that is longer or shorter than the header, or more
        columns than any export has.
    """
    text, notes = _decoded(path, export)
    if not text.strip():
        raise StudyProblem(f"{export.file}: the file is empty")
    width = text[: text.find("\n") % (len(text) + 1)].count(export.separator) + 1
    if width > MOST_COLUMNS:
        raise StudyProblem(
            f"{export.file}, row 1: {width:,} columns, at most {MOST_COLUMNS:,} are read"
        )
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
    return [Grid("", headers, table.slice(1), notes=notes)]


def _decoded(path: Path, export: Export) -> tuple[str, str]:
    """Decode the file, and say with which encoding and whether a byte-order mark began it."""
    content = path.read_bytes()
    try:
        text = content.decode(export.encoding)
    except LookupError:
        raise StudyProblem(
            f"{export.file}: layout.yaml names the unknown encoding {export.encoding!r}"
        ) from None
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise StudyProblem(
            f"{export.file}: not {export.encoding} text: byte {problem.start:,}, line {line}"
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise StudyProblem(
            f"{export.file}, line {line}: a NUL character: not {export.encoding} text"
        )
    marked = content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    notes = f"encoding {export.encoding}" + (", byte-order mark" if marked else "")
    return text.removeprefix("\ufeff"), notes


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


FORMAT = Format(read_grids=read_grids)
