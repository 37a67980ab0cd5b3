"""Countries by the index of experts: how sure their ranks are, what for, and what was published."""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.draw.of_tables import CELLS, heading
from cyberstudy.wording.alternative_text import listed_or_none
from cyberstudy.wording.questions import labelled, scale_of
from cyberstudy.wording.references import CellReference
from surveyanswers.tables.disclosure import Part, column, statistic, tally
from surveyanswers.tables.extremes import highest, lowest, total
from surveyanswers.tables.phrases import phrase

AREA = "Where cybercrime comes from"
PARTS = ("technical", "attacks", "data", "scams", "cashing")
RATINGS = (phrase("impact"), phrase("professionalism"), phrase("skill"))
PUBLISHED, DECIMALS = "data/raw/reference/wci2021_published.csv", 2
#: Assume: of the two kinds of set the one that is right for the whole list; who asks of one country
#: alone finds the narrower one in the table.
BOUNDS = ("rank_all_low", "rank_all_high")
OF_ONE = ("rank_set_low", "rank_set_high")
RANKS = (1, 2, 3, 5, 10, 20, 30, 50, 75)  # that an axis names, none too close to the last


class Replication(Analysis):
    """Published values compared with ours."""

    published_rank = column(dy.UInt32, Part.FRAME, "Published rank.", primary_key=True)
    key = column(dy.String, Part.KEY, "What the value is of.", primary_key=True)
    label = column(dy.String, Part.LABEL, "What it is called.")
    published = column(dy.Float64, Part.FRAME, "Published value.")
    ours = statistic("Ours.")
    difference = statistic("Ours less the published one.")
    agrees = column(dy.Bool, Part.STATISTIC, "Whether both round to the same.", nullable=True)
    our_rank = tally(Part.STATISTIC, "Our rank.")
    decimals = column(dy.UInt32, Part.LABEL, "Decimals that the publication prints.")
    source = column(dy.String, Part.LABEL, "Publication.")
    checked = column(dy.String, Part.LABEL, "Whether the value was checked against it.")


@table(Replication, tables=["index", PUBLISHED])
def replication(survey):
    """Compare: the two agree where ours rounds to what the publication prints."""
    index = survey.table("index")
    mine = index.select(key="iso3", ours="index", our_rank="rank")
    ours, published = pl.col("ours"), pl.col("published")
    return (
        survey.table(PUBLISHED)
        .select("label", "source", "checked", key="iso3", published="value", published_rank="rank")
        .join(mine, on="key", how="left")
        .with_columns(
            decimals=DECIMALS,
            difference=ours - published,
            agrees=(ours.round(DECIMALS) == published.round(DECIMALS)).fill_null(value=False),
            **{about: pl.lit(index[about][0].to_list()) for about in Analysis.ABOUT},
        )
    )


HOW_MANY = {"table": "parts", "row": {"part": "technical"}, "column": "base"}
TENTH = {"rank": 10}
SURE = {
    "headline": "Only first place is certain in the World Cybercrime Index: {country}",
    "claim": "first_rank_certain",
    "recommends": "Citing the World Cybercrime Index: give the confidence set with every rank "
    "except the first.",
    "finding": "First place: {country}, with an index of {index} ({confidence} confidence "
    "interval {low} to {high}). No other country's rank is certain when the ranks of "
    "all {ranked} countries are estimated jointly: {tenth}, ranked tenth, could by itself be "
    "anywhere from {own_low} to {own_high}, and jointly from {tenth_low} to {tenth_high}. Of the "
    "{pairs} gaps between adjacent countries, only the first is statistically significant. We "
    "reproduced all {published} published values, read in a public copy of the paper's table, to "
    "{decimals} decimals.",
    "subtitle": "The top of {ranked} countries that {experts} experts (not a random sample) named "
    "and rated as sources of cybercrime in 2021",
    "table": "index",
    "row": {"rank": 1},
    "values": {
        "country": {"column": "country"},
        "index": {"column": "index"},
        "confidence": {"column": "confidence", "percent": True},
        "low": {"column": "index_low"},
        "high": {"column": "index_high"},
        "worst": {"column": "rank_all_high"},
        "pairs": {"table": "neighbours", "count": {}},
        "apart": {"table": "neighbours", "count": {"distinguishable": True}},
        "second": {"column": "rank_all_high", "row": {"rank": 2}},
        "first_gap": {"table": "neighbours", "column": "distinguishable", "row": {"rank": 1}},
        "tenth": {"column": "country", "row": TENTH},
        "tenth_low": {"column": "rank_all_low", "row": TENTH},
        "tenth_high": {"column": "rank_all_high", "row": TENTH},
        "own_low": {"column": "rank_set_low", "row": TENTH},
        "own_high": {"column": "rank_set_high", "row": TENTH},
        "experts": HOW_MANY,
        "ranked": {"table": "index", "count": {}},
        "published": {"table": "replication", "count": {}},
        "decimals": {"table": "replication", "row": {"published_rank": 1}, "column": "decimals"},
        "differing": {"table": "replication", "count": {"agrees": False}},
    },
    "holds": {
        **{"worst": {"equals": 1}, "second": {"at_least": 3}, "differing": {"at_most": 0}},
        **{"apart": {"equals": 1}, "first_gap": {"equals": True}},
    },
}


