"""The way from a printed number to what it rests on: lookups in the records of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cyberstudy.tables.files import read_table
from cyberstudy.trace.origin import CELL, Behind, Origin, TracedRow
from cyberstudy.trace.printed import PAGES, PrintedText, phrase_pattern, printed_texts
from cyberstudy.wording.recorded_places import PLAN
from cyberstudy.wording.references import CellReference, as_table, matching
from surveyanswers.instrument.data_access import RAW
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import protected_file, read_json, read_text_table, sha256_of

_ROW = re.compile(r"(\w+)/([\w/]+):(\d+)")
_WORD = re.compile(r"[^\W\d_]{2}")
_EXHIBIT = re.compile(r"(\w+/\w+)(?:\s+(.+))?", re.DOTALL)


@dataclass(frozen=True)
class Way:
    """Where a text is printed, from which place to which, and the rows behind its numbers."""

    root: Path
    texts: Sequence[tuple[PrintedText, int, int]]
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
        There is no run, no such row, or no such text with a number in it.
    """
    if not [*root.glob(f"{RESULTS}/*/protect/tables")]:
        raise SurveyError("There are no results to look in: run `make study` first.")
    if named := _ROW.fullmatch(identifier.strip()):
        return Way(root, (), [_row(*named.groups(), root=root)])
    text, printed = identifier, [*printed_texts(root)]
    exhibit = _EXHIBIT.fullmatch(identifier.strip())
    if exhibit and (of_exhibit := [words for words in printed if words.place == exhibit[1]]):
        text, printed = exhibit[2] or "", of_exhibit
        if not text:
            return Way(root, [(printed[0], 0, 0)], ())
    wanted = phrase_pattern(text)
    texts = [
        (words, *match.span())
        for words in printed
        for match in wanted.finditer(words.text)
        if words.cells(*match.span())
    ]
    # A number alone stands in many texts, and which is meant nobody can tell.
    if not texts or not (exhibit or _WORD.search(text)):
        raise SurveyError(
            f"no record of {text!r}: no figure prints this text with a number in it, nor do "
            f"{', '.join(PAGES)}. Give it as it is printed there, in English, with a word or two "
            "beside it; or an exhibit (survey/name), or a row of a table (survey/table:row)."
        )
    rows = dict[tuple[object, ...], TracedRow]()
    for cell in (cell for words, *span in texts for _, cell in words.cells(*span) if cell):
        row = row_of(cell, root)
        same = rows.get((row.survey, row.table, row.numbers), row)
        columns = tuple(dict.fromkeys([*same.columns, *row.columns]))
        rows[row.survey, row.table, row.numbers] = replace(same, columns=columns)
    return Way(root, texts, [*rows.values()])


def cells_of_table(name: str, root: Path) -> pl.DataFrame | None:
    """Return a table that a record names: protected, or a file in git; None if it is not there."""
    survey, _, table = name.partition("/")
    folder = root / RESULTS / survey / "protect" / "tables"
    path = root / name if (root / name).is_file() else protected_file(folder, f"{table}.*")
    if path is None:
        return None
    return as_table(read_json(path)) if path.suffix == ".json" else read_table(str(path))


def row_of(cell: CellReference, root: Path) -> TracedRow:
    """Return the row, or the rows, that a number was taken from."""
    in_git = (root / cell.table).is_file()
    survey, _, name = ("", "", cell.table) if in_git else cell.table.partition("/")
    table = cells_of_table(cell.table, root)
    if table is None:  # of the plan, or withheld since
        return TracedRow(survey, name, (), {}, (cell.column,))
    rows = matching(table.with_row_index(":row", 1), cell.row)
    cells = rows.drop(":row").row(0, named=True) if rows.height == 1 else cell.row
    return TracedRow(survey, name, tuple(rows[":row"]), cells, (cell.column,))


def _row(survey: str, name: str, number: str, *, root: Path) -> TracedRow:
    table = cells_of_table(f"{survey}/{name}", root)
    if table is None:
        raise SurveyError(f"There is no table {survey}/{name}.")
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
    for printed, start, end in way.texts[:shown]:
        yield from _text_said(printed, start, end)
    if more := len(way.texts) - len(way.texts[:shown]):
        yield f"          and {more} more places (ALL=yes); give more of the words around it"
    for row in way.rows[:shown]:
        yield from _row_said(Origin(way.root, row), shown)
    if more := len(way.rows) - len(way.rows[:shown]):
        yield f"          and {more} more rows (ALL=yes)"


def _text_said(printed: PrintedText, start: int, end: int) -> Iterator[str]:
    """Yield where a text is printed, and of each number its cell, or that it has no record."""
    line = printed.text.count("\n", 0, start) + 1
    yield f"printed   {printed.place}, {printed.part or f'line {line}'}"
    cells = printed.cells(start, end)
    if end:
        yield f"          {printed.sentence(start, end)}"
    for number, cell in cells:
        if cell is None:
            yield f"number    {number}: no record of this number"
            continue
        key = ", ".join(f"{name}={value}" for name, value in cell.row.items())
        column = f"{cell.of} of " * bool(cell.of) + (cell.column or "count of rows")
        where = f", where {key}" if key else ""
        yield f"number    {number}: {column} in {cell.table}{where}"
    if printed.tables and not all(cell for _, cell in cells or [("", None)]):
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
        sums = [] if received is None else received.filter(file=file)["sha256"].to_list()
        if sums != [digest]:
            yield f"          changed since: the run received sha256 {', '.join(sums)}"
        for cell in rows.head(shown or rows.height).select(CELL).iter_rows(named=True):
            of = ", ".join(filter(None, (cell["unit_id"], cell["wave"], cell["question"])))
            sheet = f"sheet {cell['sheet']}, " if cell["sheet"] else ""
            at = f"{sheet}row {cell['row']}, column {cell['position']}"
            yield f"          {at} ({cell['header']}; {of}): {cell['text']!r}"
        if shown and rows.height > shown:
            yield f"          and {rows.height - shown} more (ALL=yes)"
