"""The index beside a model of who names and rates whom, with the experts' own effects taken out.

The model is sampled once, outside the workflow (`benchmarks/expert_model.py`), and read as a table.
Ranges of claims were written after a first look at the numbers.
"""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import claim
from cyberstudy.wording.alternative_text import panel, valued
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic, tally
from surveyanswers.tables.phrases import phrase

AREA = "Where cybercrime comes from"
MODEL, CHECKS = (f"data/raw/reference/expert_model{name}.csv" for name in ("", "_checks"))
PARTS = ["technical", "attacks", "data", "scams", "cashing"]
ASKED = ["country", "impact", "professionalism", "skill"]
BEHIND = [*(f"{part}_{asked}" for part in PARTS for asked in ASKED), "nationality", "residence"]
#: Countries that are drawn, and of which a claim is.
SHOWN, FIRST = 15, 10
FEWEST = 3  # experts who named a country of which the model tells something
#: Assume: nearly the same are first if nine in ten are.
NEARLY = 0.9
CONFIDENCE = 0.95
TICKS = (2, 5, 10, 20, 50)


class ExpertEffects(Analysis):
    """Countries by the index that new experts from elsewhere would make, beside the index.

    Sums only: the model looks at where experts come from, and tells nothing of a country that
    fewer than three of them named.
    """

    SUMS = True

    iso3 = key("Its code.")
    country = column(dy.String, Part.LABEL, "Country.")
    index = statistic("Index of countries as it is.", phrase("Index (0 to 100)"))
    index_rank = tally(Part.STATISTIC, "Its rank.", phrase("Rank by the index"))
    few = column(dy.Bool, Part.LABEL, "Whether fewer than three experts named it.")
    first = column(dy.Bool, Part.STATISTIC, "Whether it is among the first ten of the index.")
    stays = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether it is so of the model, too; null where that tells nothing.",
        nullable=True,
    )
    estimate = statistic(
        "Mean of the index that new experts would make: from where no country is their own, nor in "
        "their own region; as severe as these are on average; leaning to countries as these do.",
        phrase("Without experts’ home ties"),
    )
    low = statistic("Lower end of its 95 % interval.")
    high = statistic("Upper end.")
    rank = tally(Part.STATISTIC, "Rank by it, of all that were named.", phrase("Rank by the model"))
    rank_low = tally(
        Part.STATISTIC, "Best rank of the middle 95 % of draws.", phrase("Best rank by the model")
    )
    rank_high = tally(Part.STATISTIC, "Worst rank of them.", phrase("Worst rank by the model"))
    ahead = proportion(
        Part.STATISTIC,
        "Draws in which it is ahead of the next in this order.",
        phrase("Probability of a higher index than the next country has"),
    )


@table(ExpertEffects, tables=["index", MODEL])
def expert_effects(survey):
    index, model = survey.table("index"), survey.table(MODEL)
    made = index.select("iso3", "country", "index", "units", index_rank="rank").join(
        model.drop("experts").rename({"fewer_than_three": "few"}), on="iso3", how="left"
    )
    first = pl.col("index_rank") <= FIRST
    made = made.with_columns(
        first=first,
        stays=first & (pl.col("rank") <= FIRST),
        questions=pl.lit(BEHIND, pl.List(pl.String)),
    )
    return made.select(ExpertEffects.column_names())


class ModelChecks(Analysis):
    """What speaks for the model of experts and against it, and what it finds of them."""

    SUMS = True

    kind = key("What was looked at.")
    name = key("Of what.")
    value = statistic("What came out.")
    low = statistic("Lower end of its 95 % interval, where it has one.")
    high = statistic("Upper end.")


@table(ModelChecks, tables=["index", CHECKS])
def expert_model_checks(survey):
    everybody = survey.table("index")["units"][0].to_list()
    return (
        survey.table(CHECKS)
        .drop("code")
        .with_columns(
            units=pl.lit(everybody, pl.List(pl.String)),
            questions=pl.lit(BEHIND, pl.List(pl.String)),
        )
    )


HIGH, DOWN = ({f"first {k}": k for k in several} for several in ((FIRST, 5), (20, 30)))
TENS = HIGH | DOWN
BOTH, NAMING = "nominations and ratings", "nominations alone"
AS_IT_IS, NOBODY, THREE = "as declared", "nobody", "named by three experts or more"
#: Choice -> what the model says under it.
COLUMNS = {
    NAMING: "naming_alone",
    "twice as wide": "wider",
    "experts of the United States": "without_usa",
    "experts of the United Kingdom": "without_gbr",
    "lower end of the interval": "low",
}
OFTEN = {"named by five experts or more": 5, "named by ten experts or more": 10}
OVER = {
    "How many": tuple(HIGH),
    "Longer list": tuple(DOWN),
    "Counted": (BOTH, NAMING),
    "Prior of the model": (AS_IT_IS, "twice as wide"),
    "Left out": (NOBODY, "experts of the United States", "experts of the United Kingdom"),
    "Ordered by": ("mean", "lower end of the interval"),
    "Countries": (THREE, *OFTEN),
}


@claim(
    tables=["index", MODEL],
    over=OVER,
    refuted_by="A specification in which more than one in ten of the top countries are not at "
    "the top of the model's ranking.",
)
def same_countries_first(survey):
    """Share of the first by the index that are among as many first by the model of experts."""
    index = survey.table("index")
    both = index.select("iso3", "index", "units").join(
        survey.table(MODEL).filter(~pl.col("fewer_than_three")), on="iso3"
    )
    rows = []
    for kind, several in OVER.items():
        for choice in several:
            known = both.filter(pl.col("experts") >= OFTEN.get(choice, FEWEST))
            first = min(TENS.get(choice, FIRST), known.height)
            ours, theirs = (
                {*known.sort(by, "iso3", descending=[True, False])["iso3"].head(first)}
                for by in ("index", COLUMNS.get(choice, "estimate"))
            )
            share = len(ours & theirs) / first
            told = {"kind": kind, "choice": choice, "value": share, "holds": share >= NEARLY}
            rows.append(told | {"reason": "", "units": index["units"][0].to_list()})
    return pl.DataFrame(rows).with_columns(questions=pl.lit(BEHIND, pl.List(pl.String)))


