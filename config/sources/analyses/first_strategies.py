"""When States had a first national cybersecurity strategy, and who had one sooner than others."""

from functools import cache

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import AFTER_LOOKING, claim
from cyberstudy.specifications import (
    ADJUSTED,
    ADJUSTMENTS,
    ALL_STATES,
    BLOCKS,
    CONFIDENCE,
    GROUPS,
    NEIGHBOURS,
    NOTHING,
    READ_ACROSS,
    STATES,
    judged,
    specifications,
    states_of,
)
from cyberstudy.statistics.evidence import Evidence
from cyberstudy.statistics.logistic import Spells
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic, tally
from surveyanswers.tables.phrases import phrase

READ = ["first_strategies", *READ_ACROSS]
FIRST, LAST = 2000, 2024
YEARS = {
    "2000 to 2024": (FIRST, LAST),
    "2003 to 2024": (2003, LAST),
    "2011 to 2024": (2011, LAST),
    "2000 to 2020": (FIRST, 2020),
    "2000 to 2016": (FIRST, 2016),
}
NUMBERS = {"population", "income", "development", "internet"}
#: What odds are told of, and what is held beside it.
TERMS = {
    "population": "income and region",
    "income": "population and region",
    "least": "income, population and region",
    "neighbours": "income, population and region",
}


class StrategiesByYear(Analysis):
    """How many States had a first national strategy by the end of each year, by group."""

    grouping = key("all, population (in quarters), development (of 2022), or region.")
    group = key("Group of States.")
    year = column(dy.Int32, Part.LABEL, "Year.", phrase("Year"), primary_key=True)
    base = column(dy.UInt32, Part.BASE, "Member States of the group.")
    count = tally(Part.COUNT, "States of the group with a first strategy by the end of the year.")
    share = proportion(
        Part.STATISTIC,
        "Their share; one minus it is the Kaplan-Meier estimate, since no State drops out.",
    )


class StrategyOdds(Analysis):
    """Odds of a first strategy in a year, in which there was none before."""

    term = key("least, income, population, or neighbours.")
    adjusted_for = key("What else is held constant.")
    base = column(dy.UInt32, Part.BASE, "Member States.")
    events = tally(Part.COUNT, "First strategies among them.")
    odds = statistic("Ratio of odds.", phrase("Odds ratio"), min=0)
    low = statistic("Lower end: of Wald's interval, or subregions left out if wider.", min=0)
    high = statistic("Its upper end.", min=0)


def columns_in(beside):
    names = beside.replace(" and ", ", ").split(", ")
    return tuple(name for name in names if name != NOTHING)


@cache
def states(survey):
    """Return Member States with the year of a first strategy and facts about them.

    Assume: every State of today that existed in 2000 could have had a strategy from 2000 on, and a
    strategy counts from the year of its day. Income and population of about 2021, and human
    development of 2022, stand for all years, since they hardly change the order of States.
    """
    whole = states_of(survey).with_columns(least=pl.col("ldc_2025") == "yes")
    return survey.table("first_strategies").join(whole, on="iso3").sort("iso3")


def in_each_year(whole):
    """Make a row a State and year without a strategy before, with the share of its neighbours."""
    years = pl.DataFrame({"at": range(FIRST, LAST + 1)}, schema={"at": pl.Int32})
    before = (pl.col("year") < pl.col("at")).fill_null(value=False)
    event = (pl.col("year") == pl.col("at")).fill_null(value=False)
    others = before.sum().over("subregion", "at") - before
    neighbours = (others / (pl.len().over("subregion", "at") - 1)).fill_nan(0.0)
    rows = whole.join(years, how="cross").with_columns(neighbours=neighbours, event=event)
    return rows.filter(~before)


def scaled(name):
    """Return a column centred on its mean and divided by its interquartile range."""
    low, high = (pl.col(name).quantile(share, "linear") for share in (0.25, 0.75))
    return (pl.col(name) - pl.col(name).mean()) / (high - low)


