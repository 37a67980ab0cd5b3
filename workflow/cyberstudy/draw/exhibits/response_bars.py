"""Who replied, of those who were to answer: counts against the list, in fixed order."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cyberstudy.declare.plan.exhibits import Panel, ResponseBars
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import panels_from_above
from cyberstudy.draw.marks.bars import stacked_bars
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import behind_bar, rows_from_above
from cyberstudy.draw.style import FAINT, HUES, MUTED
from cyberstudy.tables.extremes import highest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text.bars import replies_compared
from cyberstudy.wording.captions.replies import caption_of_replies, replies_and_rate
from cyberstudy.wording.view import View

#: What a listed unit did, from the axis outwards, and how it looks.
KINDS: dict[str, dict[str, Any]] = {
    "complete": {"facecolor": HUES[0]},
    "partial": {"facecolor": HUES[4]},
    "hardly": {"facecolor": "white", "hatch": "//////", "edgecolor": MUTED},
}
WORDS = {
    "complete": phrase("complete"),
    "partial": phrase("partial"),
    "hardly": phrase("hardly anything answered"),
}


def draw(view: View[ResponseBars]) -> Drawn:
    """Draw one panel a column of the list, with "n of N" and the response rate beside each bar."""
    say, minimum = view.say, view.entry.minimum_base
    panels = [_replies_of_panel(view, entry, minimum) for entry in view.entry.panels]
    data = pl.concat(panels).drop("told")
    heights = [rows.height for rows in panels]
    figure, grid = panels_from_above(1.1 + 0.2 * sum(heights) + 0.3 * len(panels), heights)
    for axes, rows in zip(grid, panels, strict=True):
        _draw_panel(axes, rows)
    below = grid[-1]
    widest = max(highest(data["listed"]) or 0, highest(data["replied"]), 1)
    below.set_xticks([tick for tick in below.get_xticks() if tick <= widest])
    below.set_xlim(0, 1.33 * widest)  # room for what stands beside the longest bar
    below.set_xlabel(say("Number listed, and number that replied"))
    handles = [Patch(label=say(WORDS[kind]), **look) for kind, look in KINDS.items()]
    handles.append(Patch(facecolor=FAINT, label=say("listed, no reply")))
    legend_below(figure, handles)
    return Drawn(
        figure=figure,
        data=data,
        **caption_of_replies(say, view.table("response").filter(by="respondents"), minimum),
        alt=replies_compared(say, panels),
    )


def _replies_of_panel(view: View[ResponseBars], entry: Panel, minimum: int) -> pl.DataFrame:
    """Return the rows of one panel in their order; a group that is not there counts nothing."""
    rows = view.table("response").filter(by=entry.by)
    groups = [*entry.order, *sorted(set(rows["group"]) - set(entry.order))]
    labels = {group: entry.labels.get(group) or view.say.group(group) for group in groups}
    # Of respondents some groups may have no list; a column of the list has only listed units.
    absent = pl.lit(None if entry.by == "respondents" else 0, dtype=pl.Int64)
    found = (
        pl.DataFrame({"group": groups}, schema={"group": pl.String})
        .join(rows, on="group", how="left", maintain_order="left")
        .with_columns(
            pl.col("listed").cast(pl.Int64).fill_null(absent),
            pl.col("replied", "complete", "partial").cast(pl.Int64).fill_null(0),
            # Assume: a rate of few is no rate.
            pl.when(pl.col("listed") >= minimum).then(pl.col("rr1", "rr2").cast(pl.Float64)),
            panel=pl.lit(entry.title),
            label=pl.col("group").replace(labels),
        )
        .with_columns(hardly=pl.col("replied") - pl.col("complete") - pl.col("partial"))
        .select("panel", "group", "label", "listed", "replied", *KINDS, "rr1", "rr2")
    )
    told = [replies_and_rate(view.say, row) for row in found.iter_rows(named=True)]
    return found.with_columns(told=pl.Series(told, dtype=pl.String))


def _draw_panel(axes: Axes, rows: pl.DataFrame) -> None:
    places = range(rows.height)
    listed = rows["listed"].fill_null(0).to_list()
    parts = [("", look, rows[kind].to_list()) for kind, look in KINDS.items()]
    stacked_bars(axes, places, parts, height=0.72, edge=0.4, whole=listed)
    ends = rows.select(pl.max_horizontal("listed", "replied"), "told").iter_rows()
    for place, (end, told) in enumerate(ends):
        behind_bar(axes, place, end, told)
    rows_from_above(axes, rows["label"].to_list(), top=-0.55, below=0.55)
    axes.tick_params(axis="y", length=0)
    axes.set_title(rows["panel"][0])
