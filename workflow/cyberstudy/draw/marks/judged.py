"""Verdicts with how alike the class stays that comes back least, a row each."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from cyberstudy.draw.marks.intervals import BAND, CHANCE, VALUE, dots_beside_chance
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import folded, narrowed
from cyberstudy.draw.style import INK, WARNING, new_figure
from cyberstudy.wording.speech import Speech

ROW, NAME = 0.34, 30  # inches of a row, letters in a line of its name


def figure_of_verdicts(
    say: Speech, rows: pl.DataFrame, confidence: float, *, simulated: int = 0
) -> Figure:
    """Draw a row a clustering: of its classes the one that comes back least, and the verdict.

    Parameters
    ----------
    say
        The language.
    rows
        row, told, value, low, high, chance, asked and missed, from above.
    confidence
        Of the lines.
    simulated
        How many of the last rows are of simulated answers: a band behind them says so.
    """
    names = [folded(name, narrowed(NAME)) for name in rows["row"]]
    shown = rows.with_columns(row=pl.Series(names, dtype=pl.String))
    if simulated:
        head = pl.DataFrame({"row": [say("SIMULATED ANSWERS")], "told": [""]})
        real = rows.height - simulated
        shown = pl.concat([shown[:real], head, shown[real:]], how="diagonal")
    figure, axes = new_figure(0.75 + ROW * shown.height)
    dots_beside_chance(axes, shown, shown["told"].to_list())
    axes.set_xlim(-0.02, 1.62)
    if simulated:
        # The band is as wide as the figure, and takes no room in it.
        ends = (rows.height - simulated - 0.5, shown.height - 0.5)
        band = axes.axhspan(*ends, xmin=-2, xmax=2, color=WARNING, lw=0, zorder=-2, clip_on=False)
        band.set_gid("simulated")
        band.set_in_layout(False)
    asked: dict[str, Any] = {"color": INK, "lw": 0.7, "ls": (0, (4, 2))}
    least = rows["asked"][0]
    axes.axvline(least, zorder=0.5, label="mark", **asked)
    middle = say("middle {confidence}", confidence=say.percent(confidence))
    handles = [
        Line2D([], [], ls="", label=say("likeness of the class that comes back least"), **VALUE),
        Line2D([], [], label=middle, **BAND),
        Line2D([], [], label=say("least for a type ({mark})", mark=say.plain(least)), **asked),
    ]
    if rows["chance"].is_not_null().any():
        handles.append(Line2D([], [], ls="", label=say("chance"), **CHANCE))
    legend_below(figure, handles, 2, fontsize=6.5)
    return figure
