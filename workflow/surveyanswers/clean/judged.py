"""Answers in columns while they are cleaned: a code a row, and what each code stands for.

Distinct texts are few, so what is said of an answer is said of a code; rows are only distinguished
where routing, pages or a repeat do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from surveyanswers.tables.cell_columns import TextSheet

Codes = NDArray[Any]  # of whole numbers, in as few bytes as they need
Mask = NDArray[np.bool_]
T = TypeVar("T")
#: Codes put together are counted up to here one by one, and sorted beyond.
_DENSE = 1 << 21
#: Of more rows distinct texts are found in columns, of fewer one by one.
_FEW = 10_000


#: What stands in place of a text where a form that is no table has no cell.
ABSENT = object()


class Judgement(NamedTuple):
    """What a code stands for: a text and what became of it."""

    text: str | None = None
    value: str | None = None
    number: float | None = None
    status: str | None = None  # None: there is no such cell
    how: str = ""
    reason: str = ""
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

    def texts_of(self, name: str) -> tuple[Codes, list[Any]]:
        """Return a code a row, and the texts that these stand for; `ABSENT` where is no cell."""
        codes, known = encoded(self.sheet.texts[name])
        if not self.sheet.scattered:
            return codes, known
        there = self.sheet.rows_of(name).is_not_null().to_numpy()
        return np.where(there, codes, len(known)), [*known, ABSENT]

    def cells(
        self, name: str, instance: int, at: NDArray[np.int64], **told: pl.Series
    ) -> pl.DataFrame:
        """Say of some rows where their cells of a column stand, and what is `told` of each."""
        sheet, size = self.sheet, len(at)
        return pl.DataFrame(
            {
                "file": pl.Series([sheet.file] * size, dtype=pl.String),
                "sheet": sheet.texts["sheet"][at],
                "record": sheet.texts["record"][at],
                "row": sheet.rows_of(name)[at].cast(pl.UInt32),
                "header": pl.Series([sheet.headers[name]] * size, dtype=pl.String),
                "instance": pl.Series(self.turns_of(instance)[at]).cast(pl.UInt32),
                **told,
            }
        )


@dataclass(frozen=True, eq=False)
class JudgedColumn:
    """The answers to one question, in one turn of its column or in the rows' own."""

    rows: FormRows
    question: str
    instance: int
    codes: Codes
    outcomes: Sequence[Judgement]
    lacking: frozenset[str] = frozenset()  # options that this form has no column for, of several

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
        return pl.Series("value", [o.value for o in self.outcomes], pl.String)[self.codes]


_BECAME = ("text", "value", "status", "how", "reason")
#: Where an answer stands, and what became of it.
LISTED: dict[str, Any] = {
    **dict.fromkeys(("file", "sheet"), pl.String),
    **dict.fromkeys(("record", "row"), pl.UInt32),
    "header": pl.String,
    "instance": pl.UInt32,
    **dict.fromkeys((*_BECAME, "submission_id", "question"), pl.String),
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
        outcomes = [own.outcomes[code] for code in own.codes[at].tolist()]
        for name in dict.fromkeys(outcome.name for outcome in outcomes):
            these = [place for place, outcome in enumerate(outcomes) if outcome.name == name]
            became = {of: [getattr(outcomes[place], of) for place in these] for of in _BECAME}
            told = {of: pl.Series(texts, dtype=pl.String) for of, texts in became.items()}
            told["submission_id"] = ids[own.rows.forms[at[these]]]
            told["question"] = pl.Series([own.question] * len(these), dtype=pl.String)
            found.append(own.rows.cells(str(name), own.instance, at[these], **told))
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


def each_once(
    make: Callable[..., T], *coded: tuple[Codes, Sequence[Any]]
) -> tuple[NDArray[np.int64], list[T]]:
    """Make something of each combination of what codes stand for, once.

    Parameters
    ----------
    make
        Takes what one code of each column stands for.
    coded
        Codes of some columns, and what they stand for.

    Returns
    -------
    codes, made
        Which combination each row has, and what was made of each that there is.
    """
    key = np.zeros(len(coded[0][0]), dtype=np.int64)
    size = 1
    for codes, known in coded:
        key, size = key * len(known) + codes, size * len(known)
        if size > _DENSE:
            distinct, key = np.unique(key, return_inverse=True)
            size = len(distinct)
    first = np.full(size, -1, dtype=np.int64)
    first[key] = np.arange(len(key))
    there = first >= 0
    made = [make(*(known[codes[row]] for codes, known in coded)) for row in first[there].tolist()]
    return (np.cumsum(there) - 1)[key], made
