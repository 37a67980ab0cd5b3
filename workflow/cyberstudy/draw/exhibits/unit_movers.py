"""Units whose score rose and fell most between two waves: a dot a wave, the difference beside."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits_of_units import UnitMovers
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_numbers, panels_from_above
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.sides import dots_of_sides, legend_of_sides
from cyberstudy.draw.marks.texts import beside_rows, folded, height_of, rows_from_above
from cyberstudy.draw.style import leading
from cyberstudy.wording.alternative_text import by_panel
from cyberstudy.wording.alternative_text.dots import changes_by_row
from cyberstudy.wording.captions.scores_of_units import caption_of_movers
from cyberstudy.wording.named_units import numbers_of_units, shown_units
from cyberstudy.wording.numbers import places_for, range_of, signed
from cyberstudy.wording.view import View

NAME = 32  # letters in a line of a unit's name
ABOVE = 0.28  # inches of a panel's title


def draw(view: View[UnitMovers]) -> Drawn:
    """Draw a panel of rises and one of falls, the largest on top of each."""
    say, entry = view.say, view.entry
    data = _moved(view)
    ends = range_of([view.survey.questionnaire.questions[entry.question]], [])
    risen = data.filter("shown", pl.col("difference") > 0)
    fallen = data.filter("shown", pl.col("difference") < 0).reverse()
    panels = [(say("Largest rises"), risen), (say("Largest falls"), fallen)]
    names = [[folded(name, NAME) for name in rows["name"]] for _, rows in panels]
    ratios = [max(height_of(lines, 0.1, 0.06), ABOVE) for lines in names]
    figure, grid = panels_from_above(0.9 + 2 * ABOVE + sum(ratios), ratios)
    told = []
    for axes, (title, rows), lines in zip(grid, panels, names, strict=True):
        said = _said(view, rows, places_for(*ends))
        told.append((title, changes_by_row(say, said)))
        sides = [rows.select(share=level) for level in ("before", "after")]
        dots_of_sides(axes, list(zip(entry.waves, sides, strict=True)))
        x = ends[1] + 0.04 * (ends[1] - ends[0])
        beside_rows(
            axes, range(rows.height), said["told"].to_list(), x=x, muted=[False] * len(said)
        )
        axis_of_numbers(axes, say, ends, room=0.2, last=rows.height - 1)
        rows_from_above(axes, lines, linespacing=leading())
        axes.set_title(title)
    grid[-1].set_xlabel(view.label(entry.question), loc="left")
    legend_below(figure, legend_of_sides(entry.waves), fontsize=6.5)
    head = say(
        "Dot plots of {count} units, {before} and {after}.",
        count=risen.height + fallen.height,
        before=entry.waves[0],
        after=entry.waves[1],
    )
    alt = by_panel(say, head, told)
    return Drawn(figure=figure, data=data, **caption_of_movers(view, data), alt=alt)


def _moved(view: View[UnitMovers]) -> pl.DataFrame:
    """Return units with a score in both waves, the largest rise first, and if each is shown."""
    entry = view.entry
    numbers = shown_units(view, numbers_of_units(view, [entry.question], entry.waves))
    before, after = (
        numbers.filter(wave=wave).select("unit_id", "name", pl.col(entry.question).alias(name))
        for wave, name in zip(entry.waves, ("before", "after"), strict=True)
    )
    both = before.join(after.drop("name"), on="unit_id").drop_nulls()
    place = pl.int_range(pl.len())
    moved = pl.col("difference") != 0
    return (
        both.with_columns(difference=pl.col("after") - pl.col("before"))
        .sort("difference", "name", descending=[True, False])
        .with_columns(
            shown=moved & ((place < entry.each) | (place >= pl.len() - entry.each)),
        )
    )


def _said(view: View[UnitMovers], rows: pl.DataFrame, places: int) -> pl.DataFrame:
    """Return label, before, after and the difference as readers see them."""
    say = view.say
    said = [
        (name, say.decimal(before, places), say.decimal(after, places), signed(say, change, places))
        for name, before, after, change in rows.select(
            "name", "before", "after", "difference"
        ).iter_rows()
    ]
    names = ("label", "before", "after", "told")
    return pl.DataFrame(said, schema=dict.fromkeys(names, pl.String), orient="row")