@figure(
    "index",
    area=AREA,
    title="World Cybercrime Index: ranks and how certain they are",
    says=SURE,
)
def ranks(index, view):
    """Draw the first thirty countries' ranks, each with its joint confidence set."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.marks.axes import logarithmic_axis
    from cyberstudy.draw.marks.intervals import OF_RANKS, dots_with_intervals
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.texts import (
        folded,
        height_of,
        name_rows_again,
        narrowed,
        rows_from_above,
    )
    from cyberstudy.draw.style import lacking, leading, new_figure

    say, row = view.say, next(view.citing(index))
    confidence = {"confidence": say.percent(row["confidence"])}
    data = index.head(30).select("rank", "country", "iso3", "index", *BOUNDS, *OF_ONE)
    names = [folded(name, narrowed(30)) for name in data["country"]]
    drawn, axes = new_figure(1.2 + height_of(names, 0.1, 0.07))
    compatible = say("joint {confidence} confidence set", **confidence)
    labels = compatible, say("rank")
    dots_with_intervals(axes, data["rank"], data.select(*BOUNDS), labels, **OF_RANKS)
    rows_from_above(axes, names, top=-0.6, below=0.6, linespacing=leading())
    several = RANKS[:: 1 + (lacking() > 1)]  # a narrow figure has no room for all
    ticks = [*(rank for rank in several if rank < index.height / 1.4), index.height]
    logarithmic_axis(axes, ticks, [*map(say.count, ticks)])
    axes.set_xlim(0.9, index.height * 1.05)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(
        say("Rank among {count} named countries (logarithmic scale)", count=index.height)
    )
    cited_rows = [*view.citing(data)]
    values = [say.decimal(row["index"], 1) for row in cited_rows]
    name_rows_again(axes, values, say("Index (0 to 100)").replace(" (", "\n("))
    legend_below(drawn)
    method = say(
        "Dot: rank by the index. Line: joint confidence set, which covers the ranks of all "
        "countries at once with {confidence} confidence (stepwise method of Mogstad et al. 2024, "
        "with random signs for experts' differences; valid where countries are nearly tied). Sets "
        "for one country at a time are narrower; the table has them.",
        **confidence,
    )
    width = pl.col("rank_all_high") - pl.col("rank_all_low")
    *_, widest = view.citing(data.sort(width, maintain_order=True))
    single = listed_or_none(say, data.filter(width == 0)["country"])
    ends = {"low": widest["rank_all_low"], "high": widest["rank_all_high"]}
    alt = [
        say(
            "Dot plot of the ranks of {count} countries with confidence sets. Highest "
            "index: {first}, {highest}. Lowest index shown: {last}, {lowest}.",
            count=data.height,
            first=data["country"][0],
            highest=values[0],
            last=data["country"][-1],
            lowest=values[-1],
        ),
        say("The confidence set is a single rank for: {countries}.", countries=single),
        say("The widest is that of {country}, {low} to {high}.", country=widest["country"], **ends),
    ]
    return _drawn(view, drawn, data, method, say.text(alt))


LEADING = {
    "headline": "First for scams: {other}. First for technical crime: {country}",
    "claim": "scams_have_another_leader",
    "finding": "Index for technical products: {country} {technical}, {other} {other_technical}. "
    "Index for scams: {other} {other_scams}, {country} {scams}; all others at most {next}.",
    "subtitle": "World Cybercrime Index by type of crime (zero to a hundred), from the answers of "
    "{experts} experts in 2021",
    "table": "index",
    "row": {"rank": 1},
    "values": {
        "country": {"column": "country"},
        "technical": {"column": "technical"},
        "scams": {"column": "scams"},
        "other": {"column": "country", "row": {"iso3": "NGA"}},
        "other_technical": {"column": "technical", "row": {"iso3": "NGA"}},
        "other_scams": {"column": "scams", "row": {"iso3": "NGA"}},
        "next": {"column": "scams", "row": {"iso3": "USA"}},
        "experts": HOW_MANY,
    },
    "holds": {
        "technical": {"at_least": 60},
        "scams": {"at_most": 30},
        "next": {"at_most": 30},
        "other_technical": {"at_most": 15},
        "other_scams": {"at_least": 45},
    },
}


@figure(
    "index",
    area=AREA,
    title="Where experts see each type of cybercrime coming from",
    says=LEADING,
)
def crime_types(index, view):
    """Draw the first twenty countries' index for each type, with the number in each cell."""
    import seaborn as sns

    from cyberstudy.draw.marks.matrices import colour_numbers
    from cyberstudy.draw.marks.texts import folded, height_of, narrowed
    from cyberstudy.draw.style import amounts, lacking, leading, new_figure

    say, types = view.say, _types(view)
    data = index.head(20).select("rank", "country", "iso3", *types)
    names = [folded(name, narrowed(30)) for name in data["country"]]
    cells = data.select(*types)
    drawn, axes = new_figure(0.9 + height_of(names, 0.1, 0.1))
    texts = [[say.decimal(value, 1) for value in row] for row in cells.iter_rows()]
    columns = [label.replace(", ", ",\n").replace(" ", "\n", 1) for label in types.values()]
    look = CELLS | {"cmap": amounts(), "annot": texts, "fmt": "", "annot_kws": {"fontsize": 7}}
    sns.heatmap(cells.to_numpy(), ax=axes, xticklabels=columns, yticklabels=names, **look)
    colour_numbers(axes)
    axes.tick_params(length=0)
    axes.tick_params(axis="x", bottom=False, top=True, labelbottom=False, labeltop=True)
    axes.set_yticklabels(names, rotation=0, linespacing=leading())
    if lacking() > 1:  # names beside each other would meet
        axes.tick_params(axis="x", rotation=90)
    method = say(
        "Each cell: the index for one type of crime; 100 means that every expert named the "
        "country and gave it the highest rating on every scale. Countries are in the order of "
        "the overall index."
    )
    leaders = [
        labelled(say, label, data.sort(part, descending=True)["country"][0])
        for part, label in types.items()
    ]
    numbers = [row[part] for row in view.citing(data) for part in types]
    alt = say(
        "Heat map of {count} countries by {parts} types of crime. Highest in each type: "
        "{leaders}. The highest cell is {highest}, the lowest {lowest}.",
        count=data.height,
        parts=len(types),
        leaders=say.clauses(leaders),
        highest=say.decimal(max(numbers), 1),
        lowest=say.decimal(min(numbers), 1),
    )
    return _drawn(view, drawn, data, method, alt)


