"""What each country is named for, as small multiples."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits import ProfileMultiples
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import percentages
from cyberstudy.draw.style import FAINT, HUES, INK, new_figure
from cyberstudy.tables.extremes import total
from cyberstudy.wording.alternative_text.bars import small_multiples
from cyberstudy.wording.view import View


def draw(view: View[ProfileMultiples]) -> Drawn:
    """Draw the share of each part in a country's index, beside the share over all countries."""
    say, parts = view.say, view.parts
    index = view.table("index")
    shown = index.head(view.entry.countries)
    overall = {
        part: total(index[part]) / total(index.select(*parts).sum_horizontal()) for part in parts
    }
    data = (
        shown.unpivot(on=list(parts), index=["rank", "country", "iso3"], variable_name="part")
        .with_columns(share=pl.col("value") / pl.col("value").sum().over("iso3"))
        .with_columns(
            type=pl.col("part").replace(parts),
            all_countries=pl.col("part").replace_strict(overall),
        )
        .select("rank", "country", "iso3", "part", "type", "share", "all_countries")
        .sort("rank", "iso3", maintain_order=True)
    )
    columns = 4
    figure, grid = new_figure(
        0.7 + 0.95 * -(-shown.height // columns),
        nrows=-(-shown.height // columns),
        ncols=columns,
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    places = range(len(parts))
    for axes in grid.flat[shown.height :]:
        axes.set_visible(False)
    panels = data.group_by("country", maintain_order=True)
    for axes, ((country,), rows) in zip(grid.flat, panels, strict=False):
        axes.barh(places, rows["share"], color=HUES[0], height=0.75)
        lines = rows["all_countries"]
        axes.vlines(lines, [p - 0.42 for p in places], [p + 0.42 for p in places], color=INK, lw=1)
        axes.set_title(country, loc="center", fontsize=7.5)
        axes.grid(axis="x")
        axes.tick_params(length=0)
        axes.spines["left"].set_color(FAINT)
    grid[0, 0].set_yticks(places, parts.values())
    grid[0, 0].invert_yaxis()
    grid[0, 0].xaxis.set_major_formatter(percentages(say))
    figure.supxlabel(say("Share of the country\u2019s index"), fontsize=7.5)
    return Drawn(
        figure=figure,
        data=data,
        question=view.naming(),
        base=view.everyone(),
        method=say(
            "Bar: share of each type of crime in the country\u2019s index. Line: the same over all "
            "countries."
        ),
        alt=small_multiples(say, data),
    )
