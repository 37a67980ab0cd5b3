"""When States had their first national cybersecurity strategy, and who had one sooner than others.

None of what is in the ranges was taken out since they were written. Two claims broke and are left
out: that the least developed had theirs later (where subregions are taken together, and beside
income), and that richer States had it sooner (beside region alone).
"""

from functools import cache

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import BEFORE_LOOKING, REGIONS, claim
from cyberstudy.statistics.logistic import Spells
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic, tally
from surveyanswers.tables.phrases import phrase

FILES = MEMBERS, DEVELOPED, COUNTRIES = [
    f"data/raw/reference/{name}.csv" for name in ("member_states", "development", "countries")
]
READ = ["first_strategies", "country_facts", *FILES]
CONFIDENCE, FIRST, LAST = 0.95, 2000, 2024
NOTHING = "nothing"
FEW = phrase("no estimate: too few first strategies")
YEARS = {
    "2000 to 2024": (FIRST, LAST),
    "2003 to 2024": (2003, LAST),
    "2011 to 2024": (2011, LAST),
    "2000 to 2020": (FIRST, 2020),
    "2000 to 2016": (FIRST, 2016),
}
NUMBERS = {"population", "income", "development"}
LAGS = {"a year before": 1, "two years before": 2, "three years before": 3}
AMONG = {"the same subregion": "subregion", "the same region": "region"}
BLOCKS = {"correlated within subregions": True, "treated as independent": False}
#: What odds are told of, and what is held beside it.
TERMS = {
    "population": "income and region",
    "income": "population and region",
    "least": "income, population and region",
    "neighbours": "income, population and region",
}
SAME = {"Years": tuple(YEARS), "Left out": (NOTHING, *REGIONS), "Neighbours": tuple(BLOCKS)}
ADJUSTED = "Adjusted for"


BESIDE_SIZE = ("income and region", NOTHING, "income", "region", "income, region and neighbours")
BESIDE_NEIGHBOURS = (
    *("income, population and region", NOTHING, "income and population"),
    *("human development, population and region", "income, population and subregion"),
)
LARGER = {ADJUSTED: BESIDE_SIZE} | SAME
NEAR = {
    ADJUSTED: BESIDE_NEIGHBOURS,
    "Who are neighbours": tuple(AMONG),
    "Neighbours' strategies count from": tuple(LAGS),
} | SAME


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
    names = beside.removeprefix("human ").replace(" and ", ", ").split(", ")
    return tuple(name for name in names if name != NOTHING)


@cache
def states(survey):
    """Return Member States with the year of their first strategy and facts about them.

    Assume: a State that is founded since 2000 could have had a strategy from 2000 on, and a
    strategy counts from the year of its day. Income and population of about 2021, and human
    development of 2022, stand for all years, since they hardly change the order of States.
    """
    members = survey.table(MEMBERS)
    members = members.select("iso3", "region", least=pl.col("ldc_2025") == "yes")
    groups = survey.table(DEVELOPED).select("iso3", group="hdi_2022_group")
    facts = survey.table("country_facts")
    near = survey.table(COUNTRIES).select("iso3", "subregion")
    facts = facts.pivot("fact", index="iso3", values="value")
    logs = {"population": True, "income": True, "development": False}
    terms = [pl.col(k).log() if log else k for k, log in logs.items() if k in facts.columns]
    whole = survey.table("first_strategies").join(members, on="iso3")
    for other in (groups, near, facts.select("iso3", *terms)):
        whole = whole.join(other, on="iso3", how="left", maintain_order="left")
    return whole.sort("iso3")


def in_each_year(whole, *, lag=1, among="subregion"):
    """Make a row a State and year without a strategy before, with the share of its neighbours."""
    years = pl.DataFrame({"at": range(FIRST, LAST + 1)}, schema={"at": pl.Int32})
    had = whole.join(years, how="cross").with_columns(
        had=(pl.col("year") <= pl.col("at") - lag).fill_null(value=False)
    )
    others = pl.col("had").sum().over(among, "at") - pl.col("had")
    had = had.with_columns(neighbours=others / (pl.len().over(among, "at") - 1))
    before = (pl.col("year") < pl.col("at")).fill_null(value=False)
    event = (pl.col("year") == pl.col("at")).fill_null(value=False)
    return had.filter(~before).with_columns(pl.col("neighbours").fill_nan(0.0), event=event)


