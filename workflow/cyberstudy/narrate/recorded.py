"""Records of the numbers that notebooks print: each knows its cell, and marks what it is put into.

Marks are taken out of what a cell shows, and say where in it which cell of which table stands.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from html import unescape
from typing import TYPE_CHECKING, Any, TypeGuard

import polars as pl

from cyberstudy.wording.references import (
    CellReference,
    Place,
    ReferencedText,
    as_text,
    places_in,
)

if TYPE_CHECKING:
    from nbformat import NotebookNode

_MARK = re.compile("\ue000(\\d+)\ue001(.*?)\ue002", re.DOTALL)
#: In HTML: words of exhibits, which have a record of their own, and what parts rows and cells.
_PARTS = {r'(?s)<p id="figure-.*': "", "</tr>": "\n", "<t[dh]>": "\t", "<[^>]*>": ""}
#: In place of a number that a table has not.
NONE = "\u2013"
#: What an output has, the first of which is shown.
_FORMS = ("image/png", "text/html", "text/markdown", "text/plain", "text")


class Recorder:
    """The tables that a running notebook has read, and the cells of the numbers that it prints."""

    def __init__(self) -> None:
        self._tables: dict[str, pl.DataFrame] = {}
        self._read: set[str] = set()
        self._names: dict[str, set[str]] = {}
        self._cells: list[CellReference] = []

    def read(self, name: str, table: pl.DataFrame) -> None:
        """Keep a table that the notebook has read."""
        self._tables[name] = table
        self._read.add(name)

    def mark(self, text: str, cell: CellReference | None) -> str:
        """Return a number's text between marks; as it is where it has no cell."""
        if cell is None:
            return text
        self._cells.append(cell)
        return f"\ue000{len(self._cells) - 1}\ue001{text}\ue002"

    def unmarked(self, text: str) -> ReferencedText:
        """Return a text without marks, and the cells of the numbers in it."""
        plain, end, places = "", 0, list[Place]()
        for match in _MARK.finditer(text):
            plain += text[end : match.start()]
            places.append((len(plain), len(plain) + len(match[2]), self._cells[int(match[1])]))
            plain, end = plain + match[2], match.end()
        return ReferencedText(plain + text[end:], places)

    def record(self, cell: NotebookNode) -> dict[str, Any]:
        """Take the marks out of what a cell shows, and return what was printed.

        Returns
        -------
        dict
            ``text`` of all outputs, ``numbers`` with their places in it and their cells, and
            ``tables`` behind the cell.
        """
        printed = []
        for shown in (output.get("data", output) for output in cell.outputs):
            form = next(form for form in _FORMS if form in shown)
            if form != "image/png":
                printed.append(_in_lines(shown[form]) if form == "text/html" else shown[form])
            shown.update(
                {form: str(self.unmarked(shown[form])) for form in _FORMS if form in shown}
            )
        text = self.unmarked("\n\n".join(printed))
        numbers = [[a, b, *vars(of).values()] for a, b, of in places_in(text) if text[a:b] != NONE]
        return {"text": text, "numbers": numbers, "tables": self._tables_behind(cell.source)}

    def cells_of(self, shown: pl.DataFrame) -> list[dict[str, CellReference]]:
        """Look up the rows of a table by their keys: of each the cells of its numbers, by column.

        A column that was computed, or is of no table that was read, has none.
        """
        cells: list[dict[str, CellReference]] = [{} for _ in range(shown.height)]
        for name, table in reversed(self._tables.items()):
            shared, places = _same_rows(shown, table)
            numbers = [column for column in shared if shown.schema[column].is_numeric()]
            for of_row, key in zip(cells, _keys(table, places), strict=False):
                for column in numbers:
                    of_row.setdefault(column, CellReference(name, key, column))
        return cells

    def _tables_behind(self, code: str) -> list[str]:
        """List what a cell that was run has read, and what names that it uses were made of."""
        tables = {*self._read}
        for statement in ast.parse(code).body:
            parts = [*ast.walk(statement)]
            texts = (part.value for part in parts if isinstance(part, ast.Constant))
            ends = tuple(f"/{text.strip('/')}" for text in texts if isinstance(text, str))
            loops = [part.target for part in parts if isinstance(part, ast.For | ast.comprehension)]
            bound = {part.id for loop in loops for part in ast.walk(loop) if _is(part, ast.Store)}
            loaded = {part.id for part in parts if _is(part, ast.Load)} - bound
            behind = {table for table in self._read if table.partition(".")[0].endswith(ends)}
            behind = behind.union(*(self._names.get(name, ()) for name in loaded))
            self._names |= {part.id: behind for part in parts if _is(part, ast.Store)}
            tables |= behind
        self._read = set()
        return sorted(tables)


