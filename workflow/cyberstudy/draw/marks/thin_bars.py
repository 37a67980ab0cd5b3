"""What stands around many thin bars in sections: lines a section, crosses, names at the right."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from cyberstudy.draw.style import INK, MUTED


def section(axes: Axes, low: float, high: float, share: float | None) -> None:
    """Join the bars from place `low` to `high` at the axis, with a line at their share in all."""
    axes.plot([0, 0], [low - 0.5, high + 0.5], color=MUTED, lw=0.8, clip_on=False)
    if share is not None:
        axes.plot([share] * 2, [low - 0.8, high + 0.8], color=INK, lw=1.1, zorder=4)


def crosses(axes: Axes, places: Sequence[float]) -> None:
    """Mark at the axis where there is no bar."""
    axes.plot([0] * len(places), places, "x", color=INK, ms=3, mew=0.7, clip_on=False)


def legend_of_sections(line: str, cross: str | None) -> list[Line2D]:
    """Return what the legend shows of the lines of sections, and of crosses if there are any."""
    lines = [Line2D([], [], color=INK, lw=1.1, label=line)]
    return lines + [Line2D([], [], color=INK, marker="x", ms=3, ls="", label=cross)] * bool(cross)


def named_at_right(
    axes: Axes, rows: pl.DataFrame, *, head: str, end: float, apart: float, last: float
) -> None:
    """Write texts to the right of all bars, each with a line to what it says of its own.

    Parameters
    ----------
    axes
        Where bars lie.
    rows
        place, where in the bar the line begins, and text, from above.
    head
        What stands above the texts, if there are any.
    end
        Of the longest bar.
    apart
        How many places texts are apart at least.
    last
        The place beyond which no text stands.
    """
    heights = spread(rows["place"].to_list(), apart, last)
    for (place, own, text), height in zip(
        rows.select("place", "end", "text").iter_rows(), heights, strict=True
    ):
        way = [own, 1.02 * end, 1.06 * end]
        axes.plot(way, [place, place, height], color=MUTED, lw=0.4)
        axes.plot(own, place, "o", color=INK, ms=1.6)
        axes.text(1.07 * end, height, text, fontsize=6, va="center_baseline")
    if heights:
        above = heights[0] - apart
        axes.text(1.07 * end, above, head, fontsize=6, va="center_baseline", style="italic")


def spread(places: Sequence[float], apart: float, last: float) -> list[float]:
    """Move `places`, which rise, as little as it takes to be `apart` and none beyond `last`."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + apart) if moved else place)
    for number in reversed(range(len(moved))):
        moved[number] = min(moved[number], last)
        last = moved[number] - apart
    return moved
