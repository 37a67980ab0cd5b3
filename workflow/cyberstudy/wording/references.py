"""References inside texts: of each number, the table, row and column that it was taken from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

#: Of a number that code or a test computes of rows: no function of one column gives it.
COMPUTED = "computed"
#: Of a number inside a text: where it begins and ends, and what `CellReference` says.
WRITTEN = ("part", "start", "end", "table", "row", "column", "of")
_DIGIT = re.compile(r"\d")
_PLACE = re.compile(r"\{(\w+)\}")
#: A reference inside a text, and where the number begins and ends.
Place = tuple[int, int, "CellReference"]


@dataclass(frozen=True)
class CellReference:
    """Where a number was taken from.

    Attributes
    ----------
    table
        Table or record, as `wording.view.View` finds it; of what the plan decides "".
    row
        Columns with the cells by which the row, or the rows, are found.
    column
        The number's column; "" where rows are counted. Of the plan its keys, with points between.
    of
        What is computed of several rows, named as polars does: ``median``, ``sum``, ``n_unique``.
    """

    table: str
    row: Mapping[str, object] = field(default_factory=dict)
    column: str = ""
    of: str = ""

    def number(self, table: pl.DataFrame) -> object:
        """Return the number in its table; None if no row is left."""
        rows = matching(table, self.row)
        if not self.column:
            return rows.height
        if self.of:
            return getattr(rows[self.column], self.of)()
        return rows[self.column][0] if rows.height else None


class ReferencedText(str):
    """A text that knows where its numbers were taken from."""

    __slots__ = ("places",)
    places: Sequence[Place]

    def __new__(cls, text: str, places: Iterable[Place]) -> ReferencedText:
        """Return the text with its places."""
        new = super().__new__(cls, text)
        new.places = tuple(places)
        return new


def places_in(text: object) -> Sequence[Place]:
    """Return the references inside a text; none of one that has none."""
    return text.places if isinstance(text, ReferencedText) else ()


def taken_from(text: str, reference: CellReference) -> str:
    """Return a text that as a whole was taken from one cell."""
    return ReferencedText(text, [(0, len(text), reference)])


#: Kinds of numbers, and of those that know their cells.
_CITED: Mapping[type, Any] = {kind: type("Cited", (kind,), {}) for kind in (int, float)}


def cited(number: Any, cell: CellReference) -> Any:
    """Return a number that knows its cell, as nothing that is computed of it does."""
    if type(number) not in _CITED:
        return number
    new = _CITED[type(number)](number)
    new.cell = cell
    return new


def computed(number: Any, beside: object, columns: Iterable[str]) -> Any:
    """Return a number that knows that it was computed of columns of the row that another is of."""
    cell = getattr(beside, "cell", None)
    column = " + ".join(columns)
    return number if cell is None else cited(number, replace(cell, column=column, of=COMPUTED))


def written(number: object, text: str) -> str:
    """Return a number's text, with the number's cell if it knows one."""
    cell = getattr(number, "cell", None)
    return text if cell is None else taken_from(text, cell)


def filled(template: str, values: Mapping[str, object]) -> str:
    """Fill the places of a template as `str.format` does, and keep the references of its values."""
    if not any(places_in(value) for value in values.values()):
        return template.format(**values)
    text, places = "", list[Place]()
    for at, part in enumerate(_PLACE.split(template)):
        value = values[part] if at % 2 else part  # what stands between places comes first
        places += moved(value, len(text))
        text += str(value)
    return ReferencedText(text, places)


def moved(text: object, by: int) -> Iterator[Place]:
    """Yield the references inside a text that stands further to the right."""
    return ((start + by, end + by, reference) for start, end, reference in places_in(text))


def uncapitalized(text: str) -> str:
    """Return a text with a small first letter, and its references."""
    return ReferencedText(text[:1].lower() + text[1:], places_in(text))


def written_numbers(texts: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """Yield a row for each number inside texts that has a reference.

    Parameters
    ----------
    texts
        By the part that each is, such as ``headline``.
    """
    for part, text in texts.items():
        for start, end, reference in places_in(text):
            if _DIGIT.search(str(text), start, end):
                row = json.dumps(dict(reference.row), ensure_ascii=False)
                values = (part, start, end, reference.table, row)
                yield dict(zip(WRITTEN, (*values, reference.column, reference.of), strict=True))


def matching(table: pl.DataFrame, where: Mapping[str, object]) -> pl.DataFrame:
    """Keep rows whose columns hold these values, or one of a list, compared as text."""
    texts = {name: pl.col(name).cast(pl.String).fill_null("") for name in where}
    lists = {name: v if isinstance(v, list) else [v] for name, v in where.items()}
    return table.filter(*(texts[name].is_in([*map(as_text, lists[name])]) for name in where))


def as_table(record: Mapping[str, Any]) -> pl.DataFrame:
    """Return a record as a table of one row."""
    return pl.DataFrame({k: [v] for k, v in record.items() if not isinstance(v, (list, dict))})


def as_text(value: object) -> str:
    """Return a value as tables write it; what is missing is empty."""
    text = "" if value is None else str(value)
    return text.lower() if isinstance(value, bool) else text
