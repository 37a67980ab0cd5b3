"""Weighting for nonresponse, in several ways that are compared.

Weights follow from the list and from who replied, never from an answer. A share is that of all with
a substantive answer, each by its weight (a domain of a stratified sample, as `svymean` of R's
package survey has it for a subset). Assume: this form, and not the one that estimates first how
many of each stratum were to be asked, since it is what others compute, and since it is linear in
what units said, so that the audit of a confidential survey can take it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
import polars.selectors as cs

from cyberstudy.declare.plan.nonresponse import DeclaredNonresponse
from cyberstudy.describe.by_group import printed
from cyberstudy.describe.estimates import said_of
from cyberstudy.statistics import weighting
from cyberstudy.statistics.intervals import share_interval
from cyberstudy.tables.nonresponse import (
    AS_ANSWERED,
    MEASURES,
    POSTSTRATIFIED,
    PROPENSITY,
    RAKED,
    NonresponseEstimates,
    NonresponseUnits,
    NonresponseWeights,
    Representativity,
)
from surveyanswers.instrument.questionnaire import SELECTS, Questionnaire
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import schema_of
from surveyanswers.tables.waves import waves_in

BESIDE = "; "
#: Assume: a weight of a confidential survey is of as many replies as a mean that may be published,
#: twice the minimum base, and of whole published groups. By strata that divide these, whole per
#: cents and means of indices changed the odds of what a State answered up to fourteen times.
FEWEST = 2


def cells_of(
    memberships: pl.DataFrame, plan: DeclaredNonresponse, frame: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Count who is listed, and who replied, where the strata of a plan meet.

    Parameters
    ----------
    memberships
        `tables.Memberships` of one wave.
    frame
        The list: strata that are no grouping are columns of it.

    Returns
    -------
    cells
        A row a cell: place, its group in each grouping (an Enum in the plan's order), and how many
        are listed and replied.
    units
        Those listed: unit_id, and the place of their cell.

    Raises
    ------
    SurveyError
        A listed unit is in no group of a stratum, or nobody replied.
    """
    units = memberships.filter("in_frame", grouping=plan.of).select("unit_id", "replied")
    for grouping, first in plan.strata.items():
        members = memberships.filter(grouping=grouping)
        if members.is_empty() and frame is not None:
            members = frame.select("unit_id", group=grouping)
        order = pl.Enum([*first, *sorted({*members["group"].drop_nulls()} - {*first})])
        group = members.select("unit_id", pl.col("group").cast(order).alias(grouping))
        units = units.join(group, on="unit_id", how="left")
        if nowhere := units.filter(pl.col(grouping).is_null())["unit_id"].sort().to_list():
            raise SurveyError(
                f"plan.yaml, nonresponse.strata.{grouping}: {', '.join(nowhere[:5])} of the list "
                "have no group of it; fill the column in the list, or leave the stratum out"
            )
    if not units["replied"].any():
        raise SurveyError("plan.yaml, nonresponse: nobody on the list replied")
    names = list(plan.strata)
    counts = (pl.len().alias("listed"), pl.col("replied").sum())
    cells = units.group_by(names).agg(count.cast(pl.Float64) for count in counts)
    cells = cells.sort(names).with_row_index("place")
    return cells, units.join(cells.select("place", *names), on=names).select("unit_id", "place")


def _places(cells: pl.DataFrame) -> list[tuple[int, ...]]:
    """Of each cell, the places of its groups in order."""
    return cells.select(cs.enum().to_physical()).rows()


def _terms(cells: pl.DataFrame) -> np.ndarray:
    """A row a cell for a regression on all groupings, without their interaction."""
    kinds, places = cells.select(cs.enum()).dtypes, np.array(_places(cells))
    sizes = [len(kind.categories) for kind in kinds if isinstance(kind, pl.Enum)]
    others = [
        places[:, number] == group for number, size in enumerate(sizes) for group in range(1, size)
    ]
    return np.column_stack([np.ones(cells.height), *others])


