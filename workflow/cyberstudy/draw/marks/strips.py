"""A dot a unit along an axis of numbers, with the median and the quartiles of each row."""

from __future__ import annotations

import polars as pl
from matplotlib.axes import Axes

from cyberstudy.draw.style import HUES, INK

BINS = 90  # of the axis; dots in one of them are stacked
STACK = 0.08  # rows from dot to dot
MOST = 0.34  # rows that a stack reaches up and down


def strips_of_numbers(axes: Axes, numbers: pl.DataFrame, ends: tuple[float, float]) -> None:
    """Draw a dot a number on its row; those that lie close are stacked about the row's middle.

    Parameters
    ----------
    axes
        Where rows stand at their places.
    numbers
        place, number.
    ends
        Of the axis.
    """
    low, high = ends
    width = (high - low) / BINS
    many, turn = pl.len().over("place", "bin"), pl.int_range(pl.len()).over("place", "bin")
    # A stack that would be too high is closer.
    apart = pl.min_horizontal(pl.lit(STACK), 2 * MOST / many)
    stacked = (
        numbers.sort("place", "number")
        .with_columns(bin=((pl.col("number") - low) / width).floor())
        .with_columns(at=pl.col("place") + apart * (turn - (many - 1) / 2))
    )
    axes.plot(
        stacked["number"],
        stacked["at"],
        color=HUES[0],
        marker="o",
        ls="",
        ms=2.6,
        mew=0,
        alpha=0.6,
        label="units",
    )


def quartiles_of_rows(axes: Axes, rows: pl.DataFrame) -> None:
    """Draw a box from quartile to quartile and a line at the median, of place and these three."""
    place = rows["place"]
    axes.hlines(
        place,
        rows["quartile_1"],
        rows["quartile_3"],
        color=HUES[5],
        lw=9,
        alpha=0.45,
        zorder=0.6,
        label="quartiles",
    )
    axes.vlines(
        rows["median"], place - MOST, place + MOST, color=INK, lw=1.6, zorder=3, label="median"
    )
