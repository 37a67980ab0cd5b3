"""Marks that several kinds of exhibit share: dots with intervals on an axis of shares."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, PercentFormatter

from cyberstudy.draw.style import FAINT, HUES, INK

DOTS, INTERVALS, BOUNDS = "share of those who answered", "{:.0%} interval", "worst-case bounds"
TICKS = (0, 0.25, 0.5, 0.75, 1)


def dots_with_intervals(
    axes: Axes, places: Sequence[float], rows: pl.DataFrame, *, confidence: float
) -> None:
    """Draw the rows that have a share, each with its interval and thin bounds."""
    shown = rows.with_columns(place=pl.Series(places, dtype=pl.Float64)).filter(
        pl.col("share").is_not_null()
    )
    at = shown["place"]
    label = INTERVALS.format(confidence)
    axes.hlines(at, shown["low"], shown["high"], color=HUES[0], lw=2.2, alpha=0.45, label=label)
    axes.hlines(at, shown["bound_low"], shown["bound_high"], color=INK, lw=0.5, label=BOUNDS)
    axes.plot(shown["share"], at, "o", color=HUES[0], ms=4, label=DOTS)


def legend_of_dots(confidence: float) -> list[Line2D]:
    """Return what the legend shows of `dots_with_intervals`."""
    return [
        Line2D([], [], color=HUES[0], marker="o", ms=4, ls="", label=DOTS),
        Line2D([], [], color=HUES[0], lw=2.2, alpha=0.45, label=INTERVALS.format(confidence)),
        Line2D([], [], color=INK, lw=0.5, label=BOUNDS),
    ]


def axis_of_shares(axes: Axes, *, room: float, labelled: bool = True) -> None:
    """Make the horizontal axis one of shares from 0 to 1, with `room` to its right for words."""
    axes.set_xlim(-0.02, 1 + room)
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.spines["bottom"].set_bounds(0, 1)
    axes.tick_params(axis="x", labelbottom=labelled)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def guides(axes: Axes, top: float, bottom: float) -> None:
    """Draw a faint line at every tick, as far as there are rows and no further."""
    axes.vlines(TICKS, top, bottom, color=FAINT, lw=0.5, zorder=0)


def behind_bar(axes: Axes, place: float, end: float, text: str) -> None:
    """Write `text` just behind a bar that ends at `end`."""
    axes.annotate(
        text,
        (end, place),
        xytext=(4, 0),
        textcoords="offset points",
        va="center_baseline",
        fontsize=7,
        color=INK,
    )


def beside_row(axes: Axes, place: float, text: str, *, x: float, muted: bool = False) -> None:
    """Write `text` to the right of a row."""
    style = "italic" if muted else "normal"
    axes.text(x, place, text, fontsize=6.5, va="center_baseline", style=style, color=INK)


def folded(label: str, width: int) -> str:
    """Break a row's name into lines."""
    return fill(label, width)


def lines_of(labels: Sequence[str]) -> int:
    """Count lines of all labels, for the figure's height."""
    return sum(label.count("\n") + 1 for label in labels)