def strata_of(
    memberships: pl.DataFrame,
    declared: Mapping[str, Any] | None,
    frame: pl.DataFrame | None = None,
    *,
    fewest: int = 0,
) -> pl.DataFrame | None:
    """Return the stratum of the weights for every unit of the list.

    Parameters
    ----------
    memberships, frame
        As for `cells_of`.
    declared
        The plan's ``nonresponse`` as plain data.
    fewest
        As for `weights_of`.

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
        cells, units = cells_of(memberships.filter(wave=wave), plan, frame)
        stratum = _strata(cells, plan, published_strata(memberships, plan), fewest)
        near = [(place,) for place in stratum] if fewest else _places(cells)
        strata = pl.DataFrame({"stratum": stratum, "near": near}).with_row_index("place")
        placed = units.join(strata, on="place")
        parts.append(
            placed.select(pl.lit(wave).alias("wave"), "unit_id", "stratum", "near", cell="place")
        )
    return pl.concat(parts)


def weights_of(
    cells: pl.DataFrame,
    plan: DeclaredNonresponse,
    *,
    published: Sequence[str] = (),
    fewest: int = 0,
) -> pl.DataFrame:
    """Weigh cells in every way: `tables.NonresponseWeights` of one wave, in the cells' order.

    Parameters
    ----------
    cells, plan
        From `cells_of`, with the plan that it was given.
    published, fewest
        Of a confidential survey: strata that answers are published by, and of how many replies a
        weight of post-stratification must be. Strata are then groups of the first of these, those
        with too few replies put together, so that units of a published group weigh the same.
    """
    listed, replied = cells["listed"].to_numpy(), cells["replied"].to_numpy()
    minimum, alone = plan.minimum_replied, np.arange(cells.height)
    stratum = _strata(cells, plan, published, fewest)
    margins = [_margin(place, replied, minimum) for place in np.array(_places(cells)).T]
    chance = weighting.propensities(listed, replied, _terms(cells))
    weights_by_method = {
        AS_ANSWERED: (alone, np.full(len(alone), listed.sum() / replied.sum())),
        POSTSTRATIFIED: (stratum, weighting.poststratified(listed, replied, stratum)),
        RAKED: (alone, weighting.raked(listed, replied, margins)),
        # In proportion, so that they add up to all that are listed.
        PROPENSITY: (alone, listed.sum() / (replied / chance).sum() / chance),
    }
    name = cells.select(_names(plan)).to_series()
    parts = []
    for method, (into, weight) in weights_by_method.items():
        cut = weighting.trimmed(weight, replied, float(plan.weight_limit))
        some = replied > 0
        parts.append(
            pl.DataFrame(
                {
                    "method": method,
                    "strata": BESIDE.join(plan.strata),
                    "cell": name,
                    "stratum": name.gather(into),
                    "listed": listed,
                    "replied": replied,
                    "weight": np.where(some, cut, 0.0),
                    "trimmed": some & (cut < weight * (1 - weighting.NEAR)),
                    # Of equal weights it may fall short of 1 by the last bit.
                    "design_effect": max(weighting.design_effect(cut, replied), 1.0),
                }
            )
        )
    return _as(NonresponseWeights, pl.concat(parts))


def _names(plan: DeclaredNonresponse) -> pl.Expr:
    """Name cells by the groups that meet in them."""
    return pl.concat_str(*plan.strata, separator=BESIDE)


def published_strata(memberships: pl.DataFrame, plan: DeclaredNonresponse) -> list[str]:
    """Return the strata that are ways of dividing units, in the plan's order."""
    return [name for name in plan.strata if name in memberships["grouping"]]


def _strata(
    cells: pl.DataFrame, plan: DeclaredNonresponse, published: Sequence[str], fewest: int
) -> np.ndarray:
    """Return of each cell the first cell of its stratum."""
    replied = cells["replied"].to_numpy()
    if not fewest:
        return weighting.collapsed(_places(cells), replied, plan.minimum_replied)
    groups = [cells[name].to_physical().to_numpy() for name in published[:1]]
    margins = [_margin(group, replied, max(plan.minimum_replied, fewest)) for group in groups]
    (margin,) = margins or [np.zeros(cells.height, dtype=int)]
    return np.array([(margin == group).argmax() for group in margin])


def _margin(group: np.ndarray, replied: np.ndarray, minimum: int) -> np.ndarray:
    """Of each cell its group in one grouping, those with few replies put together."""
    of_groups = np.bincount(group, replied)
    alone = [(place,) for place in range(len(of_groups))]
    return weighting.collapsed(alone, of_groups, minimum)[group]


