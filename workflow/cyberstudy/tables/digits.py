"""Numbers as they are handed on: with the digits that they mean, and none in scientific notation.

Inside a run every number keeps all its digits; this is done once, where files are written for
others.
"""

from __future__ import annotations

import math
import re
from typing import Any

import polars as pl
from polars import selectors

from surveyanswers.tables.spreadsheets import defused

#: Assume: what is counted of some hundreds of units means no more than six significant digits; a
#: number below 10 to the -10 is nought. Whole numbers keep all their digits.
SIGNIFICANT, PLACES = 6, 10
_DECIMAL = re.compile(r"-?\d+(?:\.(\d+))?(?:[eE][+-]?\d+)?", re.ASCII)


def to_digits(table: pl.DataFrame) -> pl.DataFrame:
    """Round every column of decimals; one that was read as text is rounded where it has more."""
    columns = [
        column.replace_strict(
            few := column.unique(), [_rounded(number) for number in few], return_dtype=column.dtype
        )
        for column in table.select(selectors.float())
    ]
    for column in table.select(pl.col(pl.String)):
        cells = [text for text in column.unique() if text]
        if all(map(_DECIMAL.fullmatch, cells)):
            long = [text for text in cells if "e" in text.lower() or _places(text)]
            columns.append(column.replace(long, [_written(_rounded(float(t))) for t in long]))
    return table.with_columns(columns)


def document_to_digits(content: Any) -> Any:
    """Round every decimal of what is written as JSON."""
    if isinstance(content, float):
        return _rounded(content)
    if isinstance(content, dict):
        return {key: document_to_digits(value) for key, value in content.items()}
    return [*map(document_to_digits, content)] if isinstance(content, list) else content


def as_csv(table: pl.DataFrame) -> str:
    """Write a table as CSV for people: rounded, and with nothing that a spreadsheet would run."""
    table = to_digits(table)
    texts = [
        column.replace_strict(few := column.unique(), [*map(_written, few)], return_dtype=pl.String)
        for column in table.select(selectors.float())
    ]
    return defused(table.with_columns(texts)).write_csv()


def as_cell(value: object) -> str | None:
    """Write a value with the digits that its table in a release has; a text stays as it is."""
    return _written(_rounded(value)) if isinstance(value, float) else str(value)


def _places(text: str) -> bool:
    """Whether a text has a point, and more digits than it means."""
    return "." in text and len(text) > SIGNIFICANT + 1


def _rounded(number: float | None) -> float | None:
    if not number or not math.isfinite(number):
        return number
    places = SIGNIFICANT - 1 - math.floor(math.log10(abs(number)))
    # A nought below nought would be another text than nought.
    return round(number, min(max(places, 0), PLACES)) + 0.0


def _written(number: float | None) -> str | None:
    if number is None:
        return None
    text = repr(number)
    if "e" not in text:
        return {"nan": "NaN"}.get(text, text)
    return f"{number:.{PLACES}f}".rstrip("0") + "0" * number.is_integer()
