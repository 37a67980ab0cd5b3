"""Read CSV and other delimited text without guessing anything."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import polars as pl

from surveyanswers.instrument.exports import Export
from surveyanswers.read.grid import Grid, Reader
from surveyanswers.tables.problems import SurveyError, listed

#: No spreadsheet holds more columns; a file that seems to is something else, or is an attack.
MOST_COLUMNS = 16_384
#: Rows that are lists of texts at once, before they are columns.
ROWS = 10_000
#: What other encodings begin with; UTF-32 before UTF-16, whose mark its own begins with.
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
#: Encodings that exports come in besides; most bytes are a letter in each of the last three.
_OTHERS = ("utf-8", "gb18030", "cp1252", "cp1251", "cp1256")
_BETWEEN_WORDS = (b" ", b",", b";", b'"', b"\t", b"\n", b"\r")


def read_grids(path: Path, export: Export) -> list[Grid]:
    """Read the file's one sheet, every cell as text. Rows may end in any way, even mixed.

    Raises
    ------
    SurveyError
        Wrong encoding, no header, a quoted cell that does not end, a row that is longer or
        shorter than the header, or more columns than any export has.
    """
    text, notes = _text_of(path, export)
    if export.separator in '"\r\n':
        raise SurveyError(
            f"{export.file}: layout.yaml has cells separated by {export.separator!r}; "
            f"expected a comma, a semicolon or a tab"
        )
    rows = _rows(text, export)
    headers = next(rows)
    parts = [pl.DataFrame(schema=dict.fromkeys(map(str, range(len(headers))), pl.String))]
    while some := list(islice(rows, ROWS)):
        part = pl.DataFrame(some, schema=parts[0].schema, orient="row")
        parts.append(part.with_columns(pl.all().replace("", None)))
    body = pl.concat(parts)
    compared = sum(map(bool, headers)) + sum(body.count().row(0))
    return [Grid("", headers, body, notes=notes, compared=compared)]


def _text_of(path: Path, export: Export) -> tuple[str, str]:
    """Read the file; return its text, and whether a byte-order mark began it."""
    content = path.read_bytes()
    mark = next((name for begin, name in MARKS.items() if content.startswith(begin)), "")
    try:
        encoding = codecs.lookup(export.encoding).name
        if mark and not encoding.startswith(mark):
            raise SurveyError(
                f"{export.file}: not {export.encoding} text: it begins as {mark} does. Name the "
                f"file's encoding in layout.yaml"
            )
        text = content.decode(encoding)
    except LookupError:
        raise SurveyError(
            f"{export.file}: layout.yaml names the unknown encoding {export.encoding!r}; "
            f"expected a name such as utf-8, utf-16, cp1251 or latin-1"
        ) from None
    except UnicodeError:
        raise _damaged(content, export, encoding) from None
    if "\0" in text:
        raise _damaged(content, export, encoding)
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise SurveyError(f"{export.file}: the file is empty; expected a row of headings")
    return text, f"encoding {export.encoding}" + (", byte-order mark" if mark else "")


def _damaged(content: bytes, export: Export, encoding: str) -> SurveyError:
    """Return the error for a file with bytes that are not text in its encoding, and where."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        return SurveyError(
            f"{export.file}: not {export.encoding} text: byte {problem.start:,}, line {line}. Name "
            f"the file's encoding in layout.yaml{_read_otherwise(content, problem.start)}"
        )
    except UnicodeError as problem:
        return SurveyError(f"{export.file}: not {export.encoding} text: {problem}")
    line = text[: text.index("\0")].count("\n") + 1
    return SurveyError(
        f"{export.file}, line {line}: a NUL character: not {export.encoding} text, or damaged. "
        f"Is it utf-16? Then write encoding: utf-16 in layout.yaml"
    )


def _read_otherwise(content: bytes, at: int) -> str:
    """Return how the word at a byte reads in each encoding that fits the whole file."""
    start = max(content.rfind(mark, 0, at) for mark in _BETWEEN_WORDS) + 1
    word = content[start : start + len(re.split(rb'[\s,;"]', content[start:], maxsplit=1)[0])]
    readings = []
    for encoding in _OTHERS:
        with suppress(UnicodeDecodeError):
            content.decode(encoding)
            readings.append(f"encoding: {encoding} would make it {word.decode(encoding)!r}")
    return f":{listed(readings)}" if readings else ""


def _rows(text: str, export: Export) -> Iterator[list[str]]:
    """Yield rows, as long as the first; a line without anything is a blank row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=export.separator, strict=True)
    number, above, width = 0, 0, 0
    try:
        for number, cells in enumerate(reader, start=1):
            at = f"row {number} (line {reader.line_num})"
            width = width or len(cells)
            if not width:
                raise SurveyError(f"{export.file}, row 1: blank; expected the headings")
            if width > MOST_COLUMNS:
                raise SurveyError(
                    f"{export.file}, row 1: {width:,} columns, at most {MOST_COLUMNS:,} are read"
                )
            if cells and len(cells) != width:
                raise SurveyError(
                    f"{export.file}, {at}: {len(cells)} cells, "
                    f"the header has {width}. Is the file cut off, or does {export.separator!r} "
                    f"or a line break stand in a cell without quotation marks?"
                )
            yield cells or [""] * width
            above = reader.line_num
    except csv.Error as problem:
        rest = "".join(io.StringIO(text, newline="").readlines()[above:])
        most = csv.field_size_limit()
        column = _cells_before_fault(rest, export.separator, most) + 1
        fault = "the quotation marks of the cell do not match"
        if "limit" in str(problem):
            fault = f"a cell of more than {most:,} characters is no answer"
        raise SurveyError(
            f"{export.file}, row {number + 1} (line {above + 1}), column {column}: {fault}. "
            f"Is the file cut off, or a quotation mark in a cell not doubled?"
        ) from None


def _cells_before_fault(text: str, separator: str, most: int) -> int:
    """Count the well-formed cells that `text` begins with, each of `most` characters at most."""
    between = re.escape(separator)
    quoted, plain = rf'"(?:[^"]|""){{0,{most}}}"', rf'[^"{between}\r\n][^{between}\r\n]{{0,{most}}}'
    cell = re.compile(rf"(?:{quoted}|{plain})?{between}")
    count, match = 0, cell.match(text)
    while match:
        count, match = count + 1, cell.match(text, match.end())
    return count


READER = Reader(read_grids)
