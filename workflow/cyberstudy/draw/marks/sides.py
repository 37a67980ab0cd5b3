"""Dots of two to four sides on every row.

seaborn's `pointplot` dodges them as well, but computes intervals, and ours are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes

from cyberstudy.draw.style import FAINT, HUES, INK

#: Sides are distinguished by shape as well as by colour; dark and pale follow each other.
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": HUES[0], "marker": "o"},
    {"color": HUES[5], "marker": "D"},
    {"color": INK, "marker": "^"},
    {"color": HUES[3], "marker": "s"},
)
ROW = 0.84  # of the way from row to row that more than two sides take
APART = 0.13  # rows between the intervals of two sides whose dots are joined
ASIDE = 0.3  # at most, between dots that are not


def dots_of_sides(
    axes: Axes,
    sides: Sequence[tuple[str, pl.DataFrame]],
    places: Sequence[float] | None = None,
    *,
    interval: str | None = None,
) -> None:
    """Draw a dot a side on every row, with its interval; legends name both.

    Parameters
    ----------
    axes
        Where rows stand.
    sides
        Each with its name and its rows from above: share, and low and high where there are
        intervals.
    places
        Where each row stands; by default at 0, 1, 2 ...
    interval
        What legends call the intervals; by default they do not.
    """
    at_rows = pl.int_range(pl.len()) * 1.0 if places is None else pl.Series(places) * 1.0
    placed = [(name, rows.with_columns(place=at_rows)) for name, rows in sides]
    two = len(sides) == 2
    if two:
        ends = (
            pl.concat([rows.select("place", "share") for _, rows in placed])
            .drop_nulls()
            .group_by("place", maintain_order=True)
            .agg(low=pl.col("share").min(), high=pl.col("share").max())
        )
        axes.hlines(ends["place"], ends["low"], ends["high"], color=FAINT, lw=3, label="_between")
    middle = (len(sides) - 1) / 2
    for number, ((name, rows), look) in enumerate(zip(placed, LOOKS, strict=False)):
        marks = rows.filter(pl.col("share").is_not_null())
        at = marks["place"] + (number - middle) * (APART if two else min(ASIDE, ROW / len(sides)))
        if "low" in rows.columns:
            line: dict[str, Any] = {"color": look["color"], "lw": 0.9, "alpha": 0.7}
            axes.hlines(at, marks["low"], marks["high"], label=f"_{name}, interval", **line)
        dots = marks["place"] if two else at
        axes.plot(marks["share"], dots, ls="", ms=4.5 if two else 3.5, label=name, **look)
    if interval is not None:
        axes.plot([], [], color=INK, lw=0.9, alpha=0.7, label=interval)
