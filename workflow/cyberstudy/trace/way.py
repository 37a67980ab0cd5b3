"""The way from a printed number to what it rests on: lookups in the records of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import polars as pl

from cyberstudy.tables.files import read_table
from cyberstudy.trace.origin import CELL, Behind, Origin, TracedRow
from cyberstudy.trace.printed import PLAN, FoundText, exhibit_at, texts_with
from cyberstudy.wording.references import CellReference, matching
from surveyanswers.instrument.data_access import RAW
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json, read_text_table, sha256_of

_ROW = re.compile(r"(\w+)/([\w/]+):(\d+)")
_EXHIBIT = re.compile(r"(\w+)/(\w+)(?:\s+(.+))?", re.DOTALL)


@dataclass(frozen=True)
class Way:
    """Where a number is printed, and the rows that it was taken from."""

    root: Path
    texts: Sequence[FoundText]
    rows: Sequence[TracedRow]


def way_of(identifier: str, root: Path = Path()) -> Way:
    """Look up what an ID means.

    Parameters
    ----------
    identifier
        A printed text with a number; ``survey/exhibit``, with or without such a text behind it; or
        ``survey/table:row``.
    root
        The study's folder, with a finished run.

    Raises
    ------
    SurveyError
        There is no run, no such row, no number in the text, or it is printed nowhere.
    """
    if not protected_tables(root):
        raise SurveyError("There are no results to look in: run `make study` first.")
    identifier = identifier.strip()
    if named := _ROW.fullmatch(identifier):
        return Way(root, (), [_row(*named.groups(), root=root)])
    text, exhibit = identifier, ""
    if parts := _EXHIBIT.fullmatch(identifier):
        path = root / RESULTS / parts[1] / "draw" / "en" / f"{parts[2]}.json"
        if path.is_file():
            text, exhibit = parts[3] or "", f"{parts[1]}/{parts[2]}"
            if not text:
                return Way(root, [FoundText(exhibit_at(path)[0], 0, 0)], ())
    texts = texts_with(text, root)
    texts = [each for each in texts if each.printed.exhibit == exhibit or not exhibit]
    if not any(each.cells or each.unrecorded for each in texts):
        where = f"no text of {exhibit}" if exhibit else "no exhibit, notebook or page of docs"
        raise SurveyError(
            f"{where} prints {text!r} with a number in it. Give it as it is printed, in English, "
            "with a word or two beside it; or an exhibit (survey/name), or a row of a table "
            "(survey/table:row)."
        )
    rows = dict[tuple[object, ...], TracedRow]()
    for _, cell in (each for found in texts for each in found.cells):
        row = _row_of(cell, root)
        same = rows.get((row.survey, row.table, row.numbers), row)
        columns = tuple(dict.fromkeys([*same.columns, *row.columns]))
        rows[row.survey, row.table, row.numbers] = replace(same, columns=columns)
    return Way(root, texts, [*rows.values()])


@cache
def protected_tables(root: Path) -> dict[str, Path]:
    """List the protected tables of all surveys, by ``survey/table``."""
    return {
        f"{folder.parents[1].name}/{path.relative_to(folder).with_suffix('').as_posix()}": path
        for folder in sorted(root.glob(f"{RESULTS}/*/protect/tables"))
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".csv", ".parquet", ".json")
    }


def cells_of_table(name: str, root: Path) -> pl.DataFrame:
    """Return a table that a record names: protected, a record as a row, or a file in git."""
    path = protected_tables(root).get(name, root / name)
    if path.suffix != ".json":
        return read_table(str(path))
    return pl.DataFrame(
        [{k: v for k, v in read_json(path).items() if not isinstance(v, (list, dict))}]
    )


def _row_of(cell: CellReference, root: Path) -> TracedRow:
    """Return the row, or the rows, that a number was taken from."""
    survey, _, name = (
        ("", "", cell.table) if (root / cell.table).is_file() else cell.table.partition("/")
    )
    if name == PLAN:
        return TracedRow(survey, name, (), {}, (cell.column,))
    table = cells_of_table(cell.table, root).with_row_index(":row", 1)
    rows = matching(table, cell.row)
    cells = rows.drop(":row").row(0, named=True) if rows.height == 1 else cell.row
    return TracedRow(survey, name, tuple(rows[":row"]), cells, (cell.column,))


def _row(survey: str, name: str, number: str, *, root: Path) -> TracedRow:
    tables = protected_tables(root)
    if f"{survey}/{name}" not in tables:
        near = [identifier for identifier in tables if identifier.startswith(f"{survey}/")]
        raise SurveyError(f"There is no table {survey}/{name}. There are: {', '.join(near)}")
    table = cells_of_table(f"{survey}/{name}", root)
    if not 1 <= int(number) <= table.height:
        raise SurveyError(f"{survey}/{name} has {table.height} rows, and no row {number}.")
    return TracedRow(survey, name, (int(number),), table.row(int(number) - 1, named=True))


def said(way: Way, shown: int | None) -> Iterator[str]:
    """Yield a way in lines.

    Parameters
    ----------
    way
        To be told.
    shown
        How many texts, rows and cells at most; None tells all.
    """
    for found in way.texts[:shown]:
        yield from _text_said(found)
    if more := len(way.texts) - len(way.texts[:shown]):
        yield f"          and {more} more places (ALL=yes); give more of the words around it"
    for row in way.rows[:shown]:
        yield from _row_said(Origin(way.root, row), shown)
    if more := len(way.rows) - len(way.rows[:shown]):
        yield f"          and {more} more rows (ALL=yes)"


def _text_said(found: FoundText) -> Iterator[str]:
    """Yield where a text is printed, and of each number its cell, or that it has no record."""
    printed = found.printed
    line = printed.text.count("\n", 0, found.start) + 1
    at = printed.exhibit or printed.file
    yield f"printed   {at}, {printed.part or f'line {line}'}"
    if found.end:
        yield f"          {found.sentence}"
    for number, cell in found.cells:
        key = ", ".join(f"{name}={value}" for name, value in cell.row.items())
        column = f"{cell.of} of " * bool(cell.of) + (cell.column or "count of rows")
        where = f", where {key}" if key else ""
        yield f"number    {number}: {column} in {cell.table}{where}"
    for number in dict.fromkeys(found.unrecorded):
        yield f"number    {number}: no record of this number"
    if printed.tables and (found.unrecorded or not found.end):
        yield f"tables    {', '.join(printed.tables)}"


def _row_said(origin: Origin, shown: int | None) -> Iterator[str]:
    row = origin.row
    table = "/".join(filter(None, (row.survey, row.table)))
    fields = ", ".join(
        f"{name}={cell}" for name, cell in row.cells.items() if cell not in (None, "")
    )
    numbers = ", ".join(map(str, row.numbers[:shown]))
    more = ", ..." if len(row.numbers) > len(row.numbers[:shown]) else ""
    rows = "row" if len(row.numbers) == 1 else f"{len(row.numbers)} rows:"
    yield f"table     {table}, {rows} {numbers}{more}{': ' if fields else ''}{fields}"
    if row.table == PLAN:
        return
    for at, line in enumerate(origin.lines):
        yield f"{'' if at else 'rule':<10}{line}"
    for behind in origin.behind():
        yield (
            f"answers   {behind.source}: {'; '.join(behind.said)}"
            if behind.said
            else f"file      {behind.source}"
        )
        yield from cells_said(behind, origin.root, shown)


def cells_said(behind: Behind, root: Path, shown: int | None) -> Iterator[str]:
    """Yield the cells of each file, and whether the file is the one that the run received."""
    receipt = root / RESULTS / behind.source / "verify" / "receipt.csv"
    received = read_text_table(receipt) if receipt.is_file() else None
    for (file,), rows in behind.cells.group_by("file", maintain_order=True):
        path = root / RAW / str(file)
        digest = sha256_of(path) if path.is_file() else "not at hand"
        yield f"cells     {rows.height} in {file}, sha256 {digest}"
        known = [] if received is None else received.filter(file=file)["sha256"].to_list()
        if known != [digest]:
            yield f"          changed since: the run received sha256 {', '.join(known)}"
        for cell in rows.head(shown or rows.height).select(CELL).iter_rows(named=True):
            of = ", ".join(filter(None, (cell["unit_id"], cell["wave"], cell["question"])))
            sheet = f"sheet {cell['sheet']}, " if cell["sheet"] else ""
            at = f"{sheet}row {cell['row']}, column {cell['position']}"
            yield f"          {at} ({cell['header']}; {of}): {cell['text']!r}"
        if shown and rows.height > shown:
            yield f"          and {rows.height - shown} more (ALL=yes)"