@cache
def odds(survey, term, facts, *, years=(FIRST, LAST), group=ALL_STATES, near="subregion"):
    """Return States, the number of strategies, and the odds ratio of a first strategy in a year.

    Of a number the ratio is that of its upper quartile to its lower; of neighbours, that of half of
    them with a strategy to none.
    """
    whole = states(survey).with_columns(map(scaled, sorted(NUMBERS & {term, *facts})))
    members = whole.filter(GROUPS[group])["iso3"].to_list()
    rows = in_each_year(whole).filter(
        pl.col("at").is_between(*years), pl.col("iso3").is_in(members)
    )
    rows = rows.drop_nulls([term, *facts])
    x = rows[term].cast(pl.Float64).to_numpy() / (0.5 if term == "neighbours" else 1)
    blocks = rows[near or "subregion"].to_numpy()
    spells = Spells(rows["at"].to_numpy(), rows["event"].to_numpy(), blocks)
    beside = [rows[name].to_numpy() for name in facts]
    ends = spells.odds(x, beside, confidence=CONFIDENCE, blocks=near is not None)
    return rows["iso3"].unique().sort().to_list(), int(rows["event"].sum()), ends


@table(StrategiesByYear, tables=READ)
def strategies_by_year(survey):
    """Count States with a first strategy by the end of each year, by group."""
    whole = states(survey)
    if whole.is_empty() or "population" not in whole.columns:
        return StrategiesByYear.create_empty()
    quarter = pl.col("population").rank("ordinal") * 4 // (pl.col("population").count() + 1)
    groups = {
        "all": pl.lit("total"),
        "population": quarter.cast(pl.String),
        "development": pl.col("group"),
        "region": pl.col("region"),
    }
    years = pl.DataFrame({"at": range(FIRST, LAST + 1)}, schema={"at": pl.Int32})
    had = (pl.col("year") <= pl.col("at")).fill_null(value=False)
    by = pl.concat(
        whole.select("iso3", "year", grouping=pl.lit(name), group=of).drop_nulls("group")
        for name, of in groups.items()
    )
    counted = by.join(years, how="cross").group_by("grouping", "group", year="at")
    return counted.agg(base=pl.len(), count=had.sum(), share=had.mean(), units="iso3")


@table(StrategyOdds, tables=READ)
def strategy_odds(survey):
    """Estimate odds of a first strategy by what is known of States, alone and beside the rest."""
    whole, rows = states(survey), []
    for term, others in TERMS.items():
        for beside in (NOTHING, others):
            facts = columns_in(beside)
            if whole.is_empty() or {term, *facts} - {*whole.columns, "neighbours"}:
                continue
            units, events, estimate = odds(survey, term, facts)
            row = {"term": term, "adjusted_for": beside, "base": len(units), "events": events}
            row |= dict(zip(("odds", "low", "high"), estimate, strict=True))
            rows += [row | {"units": units}] * bool(np.isfinite(estimate).all())
    return pl.DataFrame(rows) if rows else StrategyOdds.create_empty()


@claim(
    range_written=AFTER_LOOKING,
    tables=READ,
    over=specifications({"Years": YEARS}, without=["population"]),
    refuted_by="A specification in which the odds of a first strategy are not significantly "
    "higher in larger States.",
    dropped=[
        "That the least developed countries had their first strategy later: not with neighbours "
        "taken together, nor beside income.",
        "That richer States had their first strategy sooner: not beside region.",
        "That States follow their neighbours: not beside income and population.",
    ],
)
def larger_sooner(survey, chosen):
    """Odds of a first strategy in a year at the upper quartile of population over the lower."""
    facts = tuple(name for name in ADJUSTMENTS[chosen[ADJUSTED]] if name != "population")
    if {"population", "score", *facts} - {*states(survey).columns}:
        return None
    at = {
        "years": YEARS[chosen["Years"]],
        "group": chosen[STATES],
        "near": BLOCKS[chosen[NEIGHBOURS]],
    }
    units, _, ends = odds(survey, "population", facts, **at)
    return judged(units, Evidence(*ends), null=1.0)


