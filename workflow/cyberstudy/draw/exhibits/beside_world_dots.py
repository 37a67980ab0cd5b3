"""Assumed, drawn and real shares by group: a panel a construct, marks by source and year."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from cyberstudy.declare.plan.exhibits_across import BesideWorldDots
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_shares, panels_from_above
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.sides import LOOKS
from cyberstudy.draw.marks.texts import rows_from_above
from cyberstudy.draw.style import INK, MUTED
from cyberstudy.draw.text_only import sentences
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text import by_panel, valued
from cyberstudy.wording.captions.sources import caption_of_beside_world, name_of_source
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.view import View

ROW, ABOVE = 0.15, 0.3  # inches of a row, and of a panel's title
ASSUMED, DRAWN = "assumed", "drawn"
SIMULATED: dict[str, dict[str, Any]] = {
    ASSUMED: {"marker": "|", "ms": 9, "mew": 1.6, "color": INK, "zorder": 2},
    DRAWN: {"marker": "o", "ms": 4.5, "mfc": "white", "mew": 0.9, "color": MUTED, "zorder": 3},
}
SAID = {
    ASSUMED: phrase("assumed of {year}"),
    DRAWN: phrase("drawn for {year}, simulated"),
}


def draw(view: View[BesideWorldDots]) -> Drawn:
    """Draw a panel a construct with the same groups from above in each."""
    say, entry = view.say, view.entry
    table = view.table("beside_world")
    if table.is_empty():
        return sentences(view, [say("No answers are simulated in this run.")], data=table)
    # Later ones lie on top and are smaller, so that no mark hides another.
    filled = ({"ms": 5.5 - number / 2, **look} for number, look in enumerate(LOOKS))
    looks = SIMULATED | dict(zip(entry.sources, filled, strict=False))
    shown = table.filter(pl.col("source").is_in(list(looks)))
    groups = shown["group"].unique(maintain_order=True).to_list()
    panels = shown.partition_by("construct", maintain_order=True)
    height = ABOVE + ROW * len(groups)
    figure, grid = panels_from_above(0.9 + height * len(panels), [1] * len(panels))
    labels = [say("All States") if group == "total" else say.group(group) for group in groups]
    names = _names(view, shown)
    told = []
    for axes, rows in zip(grid, panels, strict=True):
        _draw_panel(axes, rows, groups, looks)
        rows_from_above(axes, labels)
        axis_of_shares(axes, say, room=0.02, last=len(groups) - 1)
        title = say.word(rows["title"][0])
        axes.set_title(title)
        told.append((title, [_in_words(view, rows.filter(group=g), names) for g in groups]))
    grid[-1].set_xlabel(say("Share of States"), loc="left")
    handles = [
        Line2D([], [], ls="", label=names[source], **look)
        for source, look in looks.items()
        if source in names
    ]
    legend_below(figure, handles, 3, fontsize=6.5)
    return Drawn(
        figure=figure,
        data=shown,
        **caption_of_beside_world(say, shown, entry.who),
        alt=by_panel(say, say("Dot plots by group."), told),
    )


def _names(view: View[BesideWorldDots], shown: pl.DataFrame) -> dict[str, str]:
    """Name what marks stand for, with the year of each."""
    say = view.say
    found = shown.select("source", "year").unique(maintain_order=True).iter_rows()
    return {
        source: say(SAID[source], year=str(year))
        if source in SAID
        else name_of_source(say, source, year, view.entry.labels)
        for source, year in found
    }


def _draw_panel(
    axes: Axes, rows: pl.DataFrame, groups: list[str], looks: dict[str, dict[str, Any]]
) -> None:
    at = pl.col("group").replace_strict({group: n for n, group in enumerate(groups)})
    placed = rows.with_columns(place=at).drop_nulls("share")
    for source, look in looks.items():
        own = placed.filter(source=source)
        axes.plot(own["share"], own["place"], ls="", label=source, **look)


def _in_words(view: View[BesideWorldDots], rows: pl.DataFrame, names: dict[str, str]) -> str:
    say = view.say
    group = rows["group"][0]
    parts = [
        valued(
            say,
            names[row["source"]],
            say.reason(row["reason"]) if row["share"] is None else say.percent(row["share"]),
        )
        for row in rows.iter_rows(named=True)
    ]
    label = say("All States") if group == "total" else say.group(group)
    return labelled(say, label, say.listed(parts))
