"""Weighting for nonresponse, in several ways that are compared.

Weights follow from the list and from who replied, never from an answer. A share is that of all with
a substantive answer, each by its weight (a domain of a stratified sample, as `svymean` of R's
package survey has it for a subset). Assume: this form, and not the one that estimates first how
many of each stratum were to be asked, since it is what others compute, and since it is linear in
what units said, so that the audit of a confidential survey can take it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from cyberstudy.declare.plan.nonresponse import DeclaredNonresponse
from cyberstudy.declare.questionnaire import SELECTS, Questionnaire
from cyberstudy.describe.estimates import said_of
from cyberstudy.statistics import weighting
from cyberstudy.statistics.intervals import share_interval
from cyberstudy.tables.answers_by_question import AnswerColumns
from cyberstudy.tables.nonresponse import (
    AS_ANSWERED,
    MEASURES,
    POSTSTRATIFIED,
    PROPENSITY,
    RAKED,
    NonresponseEstimates,
    NonresponseWeights,
    Representativity,
)
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import schema_of
from cyberstudy.tables.waves import waves_in

BESIDE = "; "
DECIMALS = 2  # of a share that leaves a confidential survey: whole per cent


@dataclass(frozen=True)
class Crossed:
    """Where the groupings that are crossed meet.

    Attributes
    ----------
    names
        Of each cell, its group in each grouping.
    orders
        Of each grouping, its groups in order.
    listed, replied
        Units of each cell.
    of
        Of each listed unit, the place of its cell.
    """

    names: Sequence[tuple[str, ...]]
    orders: Mapping[str, Sequence[str]]
    listed: np.ndarray
    replied: np.ndarray
    of: pl.DataFrame

    @property
    def places(self) -> list[tuple[int, ...]]:
        """Of each cell, the places of its groups in order."""
        orders = list(self.orders.values())
        return [
            tuple(order.index(group) for order, group in zip(orders, cell, strict=True))
            for cell in self.names
        ]

    @property
    def terms(self) -> np.ndarray:
        """A row a cell for a regression on all groupings, without their interaction."""
        places = np.array(self.places)
        columns = [np.ones(len(places))]
        for number, order in enumerate(self.orders.values()):
            columns += [
                (places[:, number] == group).astype(float) for group in range(1, len(order))
            ]
        return np.column_stack(columns)


def cells_of(memberships: pl.DataFrame, plan: DeclaredNonresponse) -> Crossed:
    """Count who is listed, and who replied, where the strata of a plan meet.

    Parameters
    ----------
    memberships
        `tables.Memberships` of one wave.

    Raises
    ------
    StudyProblem
        A listed unit is in no group of a stratum, or nobody replied.
    """
    listed = memberships.filter("in_frame", grouping=plan.of).select("unit_id", "replied")
    orders: dict[str, Sequence[str]] = {}
    for grouping, first in plan.strata.items():
        own = memberships.filter(grouping=grouping).select(
            "unit_id", pl.col("group").alias(grouping)
        )
        listed = listed.join(own, on="unit_id", how="left")
        if nowhere := listed.filter(pl.col(grouping).is_null())["unit_id"].sort().to_list():
            raise StudyProblem(
                f"plan.yaml, nonresponse.strata.{grouping}: {', '.join(nowhere[:5])} of the list "
                "have no group of it; fill the column in the list, or leave the stratum out"
            )
        orders[grouping] = [*first, *sorted({*own[grouping]} - {*first})]
    if not listed["replied"].any():
        raise StudyProblem("plan.yaml, nonresponse: nobody on the list replied")
    names = list(plan.strata)
    counted = listed.group_by(names).agg(pl.len(), pl.col("replied").sum())
    by = {tuple(cell): (size, said) for *cell, size, said in counted.iter_rows()}
    cells = sorted(
        by, key=lambda cell: [orders[g].index(v) for g, v in zip(names, cell, strict=True)]
    )
    place = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")
    return Crossed(
        names=cells,
        orders=orders,
        listed=np.array([by[cell][0] for cell in cells], dtype=float),
        replied=np.array([by[cell][1] for cell in cells], dtype=float),
        of=listed.join(place.with_row_index("place"), on=names),
    )


def strata_of(memberships: pl.DataFrame, declared: Mapping[str, Any] | None) -> pl.DataFrame | None:
    """Say of every unit of the list in which stratum of the weights it is.

    Parameters
    ----------
    memberships
        `tables.Memberships`.
    declared
        The plan's ``nonresponse`` as plain data.

    Returns
    -------
    pl.DataFrame
        wave, unit_id, cell, stratum, which is the first of its cells, and near: the places of the
        cell's groups in order. None where the plan declares no nonresponse.
    """
    if declared is None:
        return None
    plan = DeclaredNonresponse.model_validate(declared)
    parts = []
    for wave in waves_in(memberships):
        cells = cells_of(memberships.filter(wave=wave), plan)
        stratum = weighting.collapsed(cells.places, cells.replied, plan.minimum_replied)
        known = pl.DataFrame({"stratum": stratum, "near": cells.places}).with_row_index("place")
        own = cells.of.join(known, on="place")
        parts.append(
            own.select(pl.lit(wave).alias("wave"), "unit_id", "stratum", "near", cell="place")
        )
    return pl.concat(parts)


def weights_of(cells: Crossed, plan: DeclaredNonresponse) -> pl.DataFrame:
    """Weigh cells in every way: `tables.NonresponseWeights` of one wave, in the cells' order."""
    minimum = plan.minimum_replied
    stratum = weighting.collapsed(cells.places, cells.replied, minimum)
    margins = [_margin(cells, number, minimum) for number in range(len(cells.orders))]
    alone = np.arange(len(cells.names))
    chance = weighting.propensities(cells.listed, cells.replied, cells.terms)
    mean = cells.listed.sum() / cells.replied.sum()
    found = {
        AS_ANSWERED: (alone, np.full(len(alone), mean)),
        POSTSTRATIFIED: (stratum, weighting.poststratified(cells.listed, cells.replied, stratum)),
        RAKED: (alone, weighting.raked(cells.listed, cells.replied, margins)),
        # In proportion, so that they add up to all that are listed.
        PROPENSITY: (alone, cells.listed.sum() / (cells.replied / chance).sum() / chance),
    }
    parts = []
    for method, (into, weight) in found.items():
        cut = weighting.trimmed(weight, cells.replied, float(plan.weight_limit))
        some = cells.replied > 0
        parts.append(
            pl.DataFrame(
                {
                    "method": method,
                    "strata": BESIDE.join(plan.strata),
                    "cell": [BESIDE.join(name) for name in cells.names],
                    "stratum": [BESIDE.join(cells.names[place]) for place in into],
                    "listed": cells.listed,
                    "replied": cells.replied,
                    "weight": np.where(some, cut, 0.0),
                    "trimmed": some & (cut < weight * (1 - weighting.NEAR)),
                    # Of equal weights it may fall short of 1 by the last bit.
                    "design_effect": max(weighting.design_effect(cut, cells.replied), 1.0),
                }
            )
        )
    return _as(NonresponseWeights, pl.concat(parts))


