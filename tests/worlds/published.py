"""The index of ITU as it was published, where this machine has it."""

import polars as pl

from worlds import raw_folder

FILE = "gci/ITU_GCI.csv"


def published_index():
    """Read its rows, each a unit's value of an indicator in a year; skip the test without it."""
    return pl.read_csv(raw_folder(FILE) / FILE, infer_schema=False).select(
        unit="REF_AREA",
        year="TIME_PERIOD",
        indicator="INDICATOR",
        value=pl.col("OBS_VALUE").cast(pl.Float64),
    )
