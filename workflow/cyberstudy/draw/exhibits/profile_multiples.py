"""What each country is named for, as small multiples."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits import ProfileMultiples
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import percentages
from cyberstudy.draw.marks.bars_of_shares import bars_with_lines
from cyberstudy.draw.marks.texts import folded, lines_of
from cyberstudy.draw.style import leading, new_figure
from cyberstudy.tables.extremes import total
from cyberstudy.wording.alternative_text.bars import small_multiples
from cyberstudy.wording.captions.nominations import caption_of_shares_of_parts
from cyberstudy.wording.view import View

COLUMNS, NAME = 4, 19  # letters in a line of a country's name


def draw(view: View[ProfileMultiples]) -> Drawn:
    """Draw the share of each part in a country's index, beside the share over all countries."""
    data = _shares(view.table("index"), view.entry.countries, view.parts)
    panels = data.partition_by("country", maintain_order=True)
    lines = -(-len(panels) // COLUMNS)
    names = [folded(rows["country"][0], NAME) for rows in panels]
    heads = [names[first : first + COLUMNS] for first in range(0, len(names), COLUMNS)]
    tallest = [max(lines_of([name]) for name in row) for row in heads]
    figure, grid = new_figure(
        0.7 + 0.83 * lines + 0.12 * sum(tallest),
        nrows=lines,
        ncols=COLUMNS,
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    for axes in grid.flat[len(panels) :]:
        axes.set_visible(False)
    for axes, rows, name in zip(grid.flat, panels, names, strict=False):
        bars_with_lines(axes, rows["share"], rows["all_countries"])
        axes.set_title(name, loc="center", fontsize=7.5, linespacing=leading())
    first = grid[0, 0]
    first.set_yticks(range(len(view.parts)), view.parts.values())
    first.invert_yaxis()
    first.xaxis.set_major_formatter(percentages(view.say))
    figure.supxlabel(view.say("Share of the country\u2019s index"), fontsize=7.5)
    alt = small_multiples(view.say, data)
    return Drawn(figure=figure, data=data, alt=alt, **caption_of_shares_of_parts(view))


def _shares(index: pl.DataFrame, countries: int, parts: dict[str, str]) -> pl.DataFrame:
    """Divide each of the first countries' index, and that of all, among its parts."""
    whole = total(index.select(*parts).sum_horizontal())
    overall = {part: total(index[part]) / whole for part in parts}
    return (
        index.head(countries)
        .unpivot(on=list(parts), index=["rank", "country", "iso3"], variable_name="part")
        .with_columns(share=pl.col("value") / pl.col("value").sum().over("iso3"))
        .with_columns(
            type=pl.col("part").replace(parts),
            all_countries=pl.col("part").replace_strict(overall),
        )
        .select("rank", "country", "iso3", "part", "type", "share", "all_countries")
        .sort("rank", "iso3", maintain_order=True)
    )
