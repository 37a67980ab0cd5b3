"""How a number is spread: a row a group, a dot a unit, with the median and the quartiles."""

from __future__ import annotations

import polars as pl
from matplotlib.lines import Line2D

from cyberstudy.declare.plan.exhibits_of_units import NumberDistribution
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_numbers
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.strips import quartiles_of_rows, strips_of_numbers
from cyberstudy.draw.marks.texts import above_column, beside_rows, name_rows
from cyberstudy.draw.style import HUES, INK, new_figure
from cyberstudy.wording.alternative_text.scores import spreads_by_row
from cyberstudy.wording.captions.scores_of_units import caption_of_spread, legend_of_spread
from cyberstudy.wording.named_units import numbers_of_units, shown_units
from cyberstudy.wording.numbers import places_for, range_of
from cyberstudy.wording.view import View

COLUMN = 0.13  # of the axis, at its right


def draw(view: View[NumberDistribution]) -> Drawn:
    """Draw a strip of dots a group, a box from quartile to quartile and a line at the median."""
    say, entry = view.say, view.entry
    data = _numbers(view)
    shown = data.filter("shown")
    number = pl.col("number")
    rows = shown.group_by("place", "label", maintain_order=True).agg(
        base=pl.len(),
        quartile_1=number.quantile(0.25, "linear"),
        median=number.median(),
        quartile_3=number.quantile(0.75, "linear"),
    )
    ends = range_of([view.survey.questionnaire.questions[entry.question]], shown["number"])
    places = places_for(*ends)
    figure, axes = new_figure(0.95 + 0.42 * rows.height)
    quartiles_of_rows(axes, rows)
    strips_of_numbers(axes, shown, ends)
    last = rows.height - 1
    axis_of_numbers(axes, say, ends, room=0.04 + 2 * COLUMN, last=last)
    columns = {
        say("median"): [say.decimal(median, places) for median in rows["median"]],
        say("n"): [say.count(base) for base in rows["base"]],
    }
    for column, (head, texts) in enumerate(columns.items()):
        x = ends[1] + (0.05 + COLUMN * column) * (ends[1] - ends[0])
        beside_rows(axes, rows["place"].to_list(), texts, x=x, muted=[False] * rows.height)
        above_column(axes, head, x=x, place=-0.6)
    name_rows(axes, rows["place"].to_list(), rows["label"].to_list())
    axes.set_ylim(last + 0.5, -0.5)
    axes.set_xlabel(view.label(entry.question), loc="left")
    units, median, quartiles = legend_of_spread(say, entry.who)
    handles = [
        Line2D([], [], ls="", marker="o", ms=2.6, mew=0, color=HUES[0], label=units),
        Line2D([], [], color=INK, lw=1.6, label=median),
        Line2D([], [], color=HUES[5], lw=6, alpha=0.45, label=quartiles),
    ]
    legend_below(figure, handles, fontsize=6.5)
    return Drawn(
        figure=figure,
        data=data.drop("place", "label"),
        **caption_of_spread(view, data),
        alt=spreads_by_row(say, rows, view.label(entry.question), places),
    )


def _numbers(view: View[NumberDistribution]) -> pl.DataFrame:
    """Return a row a unit: wave, unit_id, name, number, group, label, place, and if it is shown.

    Units whose column is empty, or which are not on the list, are in no group and not shown.
    """
    entry, frame = view.entry, view.survey.frame
    numbers = numbers_of_units(view, [entry.question]).rename({entry.question: "number"})
    numbers = shown_units(view, numbers.drop_nulls("number"))
    if entry.by is None or frame is None:
        group = pl.lit("")
    else:
        of_unit = frame.select("unit_id", group=entry.by)
        numbers = numbers.join(of_unit, on="unit_id", how="left", maintain_order="left")
        group = pl.col("group").fill_null("")
    numbers = numbers.with_columns(group=group)
    seen = sorted(set(numbers["group"]) - {*entry.order} - ({""} if entry.by else set()))
    groups = [name for name in entry.order if name in set(numbers["group"])] + seen
    labels = [
        entry.labels.get(name) or view.say.group(name) if name else entry.who for name in groups
    ]
    known = pl.DataFrame(
        {"group": groups, "label": labels, "place": range(len(groups))},
        schema={"group": pl.String, "label": pl.String, "place": pl.Int64},
    )
    placed = numbers.join(known, on="group", how="left", maintain_order="left")
    return placed.with_columns(shown=pl.col("place").is_not_null()).sort(
        "place", "number", "name", nulls_last=True
    )
