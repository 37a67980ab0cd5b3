"""Small panels of bars, each bar beside what it is compared with."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cyberstudy.draw.style import FAINT, HUES, INK, new_figure


def small_multiples(height: float, count: int, columns: int) -> tuple[Figure, Any]:
    """Make a figure of so many panels with the same axes; what is left of a line stays empty."""
    lines = -(-count // columns)
    figure, grid = new_figure(
        height, nrows=lines, ncols=columns, sharex=True, sharey=True, squeeze=False
    )
    for axes in grid.flat[count:]:
        axes.set_visible(False)
    return figure, grid


def bars_with_lines(axes: Axes, lengths: pl.Series, compared: pl.Series) -> None:
    """Draw bars, each with an upright line at what it is compared with, in a small panel."""
    places = range(len(lengths))
    axes.barh(places, lengths, color=HUES[0], height=0.75)
    axes.vlines(compared, [p - 0.42 for p in places], [p + 0.42 for p in places], color=INK, lw=1)
    axes.grid(axis="x")
    axes.tick_params(length=0)
    axes.spines["left"].set_color(FAINT)