def scaled(name):
    """Return a column centred on its mean and divided by its interquartile range."""
    low, high = (pl.col(name).quantile(share, "linear") for share in (0.25, 0.75))
    return (pl.col(name) - pl.col(name).mean()) / (high - low)


@cache
def odds(survey, term, facts, *, years, left_out=NOTHING, blocks=True, lag=1, among="subregion"):
    """Return States, the number of strategies, and the odds ratio of a first strategy in a year.

    Of a number the ratio is that of its upper quartile to its lower; of neighbours, that of half of
    them with a strategy to none.
    """
    whole = states(survey).with_columns(map(scaled, sorted(NUMBERS & {term, *facts})))
    at = pl.col("at").is_between(*years)
    kept = in_each_year(whole, lag=lag, among=among).filter(at, pl.col("region") != left_out)
    kept = kept.drop_nulls([term, *facts])
    x = kept[term].cast(pl.Float64).to_numpy() / (0.5 if term == "neighbours" else 1)
    spells = Spells(*(kept[name].to_numpy() for name in ("at", "event", "subregion")))
    beside = [kept[name].to_numpy() for name in facts]
    ends = spells.odds(x, beside, confidence=CONFIDENCE, blocks=blocks)
    return kept["iso3"].unique().sort().to_list(), int(kept["event"].sum()), ends


def under_choice(survey, chosen, term):
    """Return the ratio of odds of `term` under a choice."""
    whole, facts = states(survey), columns_in(chosen[ADJUSTED])
    if whole.is_empty() or {term, *facts} - {*whole.columns, "neighbours"}:
        return None
    units, _, (value, low, high) = odds(
        survey,
        term,
        facts,
        years=YEARS[chosen["Years"]],
        left_out=chosen["Left out"],
        blocks=BLOCKS[chosen["Neighbours"]],
        lag=LAGS.get(chosen.get("Neighbours' strategies count from", ""), 1),
        among=AMONG.get(chosen.get("Who are neighbours", ""), "subregion"),
    )
    if not np.isfinite([value, low, high]).all():
        return {"reason": FEW, "units": units}
    return {"value": value, "holds": low > 1, "units": units}


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
            units, events, estimate = odds(survey, term, facts, years=(FIRST, LAST))
            row = {"term": term, "adjusted_for": beside, "base": len(units), "events": events}
            row |= dict(zip(("odds", "low", "high"), estimate, strict=True))
            rows += [row | {"units": units}] * bool(np.isfinite(estimate).all())
    return pl.DataFrame(rows) if rows else StrategyOdds.create_empty()


@claim(
    range_written=BEFORE_LOOKING,
    tables=READ,
    over=LARGER,
    refuted_by="A specification in which the odds of a first strategy are not significantly "
    "higher in larger States.",
)
def larger_sooner(survey, chosen):
    """Odds of a first strategy in a year at the upper quartile of population over the lower."""
    return under_choice(survey, chosen, "population")


@claim(
    range_written=BEFORE_LOOKING,
    tables=READ,
    over=NEAR,
    refuted_by="A specification in which the odds of a first strategy are not significantly "
    "higher where more neighbours already had one.",
)
def neighbours_first(survey, chosen):
    """Odds of a first strategy where half of the neighbours had one, over those where none had."""
    return under_choice(survey, chosen, "neighbours")


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
            "ITU counts strategies differently, so its numbers differ. Two further claims were "
            "tried and dropped, since some specifications refuted them: that the least developed "
            "had theirs later, and that richer States had theirs sooner."
        ),
        alt=by_panel(say, say("Line chart: share of States with a strategy, by year."), panels),
    )
