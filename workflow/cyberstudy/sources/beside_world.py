"""Simulated answers beside the world: what they were drawn from, and what real States have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.declare.crosswalk import Corresponding
from cyberstudy.declare.plan.across import DeclaredBesideWorld
from cyberstudy.declare.survey import Survey
from cyberstudy.sources.at_hand import AtHand
from cyberstudy.tables.across import BesideWorld, BesideWorldSummary
from cyberstudy.tables.storage import read_json, read_table, read_text_table, schema_of

ASSUMED, DRAWN = "assumed", "drawn"
TOTAL = "total"
SEVERAL = "assumed by region alone"
FEWER = "base under {minimum}"
Row = dict[str, Any]


def beside_world(
    at_hand: AtHand,
    says: pl.DataFrame,
    declared: DeclaredBesideWorld,
    *,
    protected: Sequence[str],
    assumptions: Sequence[str],
) -> pl.DataFrame:
    """Lay every assumption that has a construct, and what was drawn by it, beside real States.

    Parameters
    ----------
    says
        `tables.across.Says`.
    declared
        Which survey is simulated, and its groups.
    protected
        The folder that `protect` wrote for it, of which estimates for groups of States are read and
        nothing else; nothing where it did not run.
    assumptions
        What its simulation rests on, or nothing.

    Returns
    -------
    pl.DataFrame
        `tables.across.BesideWorld`, constructs in the crosswalk's order; empty unless the survey's
        answers are simulated.
    """
    rows = [
        row
        for tables in map(Path, protected)
        if read_json(tables.parent / "report.json")["simulated"]
        for given in assumptions
        for row in _rows(
            at_hand,
            says,
            read_table(str(tables / "estimates.parquet")),
            read_text_table(given).with_columns(pl.col("group").fill_null("")),
            declared,
        )
    ]
    schema = schema_of(BesideWorld)
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)


def _rows(
    at_hand: AtHand,
    says: pl.DataFrame,
    estimates: pl.DataFrame,
    assumptions: pl.DataFrame,
    declared: DeclaredBesideWorld,
) -> Iterator[Row]:
    survey = at_hand.surveys[declared.survey]
    minimum = survey.settings.minimum_base or 0
    groups = _groups(survey, declared)
    for own in (row for row in at_hand.crosswalk if row.survey == survey.name):
        others = [row for row in at_hand.crosswalk if row.construct == own.construct]
        known = [row for row in others if not says.filter(_of(row)).is_empty()]
        for group, units in groups.items():
            supposed = _assumed(own, group, assumptions, groups)
            found = [
                supposed,
                _drawn(own, group, estimates, declared),
                *(_real(row, units, says, minimum) for row in known),
            ]
            for each in found:
                both = None not in (each["share"], supposed["share"])
                distance = each["share"] - supposed["share"] if both else None
                yield _about(own, group) | each | {"distance": distance}


def _of(row: Corresponding) -> pl.Expr:
    return (pl.col("construct") == row.construct) & (pl.col("source") == row.source)


def _about(own: Corresponding, group: str) -> Row:
    return {
        "construct": own.construct,
        "title": own.title,
        "question": own.question,
        "option": own.counts,
        "group": group,
        "standing": "",
        "base": None,
        "reason": "",
    }


def _groups(survey: Survey, declared: DeclaredBesideWorld) -> dict[str, list[str]]:
    """Name the States of all, and of each group."""
    frame = survey.frame
    if frame is None:
        return {}
    groups = {TOTAL: frame["unit_id"].to_list()}
    for (group,), units in sorted(frame.group_by(declared.by)):
        groups[str(group)] = units["unit_id"].to_list()
    return groups


def _assumed(
    own: Corresponding, group: str, assumptions: pl.DataFrame, groups: Collection[str]
) -> Row:
    """Return the share that the simulation gives a group: its own, or that of all who have none."""
    shares = assumptions.filter(
        pl.col("question") == own.question,
        pl.col("kind") == "share",
        pl.col("option").is_in(own.options),
    )
    mine = shares.filter(group=group)
    if mine.is_empty():
        mine = shares.filter(group="")
    by_group = group == TOTAL and not shares.filter(pl.col("group").is_in(list(groups))).is_empty()
    if mine.is_empty() or by_group:
        return {"source": ASSUMED, "year": int(own.year), "share": None, "reason": SEVERAL}
    return {
        "source": ASSUMED,
        "year": int(own.year),
        "standing": ", ".join(mine["standing"].unique().sort()),
        "share": float(mine["value"].cast(pl.Float64).sum()),
    }


def _drawn(
    own: Corresponding, group: str, estimates: pl.DataFrame, declared: DeclaredBesideWorld
) -> Row:
    grouping = declared.total if group == TOTAL else declared.grouping
    found = estimates.filter(
        pl.col("grouping") == grouping,
        pl.col("group") == group,
        pl.col("question") == own.question,
        pl.col("option").is_in(own.options),
    )
    missing = found.filter(pl.col("share").is_null())
    base = found["base"].max() if found.height else 0
    share = float(found["share"].sum()) if found.height and missing.is_empty() else None
    reason = "" if share is not None else missing["reason"][0] if missing.height else "nobody asked"
    return {
        "source": DRAWN,
        "year": int(own.year),
        "base": base,
        "share": share,
        "reason": reason,
    }


def _real(row: Corresponding, units: Sequence[str], says: pl.DataFrame, minimum: int) -> Row:
    known = says.filter(_of(row), pl.col("iso3").is_in(units))
    enough = known.height >= minimum
    return {
        "source": row.source,
        "year": int(row.year),
        "base": known.height,
        "share": float(known["says"].mean()) if enough and known.height else None,  # type: ignore[arg-type]
        "reason": "" if enough else FEWER.format(minimum=minimum),
    }


def summary_of(table: pl.DataFrame) -> pl.DataFrame:
    """Sum up by construct and source how far it is from what was assumed.

    Returns
    -------
    pl.DataFrame
        `tables.across.BesideWorldSummary`.
    """
    rows = [
        _summed(own.filter(source=source), own)
        for own in table.partition_by("construct", maintain_order=True)
        for source in own["source"].unique(maintain_order=True)
        if source != ASSUMED
    ]
    schema = schema_of(BesideWorldSummary)
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)


def _summed(found: pl.DataFrame, own: pl.DataFrame) -> Mapping[str, object]:
    everybody = found.filter(group=TOTAL).row(0, named=True)
    supposed = own.filter(group=TOTAL, source=ASSUMED).row(0, named=True)
    groups = found.filter(pl.col("group") != TOTAL).drop_nulls("distance")
    farthest = groups.sort(pl.col("distance").abs(), maintain_order=True).tail(1)
    return everybody | {
        "years_apart": everybody["year"] - supposed["year"],
        "assumed": supposed["share"],
        "groups": groups.height,
        "mean_distance": groups["distance"].abs().mean(),
        "farthest": next(iter(farthest["group"]), None),
        "farthest_distance": next(iter(farthest["distance"]), None),
    }
