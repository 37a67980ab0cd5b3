"""The same options put to several groups, or twice to one: their shares side by side."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits_of_answers import PairedShares
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_shares
from cyberstudy.draw.marks.intervals import INTERVALS
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.sides import (
    COLUMN_OF_COUNTS,
    columns_of_counts,
    dots_of_sides,
    legend_of_sides,
)
from cyberstudy.draw.marks.texts import folded, height_of, narrowed, rows_from_above
from cyberstudy.draw.style import leading, new_figure
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.wording.alternative_text import by_panel
from cyberstudy.wording.alternative_text.dots import counts_with_shares
from cyberstudy.wording.captions.answers import caption_of_sides, side_in_legend
from cyberstudy.wording.questions import SHARES, read_asked
from cyberstudy.wording.view import View

NAME = 34  # letters in a line of an option's name


def draw(view: View[PairedShares]) -> Drawn:
    """Draw a row an option with a dot a side, and the counts of each at the right."""
    say, table = view.say, view.table("estimates")
    sides = [read_asked(view, table, side.question, side) for side in view.entry.sides]
    names = [side.label for side in view.entry.sides]
    order = sides[0].rows(view.entry.last).select("option")
    for side in sides:
        if set(side.options["option"]) != set(order["option"]):
            raise StudyProblem(f"{side.question.name} has other options than the first side")
    found = [
        order.join(side.rows(), on="option", how="left", maintain_order="left") for side in sides
    ]
    labels = [folded(label, narrowed(NAME)) for label in found[0]["label"]]
    pitch = 0.13 if len(sides) == 2 else 0.08 * len(sides)
    figure, axes = new_figure(1.2 + height_of(labels, 0.11, pitch))
    dots_of_sides(axes, list(zip(names, found, strict=True)), joined=False)
    columns_of_counts(
        axes,
        [
            (name, say("n = {base}", base=side.base), rows["count"].to_list())
            for name, side, rows in zip(names, sides, found, strict=True)
        ],
        say,
        muted=[side.few for side in sides],
    )
    axis_of_shares(axes, say, room=0.04 + COLUMN_OF_COUNTS * len(sides), last=order.height - 1)
    axes.set_xlabel(say("Share of those who answered"), loc="left")
    rows_from_above(axes, labels, linespacing=leading())
    interval = say(INTERVALS, confidence=say.percent(sides[0].confidence))
    in_legend = [side_in_legend(say, name, side) for name, side in zip(names, sides, strict=True)]
    legend_below(figure, legend_of_sides(in_legend, interval), 3, fontsize=6.5)
    head = say.many(
        "Dot plot of {count} option.",
        "Dot plot of {count} options.",
        order.height,
        count=order.height,
    )
    return Drawn(
        figure=figure,
        data=pl.concat(
            rows.select(
                pl.lit(name).alias("side"),
                *("question", "grouping", "group", "option", "label", "count", "base", "r"),
                *(*SHARES, "reason"),
            )
            for name, rows in zip(names, found, strict=True)
        ),
        **caption_of_sides(view, sides),
        alt=by_panel(
            say,
            head,
            [
                (say("{name}, n {base}", name=name, base=side.base), counts_with_shares(say, rows))
                for name, side, rows in zip(names, sides, found, strict=True)
            ],
        ),
    )
