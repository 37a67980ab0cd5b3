"""Dots of two to four sides on every row, with the counts of each in a column at the right.

seaborn's `pointplot` dodges them as well, but computes intervals, and ours are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes

from cyberstudy.draw.marks.texts import above_column, letters
from cyberstudy.draw.style import FAINT, HUES, INK, narrower
from cyberstudy.wording.translator import Translator

#: Sides are distinguished by shape as well as by colour; dark and pale follow each other.
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": HUES[0], "marker": "o"},
    {"color": HUES[5], "marker": "D"},
    {"color": INK, "marker": "^"},
    {"color": HUES[3], "marker": "s"},
)
LONG = 8  # letters of a side's name that stand side by side
COLUMN_OF_COUNTS = 0.22  # of the axis
ROW = 0.84  # of the way from row to row that more than two sides take
APART = 0.13  # rows between the intervals of two sides whose dots are joined
ASIDE = 0.3  # at most, between dots that are not


def dots_of_sides(
    axes: Axes,
    sides: Sequence[tuple[str, pl.DataFrame]],
    places: Sequence[float] | None = None,
    *,
    joined: bool = True,
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
    joined
        Whether the dots of two sides stand on one line that joins them: one share that changed,
        not two groups that were asked.
    interval
        What legends call the intervals; by default they do not.
    """
    at_rows = pl.int_range(pl.len()) * 1.0 if places is None else pl.Series(places) * 1.0
    placed = [(name, rows.with_columns(place=at_rows)) for name, rows in sides]
    two = joined and len(sides) == 2
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


def columns_of_counts(
    axes: Axes,
    columns: Sequence[tuple[str, str, Sequence[int | None]]],
    say: Translator,
    *,
    muted: Sequence[bool],
) -> None:
    """Write a side's counts into a column at the right, under its name and base."""
    crowded = len(columns) > 2 and max(letters(name) for name, *_ in columns) > LONG
    for number, (name, base, counts) in enumerate(columns):
        x = 1.03 + COLUMN_OF_COUNTS * narrower() * (number + 0.5)
        look: dict[str, Any] = {"ha": "center", "style": "italic" if muted[number] else "normal"}
        for place, count in enumerate(counts):
            text = "\u2013" if count is None else say.count(count)
            axes.text(x, place, text, fontsize=6.5, va="center_baseline", **look)
        # Long names of many sides have no room side by side.
        above = f"{name}\n{base}" + ("\n\n" if crowded and number % 2 else "")
        above_column(axes, above, x=x, place=-0.6, ha="center")
