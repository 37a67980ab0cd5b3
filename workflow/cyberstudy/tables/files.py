"""Tables of the study as they lie in files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from surveyanswers.tables import storage

if TYPE_CHECKING:
    from surveyanswers.tables.frame_schemas import dy


def read_table(path: str, contract: type[dy.Schema] | None = None) -> pl.DataFrame:
    """Read Parquet or CSV, by the name's ending, and check the contract.

    Without a contract, a CSV's columns that hold no value, which say nothing of their type, get the
    type that the contract of a table of this name gives.
    """
    table = storage.read_table(path, contract)
    if contract is not None or Path(path).suffix == ".parquet":
        return table
    blank = [c.name for c in table if c.dtype == pl.String and c.null_count() == len(c)]
    if not blank:
        return table
    from cyberstudy.tables.registry import named  # few readers need all contracts

    types = storage.schema_of(named_contract) if (named_contract := named(Path(path).stem)) else {}
    return table.with_columns(pl.col(n).cast(types[n]) for n in blank if n in types)
