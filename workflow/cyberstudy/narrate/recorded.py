"""Records of the numbers that notebooks print: each knows its cell, and marks what it is put into.

Marks are taken out of what a cell shows, and say where in it which cell of which table stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from html import unescape
from typing import TYPE_CHECKING, Any

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
        self._cells: list[CellReference] = []

    def read(self, name: str, table: pl.DataFrame) -> None:
        """Keep a table that the notebook has read."""
        self._tables[name] = table

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
            ``tables`` that the notebook has read so far.
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
        return {"text": text, "numbers": numbers, "tables": sorted(self._tables)}

    def cells_of(self, shown: pl.DataFrame) -> list[dict[str, CellReference]]:
        """Look up the rows of a table by their keys: of each the cells of its numbers, by column.

        A column that was computed, or is of no table that was read, has none.
        """
        texts, cells = _texts(shown), [dict[str, CellReference]() for _ in range(shown.height)]
        numbers = [column for column in texts.columns if shown.schema[column].is_numeric()]
        tables = {n: table for n, table in self._tables.items() if not n.endswith(".json")}
        for name, table in reversed(tables.items()):
            others, key = _texts(table), _key_of(table)
            words = [c for c in texts.columns if c in others.columns and c not in numbers]
            keys = [by for by in (key, words) if by and {*by} <= {*texts.columns}]
            for by in (by for by in keys if not others.select(by).is_duplicated().any()):
                places = {row: place for place, row in enumerate(others.select(by).iter_rows())}
                rows = [places.get(row) for row in texts.select(by).iter_rows()]
                pairs = [(row, place) for row, place in enumerate(rows) if place is not None]
                for column in (c for c in numbers if c in others.columns):
                    if all(texts[column][row] == others[column][place] for row, place in pairs):
                        for row, place in pairs:
                            where = {c: as_text(table[c][place]) for c in key}
                            cells[row].setdefault(column, CellReference(name, where, column))
        return cells


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


def _in_lines(text: str) -> str:
    for pattern, plain in _PARTS.items():
        text = re.sub(pattern, plain, text)
    return unescape(text)


def _texts(table: pl.DataFrame) -> pl.DataFrame:
    """Return cells as texts that compare: none is empty, and codes are words."""
    columns = [name for name, kind in table.schema.items() if not kind.is_nested()]
    return table.select(pl.col(columns).cast(pl.String).str.replace_all("_", " ").fill_null(""))


def _key_of(table: pl.DataFrame) -> list[str]:
    """Return the first columns that tell all rows apart."""
    plain = [n for n, kind in table.schema.items() if not (kind.is_nested() or kind.is_float())]
    keys = (plain[:most] for most in range(1, len(plain) + 1))
    return next((key for key in keys if not table.select(key).is_duplicated().any()), [])
