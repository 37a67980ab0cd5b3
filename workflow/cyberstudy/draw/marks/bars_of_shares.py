"""Bars of shares: beside what they are compared with, or with words behind them."""

from __future__ import annotations

import polars as pl
from matplotlib.axes import Axes

from cyberstudy.draw.style import FAINT, HUES, INK


def bars_with_lines(axes: Axes, lengths: pl.Series, compared: pl.Series) -> None:
    """Draw bars, each with an upright line at what it is compared with, in a small panel."""
    places = range(len(lengths))
    axes.barh(places, lengths, color=HUES[0], height=0.75)
    axes.vlines(compared, [p - 0.42 for p in places], [p + 0.42 for p in places], color=INK, lw=1)
    axes.grid(axis="x")
    axes.tick_params(length=0)
    axes.spines["left"].set_color(FAINT)
