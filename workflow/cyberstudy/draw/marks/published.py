"""Bands of published values, with a dot and its interval on each."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cyberstudy.draw.style import FAINT, HUES, MUTED

SOLID: dict[str, Any] = {"facecolor": FAINT, "edgecolor": MUTED}
HOLLOW: dict[str, Any] = {"facecolor": "none", "edgecolor": MUTED, "linestyle": (0, (2, 1.5))}
LEAST = 0.008  # of the axis: a single value is a line as wide as it can be seen


def bands_with_dots(axes: Axes, rows: pl.DataFrame) -> None:
    """Draw a band a row from above, hollow unless it is solid, and a dot where there is a share.

    Parameters
    ----------
    axes
        Of shares.
    rows
        from, to, solid, share, low, high; a band without an end runs to the end of the axis.
    """
    for place, row in enumerate(rows.iter_rows(named=True)):
        low = 0.0 if row["from"] is None else float(row["from"])
        high = 1.0 if row["to"] is None else float(row["to"])
        if high - low < LEAST:
            low, high = low - LEAST / 2, high + LEAST / 2
        look = {"linestyle": "-"} | (SOLID if row["solid"] else HOLLOW)
        axes.barh(place, high - low, left=low, height=0.62, linewidth=0.7, **look)
        if row["share"] is not None:
            axes.hlines(place, row["low"], row["high"], color=HUES[0], lw=1.6)
            axes.plot(row["share"], place, "o", color=HUES[0], ms=3.6)


def legend_of_bands(dot: str, hollow: str, solid: str) -> list[Artist]:
    """Return what the legend shows of `bands_with_dots`."""
    return [
        Line2D([], [], color=HUES[0], marker="o", ms=3.6, lw=1.6, label=dot),
        Patch(label=hollow, **HOLLOW),
        Patch(label=solid, **SOLID),
    ]
