"""Of whom the rise of ITU's strategy score is: held against a dated list of first strategies."""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.draw.of_tables import in_rows
from surveyanswers.tables.disclosure import Part, column, key, statistic
from surveyanswers.tables.phrases import phrase

#: By the list: a first strategy by the end of 2020, by that of 2024, or none.
BEFORE, BETWEEN, NONE = STATUSES = ("before", "between", "none")


class StrategyRise(Analysis):
    """ITU's score for a national strategy by what the list of first strategies says."""

    status = key(
        "Of the first strategy: before 2021; between 2021 and 2024; or none.",
        phrase("First strategy"),
    )
    base = column(dy.UInt32, Part.BASE, "Countries that both sources cover.")
    mean_before = statistic("Mean score of 2020.", phrase("Mean score, 2020"))
    mean_after = statistic("Mean score of 2024.", phrase("Mean score, 2024"))
    share = statistic("Share of the total rise.", phrase("Share of the rise"))
    all_points = column(
        dy.UInt32, Part.COUNT, "Countries with all points in 2024.", phrase("All points, 2024")
    )


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


BY_STATUS = {status: {"status": status} for status in STATUSES}
SAYS = {
    "headline": "New strategies explain under half of the rise in strategy scores",
    "finding": "ITU's scores for national strategies rose from 2020 to 2024. Countries that "
    "already had a strategy ({had}) account for {had_share} of the rise, countries without one "
    "on the list ({none}) for {none_share}, and the {between} that adopted their first one in "
    "between for {between_share}. Newer strategies and changed scoring may explain the rest.",
    "subtitle": "Share of the rise in ITU's strategy scores from 2020 to 2024 that comes from "
    "the {had} countries that already had a strategy and the {none} with none; {between} "
    "adopted their first in between",
    "table": "strategy_rise",
    "holds": {"between_share": {"at_most": 0.5}},
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
    strategy_rise,
    area="Sources compared",
    title="Where the rise in strategy scores comes from",
    says=SAYS,
)
def strategy_rise_by_status(rises, view):
    """List the share of the rise by what the list says of a first strategy."""
    called = {
        "status": {
            BEFORE: phrase("first strategy before 2021"),
            BETWEEN: phrase("first strategy from 2021 to 2024"),
            NONE: phrase("no strategy on the list"),
        }
    }
    return in_rows(rises, view, who=phrase("countries"), called=called)
