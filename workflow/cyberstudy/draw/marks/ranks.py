"""Ranks and values with intervals, a row each from above."""

from __future__ import annotations

import polars as pl
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from cyberstudy.draw.style import HUES, INK
from cyberstudy.wording.translator import Translator

RANKS = (1, 2, 3, 5, 10, 20, 30, 50, 75)  # that an axis names
CLOSE = 1.4  # times a rank: its name would meet that of the last


def dots_with_intervals(
    axes: Axes, values: pl.Series, bounds: pl.DataFrame, labels: tuple[str, str]
) -> None:
    """Draw a dot a row from above, each on its interval.

    Parameters
    ----------
    axes
        Of nothing else.
    values
        Of the dots.
    bounds
        Low and high of the intervals; null where there is none.
    labels
        What the interval and the dot are.
    """
    rows = range(len(values))
    low, high = bounds.cast(pl.Float64)
    axes.hlines(rows, low, high, color=HUES[0], lw=2, label=labels[0])
    axes.plot(values, rows, "o", color=INK, ms=3.2, label=labels[1])


def axis_of_ranks(axes: Axes, say: Translator, last: int) -> None:
    """Make the horizontal axis one of ranks up to the last, with more room for the first."""
    ticks = [*(tick for tick in RANKS if tick * CLOSE < last), last]
    axes.set_xscale("log")
    axes.set_xlim(0.9, last * 1.05)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels([*map(say.count, ticks)])
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
