"""What a file says, whatever its format: to look for what must not be in it.

Nothing is judged by a name's ending, since that is the first thing that changes on a copy.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

#: Bytes that a workbook may unpack to: far beyond any export.
LARGEST = 2_000_000_000
_ZIP = b"PK\x03\x04"
#: Of a table of objects at most one cell of so many is filled.
SPARSE = 20
_MARKS = (",", ";", "\t", "|")
#: What old programs write where a text is not Unicode.
_ENCODINGS = ("cp1252", "cp1251", "cp1256")
#: Fewer lines are no table that somebody pasted into a text.
PASTED = 5
#: What stands around a cell of a table in a program, a list or Markdown.
_AROUND = " \t-*>'\"`[](){},|#"
#: Lines of a frame, as a table is printed on the screen.
_FRAMES = str.maketrans("│┆┃║", "||||")
_APART = re.compile(r"\s{2,}")
_SEALED = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"SQLite format 3\0": "SQLite",
    b"ARROW1": "Arrow",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "RAR",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"\x04\x22\x4d\x18": "LZ4",
    **{b"\x80" + bytes([version]): "Python's pickle" for version in range(2, 6)},
    b"\x93NUMPY": "NumPy's arrays",
    b"\x89HDF": "HDF5",
    **{mark: "R's objects" for mark in (b"RDX2", b"RDX3", b"X\n\0\0", b"RDA2", b"RDA3")},
}

Row = tuple[str, ...]
Table = list[Row]


@dataclass(frozen=True)
class Said:
    """What one file says.

    Attributes
    ----------
    data
        Its bytes.
    text
        All that it says, as far as it is text.
    tables
        The same as tables, each with the headings as its first row.
    sealed
        Why it can't be looked into; "" if it can.
    outputs
        Whether it is a notebook with outputs.
    """

    data: bytes
    text: str = ""
    sealed: str = ""
    outputs: bool = False
    parsed: list[Table] | None = field(default=None, repr=False)

    @cached_property
    def tables(self) -> list[Table]:
        """Its tables; a text without any is one of lines that are cut at its most frequent mark."""
        return [_delimited(self.text)] if self.parsed is None else self.parsed

    @cached_property
    def pasted(self) -> list[Table]:
        """Tables within its text: lines that are cut alike, one below the other."""
        lines = [line.strip(_AROUND) for line in self.text.translate(_FRAMES).splitlines()]
        ways: list[Callable[[str], list[str]]] = [
            *(partial(str.split, sep=mark) for mark in _MARKS),
            _APART.split,
        ]
        return [table for way in ways for table in _pasted(lines, way)]

    @property
    def texts(self) -> set[str]:
        """Its text and, if it has tables that were read, these as lines of cells."""
        rows = (row for table in self.parsed or () for row in table)
        return {self.text, "\n".join(map("\t".join, rows))}


def said_in(data: bytes, *, scratch: Path | None = None, largest: int = LARGEST) -> Iterator[Said]:
    """Yield the contents of a file, as each of several things where it is no Unicode.

    An archive is sealed: what is in it can be looked into once it is unpacked.

    Parameters
    ----------
    data
        The file.
    scratch
        A folder for the moment that SPSS's and Stata's readers need a file; by default the
        system's.
    largest
        Bytes that a workbook may unpack to; what unpacks to more is sealed.
    """
    for mark, name in _SEALED.items():
        if data.startswith(mark):
            yield Said(data, sealed=f"is packed as {name}")
            return
    if data[257:262] == b"ustar" or (data.startswith(_ZIP) and not _is_workbook(data, largest)):
        yield Said(data, sealed="is an archive, or a workbook that can't be unpacked")
        return
    for begins, read in _READERS.items():
        if data.startswith(begins):
            try:
                tables = list(read(data, scratch))
            except Exception as problem:  # of whichever reader; it may have a password
                yield Said(data, sealed=f"can't be read ({type(problem).__name__})")
                return
            text = "\n".join("\t".join(row) for table in tables for row in table)
            yield Said(data, text, parsed=tables)
            return
    for text in _texts(data):
        try:
            content = _json(text)
            if content is None:
                yield Said(data, text)
                continue
            words, tables = "\n".join(strings_in(content)), [*_tables_in(content)]
        except RecursionError:
            yield Said(data, sealed="is JSON that is nested too deep")
        else:
            yield Said(data, words, outputs=_has_outputs(content), parsed=tables)


def _is_workbook(data: bytes, largest: int) -> bool:
    """Whether a zip is a workbook, which unpacks to no more bytes than `largest`."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError):
        return False
    within = any(member.filename.startswith("xl/") for member in members)
    return within and sum(member.file_size for member in members) <= largest


