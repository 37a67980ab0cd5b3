"""What forms say of their unit besides answers."""

from __future__ import annotations

import polars as pl


def told_of(units: pl.DataFrame, column: str) -> pl.DataFrame:
    """Say of units what their forms tell in a column: wave, unit_id, value."""
    return (
        units.select("wave", "unit_id", "told")
        .explode("told")
        .unnest("told")
        .filter(column=column)
        .select("wave", "unit_id", "value")
    )
