"""Countries that experts named: their ranks, and what for."""

from __future__ import annotations

import polars as pl
from matplotlib.figure import Figure

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.countries.entry import (
    CountryHeatmap,
    ProfileMultiples,
    RankedCountries,
    RankIntervals,
)
from cyberstudy.draw.marks.axes import percentages
from cyberstudy.draw.marks.bars_of_shares import bars_with_lines, small_multiples
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.matrices import annotated_matrix, in_lines
from cyberstudy.draw.marks.ranks import axis_of_ranks, dots_with_intervals
from cyberstudy.draw.marks.texts import (
    folded,
    height_of,
    lines_of,
    name_rows_again,
    rows_from_above,
)
from cyberstudy.draw.style import leading, new_figure
from cyberstudy.tables.extremes import total
from cyberstudy.wording.alternative_text import listed_or_none
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.view import View

#: Assume: of the two kinds of set the one that is right for the whole list; who asks of one country
#: alone finds the narrower one in the table.
BOUNDS = ("rank_all_low", "rank_all_high")
OF_ONE = ("rank_set_low", "rank_set_high")


def rank_intervals(view: View[RankIntervals]) -> Drawn:
    """Draw the first countries' ranks, each with its set of those that hold all at once."""
    say, index = view.say, view.table("index")
    confidence = {"confidence": say.percent(view.nominations.confidence)}
    data = index.head(view.entry.countries).select(
        "rank", "country", "iso3", "index", *BOUNDS, *OF_ONE
    )
    names = [folded(name, 30) for name in data["country"]]
    figure, axes = new_figure(1.2 + height_of(names, 0.1, 0.07))
    labels = say("{confidence} confidence sets, all at once", **confidence), say("rank")
    dots_with_intervals(axes, data["rank"], data.select(*BOUNDS), labels)
    rows_from_above(axes, names, top=-0.6, below=0.6, linespacing=leading())
    axis_of_ranks(axes, say, index.height)
    axes.set_xlabel(say("Rank among {count} countries named (logarithmic)", count=index.height))
    values = [say.decimal(value, 1) for value in data["index"]]
    name_rows_again(axes, values, say("Index (0 to 100)").replace(" (", "\n("))
    legend_below(figure, axes.get_legend_handles_labels()[0], fontsize=6.5)
    method = say(
        "Dot: rank by the index. Line: confidence sets that hold the ranks of all countries at "
        "once with {confidence} confidence: stepwise (Mogstad et al. 2024), from {resamples} "
        "bootstrap resamples of experts, honest where countries are nearly level. The sets of "
        "one country alone are narrower and stand in the table.",
        resamples=view.nominations.resamples,
        **confidence,
    )
    width = pl.col("rank_all_high") - pl.col("rank_all_low")
    widest = data.sort(width, maintain_order=True).row(-1, named=True)
    alt = [
        say(
            "Dot plot of the ranks of {count} countries with confidence sets. First is {first} "
            "with an index of {highest}, last shown is {last} with {lowest}.",
            count=data.height,
            first=data["country"][0],
            highest=values[0],
            last=data["country"][-1],
            lowest=values[-1],
        ),
        say(
            "The confidence set is a single rank for: {countries}.",
            countries=listed_or_none(say, data.filter(width == 0)["country"]),
        ),
        say(
            "The widest is that of {country}, {low} to {high}.",
            country=widest["country"],
            low=widest["rank_all_low"],
            high=widest["rank_all_high"],
        ),
    ]
    return _drawn(view, figure, data, method, say.text(alt))


def country_heatmap(view: View[CountryHeatmap]) -> Drawn:
    """Draw the first countries' index for each part, with the number in each cell."""
    say, parts = view.say, view.parts
    shown = view.table("index").head(view.entry.countries)
    data = shown.select("rank", "country", "iso3", *parts)
    names, cells = [folded(name, 30) for name in data["country"]], data.select(*parts)
    figure, axes = new_figure(0.9 + height_of(names, 0.1, 0.1))
    told = [[say.decimal(value, 1) for value in row] for row in cells.iter_rows()]
    columns = [in_lines(label) for label in parts.values()]
    annotated_matrix(axes, cells, columns=columns, rows=names, told=told)
    method = say(
        "Each cell: the index for one type of crime, 100 when every expert names the country and "
        "rates it at the top of all scales. Countries in the order of the overall index."
    )
    leaders = [
        labelled(say, label, data.sort(pl.col(part), descending=True)["country"][0])
        for part, label in parts.items()
    ]
    alt = say(
        "Heat map of {count} countries by {parts} types of crime. Highest in each type: "
        "{leaders}. The highest cell is {highest}, the lowest {lowest}.",
        count=data.height,
        parts=len(parts),
        leaders=say.listed(leaders),
        highest=say.decimal(cells.to_numpy().max(), 1),
        lowest=say.decimal(cells.to_numpy().min(), 1),
    )
    return _drawn(view, figure, data, method, alt)


def profile_multiples(view: View[ProfileMultiples]) -> Drawn:
    """Draw the share of each part in a country's index, beside the share over all countries."""
    say, parts, columns = view.say, view.parts, 4
    data = _shares(view.table("index"), view.entry.countries, parts)
    panels = data.partition_by("country", maintain_order=True)
    names = [folded(rows["country"][0], 19) for rows in panels]
    heads = [names[first : first + columns] for first in range(0, len(names), columns)]
    tallest = [max(lines_of([name]) for name in row) for row in heads]
    height = 0.7 + 0.83 * len(heads) + 0.12 * sum(tallest)
    figure, grid = small_multiples(height, len(panels), columns)
    for axes, rows, name in zip(grid.flat, panels, names, strict=False):
        bars_with_lines(axes, rows["share"], rows["all_countries"])
        axes.set_title(name, loc="center", fontsize=7.5, linespacing=leading())
    first = grid[0, 0]
    first.set_yticks(range(len(parts)), parts.values())
    first.invert_yaxis()
    first.xaxis.set_major_formatter(percentages(say))
    figure.supxlabel(say("Share of the country\u2019s index"), fontsize=7.5)
    method = say(
        "Bar: share of each type of crime in the country\u2019s index. Line: the same over all "
        "countries."
    )
    tops = [
        labelled(say, rows["country"][0], rows.sort("share", descending=True)["type"][0])
        for rows in panels
    ]
    most = data.row(int(data["share"].to_numpy().argmax()), named=True)
    alt = say(
        "Small multiples of {count} countries. Largest type of each: {tops}. The most "
        "one-sided is {country}, {share} of whose index is {type}.",
        count=len(tops),
        tops=say.clauses(tops),
        country=most["country"],
        share=say.percent(most["share"]),
        type=most["type"],
    )
    return _drawn(view, figure, data, method, alt)


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


def _drawn(
    view: View[RankedCountries], figure: Figure, data: pl.DataFrame, method: str, alt: str
) -> Drawn:
    """Put figure, numbers and words together; what was asked and of whom is the same of all."""
    question, base = view.naming(), view.namers()
    return Drawn(figure=figure, data=data, question=question, base=base, method=method, alt=alt)