def _margin(cells: Crossed, number: int, minimum: int) -> np.ndarray:
    """Of each cell its group in one grouping, those with few replies put together."""
    place = np.array([cell[number] for cell in cells.places])
    size = int(place.max()) + 1
    replied = np.bincount(place, cells.replied, size)
    return weighting.collapsed([(group,) for group in range(size)], replied, minimum)[place]


def weighted_estimates(
    said: pl.DataFrame,
    cells: Crossed,
    weights: pl.DataFrame,
    *,
    minimum_base: int,
    confidence: float,
    secret: bool,
) -> pl.DataFrame:
    """Estimate each option's share among all that are listed: `tables.NonresponseEstimates`.

    Assume: the interval takes base / design_effect for the base of a simple sample, and the part
    that replied for the part that was drawn. It leaves aside what strata gain, so it does not
    vanish where the few that replied of a stratum agree, and follows from what is published anyway.

    Parameters
    ----------
    said
        From `said_of`, of one wave: how many (n) of each cell (place) chose an option.
    cells, weights
        From `cells_of` and `weights_of`.
    secret
        Whether the survey is confidential: shares are then in whole per cent.
    """
    parts = []
    for (method,), own in weights.group_by("method", maintain_order=True):
        effect = float(own["design_effect"][0])
        weight = own.select("weight").with_row_index("place").cast({"place": said["place"].dtype})
        heavy = pl.col("n") * pl.col("weight")
        share = (
            said.filter(status="valid")
            .join(weight, on="place")
            .sort("place")
            .group_by("question", "option", maintain_order=True)
            .agg(base=pl.col("n").sum(), share=heavy.filter("chosen").sum() / heavy.sum())
            .with_columns(method=pl.lit(method), design_effect=pl.lit(effect))
        )
        parts.append(share)
    table = _rounded(pl.concat(parts), secret=secret)
    base, effect_of = (table[name].to_numpy() for name in ("base", "design_effect"))
    drawn = cells.replied.sum() / cells.listed.sum()
    effective = base / effect_of
    low, high = share_interval(
        table["share"].to_numpy() * effective,
        effective,
        confidence=confidence,
        population=np.maximum(effective / drawn, 1),
    )
    printed = pl.col("base") >= minimum_base
    table = table.with_columns(low=pl.Series(low), high=pl.Series(high)).with_columns(
        *(pl.when(printed).then(name).alias(name) for name in ("share", "low", "high")),
        reason=pl.when(printed).then(pl.lit("")).otherwise(pl.lit(f"base under {minimum_base}")),
    )
    order = said.select("question", "option").unique(maintain_order=True)
    methods = weights.select("method").unique(maintain_order=True)
    rows = order.join(methods, how="cross").with_columns(pl.col("method").cast(pl.String))
    found = rows.join(
        table, on=["question", "option", "method"], how="inner", maintain_order="left"
    )
    return _as(NonresponseEstimates, _rounded(found, secret=secret))


