"""Weights by which published scores follow from their indicators: a row each, a dot a wave."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cyberstudy.declare.plan.composites import PublishedScore
from cyberstudy.declare.plan.exhibits_of_waves import DeclaredCompositeWeights
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_numbers, panels_from_above
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.sides import LOOKS, dots_of_sides, legend_of_sides, ranges_of_sides
from cyberstudy.draw.marks.texts import (
    above_column,
    beside_rows,
    folded,
    height_of,
    rows_from_above,
)
from cyberstudy.draw.style import leading
from cyberstudy.tables.extremes import highest
from cyberstudy.tables.waves import waves_in
from cyberstudy.wording.alternative_text import by_panel, of_column
from cyberstudy.wording.captions.waves import caption_of_weights
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.view import View, needed

NAME = 32  # letters in a line of an indicator's name
ABOVE = 0.28  # inches of a panel's title
COLUMN = 0.24  # of the axis, at its right
PLACES = 1  # behind the point
NUMBERS = ("weight", "low", "high", "if_at_ends")


def draw(view: View[DeclaredCompositeWeights]) -> Drawn:
    """Draw a panel a score; where no formula was found a line is what the weight can be."""
    say, declared = view.say, needed(view.survey.plan.composite)
    scores = [declared.scores[name] for name in view.entry.scores]
    table = view.of_all_waves("composite_weights").with_columns(pl.col("indicator").fill_null(""))
    waves = waves_in(table)[-len(LOOKS) :]
    panels = [_rows(view, table, score, waves) for score in scores]
    data = pl.concat(panels)
    end = float(highest(data.select(pl.max_horizontal("weight", "high"))["weight"]))
    names = [
        [folded(label, NAME) for label in rows["label"].unique(maintain_order=True)]
        for rows in panels
    ]
    ratios = [height_of(lines, 0.1, 0.08) for lines in names]
    figure, grid = panels_from_above(0.9 + ABOVE * len(panels) + sum(ratios), ratios)
    told = []
    for axes, score, rows, lines in zip(grid, scores, panels, names, strict=True):
        sides = [(wave, rows.filter(wave=wave)) for wave in waves]
        dots_of_sides(axes, [(wave, own.select(share="weight")) for wave, own in sides])
        ranges_of_sides(axes, sides)
        for number, (_, own) in enumerate(sides):
            muted = own["weight"].is_null().to_list()
            x = end * (1.05 + COLUMN * number)
            beside_rows(axes, range(own.height), own["told"].to_list(), x=x, muted=muted)
        room = 0.05 + COLUMN * len(waves)
        axis_of_numbers(axes, say, (0, end), room=room, last=len(lines) - 1)
        rows_from_above(axes, lines, linespacing=leading())
        axes.set_title(say.word(score.title))
        each = [
            labelled(say, str(name), say.listed(of_column(say, own, "told", "wave")))
            for (name,), own in rows.group_by("label", maintain_order=True)
        ]
        told.append((say.word(score.title), each))
    for number, wave in enumerate(waves):
        above_column(grid[0], wave, x=end * (1.05 + COLUMN * number), place=-0.6)
    grid[-1].set_xlabel(say("Points of the score"), loc="left")
    interval = say("bounds, where no weights were found")
    open_ = data.filter(pl.col("weight").is_null() & pl.col("low").is_not_null()).height
    legend_below(figure, legend_of_sides(waves, interval if open_ else None), fontsize=6.5)
    head = say("Dot plots of {count} weights.", count=data.height)
    words = caption_of_weights(view, table.filter(pl.col("score").is_in(data["score"].unique())))
    return Drawn(figure=figure, data=data.drop("told"), **words, alt=by_panel(say, head, told))


def _rows(
    view: View[DeclaredCompositeWeights],
    table: pl.DataFrame,
    score: PublishedScore,
    waves: Sequence[str],
) -> pl.DataFrame:
    """Return a row an indicator and wave, also where the wave lacks it; what data lack is last."""
    say, own = view.say, table.filter(pl.col("wave").is_in(waves), score=score.score)
    seen = set(own["indicator"])
    keys = pl.DataFrame(
        [
            (wave, score.score, name, view.label(name) if name else say("not in the data"))
            for name in [*score.indicators, ""]
            for wave in waves
            if name in seen
        ],
        schema=["wave", "score", "indicator", "label"],
        orient="row",
    )
    rows = keys.join(
        own.select("wave", "score", "indicator", "base", "follow", *NUMBERS, "reason"),
        on=["wave", "score", "indicator"],
        how="left",
        maintain_order="left",
    ).with_columns(pl.col(NUMBERS).cast(pl.Float64))
    told = [
        say.decimal(weight, PLACES)
        if weight is not None
        else "\u2013"
        if low is None
        else say("at least {low}", low=say.decimal(low, PLACES))
        if high is None
        else say("{low} to {high}", low=say.decimal(low, PLACES), high=say.decimal(high, PLACES))
        for weight, low, high in rows.select("weight", "low", "high").iter_rows()
    ]
    return rows.with_columns(told=pl.Series(told, dtype=pl.String))
