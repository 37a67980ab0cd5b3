"""Countries that experts named: their ranks, what for, and what an index of them is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from matplotlib.figure import Figure

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.countries.entry import (
    CountryHeatmap,
    IndexMadeOf,
    OfIndex,
    ProfileMultiples,
    RankIntervals,
)
from cyberstudy.draw.marks.axes import percentages
from cyberstudy.draw.marks.bars import stacked_bars
from cyberstudy.draw.marks.bars_of_shares import bars_with_lines, small_multiples
from cyberstudy.draw.marks.intervals import dots_beside_chance, rows_to_one
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.matrices import annotated_matrix, in_lines
from cyberstudy.draw.marks.ranks import axis_of_ranks, dots_with_intervals
from cyberstudy.draw.marks.texts import (
    beside_rows,
    folded,
    height_of,
    lines_of,
    name_rows_again,
    rows_from_above,
)
from cyberstudy.draw.style import HUES, leading, new_figure
from cyberstudy.tables.extremes import total
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text import in_sentences, listed_or_none
from cyberstudy.wording.questions import WITHHELD, labelled
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View

#: Assume: of the two kinds of set the one that is right for the whole list; who asks of one country
#: alone finds the narrower one in the table.
BOUNDS = ("rank_all_low", "rank_all_high")
OF_ONE = ("rank_set_low", "rank_set_high")
#: Whose part a rating is, and ways of adding nominations up, by their names in tables.
SOURCES = {
    "expert": phrase("who rates"),
    "country": phrase("country that is rated"),
    "part": phrase("type of crime"),
    "residual": phrase("what these leave over"),
}
LOOKS = {
    "nominations_alone": phrase("nominations alone, no ratings"),
    "alike_experts": phrase("experts brought to one level"),
    "without_own_country": phrase("without experts\u2019 own countries"),
    "ratings_alone": phrase("ratings alone, no nominations"),
    "expected_ranks": phrase("expected ranks (empirical Bayes)"),
    "other_experts": phrase("as many other experts"),
}


def rank_intervals(view: View[RankIntervals]) -> Drawn:
    """Draw the first countries' ranks, each with its joint confidence set."""
    say, index = view.say, view.table("index")
    confidence = {"confidence": say.percent(view.nominations.confidence)}
    data = index.head(view.entry.countries).select(
        "rank", "country", "iso3", "index", *BOUNDS, *OF_ONE
    )
    names = [folded(name, 30) for name in data["country"]]
    figure, axes = new_figure(1.2 + height_of(names, 0.1, 0.07))
    labels = say("joint {confidence} confidence sets", **confidence), say("rank")
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


def index_made_of(view: View[IndexMadeOf]) -> Drawn:
    """Draw shares of the variance of ratings, and below them how alike other orders are."""
    say, variances, looks = view.say, view.table("rating_variances"), view.table("index_looks")
    told = [
        say.reason(WITHHELD)
        if row["share"] is None
        else say("{share} ({levels})", share=say.percent(row["share"]), levels=row["levels"])
        for row in variances.iter_rows(named=True)
    ]
    shares = variances.select(
        panel=pl.lit("variance"),
        row=pl.col("source").replace_strict({name: say(text) for name, text in SOURCES.items()}),
        value=pl.col("share").cast(pl.Float64),
        told=pl.Series(told, dtype=pl.String),
    )
    orders = looks.select(
        panel=pl.lit("look"),
        row=pl.col("look").replace_strict({name: say(text) for name, text in LOOKS.items()}),
        value=pl.col("first_rank_correlation").cast(pl.Float64),
        told=pl.Series([_look_in_words(say, row) for row in looks.iter_rows(named=True)]),
    )
    data = pl.concat([shares, orders])
    heights = [max(shares.height, 1), orders.height]
    figure, (upper, lower) = new_figure(
        1.2 + 0.26 * sum(heights), nrows=2, height_ratios=heights, sharex=True
    )
    lengths = shares["value"].fill_null(0).to_list()
    bars = [("share", {"color": HUES[0]}, lengths)]
    stacked_bars(upper, range(shares.height), bars, height=0.55, edge=0)
    rows_to_one(upper, shares["row"].to_list())
    muted = shares["value"].is_null().to_list()
    beside_rows(upper, range(shares.height), shares["told"].to_list(), x=1.04, muted=muted)
    nothing = pl.lit(None, dtype=pl.Float64)
    marks = orders.select("row", "value", low=nothing, high=nothing, chance=nothing, missed=False)
    dots_beside_chance(lower, marks, orders["told"].to_list())
    lower.set_xlim(-0.02, 2.1)
    first = looks["first"].max()
    below = say("Correlation of ranks with the index, first {first} countries", first=first)
    for axes, title in ((upper, say("Share of the variance of ratings")), (lower, below)):
        axes.tick_params(axis="x", labelbottom=True)
        axes.set_xlabel(title, loc="left")
    method = say(
        "Bars: shares of the variance of ratings in a model of crossed random effects (restricted "
        "maximum likelihood); in brackets how many experts, countries, types or ratings. Dots: "
        "correlation of ranks between the index and other ways of adding up the same nominations; "
        "with other experts, as halves of the experts suggest (Spearman and Brown)."
    )
    head = say("Bars of shares of variance, and dots of correlations of ranks.")
    alt = _told(say, head, data["row"], data["told"])
    return _drawn(view, figure, data, method, alt)


def _look_in_words(say: Speech, row: dict[str, Any]) -> str:
    """Tell how alike two orders are, and how many of the first countries move how far."""
    if row["first_rank_correlation"] is None:
        return say.reason(WITHHELD)
    rho = say.decimal(row["first_rank_correlation"], 2)
    if row["moved"] is None:
        return rho
    return say(
        "{rho}; {moved} of {first} move, by up to {furthest}",
        rho=rho,
        moved=row["moved"],
        first=row["first"],
        furthest=row["furthest"],
    )


def _told(say: Speech, head: str, rows: pl.Series, words: Sequence[str] | pl.Series) -> str:
    """Say what kind of figure it is, then what stands beside each row."""
    told = [labelled(say, *pair) for pair in zip(rows, words, strict=True)]
    return say.text([head, *in_sentences(say, told)])


def _drawn(view: View[OfIndex], figure: Figure, data: pl.DataFrame, method: str, alt: str) -> Drawn:
    """Put figure, numbers and words together; what was asked and of whom is the same of all."""
    question, base = view.naming(), view.namers()
    return Drawn(figure=figure, data=data, question=question, base=base, method=method, alt=alt)