#: Of the notebook that the workflow runs; None where somebody else does.
RECORDER: ContextVar[Recorder | None] = ContextVar("RECORDER", default=None)


def kept(name: str, table: pl.DataFrame) -> pl.DataFrame:
    """Return a table that was read, as ``survey/table`` or by its file; a recorder keeps it."""
    if recorder := RECORDER.get():
        recorder.read(name, table)
    return table


def rows_of(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows, whose numbers are recorded where they are put into prose."""
    rows, recorder = table.to_dicts(), RECORDER.get()
    for row, cells in zip(rows, recorder.cells_of(table) if recorder else [], strict=False):
        for column, cell in cells.items():
            if (kind := _NUMBERS.get(type(row[column]))) is not None:
                row[column] = kind(row[column])
                row[column].cell = cell
    return rows


def _format(number: Any, how: str) -> str:
    text, recorder = type(number).kind.__format__(number, how), RECORDER.get()
    return recorder.mark(text, number.cell) if recorder else text


_NUMBERS: Mapping[type, Any] = {
    kind: type("Recorded", (kind,), {"__format__": _format, "kind": kind}) for kind in (int, float)
}


def _is(part: ast.AST, use: type[ast.expr_context]) -> TypeGuard[ast.Name]:
    return isinstance(part, ast.Name) and isinstance(part.ctx, use)


def _in_lines(text: str) -> str:
    for pattern, plain in _PARTS.items():
        text = re.sub(pattern, plain, text)
    return unescape(text)


def _texts(table: pl.DataFrame) -> pl.DataFrame:
    """Return cells as texts that compare: none is empty, and codes are words."""
    columns = [name for name, kind in table.schema.items() if not kind.is_nested()]
    return table.select(pl.col(columns).cast(pl.String).str.replace_all("_", " ").fill_null(""))


def _same_rows(shown: pl.DataFrame, table: pl.DataFrame) -> tuple[list[str], list[int]]:
    """Find the rows of a table that another shows, by the columns that both have.

    Assume: where keys alone do not find a row, two equal numbers beside them do.
    """
    texts, others = _texts(shown), _texts(table)
    shared = [
        name
        for name in texts.columns
        if name in others.columns and texts[name].is_in(others[name].implode()).all()
    ]
    keys = [name for name in shared if not shown.schema[name].is_numeric()]
    by = keys if keys and not others.select(keys).is_duplicated().any() else shared
    if not keys or (by != keys and len(shared) < len(keys) + 2):
        return [], []
    places = others.with_row_index(":row").group_by(shared).agg(pl.col(":row"))
    rows = texts.join(places, on=shared, how="left", maintain_order="left")[":row"]
    if rows.is_null().any() or (rows.list.len() > 1).any():
        return [], []
    return shared, rows.list.first().to_list()


def _keys(table: pl.DataFrame, places: list[int]) -> Iterator[dict[str, str]]:
    """Yield the cells by which each row is found: of the first columns that no other has alike."""
    plain = [n for n, kind in table.schema.items() if not (kind.is_nested() or kind.is_float())]
    for most in range(1, len(plain) + 1) if places else ():
        if not table.select(plain[:most]).is_duplicated().any():
            rows = table[places].select(plain[:most]).iter_rows(named=True)
            yield from ({name: as_text(cell) for name, cell in row.items()} for row in rows)
            return
