"""What is said of how often intervals and decisions are right where the truth is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from cyberstudy.tables.nonresponse import POSTSTRATIFIED, PROPENSITY, RAKED
from cyberstudy.tables.truth_audit import (
    ALL,
    ALPHA,
    BOUND,
    BY_DIFFERENCE,
    BY_ODDS,
    BY_STRATA,
    CONFIRMATORY,
    COVERAGE,
    DIRECTION,
    EFFECT,
    ERROR,
    HALF,
    NOMINATIONS,
    QUARTER,
    RANK,
    RANKS,
    REPLIED,
    SCREEN,
    SHARE,
    STRATIFIED,
    VERDICT,
)
from cyberstudy.wording.translator import ENGLISH, Translator
from cyberstudy.wording.view import View
from surveyanswers.tables.extremes import highest, lowest
from surveyanswers.tables.phrases import phrase

TABLE = "truth_audit"
#: World of the experts' index in which what they said is all that there is.
_AS_DATA = "as the data are"
#: Rows of the table that readers see, from above: family, grouping, part, and what readers call it.
COVERED = {
    (SHARE, "states", ALL): phrase("Shares of States"),
    (SHARE, "merged_region", ALL): phrase("Shares by region"),
    (SHARE, "development", ALL): phrase("Shares by human development"),
    (f"{SHARE}, {POSTSTRATIFIED}", "states", ALL): phrase("Shares, post-stratified"),
    (f"{SHARE}, {RAKED}", "states", ALL): phrase("Shares, raked"),
    (f"{SHARE}, {PROPENSITY}", "states", ALL): phrase("Shares, by propensity to reply"),
    (BOUND, "states", ALL): phrase("Worst-case bounds of shares"),
    (ALPHA, "", ALL): phrase("Cronbach\u2019s alpha"),
    (EFFECT, "", "risk difference"): phrase("Differences of two groups"),
    (EFFECT, "", "Cramer's V"): phrase("Effects of several groups (Cram\u00e9r\u2019s V)"),
    (EFFECT, "", "epsilon squared"): phrase("Effects on indices (epsilon squared)"),
    (NOMINATIONS, _AS_DATA, ALL): phrase("Index of nominations"),
    (RANK, _AS_DATA, ALL): phrase("Rank of one country"),
    (RANKS, _AS_DATA, ALL): phrase("Ranks of all countries jointly"),
}
WRONG = {
    (ERROR, CONFIRMATORY, "", ALL): phrase("Difference claimed where there is none: planned test"),
    (ERROR, SCREEN, "", ALL): phrase("Difference claimed where there is none: exploratory test"),
    (ERROR, DIRECTION, CONFIRMATORY, ALL): phrase("Claimed in wrong direction: planned test"),
    (ERROR, DIRECTION, SCREEN, ALL): phrase("Claimed in wrong direction: exploratory test"),
    (VERDICT, "capacity", "gradient", "types"): phrase("Types claimed where there is a gradient"),
    (VERDICT, "criminalization", "types", "types"): phrase("True types not claimed"),
}
#: Rows on means of indices, of each the world and group in which it holds least often: nonresponse,
#: method, its strength if that tells them apart, and what readers call it.
MEANS = (
    (BY_STRATA, REPLIED, "", phrase("Means of those who replied, used for all")),
    (
        BY_STRATA,
        STRATIFIED,
        "",
        phrase("Post-stratified means, if replying depends only on strata"),
    ),
    (
        BY_DIFFERENCE,
        QUARTER,
        "0.25",
        phrase("Means with range 0.25 SD, if nonrespondents lie 0.25 SD lower"),
    ),
    (
        BY_DIFFERENCE,
        HALF,
        "0.5",
        phrase("Means with range 0.5 SD, if nonrespondents lie 0.5 SD lower"),
    ),
    *(
        (BY_ODDS, method, odds, name)
        for method, name in (
            (
                STRATIFIED,
                phrase("Post-stratified means, odds of a reply {odds} times as high per SD"),
            ),
            (HALF, phrase("Means with range 0.5 SD, odds of a reply {odds} times as high per SD")),
        )
        for odds in ("1.5", "2", "3")
    ),
)
#: Of this row the table has how often it is right.
_MISSED = (VERDICT, "criminalization", "types", "types")
_KEYS = ("measure", "family", "grouping", "part")


def audited(table: pl.DataFrame, say: Translator = ENGLISH) -> pl.DataFrame:
    """Choose the rows that readers see, and name them.

    Parameters
    ----------
    table
        `tables.truth_audit.TruthAudit`.
    say
        The language.

    Returns
    -------
    pl.DataFrame
        row, what it is called, and the columns of the table: intervals first, whose rate is of
        those that hold the truth; then decisions, whose rate is of those that are wrong.
    """
    names = {(COVERAGE, *key): name for key, name in COVERED.items()} | WRONG
    order = pl.DataFrame(
        [(*key, say(name)) for key, name in names.items()], schema=[*_KEYS, "row"], orient="row"
    )
    missed = pl.concat_list(*_KEYS) == list(_MISSED)
    ends = (("rate", "rate"), ("low", "high"), ("high", "low"))
    wrong = {name: pl.when(missed).then(1 - pl.col(end)).otherwise(name) for name, end in ends}
    rows = order.join(_plain(table), on=list(_KEYS), how="inner", maintain_order="left")
    return rows.with_columns(**wrong)


def means_audited(table: pl.DataFrame, say: Translator = ENGLISH) -> pl.DataFrame:
    """Choose the rows on means of indices, as `audited` does: of `tables.truth_audit.MeansAudit`.

    Each row is of the world and group of States in which such intervals hold the truth least often.
    """
    columns = ["nominal", "rate", "low", "high", "simulations"]
    parts = []
    for nonresponse, method, strength, name in MEANS:
        rows = table.filter(nonresponse=nonresponse, method=method)
        rows = rows.filter(world=strength) if strength else rows
        row = rows.sort("rate", maintain_order=True).head(1).select(columns)
        called = say(name, odds=say.plain(float(strength))) if nonresponse == BY_ODDS else say(name)
        parts.append(
            row.select(pl.lit(called).alias("row"), pl.lit(COVERAGE).alias("measure"), *columns)
        )
    return pl.concat(parts)


def how_means_held(table: pl.DataFrame) -> str:
    """Return how often intervals of post-stratified means covered the mean of all, in English."""
    rows = table.filter(method=STRATIFIED)
    strata = rows.filter(nonresponse=BY_STRATA)["rate"]
    odds = rows.filter(nonresponse=BY_ODDS, grouping="states")
    least, most = (ENGLISH.percent(end, 1) for end in (lowest(strata), highest(strata)))
    strength = ENGLISH.listed([str(world) for world in odds["world"]])
    held = ENGLISH.listed([ENGLISH.percent(rate, 1) for rate in odds["rate"]])
    return (
        f"Where strata alone decide who replies, such intervals held the mean of all in {least} to "
        f"{most} of simulated lists; where the odds of a reply are {strength} times as high for a "
        f"standard deviation more, in {held}."
    )


def _plain(table: pl.DataFrame) -> pl.DataFrame:
    """Read an empty key as one."""
    return table.with_columns(pl.col(_KEYS).cast(pl.String).fill_null(""))


def how_often_true(view: View[Any], groupings: Iterable[str]) -> str:
    """Return how often such intervals of shares covered the truth; "" if that is not known."""
    if not view.has(f"{TABLE}.csv"):
        return ""
    rows = _plain(view.table(TABLE)).filter(
        pl.col("grouping").is_in(list(groupings)), measure=COVERAGE, family=SHARE, part=ALL
    )
    if rows.is_empty():
        return ""
    rates = [view.say.percent(end) for end in (lowest(rows["rate"]), highest(rows["rate"]))]
    simulations = highest(rows["simulations"])
    if rates[0] == rates[1]:
        return view.say(
            "In {simulations} simulated surveys in which nonresponse depends on human "
            "development, such intervals covered the truth in {rate} of cases.",
            simulations=simulations,
            rate=rates[0],
        )
    return view.say(
        "In {simulations} simulated surveys in which nonresponse depends on human development, "
        "such intervals covered the truth in {low} to {high} of cases, depending on the grouping.",
        simulations=simulations,
        low=rates[0],
        high=rates[1],
    )