def _of(term, column):
    row = {"term": term, "adjusted_for": TERMS[term]}
    return {"table": "strategy_odds", "column": column, "decimals": 1, "row": row}


def _had(grouping, group, column="count", **more):
    return {"column": column, "row": {"grouping": grouping, "group": group, "year": LAST}} | more


COUNTED = (
    "By the end of 2024, {had} of {base} Member States had adopted a national cybersecurity "
    "strategy: {large} of the {quarter} most populous and {small} of the {small_base} least "
    "populous. In the quarters in between, {second} of {second_base} States (second largest) "
    "and {third} of {third_base} (second smallest) had one."
)
SOONER = (
    " Among States of similar income in the same region, larger ones adopted their first "
    "strategy sooner (odds ratio {size}, confidence interval {size_low} to {size_high}); among "
    "States of similar population in the same region, richer ones did (odds ratio {rich}, "
    "{rich_low} to {rich_high})."
)
SIDES = (("low", "at_most"), ("high", "at_least"))
UNSURE = {f"{name}_{end}": {side: 1} for name in ("least", "near") for end, side in SIDES}
ENDS = {"": "odds", "_low": "low", "_high": "high"}
NOT_TOLD = (
    " The data cannot show whether being a least developed country (odds ratio {least}, "
    "{least_low} to {least_high}) or having neighbours with strategies ({near}, {near_low} to "
    "{near_high}) also matters."
)
RICHER_SOONER = {"rich_low": {"at_least": 1}}
LARGER_FIRST = {
    "headline": "Larger States adopted their first cybersecurity strategy sooner",
    "claim": "larger_sooner",
}
#: Both quarters in the middle end between the largest and the smallest.
BETWEEN = {"at_least": 0.5, "at_most": 0.8}
ENDS_APART = {"share_most": {"at_least": 0.8}, "share_least": {"at_most": 0.5}}
ENDS_APART |= {"share_second": BETWEEN, "share_third": BETWEEN}
SAYS = {
    "headline": "The largest States adopted cybersecurity strategies first, the smallest last",
    "claim": "larger_sooner",
    "finding": COUNTED + SOONER + NOT_TOLD,
    "recommends": "National strategies: help the smallest States first. Of the {small_base} "
    "least populous States, {small} had a strategy by the end of 2024.",
    "holds": UNSURE | RICHER_SOONER | ENDS_APART,
    "weaker": [
        LARGER_FIRST | {"finding": COUNTED + SOONER, "holds": RICHER_SOONER},
        {
            "headline": "Few of the smallest States, most of the largest had a strategy by 2024",
            "finding": COUNTED + SOONER + NOT_TOLD,
            "holds": UNSURE | RICHER_SOONER | ENDS_APART,
        },
        {"finding": COUNTED},
    ],
    "subtitle": "Share of Member States that had adopted a national cybersecurity strategy, by "
    "year: quarters by population (above) and groups by human development in 2022 (below)",
    "table": "strategies_by_year",
    "row": {"grouping": "all", "group": "total", "year": LAST},
    "values": {
        "had": {"column": "count"},
        "base": {"column": "base"},
        "large": _had("population", "3"),
        "quarter": _had("population", "3", "base"),
        "small": _had("population", "0"),
        "small_base": _had("population", "0", "base"),
        "second": _had("population", "2"),
        "second_base": _had("population", "2", "base"),
        "third": _had("population", "1"),
        "third_base": _had("population", "1", "base"),
        **{
            f"share_{name}": _had("population", str(quarter), "share")
            for quarter, name in enumerate(("least", "third", "second", "most"))
        },
        **{
            f"{name}{end}": _of(term, of)
            for name, term in (
                *(("size", "population"), ("rich", "income")),
                *(("least", "least"), ("near", "neighbours")),
            )
            for end, of in ENDS.items()
        },
    },
}
TOLD = (2010, 2015, 2020)  # years that the alternative text gives
PANELS = {
    "population": (
        phrase("By population"),
        {
            "3": phrase("largest quarter"),
            "2": phrase("second largest"),
            "1": phrase("second smallest"),
            "0": phrase("smallest quarter"),
        },
    ),
    "development": (
        phrase("By human development"),
        {
            "very_high": phrase("very high"),
            "high": phrase("high"),
            "medium": phrase("medium"),
            "low": phrase("low"),
        },
    ),
}


