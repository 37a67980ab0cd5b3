"""One question of which several options may be chosen: shares of each, most frequent first."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cyberstudy.declare.plan.exhibits_of_answers import SeveralShares
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_shares, guides
from cyberstudy.draw.marks.intervals import dots_with_intervals, legend_of_dots
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import beside_row, folded, height_of, rows_from_above
from cyberstudy.draw.style import HUES, leading, new_figure
from cyberstudy.tables.extremes import highest
from cyberstudy.wording.alternative_text import panel
from cyberstudy.wording.alternative_text.dots import shares_by_row
from cyberstudy.wording.questions import (
    beside,
    how_intervals,
    put_to,
    read_asked,
    who_answered,
)
from cyberstudy.wording.view import View

NAME = 36  # letters in a line of an option's name


def draw(view: View[SeveralShares]) -> Drawn:
    """Draw a dot an option with its interval and bounds; of too few answers, bars of counts."""
    say, table = view.say, view.table("estimates")
    (group,) = view.entry.answered_by
    asked = read_asked(view, table, view.entry.question, group)
    rows = in_order(asked.options, view.entry.last)
    names = [folded(label, NAME) for label in rows["label"]]
    figure, axes = new_figure(0.95 + height_of(names, 0.11, 0.1))
    places = range(rows.height)
    shown = rows["share"].is_not_null().any()
    if shown:
        dots_with_intervals(axes, places, rows, say, confidence=asked.confidence)
        guides(axes, -0.5, rows.height - 0.5)
        axis_of_shares(axes, say, room=0.34)
        axes.set_xlabel(say("Share of the {base} that answered", base=asked.base), loc="left")
        handles = legend_of_dots(say, asked.confidence)
        legend_below(figure, handles, 3, fontsize=6.5)
    else:
        axes.barh(places, rows["count"].fill_null(0), color=HUES[0], height=0.6)
        most = max(highest(rows["count"]) or 0, 1)
        axes.set_xlim(0, 1.5 * most)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(length=0)
        axes.set_xlabel(say("Number of the {base} that answered", base=asked.base or 0), loc="left")
    for place, row in enumerate(rows.iter_rows(named=True)):
        text = beside(say, row["count"], asked.base, row["share"], asked.why)
        # Assume: numbers in one column are read best.
        x = 1.04 if shown else (row["count"] or 0) + 0.1
        beside_row(axes, place, text, x=x, muted=row["count"] is None)
    rows_from_above(axes, names, linespacing=leading())
    data = rows.with_columns(
        question=pl.lit(asked.question.name),
        grouping=pl.lit(asked.grouping),
        group=pl.lit(asked.group),
        base=pl.lit(asked.base, dtype=pl.Int64),
        r=pl.lit(asked.r, dtype=pl.Int64),
        reason=pl.lit(asked.reason),
    ).select("question", "grouping", "group", pl.exclude("question", "grouping", "group"))
    if shown:
        head = say("Dot plot of {label}, {who}", label=asked.label, who=asked.who)
        marks = say(
            "Dots: share of the {base} that answered; several answers could be given.",
            base=asked.base,
        )
    else:
        head = say("Bar chart of {label}, {who}", label=asked.label, who=asked.who)
        marks = say("Bars: counts; several answers could be given.")
    told = rows.with_columns(base=pl.lit(asked.base, dtype=pl.Int64), why=pl.lit(asked.why))
    return Drawn(
        figure=figure,
        data=data,
        question=put_to(view, [asked]),
        base=who_answered(view, [asked]),
        method=say.text([marks, how_intervals(say, [asked])]),
        alt=panel(say, head, shares_by_row(say, told)),
    )


def in_order(options: pl.DataFrame, last: Sequence[str]) -> pl.DataFrame:
    """Put the most frequent first and `last` at the end; equals stay in the form's order."""
    return options.sort(
        pl.col("option").is_in(last),
        pl.col("count"),
        descending=[False, True],
        nulls_last=True,
        maintain_order=True,
    )
