"""Who replied, of those who were to answer: counts against the list, in fixed order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cyberstudy.declare.plan.exhibits import Panel, ResponseBars
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.bars import stacked_bars
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import behind_bar, rows_from_above
from cyberstudy.draw.style import FAINT, HUES, INK, MUTED, new_figure
from cyberstudy.tables.extremes import highest, total
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text import panel, valued
from cyberstudy.wording.alternative_text.bars import rates_compared
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View

#: What a listed unit did, from the axis outwards, and how it looks.
KINDS: dict[str, dict[str, Any]] = {
    "complete": {"facecolor": HUES[0]},
    "partial": {"facecolor": INK},  # told from its neighbours without colour, too
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
    panels = [_panel(view, entry, minimum) for entry in view.entry.panels]
    data = pl.concat(panels)
    heights = [rows.height for rows in panels]
    figure, grid = new_figure(
        1.1 + 0.2 * sum(heights) + 0.3 * len(panels),
        nrows=len(panels),
        height_ratios=heights,
        sharex=True,
        squeeze=False,
    )
    for axes, rows in zip(grid[:, 0], panels, strict=True):
        _draw_panel(axes, say, rows)
    widest = max(highest(data["listed"]) or 0, highest(data["replied"]), 1)
    grid[-1, 0].set_xticks([tick for tick in grid[-1, 0].get_xticks() if tick <= widest])
    grid[-1, 0].set_xlim(0, 1.33 * widest)  # room for what stands beside the longest bar
    grid[-1, 0].set_xlabel(say("Number listed, and number that replied"))
    handles = [Patch(label=say(WORDS[kind]), **look) for kind, look in KINDS.items()]
    handles.append(Patch(facecolor=FAINT, label=say("listed, no reply")))
    legend_below(figure, handles)
    totals = view.table("response").filter(by="respondents")
    listed = totals.filter(pl.col("listed").is_not_null())
    others = totals.filter(pl.col("listed").is_null())
    base = []
    if listed.height:
        base.append(
            say(
                "{listed} were listed; {replied} of them replied.",
                listed=total(listed["listed"]),
                replied=total(listed["replied"]),
            )
        )
    if others.height:
        more = total(others["replied"])
        base.append(
            say.many(
                "{count} more replied, of whom there is no list.",
                "{count} more replied, of whom there is no list.",
                more,
                count=more,
            )
        )
    return Drawn(
        figure=figure,
        data=data,
        question=say("Asked to reply: everybody on the list, where there is one."),
        base=say.text(base),
        method=say(
            "Beside each bar: complete and partial replies of those listed, and, where at least "
            "{minimum} are listed, their share, AAPOR response rate 2 (response rate 1, of "
            "complete replies alone, stands in the numbers). Groups without a list have no rate.",
            minimum=minimum,
        ),
        alt=say.text([say("Bar charts of replies."), *(_in_words(say, rows) for rows in panels)]),
    )


def _panel(view: View[ResponseBars], entry: Panel, minimum: int) -> pl.DataFrame:
    """Return the rows of one panel in their order; a group that is not there counts nothing."""
    rows = view.table("response").filter(by=entry.by)
    groups = [*entry.order, *sorted(set(rows["group"]) - set(entry.order))]
    labels = {group: entry.labels.get(group) or view.say.group(group) for group in groups}
    # Of respondents some groups may have no list; a column of the list has only listed units.
    absent = pl.lit(None if entry.by == "respondents" else 0, dtype=pl.Int64)
    return (
        pl.DataFrame({"group": groups}, schema={"group": pl.String})
        .join(rows, on="group", how="left", maintain_order="left")
        .with_columns(
            pl.col("listed").cast(pl.Int64).fill_null(absent),
            pl.col("replied", "complete", "partial").cast(pl.Int64).fill_null(0),
            # Assume: a rate of few is no rate.
            pl.when(pl.col("listed") >= minimum).then(pl.col("rr1", "rr2").cast(pl.Float64)),
            panel=pl.lit(entry.title),
            label=pl.col("group").replace(labels),
            hardly=pl.col("replied").cast(pl.Int64).fill_null(0)
            - pl.col("complete").fill_null(0)
            - pl.col("partial").fill_null(0),
        )
        .select("panel", "group", "label", "listed", "replied", *KINDS, "rr1", "rr2")
    )


def _draw_panel(axes: Axes, say: Speech, rows: pl.DataFrame) -> None:
    places = range(rows.height)
    listed = rows["listed"].fill_null(0)
    axes.barh(places, listed, color=FAINT, height=0.72)
    parts = [("", look, rows[kind].to_list()) for kind, look in KINDS.items()]
    stacked_bars(axes, places, parts, height=0.72, edge=0.4)
    for place, row in zip(places, rows.iter_rows(named=True), strict=True):
        end = max(row["listed"] or 0, row["replied"])
        behind_bar(axes, place, end, _replies(say, row))
    rows_from_above(axes, rows["label"].to_list(), top=-0.55, below=0.55)
    axes.tick_params(axis="y", length=0)
    axes.set_title(rows["panel"][0])


def _replies(say: Speech, row: Mapping[str, Any]) -> str:
    """Say "n of N" and the rate, as far as there are such."""
    count = row["complete"] + row["partial"]
    if row["listed"] is None:
        return say(
            "{count} of {replied} that replied; no list", count=count, replied=row["replied"]
        )
    if row["rr2"] is None:
        return say("{count} of {base}", count=count, base=row["listed"])
    share = say.percent(row["rr2"])
    return say("{count} of {base}   {share}", count=count, base=row["listed"], share=share)


def _in_words(say: Speech, rows: pl.DataFrame) -> str:
    """Put a panel into words: every count, and between which groups the rates lie."""
    each = [valued(say, row["label"], _replies(say, row)) for row in rows.iter_rows(named=True)]
    rates = rates_compared(say, rows.select("label", rate="rr2"))
    return say.text([panel(say, rows["panel"][0], each), rates])