@figure(
    strategies_by_year,
    area="Prevention, education and children",
    source="Kostyuk N, Cyber Chess, International Studies Quarterly 70(1) sqaf097; World Bank, "
    "World Development Indicators; UNDP, Human Development Index.",
    title="When States adopted their first national cybersecurity strategy",
    says=SAYS,
)
def strategies_over_time(shares, view):
    """Draw a panel a grouping and a line a group, named at its end."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.axes import panels_from_above, percentages
    from cyberstudy.draw.marks.texts import spread
    from cyberstudy.draw.style import COOL, INK, WARM, lacking
    from cyberstudy.draw.text_only import sentences
    from cyberstudy.wording.alternative_text import by_panel
    from cyberstudy.wording.questions import labelled

    say = view.say
    if shares.is_empty():
        return sentences(view, [say("This run lacks strategies or population.")], data=shares)
    drawn, grid = panels_from_above(4.3, [1] * len(PANELS))
    panels = []
    for axes, (grouping, (title, groups)) in zip(grid, PANELS.items(), strict=True):
        lines = [
            (shares.filter(grouping=grouping, group=group).sort("year"), name, hue)
            for (group, name), hue in zip(groups.items(), (*COOL[3], *WARM[1]), strict=True)
        ]
        lines.sort(key=lambda line: line[0]["share"][-1])
        heights = spread([rows["share"][-1] for rows, *_ in lines], 0.085, 1.0)
        descriptions = []
        for (rows, name, hue), height in zip(lines, heights, strict=True):
            axes.step(rows["year"], rows["share"], where="post", color=hue, lw=1.4)
            axes.plot(LAST, rows["share"][-1], ".", color=hue, ms=5)
            cited_rows = {row["year"]: row for row in view.citing(rows)}
            counts = {column: cited_rows[LAST][column] for column in ("count", "base")}
            text = say("{group}: {count} of {base}", group=say(name), **counts)
            axes.text(LAST + 0.4, height, text, color=INK, fontsize=6.5, va="center_baseline")
            counts_by_year = say.listed(
                say("{count} by {year}", count=cited_rows[year]["count"], year=str(year))
                for year in TOLD
            )
            descriptions.append(labelled(say, text, counts_by_year))
        axes.set(
            xlim=(FIRST, LAST + 7),
            ylim=(0, 1.02),
            xticks=range(FIRST, LAST + 1, 8 if lacking() else 4),
        )
        axes.set_yticks([0, 0.5, 1])
        axes.yaxis.set_major_formatter(percentages(say))
        axes.grid(axis="y")
        axes.spines["bottom"].set_bounds(FIRST, LAST)
        axes.set_title(say(title))
        panels.append((say(title), descriptions[::-1]))
    whole = next(view.citing(shares.filter(grouping="all")))
    return Drawn(
        figure=drawn,
        data=shares.filter(pl.col("grouping").is_in([*PANELS])),
        question=say("When States adopted their first national cybersecurity strategy."),
        base=say("{count} Member States.", count=whole["base"]),
        method=say(
            "Each line shows the share of a group's States with a strategy (no State drops out, "
            "so it equals the Kaplan-Meier estimate). Odds ratios compare the odds of adopting "
            "a first strategy in a given year: for population and income, between a State at "
            "the upper quartile and one at the lower; for neighbours, between a State half of "
            "whose neighbours had a strategy and one with none (logistic hazard model with an "
            "intercept for each year; 95% confidence intervals that allow for similar "
            "neighbours). Population and income of about 2021 and human development of 2022 "
            "stand for all years. A State that is not on the list counts as having no strategy. "
            "ITU counts strategies differently, so its numbers differ."
        ),
        alt=by_panel(say, say("Line chart: share of States with a strategy, by year."), panels),
    )
