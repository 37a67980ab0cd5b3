"""Steps: cumulative shares over times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from cyberstudy.draw.marks.axes import TICKS, percentages
from cyberstudy.draw.style import HUES, INK
from cyberstudy.wording.speech import Speech

LOOKS: tuple[dict[str, Any], ...] = (
    {"color": HUES[0], "marker": "o"},
    {"color": HUES[1], "marker": "s"},
    {"color": INK, "marker": "^"},
    {"color": HUES[3], "marker": "D"},
)
BESIDE = 0.05  # part of a time by which intervals of steps stand apart


def axes_of_cumulative_times(axes: Axes, days: Sequence[float], say: Speech) -> None:
    """Make the axes ones of times, on a logarithmic scale, and of shares from below."""
    axes.set_xscale("log")
    axes.set_xlim(days[0] / 1.8, days[-1] * 1.5)
    axes.xaxis.set_major_locator(FixedLocator(days))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels([say.plain(day) for day in days])
    axes.set_yticks(TICKS)
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(percentages(say))
    axes.grid(axis="y")


def cumulative_steps(
    axes: Axes, rows: pl.DataFrame, number: int, *, name: str, span: tuple[float, float]
) -> None:
    """Draw steps from the left end of the axis to the right, a mark and an interval at each.

    Parameters
    ----------
    axes
        On which steps of several `number` lie, each in its own of `LOOKS`.
    rows
        days, share, low and high; rows without days or a share are not drawn.
    number
        Counted from 0.
    name
        What the steps are called.
    span
        First and last time of the axis.
    """
    seen = rows.filter(pl.col("days").is_not_null(), pl.col("share").is_not_null())
    if seen.is_empty():
        return
    first, last = span
    look: Mapping[str, Any] = LOOKS[number]
    colour = look["color"]
    days, shares = seen["days"].to_list(), seen["share"].to_list()
    axes.step([first, *days], [0, *shares], where="post", color=colour, lw=1.4)
    axes.plot([days[-1], last], [shares[-1]] * 2, color=colour, lw=1.4, ls=(0, (1, 1.5)))
    shift = 1 + BESIDE * number
    axes.vlines(
        [day * shift for day in days],
        seen["low"],
        seen["high"],
        color=colour,
        lw=0.9,
        alpha=0.7,
        label=f"{name}, interval",
    )
    axes.plot(days, shares, ls="", ms=4, label=name, **look)
