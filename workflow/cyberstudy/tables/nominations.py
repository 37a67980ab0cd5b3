"""Contracts of nominations: whom experts name, and the index of countries made of them (describe).

The index has a column for each rating and each part that the plan declares, so all of its contract
is made from the plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import dataframely as dy

from cyberstudy.tables.contract import Contract
from cyberstudy.tables.disclosure import Part, column, key, proportion, statistic, tally
from cyberstudy.tables.phrases import phrase


class Nominations(Contract, file="describe/nominations.parquet", asked_by="index"):
    """One row a valid nomination; it names experts, so of a confidential survey it stays inside."""

    unit_id = column(dy.String, Part.UNIT, "The expert.", primary_key=True)
    part = key("Type of crime that the country is named for.")
    instance = column(dy.UInt32, Part.UNIT, "Instance of the question, from 1.", primary_key=True)
    iso3 = column(dy.String, Part.VALUE, "The country that is named.")
    score = column(
        dy.Float64, Part.VALUE, "Mean of the ratings; null where none was given.", nullable=True
    )


class NeighbouringRanks(Contract, file="describe/neighbours.csv", asked_by="index"):
    """Whether neighbouring ranks differ significantly."""

    rank = column(dy.UInt32, Part.KEY, "Rank of the upper country.")
    upper = column(dy.String, Part.LABEL, "Upper country.")
    upper_iso3 = key("Its code.")
    lower = column(dy.String, Part.LABEL, "Lower country.")
    lower_iso3 = key("Its code.")
    difference = column(dy.Float64, Part.STATISTIC, "Index of the upper less that of the lower.")
    difference_low = column(
        dy.Float64,
        Part.STATISTIC,
        "Lower end of its interval; those of all pairs hold jointly (studentized bootstrap).",
    )
    difference_high = column(dy.Float64, Part.STATISTIC, "Its upper end.")
    reversed = column(
        dy.Float64, Part.STATISTIC, "Share of resamples in which the lower one is at least level."
    )
    distinguishable = column(dy.Bool, Part.STATISTIC, "Whether the interval lies above 0.")


class Parts(Contract, file="describe/parts.csv", asked_by="index"):
    """Nominations by type of crime."""

    part = key("Type of crime.")
    nominations = column(dy.UInt32, Part.COUNT, "Nominations.")
    share = proportion(Part.STATISTIC, "Of all nominations.", nullable=False)
    experts = column(dy.UInt32, Part.COUNT, "Experts who named a country.")
    countries = column(dy.UInt32, Part.COUNT, "Countries that were named.")
    mean_score = statistic("Mean rating.")
    base = column(dy.UInt32, Part.BASE, "Experts who answered.")


class _Country(Contract):
    country = column(dy.String, Part.LABEL, "Country.", phrase("Country"))
    iso3 = key("Its code.")
    region = column(dy.String, Part.LABEL, "Its region.")
    nominations = column(dy.UInt32, Part.COUNT, "Nominations.")
    experts = column(dy.UInt32, Part.BASE, "Experts who named it.")
    index = column(
        dy.Float64,
        Part.STATISTIC,
        "Mean of the parts, from 0 to 100.",
        phrase("Index (0 to 100)"),
        min=0,
    )
    rank = column(
        dy.UInt32,
        Part.STATISTIC,
        "1 for the highest index; equals share the best rank.",
        phrase("Rank"),
    )


class Index(_Country, file="describe/index.csv", asked_by="index"):
    """Index of countries by nominations."""

    index_low = column(
        dy.Float64,
        Part.STATISTIC,
        "Lower end of the index's interval: bootstrap-t over experts, on the scale of the root.",
    )
    index_high = column(dy.Float64, Part.STATISTIC, "Its upper end.")
    rank_set_low = column(
        dy.UInt32,
        Part.STATISTIC,
        "Best rank of the confidence set of its own rank (Mogstad and others).",
        phrase("Best rank, this country alone"),
    )
    rank_set_high = column(
        dy.UInt32,
        Part.STATISTIC,
        "Worst rank of that set.",
        phrase("Worst rank, this country alone"),
    )
    rank_all_low = column(
        dy.UInt32,
        Part.STATISTIC,
        "Best rank of the sets that hold all ranks at once; countries with at most k here are a "
        "confidence set of the k best, for every k at once.",
        phrase("Best rank, all countries at once"),
    )
    rank_all_high = column(
        dy.UInt32,
        Part.STATISTIC,
        "Worst rank of that set.",
        phrase("Worst rank, all countries at once"),
    )
    expected_rank = column(
        dy.Float64, Part.STATISTIC, "Posterior mean of the rank, by empirical Bayes.", min=1
    )


class IndexWithoutDuplicates(_Country, file="describe/index_strict.csv", asked_by="index"):
    """Index of countries by nominations, without duplicate ones."""

    kept_index = statistic("Index with duplicate nominations.")
    kept_rank = tally(Part.STATISTIC, "Rank with them.")
    difference = statistic("What dropping them changes.")
    rank_change = column(dy.Int64, Part.STATISTIC, "What it changes of the rank.", nullable=True)


def index_contracts(ratings: Iterable[str], parts: Iterable[str]) -> dict[str, type[Contract]]:
    """Make the contracts of the tables of the index, by their names.

    Parameters
    ----------
    ratings, parts
        Names that the plan gives them; each is a column, before the index and before the rank.
    """
    rated = {
        name: column(dy.Float64, Part.STATISTIC, "Mean of this rating.", nullable=True)
        for name in ratings
    }
    of_parts = {
        name: column(dy.Float64, Part.STATISTIC, "Index of this part, from 0 to 100.", min=0)
        for name in parts
    }
    made: dict[str, type[Contract]] = {}
    for fixed in (Index, IndexWithoutDuplicates):
        columns: dict[str, Any] = {}
        for name, declared in fixed.columns().items():
            columns |= {"index": rated, "rank": of_parts}.get(name, {}) | {name: declared}
        same = {"__doc__": fixed.__doc__, "place": fixed.place}
        made[fixed.place.name] = type(fixed.__name__, (Contract,), same | columns)
    return made
