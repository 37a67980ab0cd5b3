"""Tipping points: what nonrespondents would have to say for findings to be reversed."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from cyberstudy.declare.plan.nonresponse import DeclaredNonresponse, TippingPoint
from cyberstudy.describe.estimates import TOTAL, nonrespondents
from cyberstudy.statistics.tipping import turning_difference
from cyberstudy.tables.nonresponse import NEVER, TippingPoints
from surveyanswers.tables.storage import schema_of


def tipping_points(
    estimates: pl.DataFrame,
    plan: DeclaredNonresponse,
    *,
    minimum_base: int,
) -> pl.DataFrame:
    """Return what reverses each declared finding: `tables.TippingPoints`.

    Assume: a finding is what the shares of those that answered say, and nonrespondents are all
    whose answer is open, as for worst-case bounds. Of two groups nonrespondents of one differ from
    those of it that answered as much as those of the other do, in the opposite direction.

    Parameters
    ----------
    estimates
        `tables.Estimates`.
    minimum_base
        Below it there is no finding.
    """
    rows: list[dict[str, Any]] = []
    for wave in estimates["wave"].unique().sort():
        for name, finding in plan.tipping_points.items():
            shares = estimates.filter(wave=wave, question=finding.question)
            key = {"wave": wave, "finding": name, "title": finding.title}
            rows += [key | row for row in _turned(shares, plan.of, finding, minimum_base)]
    return pl.DataFrame(rows, schema=schema_of(TippingPoints))


def _turned(
    estimates: pl.DataFrame, whole: str, finding: TippingPoint, minimum: int
) -> list[dict[str, Any]]:
    grouping, groups = (finding.by or whole), (finding.groups or [TOTAL])
    group_estimates = estimates.filter(
        pl.col("group").is_in(list(groups)),
        pl.col("option").is_in(list(finding.options)),
        grouping=grouping,
    )
    counted = group_estimates.group_by("group").agg(
        pl.col("count").cast(pl.Int64).sum(),
        pl.col("base").first(),
        nonrespondents=nonrespondents().first(),
    )
    by = {row["group"]: row for row in counted.iter_rows(named=True)}
    rows: list[dict[str, Any]] = [
        {
            "question": finding.question,
            "options": " ".join(finding.options),
            "grouping": grouping,
            "groups": "; ".join(groups),
            "of": group,
            "threshold": finding.threshold,
            "reason": f"base under {minimum}",
            **{name: by[group][name] for name in ("base", "count", "nonrespondents")},
        }
        for group in groups
        if group in by
    ]
    base, count, quiet = (
        np.array([row[name] for row in rows], dtype=float)
        for name in ("base", "count", "nonrespondents")
    )
    if len(rows) < len(groups) or (base < max(minimum, 1)).any():
        return rows
    share, worth = count / base, np.array([1.0, -1.0][: len(rows)])
    target = 0.0 if finding.threshold is None else finding.threshold
    difference = turning_difference(share, quiet / (base + quiet), worth, target)
    turned = np.clip(share - worth * difference, 0, 1)
    for row, own_share, turning in zip(rows, share, turned, strict=True):
        row |= {"share": float(own_share), "reason": NEVER if np.isnan(difference) else ""}
        if not np.isnan(difference):
            row["turning_share"] = float(turning)
            row["difference"] = float(turning - own_share)
            if 0 < own_share < 1 and 0 < turning < 1:
                row["log_odds"] = float(
                    np.log(turning / (1 - turning) / (own_share / (1 - own_share)))
                )
    return rows
