"""When States had a first national cybersecurity strategy, and who had one sooner than others."""

from functools import cache

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import AFTER_LOOKING, MAIN, claim
from cyberstudy.specifications import (
    ADJUSTED,
    ADJUSTMENTS,
    ALL,
    BLOCKS,
    CONFIDENCE,
    GROUPS,
    NEIGHBOURS,
    READ_ACROSS,
    STATES,
    judged,
    specifications,
    states_of,
)
from cyberstudy.statistics.evidence import EstimateWithError
from cyberstudy.statistics.logistic import Spells
from surveyanswers.tables.disclosure import Part, column, key, proportion, tally
from surveyanswers.tables.phrases import phrase

READ = ["first_strategies", *READ_ACROSS]
FIRST, LAST, SCORE = 2000, 2024, "gci_overall_2024"
YEARS = {
    "2000 to 2024": (FIRST, LAST),
    "2003 to 2024": (2003, LAST),
    "2011 to 2024": (2011, LAST),
    "2000 to 2020": (FIRST, 2020),
    "2000 to 2016": (FIRST, 2016),
}
NUMBERS = {"population", "income", "development", "internet"}


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


@cache
def states(survey):
    """Return Member States with the year of a first strategy and facts about them.

    Assume: every State of today that existed in 2000 could have had a strategy from 2000 on, and a
    strategy counts from the year of its day. Income and population of about 2021, and human
    development of 2022, stand for all years, since they hardly change the order of States.
    """
    return survey.table("first_strategies").join(states_of(survey, SCORE), on="iso3").sort("iso3")


def in_each_year(whole):
    """Make a row a State and year without a strategy before."""
    years = pl.DataFrame({"at": range(FIRST, LAST + 1)}, schema={"at": pl.Int32})
    before, event = ((pl.col("year") - pl.col("at")).sign().eq_missing(s) for s in (-1, 0))
    return whole.join(years, how="cross").with_columns(event=event).filter(~before)


def scaled(name):
    """Return a column centred on its mean and divided by its interquartile range."""
    low, high = (pl.col(name).quantile(share, "linear") for share in (0.25, 0.75))
    return (pl.col(name) - pl.col(name).mean()) / (high - low)


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
    facts = [name for name in ADJUSTMENTS[chosen[ADJUSTED]] if name != "population"]
    whole, near = states(survey), BLOCKS[chosen[NEIGHBOURS]]
    if {"population", "score", *facts} - {*whole.columns}:
        return None
    whole = whole.with_columns(map(scaled, sorted(NUMBERS & {"population", *facts})))
    members = whole.filter(GROUPS[chosen[STATES]]).drop_nulls(["population", *facts])
    rows = in_each_year(members).filter(pl.col("at").is_between(*YEARS[chosen["Years"]]))
    blocks = rows[near or "subregion"].to_numpy()
    spells = Spells(rows["at"].to_numpy(), rows["event"].to_numpy(), blocks)
    terms = [rows[name].to_numpy() for name in facts]
    x, by_blocks = rows["population"].to_numpy(), near is not None
    ends = spells.odds(x, terms, confidence=CONFIDENCE, blocks=by_blocks)
    return judged(rows["iso3"].unique().sort().to_list(), EstimateWithError(*ends), null=1.0)


def _of(column, **row):
    return {"table": "larger_sooner", "column": column, "decimals": 1, "row": row}


def _had(grouping, group, column="count", **more):
    return {"column": column, "row": {"grouping": grouping, "group": group, "year": LAST}} | more


COUNTED = (
    "By the end of 2024, {had} of {base} Member States had adopted a national cybersecurity "
    "strategy: {large} of the {quarter} most populous and {small} of the {small_base} least "
    "populous. In the quarters in between, {second} of {second_base} States (second largest) "
    "and {third} of {third_base} (second smallest) had one."
)
SOONER = (
    " In any year, the odds that a State without a strategy adopted one were {odds} times as high "
    "at the upper quartile of population as at the lower (confidence interval {odds_low} to "
    "{odds_high}), and {all} times ({all_low} to {all_high}) after adjusting for income, internet "
    "use, human development and region."
)
ENDS = {"": "value", "_low": "low", "_high": "high"}
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
    "finding": COUNTED + SOONER,
    "recommends": "National strategies: help the smallest States first. Of the {small_base} "
    "least populous States, {small} had a strategy by the end of 2024.",
    "holds": ENDS_APART,
    "weaker": [
        LARGER_FIRST | {"finding": COUNTED + SOONER},
        {
            "headline": "Most large States had a strategy by 2024, most small ones not",
            "finding": COUNTED + SOONER,
            "holds": ENDS_APART,
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
        **{f"odds{end}": _of(of, kind=MAIN) for end, of in ENDS.items()},
        **{f"all{end}": _of(of, kind=ADJUSTED, choice=ALL) for end, of in ENDS.items()},
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
            "a first strategy in a given year between a State at the upper quartile of population "
            "and one at the lower (logistic hazard model with an intercept for each year; 95% "
            "confidence intervals that allow for similar neighbours). Population and income of "
            "about 2021 and human development of 2022 stand for all years. A State that is not on "
            "the list counts as having no strategy. ITU counts strategies differently, so its "
            "numbers differ."
        ),
        alt=by_panel(say, say("Line chart: share of States with a strategy, by year."), panels),
    )
