"""The same options put to several groups, or twice to one: their shares side by side."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from cyberstudy.declare.plan.exhibits_of_answers import PairedShares
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.exhibits.several_shares import in_order
from cyberstudy.draw.marks.axes import axis_of_shares, guides
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import folded, height_of, letters, rows_from_above
from cyberstudy.draw.style import FAINT, HUES, INK, leading, new_figure
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.wording.alternative_text import by_panel
from cyberstudy.wording.alternative_text.dots import counts_with_shares
from cyberstudy.wording.questions import (
    SHARES,
    Asked,
    how_intervals,
    labelled,
    put_to,
    read_asked,
    who_answered,
)
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View

#: Sides are told apart by shape as well as by colour; dark and pale follow each other.
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": HUES[0], "marker": "o"},
    {"color": HUES[5], "marker": "D"},
    {"color": INK, "marker": "^"},
    {"color": HUES[3], "marker": "s"},
)
NAME = 34  # letters in a line of an option's name
SIDE = 8  # letters of a side's name that stand side by side
COLUMN_OF_COUNTS = 0.22  # of the axis
ROW = 0.84  # of the way from row to row that more than two sides take
APART = 0.13  # rows between the intervals of one side and the next


def draw(view: View[PairedShares]) -> Drawn:
    """Draw a row an option, a dot a side joined by a line, and the counts of each at the right."""
    say, table = view.say, view.table("estimates")
    sides = [read_asked(view, table, side.question, side) for side in view.entry.sides]
    names = [side.label for side in view.entry.sides]
    rows = in_order(sides[0].options, view.entry.last)
    for side in sides:
        if set(side.options["option"]) != set(rows["option"]):
            raise StudyProblem(f"{side.question.name} has other options than the first side")
    order = rows.select("option")
    data = pl.concat([_numbers(side, name, order) for side, name in zip(sides, names, strict=True)])
    labels = [folded(label, NAME) for label in rows["label"]]
    pitch = 0.13 if len(sides) == 2 else 0.08 * len(sides)
    figure, axes = new_figure(1.2 + height_of(labels, 0.11, pitch))
    _draw_sides(axes, say, sides, names, order)
    guides(axes, -0.5, rows.height - 0.5)
    axis_of_shares(axes, say, room=0.04 + COLUMN_OF_COUNTS * len(sides))
    axes.set_xlabel(say("Share of those who answered"), loc="left")
    rows_from_above(axes, labels, linespacing=leading())
    handles = [
        Line2D([], [], ls="", ms=4.5, label=_side_in_legend(say, name, side), **look)
        for name, side, look in zip(names, sides, LOOKS, strict=False)
    ]
    interval = say("{confidence} interval", confidence=say.percent(sides[0].confidence))
    handles.append(Line2D([], [], color=INK, lw=0.9, alpha=0.7, label=interval))
    legend_below(figure, handles, 3, fontsize=6.5)
    return Drawn(
        figure=figure,
        data=data,
        question=put_to(view, sides),
        base=who_answered(view, sides),
        method=say.text(
            [
                say(
                    "Dots: shares of those who answered; at the right: counts. Lines in colour: "
                    "{intervals}",
                    intervals=how_intervals(say, sides, bounds=False),
                ),
                say("Worst-case bounds stand in the numbers."),
            ]
        ),
        alt=by_panel(
            say,
            say.many(
                "Dot plot of {count} option.",
                "Dot plot of {count} options.",
                rows.height,
                count=rows.height,
            ),
            [
                (
                    say("{name}, n {base}", name=name, base=side.base),
                    counts_with_shares(
                        say, data.filter(side=name).with_columns(why=pl.lit(side.why))
                    ),
                )
                for side, name in zip(sides, names, strict=True)
            ],
        ),
    )


def _numbers(side: Asked, name: str, order: pl.DataFrame) -> pl.DataFrame:
    rows = order.join(side.options, on="option", how="left", maintain_order="left")
    return rows.select(
        pl.lit(name).alias("side"),
        pl.lit(side.question.name).alias("question"),
        pl.lit(side.grouping).alias("grouping"),
        pl.lit(side.group).alias("group"),
        *("option", "label", "count"),
        pl.lit(side.base, dtype=pl.Int64).alias("base"),
        pl.lit(side.r, dtype=pl.Int64).alias("r"),
        *SHARES,
        pl.lit(side.reason).alias("reason"),
    )


def _draw_sides(
    axes: Axes, say: Speech, sides: list[Asked], names: list[str], order: pl.DataFrame
) -> None:
    found = [
        order.with_row_index("place")
        .join(side.options, on="option", how="left", maintain_order="left")
        .with_columns(pl.col("place").cast(pl.Float64))
        for side in sides
    ]
    two = len(sides) == 2
    if two:
        ends = (
            pl.concat([rows.select("place", "share") for rows in found])
            .drop_nulls()
            .group_by("place", maintain_order=True)
            .agg(low=pl.col("share").min(), high=pl.col("share").max())
        )
        axes.hlines(ends["place"], ends["low"], ends["high"], color=FAINT, lw=3, label="between")
    middle = (len(sides) - 1) / 2
    for number, (side, name, rows, look) in enumerate(
        zip(sides, names, found, LOOKS, strict=False)
    ):
        seen = rows.filter(pl.col("share").is_not_null())
        at = seen["place"] + (number - middle) * (APART if two else ROW / len(sides))
        look_of_line: dict[str, Any] = {"color": look["color"], "lw": 0.9, "alpha": 0.7}
        axes.hlines(at, seen["low"], seen["high"], label=f"{name}, interval", **look_of_line)
        dots = seen["place"] if two else at
        axes.plot(seen["share"], dots, ls="", ms=4.5 if two else 3.5, label=name, **look)
        x = 1.03 + COLUMN_OF_COUNTS * (number + 0.5)
        words: dict[str, Any] = {"fontsize": 6.5, "ha": "center"}
        for place, count in rows.select("place", "count").iter_rows():
            text = "\u2013" if count is None else say.count(count)
            style = "italic" if _few(side) else "normal"
            axes.text(x, place, text, va="center_baseline", style=style, **words)
        above = "\n".join([name, say("n = {base}", base=side.base)])
        # Long names of many sides have no room side by side.
        if number % 2 and not two and max(map(letters, names)) > SIDE:
            above += "\n\n"
        axes.text(x, -0.6, above, va="bottom", linespacing=leading(), **words)


def _side_in_legend(say: Speech, name: str, side: Asked) -> str:
    label = say("{name} ({number})", name=name, number=side.number)
    if side.withheld:
        return labelled(say, label, side.why)
    return labelled(say, label, say("too few for shares")) if _few(side) else label


def _few(side: Asked) -> bool:
    return side.options["share"].null_count() > 0
