"""Tables described for readers, column by column, from their contracts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from cyberstudy.tables.contract import Contract
from cyberstudy.tables.disclosure import WITHHELD, Part, column, part_of

if TYPE_CHECKING:
    import dataframely as dy

COLUMNS = ("table", "column", "type", "values", "empty", "part_in_disclosure", "meaning")
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
    import dataframely as dy

    columns: Mapping[str, dy.Column] = contract.columns()
    if issubclass(contract, Contract) and contract.ABOUT:
        columns = {name: each for name, each in columns.items() if name not in contract.ABOUT}
    inside = issubclass(contract, Contract) and contract.place.inside
    if inside or "file" not in columns or "source" in columns:
        return columns
    source = column(
        dy.String, Part.KEY, "Export: its file or, where that may not be seen, its channel."
    )
    rest = {name: each for name, each in columns.items() if name not in ("file", "sheet")}
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
    StudyProblem
        A column declares no meaning or no part in disclosure.
    """
    rows = [
        (
            table,
            name,
            _type(declared.dtype),
            _values(declared),
            _empty(part, nullable=declared.nullable),
            part.value,
            declared.description,
        )
        for name, declared in seen_columns(contract).items()
        for part in [part_of(name, declared, table)]
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _empty(part: Part, *, nullable: bool) -> str:
    if nullable:
        return "may be"
    return "where withheld" if part in WITHHELD | {Part.FREQUENCY} else "never"


def _type(kind: pl.DataType) -> str:
    if kind.is_integer():
        return "whole number"
    if kind.is_numeric():
        return "number"
    if kind.is_nested():
        return "list"
    return "true or false" if kind == pl.Boolean else "text"


def _values(declared: dy.Column) -> str:
    """Say which values a column may have, where its contract limits them."""
    if categories := getattr(declared, "categories", None):
        return "one of: " + ", ".join(categories)
    if regex := getattr(declared, "regex", None):
        return f"pattern {regex}"
    limits = ((text, getattr(declared, name, None)) for name, text in _LIMITS.items())
    return " ".join(
        text.format(limit) for text, limit in limits if limit is not None and math.isfinite(limit)
    )
