"""A figure's numbers: to read in the page as a table, and to take away as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

from cyberstudy.tables.spreadsheets import restored
from cyberstudy.tables.storage import read_table

#: Digits that a table shows; the file to take away holds them all.
DIGITS = 4
#: Rows that a table shows; nobody reads more of them in a browser, and they make the page large.
MOST_ROWS = 300


@dataclass(frozen=True)
class Numbers:
    """Columns, with whether they hold numbers, and rows as text; and the file itself.

    Attributes
    ----------
    rows
        The first `MOST_ROWS`.
    more
        How many more the file has.
    """

    columns: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[str]]
    more: int
    address: str
    sha256: str


def read_numbers(path: Path) -> Numbers:
    """Read the CSV that lies beside a figure."""
    content = path.read_bytes()
    table = restored(read_table(str(path)))
    return Numbers(
        columns=[(name, kind.is_numeric()) for name, kind in table.schema.items()],
        rows=[[_cell(value) for value in row] for row in table.head(MOST_ROWS).iter_rows()],
        more=max(0, table.height - MOST_ROWS),
        address=f"data:text/csv;charset=utf-8,{quote(content, safe=' ,.-_')}".replace(" ", "%20"),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return rounded(value)
        case _:
            return str(value)


def rounded(value: float, digits: int = DIGITS) -> str:
    """Round to so many digits that count, without an exponent; whole parts stay whole."""
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return str(value)
    places = max(0, digits - 1 - exact.adjusted()) if exact else 0
    text = f"{exact:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
