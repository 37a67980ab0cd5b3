"""Weighted shares of a confidential survey, made of the counts that are published of a question.

So they tell nothing more than these do, whichever groups are withheld or joined.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from cyberstudy.declare.plan.nonresponse import DeclaredNonresponse
from cyberstudy.protect.release_filter import MEANS, WITHHELD_HERE
from cyberstudy.protect.shown_contrasts import DECIMALS
from cyberstudy.statistics.intervals import share_interval
from cyberstudy.statistics.weighting import collapsed, design_effect
from cyberstudy.tables.estimates import AND, BESIDE
from cyberstudy.tables.nonresponse import AS_ANSWERED, POSTSTRATIFIED

_KEYS = ["wave", "question", "option"]


def weighted_shares(
    shares: pl.DataFrame,
    estimates: pl.DataFrame,
    plan: DeclaredNonresponse,
    *,
    minimum: int,
    confidence: float,
) -> pl.DataFrame:
    """Weigh published counts by how many of each published group are listed, and replied.

    Assume: whoever replied and is on no list stands for others of the group like the rest, and no
    weight is trimmed, since each is of many replies.

    Parameters
    ----------
    shares
        `tables.NonresponseEstimates`: questions, options and methods.
    estimates
        `tables.Estimates` as they leave.
    plan
        Which list, and by which groups.
    minimum
        Units with an answer below which there is no share.
    confidence
        Of intervals.

    Returns
    -------
    pl.DataFrame
        The rows of `shares`, with numbers of those methods that published counts give.
    """
    by = next((name for name in plan.strata if name in estimates["grouping"]), plan.of)
    numbers = ("base", "share", "low", "high", "design_effect", "strata")
    parts = [shares.clear().select(*_KEYS, *numbers, "method")]
    for _, rows in estimates.drop_nulls("count").group_by("wave", "question", maintain_order=True):
        whole, groups = rows.filter(grouping=plan.of), rows.filter(grouping=by)
        sizes = [side.unique("group")["replied"].sum() for side in (whole, groups)]
        # Assume: a weight is of as many replies as a mean that may be published.
        least = max(plan.minimum_replied, MEANS * minimum)
        # Of a group that is withheld and in no other nothing is known but the total.
        strata = {AS_ANSWERED: whole, POSTSTRATIFIED: groups if sizes[0] == sizes[1] else whole}
        parts += [
            _weighed(counts, least, confidence).with_columns(method=pl.lit(method))
            for method, counts in strata.items()
            if whole.height
        ]
    rows = pl.concat(parts, how="vertical_relaxed").filter(pl.col("base") >= minimum)
    rows = rows.with_columns(pl.col("method").cast(shares.schema["method"]), reason=pl.lit(""))
    kept = shares.drop(*numbers, "reason")
    rows = kept.join(rows, on=[*_KEYS, "method"], how="left", maintain_order="left")
    filled = {"reason": WITHHELD_HERE, "strata": "", "design_effect": 1.0}
    rows = rows.with_columns(pl.col(name).fill_null(value) for name, value in filled.items())
    return rows.select(pl.col(name).cast(kind) for name, kind in shares.schema.items())


def _weighed(counts: pl.DataFrame, least: int, confidence: float) -> pl.DataFrame:
    """Weigh the counts of one question by group; groups with few replies are one stratum."""
    sizes = counts.group_by("group", maintain_order=True).agg(
        pl.col("listed", "replied").first().cast(pl.Float64)
    )
    places = [(place,) for place in range(sizes.height)]
    stratum = collapsed(places, sizes["replied"].to_numpy(), least)
    sizes = sizes.with_columns(stratum=stratum)
    listed, replied = (pl.col(name).sum().over("stratum") for name in ("listed", "replied"))
    sizes = sizes.with_columns(weight=listed / replied)
    names = sizes.group_by("stratum", maintain_order=True).agg(pl.col("group").str.join(AND))
    effect = max(design_effect(sizes["weight"].to_numpy(), sizes["replied"].to_numpy()), 1.0)
    heavy = pl.col("weight") * pl.col("base")
    table = (
        counts.join(sizes.select("group", "weight"), on="group", maintain_order="left")
        .group_by(_KEYS, maintain_order=True)
        .agg(
            pl.col("base").sum(),
            share=((pl.col("weight") * pl.col("count")).sum() / heavy.sum()).round(DECIMALS),
        )
    )
    effective = table["base"].to_numpy() / effect
    drawn = float(sizes["replied"].to_numpy().sum() / sizes["listed"].to_numpy().sum())
    low, high = share_interval(
        table["share"].to_numpy() * effective,
        effective,
        confidence=confidence,
        population=np.maximum(effective / drawn, 1),
    )
    return table.with_columns(
        low=pl.Series(low).round(DECIMALS),
        high=pl.Series(high).round(DECIMALS),
        design_effect=pl.lit(effect),
        strata=pl.lit(BESIDE.join(names["group"])),
    )