CHECK = {"table": "expert_model_checks", "column": "value"}
#: Choices under which the claim breaks, of each kind but one.
BROKEN = {
    kind.lower().replace(" ", "_"): {
        "table": "same_countries_first",
        "count": {"kind": kind, "holds": False},
    }
    for kind in OVER
    if kind != "Longer list"
}
ODDS = CHECK | {"row": {"kind": "parameter", "name": "own_country_odds"}}
TOLD = (
    "{same} of the top {first} countries in the World Cybercrime Index are also in the top "
    "{first} of a model that removes experts' ties to their own country and region. The odds of "
    "being named were {odds} times as high for an expert's own country as for others "
    "({low} to {high}), but they differ widely between countries. {few} of the {all} countries "
    "were named by fewer than three experts, too few for the model. Tested on experts left out of "
    "the fit, the model predicts whom they name with an area under the curve of {area}; a count of "
    "nominations reaches {counts}."
)
SAYS = {
    "headline": "Without experts’ home ties, nearly the same countries lead",
    "claim": "same_countries_first",
    "finding": TOLD,
    "weaker": [
        {
            "headline": "Without home ties, the top of the World Cybercrime Index hardly changes",
            "finding": TOLD + " Of the top twenty, {further} are also in the model's top twenty.",
            "holds": {place: {"at_most": 0} for place in BROKEN},
        },
        {"finding": TOLD},
    ],
    "subtitle": "The World Cybercrime Index 2021, and the index that experts without home ties "
    "would produce",
    "table": "expert_effects",
    "values": {
        "same": {"count": {"stays": True}},
        "first": {"count": {"first": True}},
        "odds": ODDS,
        "low": ODDS | {"column": "low"},
        "high": ODDS | {"column": "high"},
        "all": {"count": {}},
        "few": {"count": {"few": True}},
        "area": CHECK | {"row": {"kind": "area", "name": "model"}, "decimals": 3},
        "counts": CHECK | {"row": {"kind": "area", "name": "counts"}, "decimals": 3},
        "further": {
            "table": "same_countries_first",
            "column": "value",
            "row": {"kind": "Longer list", "choice": "first 20"},
            "percent": True,
        },
    }
    | BROKEN,
}


@figure(
    expert_effects,
    area=AREA,
    title="Countries by the World Cybercrime Index, and without experts’ home ties",
    says=SAYS,
)
def index_without_expert_effects(made, view):
    """Draw the first countries of the model, each beside its place by the index."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.axes import logarithmic_axis
    from cyberstudy.draw.marks.intervals import CHANCE, OF_RANKS, dots_with_intervals
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.texts import folded, height_of, name_rows_again, rows_from_above
    from cyberstudy.draw.style import new_figure

    say = view.say
    data = made.drop_nulls("estimate").sort("rank").head(SHOWN)
    names = [folded(name, 30) for name in data["country"]]
    figure, axes = new_figure(1.2 + height_of(names, 0.1, 0.09))
    interval = say("{confidence} interval", confidence=say.percent(CONFIDENCE))
    labels = interval, say("model, without home ties")
    dots_with_intervals(axes, data["estimate"], data.select("low", "high"), labels, **OF_RANKS)
    look = CHANCE | {"ms": 9, "mew": 1.8}
    axes.plot(data["index"], range(data.height), ls="", label=say("the index"), **look)
    rows_from_above(axes, names)
    logarithmic_axis(axes, TICKS, [*map(say.plain, TICKS)])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(say("Index (0 to 100, logarithmic scale)"), loc="left")
    ranks = [_ranks(say, row) for row in data.iter_rows(named=True)]
    name_rows_again(axes, ranks, say("Rank, model\n(index)"))
    legend_below(figure)
    few = made["few"].sum()
    told = [
        valued(say, name, _in_words(say, row))
        for name, row in zip(data["country"], data.iter_rows(named=True), strict=True)
    ]
    head = say("Dot plot of {shown} of {count} countries", shown=data.height, count=made.height)
    return Drawn(
        figure=figure,
        data=data,
        question=say(
            "Question (shown for the first of {parts} types of crime): {wording}.",
            parts=len(PARTS),
            wording=view.wording("technical_country"),
        ),
        base=say(
            "All {units} {respondents}. They named {count} countries; {few} of these were named "
            "by fewer than {fewest} experts, too few for the model.",
            units=view.units,
            respondents=say.word(view.survey.settings.respondents),
            count=made.height,
            few=few,
            fewest=FEWEST,
        ),
        method=say(
            "Dot and line: posterior mean and {confidence} credible interval of the index that "
            "new experts without home ties would produce. The model describes which countries "
            "experts name and how they rate them. Mark: the index as published. The model was "
            "fitted once; this run read its stored results.",
            confidence=say.percent(CONFIDENCE),
        ),
        alt=panel(say, head, told),
    )


def _ranks(say, row):
    """Put the rank of the model before that of the index."""
    return say("{rank} ({index})", rank=row["rank"], index=row["index_rank"])


def _in_words(say, row):
    """Say what the model gives, how sure, and what the index is."""
    ends = {name: say.decimal(row[name], 1) for name in ("estimate", "low", "high", "index")}
    return say("{estimate} by the model ({low} to {high}), published index {index}", **ends)
