"""Tables described for readers, column by column, from their contracts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import EMPTIED, Part, column, part_of

if TYPE_CHECKING:
    from surveyanswers.tables.frame_schemas import dy

#: Whether a cell may be empty.
NEVER, MAY_BE = "never", "may be"
COLUMNS = ("table", "column", "type", "values", "empty", "part_in_disclosure", "meaning")
#: What readers are told of types.
TYPES = ("whole number", "number", "true or false", "list", "text")
_LIMITS = {
    "min": "from {}",
    "min_exclusive": "over {}",
    "max": "to {}",
    "max_exclusive": "under {}",
}


def seen_columns(contract: type[dy.Schema]) -> Mapping[str, dy.Column]:
    """Return the columns of a table as it leaves stage 6, where exports stand for files and sheets.

    One that stays inside keeps its own.
    """
    from surveyanswers.tables.frame_schemas import dy

    columns: Mapping[str, dy.Column] = contract.columns()
    if issubclass(contract, Contract) and contract.ABOUT:
        columns = {
            name: column_type for name, column_type in columns.items() if name not in contract.ABOUT
        }
    inside = issubclass(contract, Contract) and contract.place.inside
    if inside or "file" not in columns or "source" in columns:
        return columns
    source = column(
        dy.String, Part.KEY, "Export: its file or, where that may not be seen, its channel."
    )
    rest = {
        name: column_type for name, column_type in columns.items() if name not in ("file", "sheet")
    }
    return {"source": source, **rest}


def described(table: str, contract: type[dy.Schema]) -> pl.DataFrame:
    """Describe a table as readers get it: a row a column.

    Parameters
    ----------
    table
        Its name for readers.
    contract
        Its contract.

    Returns
    -------
    polars.DataFrame
        `COLUMNS`, in the table's order.

    Raises
    ------
    SurveyError
        A column declares no meaning or no part in disclosure.
    """
    rows = [
        (
            table,
            name,
            type_of(declared.dtype),
            _values(declared),
            _empty(part, declared),
            part.value,
            declared.description,
        )
        for name, declared in seen_columns(contract).items()
        for part in [part_of(name, declared, table)]
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def type_of(kind: pl.DataType) -> str:
    """Return the type of a column: one of `TYPES`."""
    whole, number, boolean, several, text = TYPES
    if kind.is_integer():
        return whole
    if kind.is_numeric():
        return number
    if kind.is_nested():
        return several
    return boolean if kind == pl.Boolean else text


def _empty(part: Part, declared: dy.Column) -> str:
    """Return whether a cell may be empty in CSV, where "" is no text."""
    limited = declared.primary_key or any(
        getattr(declared, limit, None) for limit in ("categories", "regex", "min_length")
    )
    if declared.nullable or (type_of(declared.dtype) == TYPES[-1] and not limited):
        return MAY_BE
    return "where withheld" if part in EMPTIED else NEVER


def _values(declared: dy.Column) -> str:
    """Return which values a column may have, where its contract limits them."""
    if categories := getattr(declared, "categories", None):
        return "one of: " + ", ".join(categories)
    if regex := getattr(declared, "regex", None):
        return f"pattern {regex}"
    limits = ((text, getattr(declared, name, None)) for name, text in _LIMITS.items())
    return " ".join(
        text.format(limit) for text, limit in limits if limit is not None and math.isfinite(limit)
    )