def _texts(data: bytes) -> Iterator[str]:
    """Read bytes as text; where they are none in Unicode, as each of several things it may be."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield data.decode("utf-16", errors="replace")
        return
    try:
        yield data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\0" in data[:8000]:
            # A picture, say; but another program's table may have its texts within.
            yield data.decode("utf-8", errors="ignore").replace("\0", " ")
            return
        for encoding in _ENCODINGS:
            yield data.decode(encoding, errors="replace")


def _delimited(text: str) -> Table:
    first = text[:20_000]
    mark = max(_MARKS, key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        return [tuple(cell.strip() for cell in row) for row in rows if row]
    except csv.Error:
        return [tuple(map(str.strip, line.split(mark))) for line in text.splitlines()]


def _pasted(lines: Iterable[str], way: Callable[[str], list[str]]) -> Iterator[Table]:
    rows = (tuple(cell.strip(_AROUND) for cell in way(line)) for line in lines)
    for cells, run in groupby(rows, key=len):
        table = list(run) if cells > 1 else []
        if len(table) >= PASTED:
            yield table


def _json(text: str) -> dict[str, Any] | list[Any] | None:
    """Read JSON, or a line of it a row; None where the text is neither."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    for read in (json.loads, lambda lines: [json.loads(line) for line in lines.splitlines()]):
        with suppress(ValueError):
            return read(text.strip())
    return None


def _has_outputs(content: dict[str, Any] | list[Any]) -> bool:
    cells = content.get("cells") if isinstance(content, dict) else None
    return isinstance(cells, list) and any(
        isinstance(cell, dict) and (cell.get("outputs") or cell.get("execution_count"))
        for cell in cells
    )


def strings_in(content: object) -> Iterator[str]:
    """List all keys and values in JSON or YAML as texts: each key before its value."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield _as_text(key)
            yield from strings_in(value)
    elif isinstance(content, list):
        for part in content:
            yield from strings_in(part)
    else:
        yield _as_text(content)


def _tables_in(content: object) -> Iterator[Table]:
    """Find what is a table in JSON: objects in a list, lists in an object or a list."""
    if isinstance(content, dict):
        within = list(content.values())
        columns = bool(within) and all(isinstance(part, list) for part in within)
        rows = zip(*within, strict=False) if columns else [within]
        yield [_row(content), *map(_row, rows)]
    elif isinstance(content, list):
        within = content
        if objects := [part for part in content if isinstance(part, dict)]:
            heads = list(dict.fromkeys(key for part in objects for key in part))
            # Assume: objects that have hardly a key in common are no rows of one table.
            if len(heads) * len(objects) <= SPARSE * sum(map(len, objects)):
                yield [_row(heads), *(_row(map(part.get, heads)) for part in objects)]
            within = [
                value for part in content if isinstance(part, dict) for value in part.values()
            ]
        yield [_row(part) for part in content if isinstance(part, list)]
    else:
        return
    for part in within:
        yield from _tables_in(part)


def _row(values: Iterable[object]) -> Row:
    return tuple(map(_as_text, values))


def _as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()


def _workbook(data: bytes, _: Path | None) -> Iterator[Table]:
    import fastexcel

    book = fastexcel.read_excel(data)
    for name in book.sheet_names:
        sheet = book.load_sheet(name, header_row=None, dtypes="string").to_polars()
        yield [(str(name),), *map(_row, sheet.iter_rows())]


def _labelled(function: str) -> Callable[[bytes, Path | None], Iterator[Table]]:
    """Read a file of SPSS or Stata, by its codes and by its labels."""

    def read(data: bytes, scratch: Path | None) -> Iterator[Table]:
        import pyreadstat

        with tempfile.NamedTemporaryFile(dir=scratch) as file:
            file.write(data)
            file.flush()
            values_of, described = getattr(pyreadstat, function)(file.name, output_format="dict")
        names, labels = described.column_names, described.variable_value_labels
        labelled = ([labels.get(n, {}).get(value, value) for value in values_of[n]] for n in names)
        for heads, columns in (
            (names, (values_of[name] for name in names)),
            (described.column_labels, labelled),
        ):
            yield [_row(heads), *map(_row, zip(*columns, strict=True))]

    return read


def _frame(read: Callable[[io.BytesIO], pl.DataFrame]) -> Callable[..., Iterator[Table]]:
    def once(data: bytes, _: Path | None) -> Iterator[Table]:
        table = read(io.BytesIO(data))
        yield [tuple(table.columns), *map(_row, table.iter_rows())]

    return once


#: How a file begins -> how its tables are read.
_READERS: Mapping[bytes, Callable[[bytes, Path | None], Iterator[Table]]] = {
    _ZIP: _workbook,
    b"\xd0\xcf\x11\xe0": _workbook,
    b"PAR1": _frame(pl.read_parquet),
    b"$FL2": _labelled("read_sav"),
    b"$FL3": _labelled("read_sav"),
    b"<stata_dta>": _labelled("read_dta"),
    **{bytes([release, 2]): _labelled("read_dta") for release in (113, 114, 115)},
}
