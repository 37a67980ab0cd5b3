"""Answers in columns while they are cleaned: a code a row, and what each code stands for.

Distinct texts are few, so what is said of an answer is said of a code; rows are only distinguished
where routing, pages or a repeat do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cyberstudy.tables.cell_columns import TextSheet

Codes = NDArray[Any]  # of whole numbers, in as few bytes as they need
Mask = NDArray[np.bool_]
#: Codes put together are counted up to here one by one, and sorted beyond.
_DENSE = 1 << 21
#: Of more rows distinct texts are found in columns, of fewer one by one.
_FEW = 10_000


class Judgement(NamedTuple):
    """What a code stands for: a text and what became of it."""

    text: str | None = None
    value: str | None = None
    number: float | None = None
    status: str | None = None  # None: there is no such cell
    how: str | None = None
    reason: str | None = None
    name: str | None = None  # of the column that messages and the log name
    cells: int = 0  # that the answer was put together of


@dataclass(frozen=True, eq=False)
class FormRows:
    """Rows of answers, with the number of the form that each is part of."""

    sheet: TextSheet
    forms: NDArray[np.int64]
    part: int  # of the sheets that were read

    @cached_property
    def turns(self) -> NDArray[np.int64] | None:
        """The turn of a repeat that each row is; None where rows are forms."""
        own = "turn" in self.sheet.texts.columns
        return self.sheet.texts["turn"].to_numpy().astype(np.int64) if own else None

    def turns_of(self, instance: int) -> NDArray[np.int64]:
        """Return the turn that each row's answer is of: the row's own, or the column's."""
        return np.full(len(self.forms), instance) if self.turns is None else self.turns


@dataclass(frozen=True, eq=False)
class JudgedColumn:
    """The answers to one question, in one turn of its column or in the rows' own."""

    rows: FormRows
    question: str
    instance: int
    codes: Codes
    outcomes: Sequence[Judgement]

    def hits(self, which: Callable[[Judgement], bool]) -> Mask:
        """Say of each code whether something holds of its outcome."""
        return np.fromiter(map(which, self.outcomes), bool, len(self.outcomes))

    def those(self, which: Callable[[Judgement], bool]) -> Mask:
        """Say of each row whether something holds of its outcome."""
        return self.hits(which)[self.codes]

    def changed(self, change: Callable[[Judgement], Judgement]) -> JudgedColumn:
        """Say something else of all rows."""
        return replace(self, outcomes=[*map(change, self.outcomes)])

    def where(self, mask: Mask, change: Callable[[Judgement], Judgement]) -> JudgedColumn:
        """Say something else of some rows."""
        if not mask.any():
            return self
        size = len(self.outcomes)
        codes = self.codes.astype(np.min_scalar_type(2 * size))
        both = [*self.outcomes, *map(change, self.outcomes)]
        return replace(self, codes=codes + mask * codes.dtype.type(size), outcomes=both)

    def values(self) -> pl.Series:
        """Return each row's value."""
        return pl.Series("value", [o.value for o in self.outcomes], pl.String).gather(self.codes)


_BECAME = ("text", "value", "status", "how", "reason")
#: Where an answer stands, and what became of it.
LISTED: dict[str, Any] = {
    **dict.fromkeys(("file", "sheet"), pl.String),
    **dict.fromkeys(("record", "row"), pl.UInt32),
    **dict.fromkeys(("header", "submission_id", "question"), pl.String),
    "instance": pl.UInt32,
    **dict.fromkeys(_BECAME, pl.String),
}


def listed_of(
    judged: Iterable[JudgedColumn], which: Callable[[Judgement], bool], ids: pl.Series
) -> pl.DataFrame:
    """List some of all answers, each with its place.

    Parameters
    ----------
    which
        Statements of an outcome whether its answers are listed.
    ids
        Of the forms.
    """
    found = [pl.DataFrame(schema=LISTED)]
    for own in judged:
        if not (hits := own.hits(which)).any():
            continue
        at = np.flatnonzero(hits[own.codes])
        sheet, codes = own.rows.sheet, own.codes[at]
        names = [str(own.outcomes[code].name) for code in codes.tolist()]
        rows = np.zeros(len(at), dtype=np.uint32)
        for name in {*names}:
            where = np.array([other == name for other in names], dtype=bool)
            rows[where] = sheet.rows_of(name).gather(at[where]).to_numpy()
        became = {
            name: [getattr(own.outcomes[code], name) for code in codes.tolist()] for name in _BECAME
        }
        place = {
            "sheet": sheet.texts["sheet"].gather(at),
            "record": sheet.texts["record"].gather(at),
            "row": rows,
            "header": [sheet.headers[name] for name in names],
            "submission_id": ids.gather(own.rows.forms[at]),
            "instance": own.rows.turns_of(own.instance)[at],
        }
        same = {"file": pl.lit(sheet.file), "question": pl.lit(own.question)}
        told = pl.DataFrame({**place, **became}).with_columns(**same)
        found.append(told.select(pl.col(name).cast(kind) for name, kind in LISTED.items()))
    return pl.concat(found)


def encoded(texts: pl.Series) -> tuple[Codes, list[str | None]]:
    """Return a code a row, and the distinct texts that these stand for, null among them."""
    if len(texts) < _FEW:
        known: dict[str | None, int] = {}
        codes = [known.setdefault(text, len(known)) for text in texts.to_list()]
        return np.array(codes, dtype=np.min_scalar_type(len(known))), [*known]
    if isinstance(texts.dtype, pl.Enum):
        distinct, numbers = texts.dtype.categories, texts.to_physical()
    else:
        distinct = texts.unique(maintain_order=True).drop_nulls()
        numbers = texts.cast(pl.Enum(distinct)).to_physical()
    size = len(distinct)
    filled = numbers.cast(pl.UInt32).fill_null(size).to_numpy()
    return filled.astype(np.min_scalar_type(size)), [*distinct, None]


def combined(columns: Sequence[tuple[Codes, int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Put codes of several columns together.

    Parameters
    ----------
    columns
        Codes, and how many there may be.

    Returns
    -------
    first, codes
        A row of each combination that there is, and which combination each row has.
    """
    key = np.zeros(len(columns[0][0]), dtype=np.int64)
    size = 1
    for codes, most in columns:
        key, size = key * most + codes, size * most
        if size > _DENSE:
            size, key = _ranked(key)
    first = np.full(size, -1, dtype=np.int64)
    first[key] = np.arange(len(key))
    there = first >= 0
    return first[there], (np.cumsum(there) - 1)[key]


def _ranked(key: NDArray[np.int64]) -> tuple[int, NDArray[np.int64]]:
    distinct, ranks = np.unique(key, return_inverse=True)
    return max(len(distinct), 1), ranks
