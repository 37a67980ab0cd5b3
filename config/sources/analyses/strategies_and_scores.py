"""Of whom the rise of ITU's strategy score is: held against a dated list of first strategies.

Ranges of claims were written after a first look at the numbers.
"""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import REGIONS, claim
from cyberstudy.draw.of_tables import in_rows
from surveyanswers.tables.disclosure import Part, column, key, statistic
from surveyanswers.tables.phrases import phrase

NOTHING = "nothing"
#: By the list: a first strategy by the end of 2020, by that of 2024, or none.
BEFORE, BETWEEN, NONE = STATUSES = ("before", "between", "none")


class StrategyRise(Analysis):
    """ITU's score for a national strategy by what the list of first strategies says."""

    status = key("Of the first strategy: before 2021; between 2021 and 2024; or none.")
    base = column(dy.UInt32, Part.BASE, "Countries that both sources cover.")
    mean_before = statistic("Mean score of 2020.")
    mean_after = statistic("Mean score of 2024.")
    share = statistic("Share of the total rise.")
    all_points = column(dy.UInt32, Part.COUNT, "Countries with all points in 2024.")


def beside_list(survey):
    """Return ITU's scores of both editions with what the list says about either year."""
    statements = survey.table("statements").filter(construct="national_strategy")
    columns = {
        "old": ("gci 2020", "degree"),
        "new": ("gci 2024", "degree"),
        "by_2020": ("strategies 2020", "present"),
        "by_2024": ("strategies 2024", "present"),
    }
    both = statements.select("iso3").unique().sort("iso3")
    for name, (source, value) in columns.items():
        answers = statements.filter(source=source).select("iso3", pl.col(value).alias(name))
        both = both.join(answers, on="iso3", maintain_order="left")
    status = pl.when("by_2020").then(pl.lit(BEFORE)).when("by_2024").then(pl.lit(BETWEEN))
    return both.with_columns(status=status.otherwise(pl.lit(NONE)))


@table(StrategyRise, tables=["statements"])
def strategy_rise(survey):
    """Divide the rise among countries by what the list says of them.

    Assume: the list tells first strategies alone, so a rise of who had one before may be a newer
    and better strategy, or another way to score the old one; it is not a first one.
    """
    both = beside_list(survey)
    if both.is_empty():
        return StrategyRise.create_empty()
    rise = pl.col("new") - pl.col("old")
    whole = both.select(rise.sum()).item()
    return both.group_by("status").agg(
        base=pl.len(),
        mean_before=pl.col("old").mean(),
        mean_after=pl.col("new").mean(),
        share=rise.sum() / whole,
        all_points=(pl.col("new") == 1).sum(),
        units="iso3",
    )


MEASURED, LEFT_OUT = "Measured by", "Left out"
MEASURES = {
    "mean score": pl.col("new") - pl.col("old"),
    "half of the points": (pl.col("new") >= 0.5).cast(int) - (pl.col("old") >= 0.5).cast(int),
    "any points": (pl.col("new") > 0).cast(int) - (pl.col("old") > 0).cast(int),
    "all points": (pl.col("new") == 1).cast(int) - (pl.col("old") == 1).cast(int),
}


@claim(
    tables=["statements", "country_facts"],
    over={MEASURED: tuple(MEASURES), LEFT_OUT: (NOTHING, *REGIONS)},
    refuted_by="A specification in which first strategies account for half of the rise or more.",
)
def rise_is_of_no_first_strategies(survey, chosen):
    """Share of the rise that is of countries that had a strategy before, or have none."""
    regions = survey.table("country_facts").select("iso3", "region").unique("iso3")
    both = beside_list(survey).join(regions, on="iso3", how="left", maintain_order="left")
    both = both.filter(pl.col("region").fill_null("") != chosen[LEFT_OUT])
    rise, units = MEASURES[chosen[MEASURED]], both["iso3"].to_list()
    if not both.select(rise.sum()).item():
        return {"units": units, "reason": phrase("there is no rise")}
    of_others = rise.filter(pl.col("status") != BETWEEN)
    value = both.select(of_others.sum() / rise.sum()).item()
    return {"units": units, "value": value, "holds": value > 0.5}


BY_STATUS = {status: {"status": status} for status in STATUSES}
SAYS = {
    "headline": "New strategies explain under half of the rise in strategy scores",
    "claim": "rise_is_of_no_first_strategies",
    "finding": "ITU's scores for national strategies rose from 2020 to 2024. Countries that "
    "already had a strategy ({had}) account for {had_share} of the rise, countries without one "
    "on the list ({none}) for {none_share}, and the {between} that adopted their first one in "
    "between for {between_share}. Newer strategies and changed scoring may explain the rest.",
    "subtitle": "Share of the rise in ITU's strategy scores from 2020 to 2024 that comes from "
    "the {had} countries that already had a strategy and the {none} with none; {between} "
    "adopted their first in between",
    "table": "strategy_rise",
    "values": {
        "had": {"column": "base", "row": BY_STATUS[BEFORE]},
        "had_share": {"column": "share", "percent": True, "row": BY_STATUS[BEFORE]},
        "none": {"column": "base", "row": BY_STATUS[NONE]},
        "none_share": {"column": "share", "percent": True, "row": BY_STATUS[NONE]},
        "between": {"column": "base", "row": BY_STATUS[BETWEEN]},
        "between_share": {"column": "share", "percent": True, "row": BY_STATUS[BETWEEN]},
    },
}


@figure(
    rise_is_of_no_first_strategies,
    area="Sources compared",
    title="Where the rise in strategy scores comes from",
    says=SAYS,
)
def strategy_rise_by_choice(choices, view):
    """List the share of the rise under every choice."""
    method = phrase("Result: share of the rise from countries with an older strategy or none.")
    return in_rows(choices, view, who=phrase("countries"), method=method)
