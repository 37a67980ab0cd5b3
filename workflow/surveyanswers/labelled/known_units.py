"""What every labelled table says of a unit besides its answers."""

from __future__ import annotations

import polars as pl

LABELS = {
    "group": "Group of respondents",
    "outcome": "How much was answered",
    "in_frame": "1: stands in the list of those who were to answer",
}


def known_of_units(units: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return unit_id, wave, group, outcome and in_frame of `tables.answers.Units`, and labels."""
    unit_columns = units.select("unit_id", "wave", "group", "outcome", "in_frame").with_columns(
        pl.col("outcome").cast(pl.String), pl.col("in_frame").cast(pl.Float64)
    )
    return unit_columns, dict(LABELS)
