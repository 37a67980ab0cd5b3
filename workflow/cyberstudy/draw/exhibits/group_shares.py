"""How many of each group gave an answer: counts, shares and intervals."""

from __future__ import annotations

import polars as pl
from matplotlib.axes import Axes

from cyberstudy.declare.plan.exhibits import Group
from cyberstudy.declare.plan.exhibits_of_answers import GroupShares, PanelOfShares
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_shares, panels_from_above
from cyberstudy.draw.marks.intervals import dots_with_intervals, legend_of_dots
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import beside_rows
from cyberstudy.tables.extremes import highest
from cyberstudy.wording.alternative_text import by_panel
from cyberstudy.wording.alternative_text.dots import shares_by_row
from cyberstudy.wording.captions.answers import caption_of_groups
from cyberstudy.wording.questions import SHARES, Asked, beside, groups_from_above, read_asked
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View


def draw(view: View[GroupShares]) -> Drawn:
    """Draw one panel a question, the same groups from above in each."""
    say, table = view.say, view.table("estimates")
    groups = groups_from_above(say, view.entry.across, table)
    panels = [_shares_of_panel(view, table, entry, groups) for entry in view.entry.shares]
    everything = [asked for rows, _ in panels for asked in rows]
    confidence = everything[0].confidence
    height = 0.32 + 0.17 * (highest(groups["place"]) + 1)
    figure, grid = panels_from_above(0.7 + len(panels) * height, [1] * len(panels))
    for axes, (_, rows) in zip(grid, panels, strict=True):
        _draw_panel(axes, say, rows, groups, confidence)
    data = pl.concat(rows for _, rows in panels)
    legend_below(figure, legend_of_dots(say, confidence, data["low"]), fontsize=6.5)
    return Drawn(
        figure=figure,
        data=data,
        **caption_of_groups(view, everything),
        alt=by_panel(
            say,
            say("Dot plots by group."),
            [
                (rows["panel"][0], shares_by_row(say, rows.rename({"reason": "why"})))
                for _, rows in panels
            ],
        ),
    )


def _shares_of_panel(
    view: View[GroupShares], table: pl.DataFrame, entry: PanelOfShares, groups: pl.DataFrame
) -> tuple[list[Asked], pl.DataFrame]:
    """Return how each group answered, and the numbers of all, in their order."""
    asked = [
        read_asked(
            view,
            table,
            entry.question,
            Group(grouping=grouping, group=group, who=view.entry.who),
        )
        for grouping, group in groups.select("grouping", "group").iter_rows()
    ]
    numbers = pl.DataFrame(
        [one.together(entry.options) for one in asked],
        schema={"count": pl.Int64, **dict.fromkeys(SHARES, pl.Float64)},
    )
    few = view.say("base under {minimum}", minimum=view.entry.minimum_base)
    data = groups.hstack(numbers).select(
        pl.lit(entry.title or asked[0].label).alias("panel"),
        pl.lit(entry.question).alias("question"),
        pl.lit(" ".join(entry.options)).alias("options"),
        *("grouping", "group", "label", "count"),
        base=pl.Series([one.base for one in asked], dtype=pl.Int64),
        replied=pl.Series([one.replied for one in asked], dtype=pl.Int64),
        listed=pl.Series([one.listed for one in asked], dtype=pl.Int64),
        **{name: pl.col(name) for name in SHARES},
        reason=pl.when(pl.col("count").is_null())
        .then(pl.Series([one.why for one in asked]))
        .when(pl.col("share").is_null())
        .then(pl.lit(few))
        .otherwise(pl.lit("")),
    )
    return asked, data


def _draw_panel(
    axes: Axes, say: Speech, data: pl.DataFrame, groups: pl.DataFrame, confidence: float
) -> None:
    places = groups["place"].to_list()
    dots_with_intervals(axes, places, data, say, confidence=confidence)
    counted = data.select("count", "base", "share", "reason").iter_rows()
    texts = [beside(say, *row) for row in counted]
    beside_rows(axes, places, texts, x=1.04, muted=data["share"].is_null().to_list())
    axis_of_shares(axes, say, room=0.4, last=places[-1])
    axes.set_yticks(places, groups["label"])
    axes.set_ylim(places[-1] + 0.5, -0.5)
    axes.set_title(data["panel"][0])
