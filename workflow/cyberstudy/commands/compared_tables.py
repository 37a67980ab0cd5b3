"""Compare tables of a run with the published values, by the error that each column has.

Counts, texts, the order of rows and verdicts must be equal. A decimal may differ by as much as its
own error makes it: ``config/tolerances.csv`` declares the error of each column, and a column that
it does not know is refused.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from cyberstudy.tables.digits import PLACES, SIGNIFICANT, as_csv
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_json, read_text_table

TOLERANCES = "tolerances.csv"
#: Errors that no number says: none; one unit of the last digit that is released; of a share among
#: so many draws, which a column or a number says.
EXACT, DIGIT, DRAWS = "exact", "last digit", "draws: "
#: Assume: two runs of the same seeds differ by no more than three standard errors of their own.
ERRORS = 3
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|-?inf|NaN")
_WHOLE = re.compile(r"-?\d+")
#: Values of a table by row and column, as they are printed.
Cells = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Tolerance:
    """What error some columns have.

    Attributes
    ----------
    table, column
        Patterns of a file below its release, without ending, and of a column's name.
    error
        `EXACT`, `DIGIT`, `DRAWS` with how many; or a standard error: a number, or the column of the
        same row that holds it.
    """

    table: re.Pattern[str]
    column: re.Pattern[str]
    error: str

    def allows(self, was: float, now: float, row: Mapping[str, str]) -> bool:
        """Whether a value may be another by its error.

        Parameters
        ----------
        row
            The published row that the value is of.
        """
        if self.error == EXACT or not (math.isfinite(was) and math.isfinite(now)):
            return False
        error = 0.0
        if self.error.startswith(DRAWS):
            draws = _number_in(self.error.removeprefix(DRAWS), row)
            error = math.sqrt(max(was * (1 - was), 1 / draws) / draws) if draws else 0.0
        elif self.error != DIGIT:
            error = _number_in(self.error, row)
        return abs(was - now) <= max(ERRORS * error, _last_digit(max(abs(was), abs(now))))


def _number_in(error: str, row: Mapping[str, str]) -> float:
    text = row.get(error, error)
    return abs(float(text)) if _NUMBER.fullmatch(text) else 0.0


def _last_digit(value: float) -> float:
    """One unit of the last digit that is released of a value, and a little for binary fractions."""
    places = SIGNIFICANT - 1 - math.floor(math.log10(value)) if value else PLACES
    return 1.001 * 10.0 ** -min(max(places, 0), PLACES)


def read_tolerances(config: Path) -> list[Tolerance]:
    """Read what error columns have; the first line that fits a column counts."""
    table = read_text_table(config / TOLERANCES, ("table", "column", "error", "why"))
    rows = table.select("table", "column", "error").iter_rows()
    return [
        Tolerance(re.compile(pattern), re.compile(name), error) for pattern, name, error in rows
    ]


def cells_of(path: Path) -> Cells:
    """Return the values of a table (CSV or Parquet) or of a document (JSON), in their order."""
    if path.suffix == ".json":
        return dict(_leaves(read_json(path), ""))
    text = as_csv(pl.read_parquet(path)) if path.suffix == ".parquet" else path.read_text("utf-8")
    names, *rows = csv.reader(io.StringIO(text, newline=""))
    # Headings may be alike.
    names = [name if names.index(name) == n else f"{name} {n}" for n, name in enumerate(names)]
    numbered = enumerate(rows, start=1)
    return {
        (f"{n}", name): cell for n, row in numbered for name, cell in zip(names, row, strict=True)
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


def refuse_undeclared(tables: Mapping[str, Cells], tolerances: Sequence[Tolerance]) -> None:
    """Refuse tables with decimals of which nobody declared by how much they may differ."""
    names = {
        file: sorted(c for c in decimals_of(cells) if not tolerance_of(tolerances, file, c))
        for file, cells in tables.items()
    }
    if lacking := [f"{file}: {', '.join(columns)}" for file, columns in names.items() if columns]:
        raise SurveyError(
            f"Nobody has declared by how much these decimals may differ on another machine:"
            f"{listed(lacking, shown=50)}\nDeclare the error of each column in config/{TOLERANCES}."
        )


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


def differing_cells(
    was: Cells, now: Cells, file: str, tolerances: Sequence[Tolerance]
) -> list[Difference]:
    """Compare a table with the published one, cell by cell.

    Raises
    ------
    SurveyError
        It has other rows or columns.
    """
    if [*was] != [*now]:
        raise SurveyError("other rows or columns")
    decimals, rows = decimals_of(was), dict[str, dict[str, str]]()
    for (row, column), text in was.items():
        rows.setdefault(row, {})[column] = text
    differences = []
    for (row, column), text in was.items():
        if text != (other := now[row, column]):
            tolerance = column in decimals and tolerance_of(tolerances, file, column)
            numbers = _NUMBER.fullmatch(text) and _NUMBER.fullmatch(other)
            within = bool(
                tolerance and numbers and tolerance.allows(float(text), float(other), rows[row])
            )
            differences.append(Difference(file, row, column, text, other, within))
    return differences


def in_words(differences: Sequence[Difference]) -> str:
    """Return how many values differ, and the largest difference, beyond its error if one is."""
    beyond = [difference for difference in differences if not difference.within]
    how_many = f"{len(differences)} values differ, {len(beyond)} by more than their error"
    return f"{how_many}; most: {largest(beyond or differences)[0]}"


def largest(differences: Iterable[Difference]) -> list[Difference]:
    """Return the largest relative difference, if there is one."""
    return sorted(differences, key=lambda difference: -difference.relative)[:1]


def tolerance_of(tolerances: Sequence[Tolerance], file: str, column: str) -> Tolerance | None:
    """Return what is declared of a column: the first line that names it and its table."""
    table = PurePosixPath(file.rpartition("/release/")[2]).with_suffix("").as_posix()
    named = (t for t in tolerances if t.table.fullmatch(table) and t.column.fullmatch(column))
    return next(named, None)
