"""Compare tables of a run with published values, cell by cell.

Counts, texts, the order of rows and verdicts must be equal. A decimal may differ by one unit of the
last digit that is released: more digits than these are settled, whatever kernels a processor takes
(``benchmarks/kernels.py``).
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.tables.digits import PLACES, SIGNIFICANT, as_csv
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|-?inf|NaN")
_WHOLE = re.compile(r"-?\d+")
#: Values of a table by row (its number or its key) and column, as they are printed.
Cells = Mapping[tuple[str, str], str]


def _last_digit(value: float) -> float:
    """One unit of the last digit that is released of a value, and a little for binary fractions."""
    places = SIGNIFICANT - 1 - math.floor(math.log10(value)) if value else PLACES
    return 1.001 * 10.0 ** -min(max(places, 0), PLACES)


def cells_of(path: Path, key: Sequence[str] = ()) -> Cells:
    """Return the values of a table (CSV or Parquet) or of a document (JSON), in their order.

    Parameters
    ----------
    key
        Columns whose values name the rows, if all are there and tell rows apart; else numbers do.
    """
    if path.suffix == ".json":
        return dict(_leaves(read_json(path), ""))
    text = as_csv(pl.read_parquet(path)) if path.suffix == ".parquet" else path.read_text("utf-8")
    names, *rows = csv.reader(io.StringIO(text, newline=""))
    # Headings may be alike.
    names = [name if names.index(name) == n else f"{name} {n}" for n, name in enumerate(names)]
    places = [names.index(name) for name in key if name in names]
    labels = [", ".join(row[place] for place in places) for row in rows]
    if len(places) < max(len(key), 1) or len({*labels}) < len(rows):
        labels = [f"{n}" for n in range(1, len(rows) + 1)]
    return {
        (label, name): cell
        for label, row in zip(labels, rows, strict=True)
        for name, cell in zip(names, row, strict=True)
    }


def _leaves(value: Any, place: str, column: str = "") -> Iterator[tuple[tuple[str, str], str]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, entry in inside:
        name = column if isinstance(key, int) else key
        if isinstance(entry, dict | list):
            yield from _leaves(entry, f"{place}/{key}", name)
        else:
            yield (f"{place}/{key}" if isinstance(key, int) else place or "/", name), f"{entry}"


def decimals_of(cells: Cells) -> set[str]:
    """Name the columns whose values are numbers, of which some have a decimal point."""
    others = {column for (_, column), text in cells.items() if text and not _NUMBER.fullmatch(text)}
    return {c for (_, c), text in cells.items() if text and not _WHOLE.fullmatch(text)} - others


@dataclass(frozen=True)
class Difference:
    """A value that is not the published one."""

    file: str
    row: str
    column: str
    was: str
    now: str
    within: bool

    @property
    def relative(self) -> float:
        """By how much of the larger of both they differ; of what is no number, without end."""
        if not (_NUMBER.fullmatch(self.was) and _NUMBER.fullmatch(self.now)):
            return math.inf
        was, now = float(self.was), float(self.now)
        return abs(was - now) / (max(abs(was), abs(now)) or 1)

    def __str__(self) -> str:
        apart = "" if math.isinf(self.relative) else f", by {self.relative:.2g} of itself"
        return f"row {self.row}, column {self.column}: {self.was!r}, now {self.now!r}{apart}"


def differing_cells(was: Cells, now: Cells, file: str) -> list[Difference]:
    """Compare a table with the published one, cell by cell.

    Raises
    ------
    SurveyError
        It has other rows or columns.
    """
    if [*was] != [*now]:
        raise SurveyError("other rows or columns")
    decimals = decimals_of(was)
    return [
        Difference(
            file,
            *place,
            text,
            now[place],
            place[1] in decimals and _differ_little(text, now[place]),
        )
        for place, text in was.items()
        if text != now[place]
    ]


def _differ_little(was: str, now: str) -> bool:
    """Return whether two numbers differ by no more than one unit of their last digit."""
    if not (_NUMBER.fullmatch(was) and _NUMBER.fullmatch(now)):
        return False
    one, other = float(was), float(now)
    finite = math.isfinite(one) and math.isfinite(other)
    return finite and abs(one - other) <= _last_digit(max(abs(one), abs(other)))


def in_words(differences: Sequence[Difference]) -> str:
    """Return how many values differ, and which most: by more than its last digit if one does."""
    beyond = [difference for difference in differences if not difference.within]
    how_many = f"{len(differences)} values differ, {len(beyond)} by more than their last digit"
    return f"{how_many}; most: {largest(beyond or differences)[0]}"


def largest(differences: Iterable[Difference]) -> list[Difference]:
    """Return the largest relative difference, if there is one."""
    return sorted(differences, key=lambda difference: -difference.relative)[:1]
