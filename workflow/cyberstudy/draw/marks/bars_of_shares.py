"""Bars of shares: beside what they are compared with, or with words behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from matplotlib.axes import Axes

from cyberstudy.draw.marks.axes import TICKS, percentages
from cyberstudy.draw.marks.texts import behind_bar
from cyberstudy.draw.style import FAINT, HUES, INK, MUTED, bold
from cyberstudy.wording.speech import Speech

ROOM = 1.75  # of an axis: the longest bar and the words behind it


def bars_with_lines(axes: Axes, lengths: pl.Series, compared: pl.Series) -> None:
    """Draw bars, each with an upright line at what it is compared with, in a small panel."""
    places = range(len(lengths))
    axes.barh(places, lengths, color=HUES[0], height=0.75)
    axes.vlines(compared, [p - 0.42 for p in places], [p + 0.42 for p in places], color=INK, lw=1)
    axes.grid(axis="x")
    axes.tick_params(length=0)
    axes.spines["left"].set_color(FAINT)


def bars_with_words(
    axes: Axes, rows: pl.DataFrame, looks: Mapping[str, Mapping[str, Any]], say: Speech, most: float
) -> None:
    """Draw bars of shares with words behind them, on an axis that ends where the longest does.

    Parameters
    ----------
    axes
        Whose rows bear names already, or will.
    rows
        place, kind, explained, told and bold; where there is no share words stand alone.
    looks
        Of the kinds of bars.
    say
        The language.
    most
        The longest bar of all panels.
    """
    for kind, look in looks.items():
        own = rows.filter(pl.col("kind") == kind, pl.col("explained").is_not_null())
        axes.barh(own["place"], own["explained"], height=0.62, edgecolor="white", **look)
    for row in rows.iter_rows(named=True):
        behind_bar(
            axes,
            row["place"],
            row["explained"] or 0,
            row["told"],
            fontsize=6.5,
            fontweight=bold() if row["bold"] else "normal",
            style="italic" if row["explained"] is None else "normal",
        )
    axes.set_xlim(0, ROOM * most)
    axes.xaxis.set_major_formatter(percentages(say))
    axes.set_xticks([tick for tick in TICKS if tick <= most + 0.05])
    axes.spines["left"].set_color(MUTED)
    axes.spines["bottom"].set_visible(False)
    axes.grid(axis="x", color=FAINT)
    axes.tick_params(length=0)
