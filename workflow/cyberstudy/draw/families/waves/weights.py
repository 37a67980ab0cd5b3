"""Weights by which published scores follow from their indicators: a row each, a dot a wave."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cyberstudy.declare.plan.composites import PublishedScore
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.waves.entry import DeclaredCompositeWeights
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.rows import HEAD, NONE, finish_panel, panels_of_rows
from cyberstudy.draw.marks.sides import LOOKS, dots_of_sides, legend_of_sides, ranges_of_sides
from cyberstudy.draw.marks.texts import above_column
from cyberstudy.tables.extremes import highest
from cyberstudy.tables.waves import waves_in
from cyberstudy.wording.alternative_text import by_panel, of_column
from cyberstudy.wording.named_units import beside_the_list, units_with_data
from cyberstudy.wording.numbers import ends
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.view import View, needed

WEIGHTS = ("weight", "low", "high", "if_at_ends")


def composite_weights(view: View[DeclaredCompositeWeights]) -> Drawn:
    """Draw a panel a score; where no formula was found a line is what the weight can be."""
    say, entry, composite = view.say, view.entry, needed(view.survey.plan.composite)
    scores = [composite.scores[name] for name in entry.scores]
    table = view.of_all_waves("composite_weights").with_columns(pl.col("indicator").fill_null(""))
    waves = waves_in(table)[-len(LOOKS) :]
    panels = [_weights(view, table, score, waves) for score in scores]
    data = pl.concat(panels)
    end = float(highest(data.select(pl.max_horizontal("weight", "high"))["weight"]))
    labels = [rows["label"].unique(maintain_order=True) for rows in panels]
    figure, grid, names = panels_of_rows(labels, 32, gap=0.08)
    at, told = [end * (1.05 + 0.24 * number) for number in range(len(waves))], []
    for axes, score, rows, lines in zip(grid, scores, panels, names, strict=True):
        sides = [(wave, rows.filter(wave=wave)) for wave in waves]
        dots_of_sides(axes, [(wave, own.select(share="weight")) for wave, own in sides])
        ranges_of_sides(axes, sides)
        texts = [
            (x, own["told"].to_list(), own["weight"].is_null().to_list())
            for x, (_, own) in zip(at, sides, strict=True)
        ]
        title, room = say.word(score.title), 0.05 + 0.24 * len(waves)
        finish_panel(axes, say, title, lines, texts, ends=(0, end), room=room)
        each = [
            labelled(say, str(name), say.listed(of_column(say, own, "told", "wave")))
            for (name,), own in rows.group_by("label", maintain_order=True)
        ]
        told.append((title, each))
    for x, wave in zip(at, waves, strict=True):
        above_column(grid[0], wave, x=x, place=HEAD)
    grid[-1].set_xlabel(say("Points of the score"), loc="left")
    interval = say("bounds, where no weights were found")
    open_ = data.filter(pl.col("weight").is_null() & pl.col("low").is_not_null()).height
    legend_below(figure, legend_of_sides(waves, interval if open_ else None), fontsize=6.5)
    each_score = data.drop_nulls("base").unique(["wave", "score"])
    found = each_score.drop_nulls("weight")
    sums = {name: int(found[name].sum()) for name in ("follow", "base")}
    method = [
        say(
            "Dots: the weights that published scores follow; {follow} of {base} do, to the last "
            "digit.",
            **sums,
        )
    ]
    if found.height < each_score.height:
        method.append(
            say(
                "Lines: where no weights were found, what each can be if one indicator from 0 to 1 "
                "is all that the data lack; which one the data do not say."
            )
        )
    count = ends(say, each_score["base"])
    base = say("{base} {who} with the scores.", base=count, who=entry.who)
    listed = beside_the_list(view, units_with_data(view, data["score"].unique()))
    head = say("Dot plots of {count} weights.", count=data.height)
    return Drawn(
        figure=figure,
        data=data.drop("told"),
        question=say("What an indicator adds to a score if it is 1."),
        base=say.text([base, listed]),
        method=say.text(method),
        alt=by_panel(say, head, told),
    )


def _weights(
    view: View[DeclaredCompositeWeights],
    table: pl.DataFrame,
    score: PublishedScore,
    waves: Sequence[str],
) -> pl.DataFrame:
    """Return a row an indicator and wave, also where the wave lacks it; what data lack is last."""
    say, own = view.say, table.filter(pl.col("wave").is_in(waves), score=score.score)
    seen, key = set(own["indicator"]), ["wave", "score", "indicator"]
    keys = [
        (wave, score.score, name, view.label(name) if name else say("not in the data"))
        for name in [*score.indicators, ""]
        for wave in waves
        if name in seen
    ]
    own = own.select(*key, "base", "follow", *WEIGHTS, "reason")
    rows = pl.DataFrame(keys, schema=[*key, "label"], orient="row").join(
        own, on=key, how="left", maintain_order="left"
    )
    rows = rows.with_columns(pl.col(WEIGHTS).cast(pl.Float64))

    def told(weight: float | None, low: float | None, high: float | None) -> str:
        if weight is not None:
            return say.decimal(weight, 1)
        if low is None:
            return NONE
        if high is None:
            return say("at least {low}", low=say.decimal(low, 1))
        return say("{low} to {high}", low=say.decimal(low, 1), high=say.decimal(high, 1))

    texts = [told(*row) for row in rows.select("weight", "low", "high").iter_rows()]
    return rows.with_columns(told=pl.Series(texts, dtype=pl.String))