def _types(view):
    return {part: heading(view, part) for part in PARTS}


def _drawn(view, drawn, data, method, alt):
    """Return a figure with its numbers and words; all have the same question and respondents."""
    from cyberstudy.draw.drawn import Drawn

    say, parts = view.say, view.table("parts")
    (_, best), _ = scale_of(view, ["technical_impact"])
    question = say(
        "Question (shown for the first of {parts} types of crime): {wording} (up to {turns} "
        "countries, each rated from 1 to {highest} for {ratings}).",
        parts=len(PARTS),
        wording=view.wording("technical_country"),
        turns=max(view.survey.questionnaire.repeats.values()),
        highest=say.plain(best),
        ratings=say.listed(say(rating) for rating in RATINGS),
    )
    base = say(
        "{units} {respondents} with {nominations} nominations; for each type of crime {least} to "
        "{most} of them named a country.",
        units=view.units,
        respondents=say.word(view.survey.settings.respondents),
        **{
            name: view.cited(number, CellReference("parts", {}, column, of))
            for name, column, of, number in (
                ("nominations", "nominations", "sum", int(total(parts["nominations"]))),
                ("least", "experts", "min", lowest(parts["experts"])),
                ("most", "experts", "max", highest(parts["experts"])),
            )
        },
    )
    return Drawn(figure=drawn, data=data, question=question, base=base, method=method, alt=alt)