def _rounded(table: pl.DataFrame, *, secret: bool) -> pl.DataFrame:
    shares = [name for name in ("share", "low", "high") if name in table.columns]
    return table.with_columns(pl.col(shares).round(DECIMALS)) if secret else table


def representativity(cells: Crossed) -> pl.DataFrame:
    """Say how even replies are: `tables.Representativity` of one wave."""
    chance = weighting.propensities(cells.listed, cells.replied, cells.terms)
    r, adjusted = weighting.r_indicators(chance, cells.listed, cells.terms)
    return _as(Representativity, pl.DataFrame({"measure": MEASURES, "value": [r, adjusted]}))


def _as(contract: type, table: pl.DataFrame) -> pl.DataFrame:
    schema = {name: kind for name, kind in schema_of(contract).items() if name != "wave"}
    return table.select(pl.col(name).cast(kind) for name, kind in schema.items())


def weight_for_nonresponse(
    answers: AnswerColumns,
    memberships: pl.DataFrame,
    questionnaire: Questionnaire,
    plan: DeclaredNonresponse,
    *,
    minimum_base: int,
    confidence: float,
    secret: bool,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Weigh, estimate and judge every wave.

    Returns
    -------
    weights, estimates, representativity
        `tables.NonresponseWeights`, `tables.NonresponseEstimates`, `tables.Representativity`.
    """
    found: list[Iterable[pl.DataFrame]] = []
    for wave in waves_in(memberships):
        cells = cells_of(memberships.filter(wave=wave), plan)
        weights = weights_of(cells, plan)
        here = answers.of_wave(wave)
        units = here.rows.select("unit_id")
        place = units.join(cells.of, on="unit_id", how="left", maintain_order="left")["place"]
        # In the order of names, as answers are.
        asked = sorted(questionnaire.of_type(*SELECTS))
        estimates = weighted_estimates(
            said_of(here.counted(asked, place), questionnaire),
            cells,
            weights,
            minimum_base=minimum_base,
            confidence=confidence,
            secret=secret,
        )
        parts = (weights, estimates, representativity(cells))
        found.append(part.select(pl.lit(wave).alias("wave"), pl.all()) for part in parts)
    one, two, three = (pl.concat(tables) for tables in zip(*found, strict=True))
    return one, two, three