def weighted_estimates(
    counts: pl.DataFrame,
    cells: pl.DataFrame,
    weights: pl.DataFrame,
    *,
    minimum_base: int,
    confidence: float,
) -> pl.DataFrame:
    """Estimate each option's share among all that are listed: `tables.NonresponseEstimates`.

    Assume: the interval takes base / design_effect for the base of a simple sample, and the part
    that replied for the part that was drawn. It leaves aside what strata gain, so it does not
    vanish where the few that replied of a stratum agree, and follows from what is published anyway.

    Parameters
    ----------
    counts
        From `said_of`, of one wave: how many (n) of each cell (place) chose an option.
    cells, weights
        From `cells_of` and `weights_of`.
    """
    weight = weights.select(
        pl.col("method").cast(pl.String),
        "strata",
        "weight",
        "design_effect",
        place=pl.int_range(pl.len()).over("method").cast(counts["place"].dtype),
    )
    heavy = pl.col("n") * pl.col("weight")
    table = (
        counts.filter(status="valid")
        .join(weight, on="place")
        .sort("place")
        .group_by("question", "option", "method", maintain_order=True)
        .agg(
            pl.col("strata", "design_effect").first(),
            base=pl.col("n").sum(),
            share=heavy.filter("chosen").sum() / heavy.sum(),
        )
    )
    base, effect_of = (table[name].to_numpy() for name in ("base", "design_effect"))
    drawn = cells.select(pl.col("replied").sum() / pl.col("listed").sum()).item()
    effective = base / effect_of
    low, high = share_interval(
        table["share"].to_numpy() * effective,
        effective,
        confidence=confidence,
        population=np.maximum(effective / drawn, 1),
    )
    table = table.with_columns(low=pl.Series(low), high=pl.Series(high))
    table = printed(table, ("share", "low", "high"), minimum_base)
    order = counts.select("question", "option").unique(maintain_order=True)
    rows = order.join(weight.select("method").unique(maintain_order=True), how="cross")
    shares = rows.join(table, on=rows.columns, how="inner", maintain_order="left")
    return _as(NonresponseEstimates, shares)


def representativity(cells: pl.DataFrame) -> pl.DataFrame:
    """Return how even replies are: `tables.Representativity` of one wave."""
    listed, terms = cells["listed"].to_numpy(), _terms(cells)
    chance = weighting.propensities(listed, cells["replied"].to_numpy(), terms)
    r, adjusted = weighting.r_indicators(chance, listed, terms)
    return _as(Representativity, pl.DataFrame({"measure": MEASURES, "value": [r, adjusted]}))


def _as(contract: type, table: pl.DataFrame) -> pl.DataFrame:
    schema = {name: kind for name, kind in schema_of(contract).items() if name != "wave"}
    return table.select(pl.col(name).cast(kind) for name, kind in schema.items())


def weight_for_nonresponse(
    answers: AnswerColumns,
    memberships: pl.DataFrame,
    questionnaire: Questionnaire,
    plan: DeclaredNonresponse,
    frame: pl.DataFrame | None = None,
    *,
    minimum_base: int,
    confidence: float,
    secret: bool,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Weigh, estimate and judge every wave.

    Returns
    -------
    weights, units, estimates, representativity
        `tables.NonresponseWeights`, `tables.NonresponseUnits`, `tables.NonresponseEstimates`,
        `tables.Representativity`.
    """
    tables_by_wave: list[Iterable[pl.DataFrame]] = []
    for wave in waves_in(memberships):
        cells, listed = cells_of(memberships.filter(wave=wave), plan, frame)
        published = published_strata(memberships, plan)
        weights = weights_of(
            cells, plan, published=published, fewest=FEWEST * minimum_base * secret
        )
        answers_of_wave = answers.of_wave(wave)
        units = answers_of_wave.rows.select("unit_id")
        place = units.join(listed, on="unit_id", how="left", maintain_order="left")["place"]
        # In the order of names, as answers are.
        questions = sorted(questionnaire.of_type(*SELECTS))
        estimates = weighted_estimates(
            said_of(answers_of_wave.counted(questions, place), questionnaire),
            cells,
            weights,
            minimum_base=minimum_base,
            confidence=confidence,
        )
        cell = cells.select("place", cell=_names(plan))
        placed = _as(NonresponseUnits, listed.join(cell, on="place").sort("unit_id"))
        parts = (weights, placed, estimates, representativity(cells))
        tables_by_wave.append(part.select(pl.lit(wave).alias("wave"), pl.all()) for part in parts)
    one, two, three, four = (pl.concat(tables) for tables in zip(*tables_by_wave, strict=True))
    return one, two, three, four
