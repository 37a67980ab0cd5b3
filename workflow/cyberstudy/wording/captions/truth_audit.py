"""What captions say of how often intervals and decisions are right where the truth is planted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.tables.nonresponse import POSTSTRATIFIED, PROPENSITY, RAKED
from cyberstudy.tables.phrases import phrase
from cyberstudy.tables.truth_audit import (
    ALL,
    ALPHA,
    BOUND,
    CONFIRMATORY,
    COVERAGE,
    DIRECTION,
    EFFECT,
    ERROR,
    MEAN,
    NOMINATIONS,
    RANK,
    RANKS,
    SCREEN,
    SHARE,
    VERDICT,
)
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View

TABLE = "truth_audit"
#: World of the experts' index in which what they said is all that there is.
_AS_DATA = "as the data are"
#: Rows of the table that are drawn, from above: family, grouping, part, and what readers call it.
COVERED = {
    (SHARE, "states", ALL): phrase("Shares of States"),
    (SHARE, "merged_region", ALL): phrase("Shares by region"),
    (SHARE, "development", ALL): phrase("Shares by human development"),
    (f"{SHARE}, {POSTSTRATIFIED}", "states", ALL): phrase("Shares, post-stratified"),
    (f"{SHARE}, {RAKED}", "states", ALL): phrase("Shares, raked"),
    (f"{SHARE}, {PROPENSITY}", "states", ALL): phrase("Shares, by propensity to reply"),
    (BOUND, "states", ALL): phrase("Worst-case bounds of shares"),
    (MEAN, "states", ALL): phrase("Means of indices"),
    (MEAN, "merged_region", ALL): phrase("Means of indices by region"),
    (MEAN, "development", ALL): phrase("Means of indices by human development"),
    (f"{MEAN} by merged_region", "states", ALL): phrase("Means, post-stratified by region"),
    (f"{MEAN} by development", "states", ALL): phrase("Means, post-stratified by development"),
    (ALPHA, "", ALL): phrase("Cronbach\u2019s alpha"),
    (EFFECT, "", "risk difference"): phrase("Differences of two groups"),
    (EFFECT, "", "Cramer's V"): phrase("Effects of several groups (Cram\u00e9r\u2019s V)"),
    (EFFECT, "", "epsilon squared"): phrase("Effects on indices (epsilon squared)"),
    (NOMINATIONS, _AS_DATA, ALL): phrase("Index of nominations"),
    (RANK, _AS_DATA, ALL): phrase("Rank of one country"),
    (RANKS, _AS_DATA, ALL): phrase("Ranks of all countries at once"),
}
WRONG = {
    (ERROR, CONFIRMATORY, "", ALL): phrase("A difference claimed of none: declared family"),
    (ERROR, SCREEN, "", ALL): phrase("A difference claimed of none: screen"),
    (ERROR, DIRECTION, CONFIRMATORY, ALL): phrase("Claimed in wrong direction: declared family"),
    (ERROR, DIRECTION, SCREEN, ALL): phrase("Claimed in wrong direction: screen"),
    (VERDICT, "capacity", "gradient", "types"): phrase("Types claimed of a planted gradient"),
    (VERDICT, "criminalization", "types", "types"): phrase("Planted types not claimed"),
}
#: Of this row the table has how often it is right.
_MISSED = (VERDICT, "criminalization", "types", "types")
_KEYS = ("measure", "family", "grouping", "part")


def coverage_drawn(say: Speech, table: pl.DataFrame) -> pl.DataFrame:
    """Give the rows of intervals that are drawn, named."""
    return _drawn(say, table, {(COVERAGE, *key): name for key, name in COVERED.items()})


def errors_drawn(say: Speech, table: pl.DataFrame) -> pl.DataFrame:
    """Give the rows of decisions that are drawn, named; each rate is of those that are wrong."""
    missed = pl.concat_list(*_KEYS) == list(_MISSED)
    wrong = {name: pl.when(missed).then(1 - pl.col(own)).otherwise(name) for name, own in _ENDS}
    return _drawn(say, table, WRONG).with_columns(**wrong)


_ENDS = (("rate", "rate"), ("low", "high"), ("high", "low"))


def _drawn(say: Speech, table: pl.DataFrame, names: dict[Any, str]) -> pl.DataFrame:
    order = pl.DataFrame(
        [(*key, say(name)) for key, name in names.items()], schema=[*_KEYS, "row"], orient="row"
    )
    return order.join(_plain(table), on=list(_KEYS), how="inner", maintain_order="left")


def _plain(table: pl.DataFrame) -> pl.DataFrame:
    """Read an empty key as one."""
    return table.with_columns(pl.col(_KEYS).cast(pl.String).fill_null(""))


def not_audited(say: Speech) -> list[str]:
    """Say that there is no audit, and how to get one."""
    return [
        say("How often intervals and decisions are right has not been measured."),
        say("To run it: {command}", command="make truth-audit"),
    ]


def rate_in_words(say: Speech, row: dict[str, Any]) -> str:
    """Say a rate with its interval."""
    value, low, high = (say.percent(row[name]) for name in ("rate", "low", "high"))
    return say("{value}  ({low} to {high})", value=value, low=low, high=high)


def caption_of_audit(say: Speech, rows: pl.DataFrame) -> CaptionParts:
    """Say what was simulated, how often, and what the marks are."""
    least, most = lowest(rows["twins"]), highest(rows["twins"])
    return CaptionParts(
        question=say(
            "Simulated surveys in which every answer is known, also of those who are silent; each "
            "was read, cleaned and described as the study\u2019s own."
        ),
        base=say("{least} to {most} surveys a row.", least=least, most=most),
        method=say(
            "Dots: share of intervals that hold the truth among all States, or of decisions that "
            "are wrong. Lines: 95% intervals, whole surveys drawn again. Upright marks: what is "
            "promised. Which States reply hangs on human development. The list, the replies of a "
            "region and the model that answers come from are the same in all surveys. Ranks are "
            "of experts\u2019 surveys drawn from the real one."
        ),
    )


def how_often_true(view: View[Any], groupings: Iterable[str]) -> str:
    """Say how often such intervals of shares held the truth where it is planted; "": not known."""
    if not view.has(f"{TABLE}.csv"):
        return ""
    found = _plain(view.table(TABLE)).filter(
        pl.col("grouping").is_in(list(groupings)), measure=COVERAGE, family=SHARE, part=ALL
    )
    if found.is_empty():
        return ""
    rates = [view.say.percent(end) for end in (lowest(found["rate"]), highest(found["rate"]))]
    twins = highest(found["twins"])
    if rates[0] == rates[1]:
        return view.say(
            "In {twins} simulated surveys, where silence hangs on human development, such "
            "intervals held the truth in {rate} of cases.",
            twins=twins,
            rate=rates[0],
        )
    return view.say(
        "In {twins} simulated surveys, where silence hangs on human development, such intervals "
        "held the truth in {low} to {high} of cases, by the way of grouping.",
        twins=twins,
        low=rates[0],
        high=rates[1],
    )
