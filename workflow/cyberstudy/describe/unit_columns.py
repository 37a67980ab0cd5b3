"""What forms say of their unit besides answers."""

from __future__ import annotations

import polars as pl


def unit_column(units: pl.DataFrame, column: str) -> pl.DataFrame:
    """Say of units what their forms tell in a column: wave, unit_id, value."""
    return (
        units.select("wave", "unit_id", "unit_columns")
        .explode("unit_columns")
        .unnest("unit_columns")
        .filter(column=column)
        .select("wave", "unit_id", "value")
    )
