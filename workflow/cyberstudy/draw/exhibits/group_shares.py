"""How many of each group gave an answer: counts, shares, intervals and worst-case bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from matplotlib.axes import Axes

from cyberstudy.declare.plan.exhibits_of_answers import Group, GroupShares, PanelOfShares
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_shares, guides
from cyberstudy.draw.marks.intervals import dots_with_intervals, legend_of_dots
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import beside_row
from cyberstudy.draw.style import new_figure
from cyberstudy.tables.extremes import highest
from cyberstudy.wording.alternative_text import by_panel
from cyberstudy.wording.alternative_text.dots import shares_by_row
from cyberstudy.wording.questions import (
    SHARES,
    Asked,
    beside,
    how_intervals,
    put_to,
    read_asked,
    who_answered,
)
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View

GAP = 0.6  # between groupings, in rows


def draw(view: View[GroupShares]) -> Drawn:
    """Draw one panel a question, the same groups from above in each."""
    say, table = view.say, view.table("estimates")
    groups = _groups(view, table)
    panels = [_panel(view, table, entry, groups) for entry in view.entry.shares]
    height = highest(groups["place"]) + 1
    figure, grid = new_figure(
        0.7 + len(panels) * (0.32 + 0.17 * height),
        nrows=len(panels),
        sharex=True,
        squeeze=False,
    )
    confidence = panels[0][0][0].confidence
    for axes, (_, data) in zip(grid[:, 0], panels, strict=True):
        _draw_panel(axes, say, data, groups, confidence)
    for axes in grid[:-1, 0]:
        axes.tick_params(axis="x", labelbottom=False)
    handles = legend_of_dots(say, confidence)
    legend_below(figure, handles, fontsize=6.5)
    # Captions tell of the first group, which is all of them where a plan is sensible.
    told = [asked for asked, *_ in (rows for rows, _ in panels)]
    return Drawn(
        figure=figure,
        data=pl.concat([data for _, data in panels]),
        question=put_to(view, told),
        base=say.text(
            [who_answered(view, told), say("Beside each row: how many of those who answered.")]
        ),
        method=say.text(
            [
                say("Dots: share of the group\u2019s answers in substance."),
                how_intervals(say, told),
            ]
        ),
        alt=by_panel(
            say,
            say("Dot plots by group."),
            [
                (data["panel"][0], shares_by_row(say, data.rename({"reason": "why"})))
                for _, data in panels
            ],
        ),
    )


def _groups(view: View[GroupShares], table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows in their order: grouping, group, label, place; the absent keep theirs."""
    found: list[tuple[str, str, str, float]] = []
    for number, entry in enumerate(view.entry.across):
        seen = table.filter(grouping=entry.grouping)["group"].unique().to_list()
        for group in [*entry.order, *sorted(set(seen) - set(entry.order))]:
            label = entry.labels.get(group) or view.say.group(group)
            found.append((entry.grouping, group, label, number * GAP + len(found)))
    columns = ["grouping", "group", "label", "place"]
    return pl.DataFrame(found, schema=columns, orient="row").with_columns(
        pl.col("place").cast(pl.Float64)
    )


def _panel(
    view: View[GroupShares], table: pl.DataFrame, entry: PanelOfShares, groups: pl.DataFrame
) -> tuple[list[Asked], pl.DataFrame]:
    who = view.entry.who
    rows = [
        read_asked(view, table, entry.question, Group(grouping=grouping, group=group, who=who))
        for grouping, group in groups.select("grouping", "group").iter_rows()
    ]
    numbers = [asked.together(entry.options) for asked in rows]
    data = groups.drop("place").with_columns(
        panel=pl.lit(entry.title or rows[0].label),
        question=pl.lit(entry.question),
        options=pl.lit(" ".join(entry.options)),
        count=pl.Series([n["count"] for n in numbers], dtype=pl.Int64),
        base=pl.Series([asked.base for asked in rows], dtype=pl.Int64),
        replied=pl.Series([asked.replied for asked in rows], dtype=pl.Int64),
        listed=pl.Series([asked.listed for asked in rows], dtype=pl.Int64),
        **{name: pl.Series([n[name] for n in numbers], dtype=pl.Float64) for name in SHARES},
        reason=pl.Series(
            [_why(view.say, asked, n) for asked, n in zip(rows, numbers, strict=True)]
        ),
    )
    return rows, data.select(
        "panel", "question", "options", pl.exclude("panel", "question", "options")
    )


def _why(say: Speech, asked: Asked, numbers: Mapping[str, Any]) -> str:
    """Say why there is no share, if there is none."""
    if numbers["count"] is None:
        return asked.why
    if numbers["share"] is not None:
        return ""
    return say("base under {minimum}", minimum=asked.minimum)


def _draw_panel(
    axes: Axes, say: Speech, data: pl.DataFrame, groups: pl.DataFrame, confidence: float
) -> None:
    places = groups["place"].to_list()
    dots_with_intervals(axes, places, data, say, confidence=confidence)
    for place, row in zip(places, data.iter_rows(named=True), strict=True):
        text = beside(say, row["count"], row["base"], row["share"], row["reason"])
        beside_row(axes, place, text, x=1.04, muted=row["share"] is None)
    guides(axes, -0.5, places[-1] + 0.5)
    axis_of_shares(axes, say, room=0.4)
    axes.set_yticks(places, groups["label"])
    axes.set_ylim(places[-1] + 0.5, -0.5)
    axes.set_title(data["panel"][0])
