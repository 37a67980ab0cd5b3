"""Whom experts name, beside what these countries have: correlations of ranks, and two groups.

The question is one about countries, and its answer none about people in them: where countries that
are named more have more law, this does not say that who offends there has, nor that law brings
offenders (Robinson 1950, American Sociological Review 15, 351-357).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zlib import crc32

import numpy as np
import polars as pl

from cyberstudy.declare.plan.experts_and_states import (
    ALL,
    NAMED,
    SETS,
    WHOLE,
    WITHOUT_TOP,
    DeclaredExpertsAndStates,
)
from cyberstudy.sources.facts_at_hand import Named
from cyberstudy.statistics.differences import adjusted, cliffs_delta, rank_mid_p
from cyberstudy.statistics.rank_correlations import (
    kendall,
    spearman,
    spearman_interval,
    spearman_p,
    split_half,
)
from cyberstudy.tables.experts_and_states import ExpertsAndStates, NamedAndNot
from cyberstudy.tables.extremes import highest
from cyberstudy.tables.storage import schema_of

HYPOTHESES, SCREEN = "hypotheses", "screen"
FEW = 10  # countries; of fewer no correlation is told
SPLITS = 200
FLAT, NOT_AT_HAND = "the values are all alike", "not at hand in this run"


def correlate(
    facts: pl.DataFrame, named: Named, declared: DeclaredExpertsAndStates, *, seed: int
) -> pl.DataFrame:
    """Correlate each part of the index with each measure, over each set of countries.

    Assume: the interval takes the countries there are for draws from a process that could have
    dealt them otherwise, as the tests do. Who was asked is chance, too, and has no interval: few
    name a small country, so their index is noise, which draws correlations towards 0, and ranges
    over experts drawn again hold the truth too seldom. `reliability` says how strong that noise is:
    a true correlation is about rho over its root.

    Assume: a country that nobody named has an index of 0, and all of these share a rank. Experts
    could have named any country; whether they know all of them is another question. Countries are
    those that an expert named or of which a survey of States says something.

    Assume: adjusting for income, use of the internet and human development takes out what makes a
    country rich and connected, not what makes it large, which no file at hand tells, and an index
    that counts nominations grows with a country's size.

    Returns
    -------
    pl.DataFrame
        `tables.ExpertsAndStates`; what is not at hand in a run has rows without numbers.
    """
    wide = facts.pivot("fact", index="iso3", values="value").sort("iso3")
    at_hand = set(wide.columns) if WHOLE in wide.columns else set()
    wide = wide.drop_nulls([WHOLE]) if at_hand else wide
    rows: list[dict[str, Any]] = []
    for part, title in named.parts.items():
        scores = named.of(part, wide["iso3"].to_list())
        for countries, fact, given in _asked(declared):
            tested = part == WHOLE and countries == ALL and fact in declared.hypotheses
            row: dict[str, Any] = {"part": part, "part_title": title, "fact": fact}
            row |= {"title": declared.titles[fact], "year": _year(facts, fact, declared)}
            row |= {"countries": countries, "adjusted_for": " ".join(given)}
            row |= {"family": HYPOTHESES if tested else SCREEN}
            if not at_hand.issuperset({fact, *given}):
                rows.append(row | _NOBODY | dict.fromkeys(_NUMBERS) | {"reason": NOT_AT_HAND})
                continue
            needed = wide.select(fact, *given).cast(pl.Float64).to_numpy()
            kept = _inside(countries, wide, part, declared.top) & ~np.isnan(needed).any(axis=1)
            rng = np.random.default_rng(
                [seed, crc32(f"{part} {countries} {fact} {' '.join(given)}".encode())]
            )
            rows.append(row | _correlated(scores[:, kept], needed[kept].T, declared, rng))
    table = pl.DataFrame(rows, infer_schema_length=None)
    parts = []
    for (family,), own in table.group_by("family", maintain_order=True):
        kind = "confirmatory" if family == HYPOTHESES else "screen"
        p = adjusted(own["p"].cast(pl.Float64).fill_null(np.nan).to_numpy(), kind)
        parts.append(own.with_columns(p_adjusted=pl.Series(p).fill_nan(None), looks=own.height))
    order = ["part", "countries", "fact", "adjusted_for"]
    numbers = [pl.col(name).cast(pl.Float64).fill_nan(None) for name in _NUMBERS]
    return (
        table.select(order)
        .join(pl.concat(parts), on=order, maintain_order="left")
        .with_columns(numbers)
        .select(list(schema_of(ExpertsAndStates)))
    )


_NUMBERS = ("rho", "low", "high", "tau", "reliability", "p")
_NOBODY = {"base": 0, "named": 0}


def _asked(declared: DeclaredExpertsAndStates) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """List comparisons of a part: which countries, which fact, and what is adjusted for."""
    for countries in SETS:
        for fact in declared.titles:
            yield countries, fact, ()
            if fact in declared.measures and declared.facts:
                yield countries, fact, tuple(declared.facts)


def _year(facts: pl.DataFrame, fact: str, declared: DeclaredExpertsAndStates) -> int:
    """Return the latest year that a fact is of; where it is not at hand, the one declared."""
    years = facts.filter(fact=fact)["year"]
    if years.len():
        return int(highest(years))
    return declared.measures[fact].year if fact in declared.measures else declared.year


def _correlated(
    scores: np.ndarray,
    values: np.ndarray,
    declared: DeclaredExpertsAndStates,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """One row of numbers: `values` has the measure first, then what is adjusted for."""
    x, y, given = scores.sum(axis=0), values[0], values[1:] if len(values) > 1 else None
    row: dict[str, Any] = {"base": x.size, "named": int((x > 0).sum())}
    if x.size < FEW:
        return row | dict.fromkeys(_NUMBERS) | {"reason": f"fewer than {FEW} countries"}
    rho = float(spearman(x, y, given))
    if np.isnan(rho):
        return row | dict.fromkeys(_NUMBERS) | {"reason": FLAT}
    number = 0 if given is None else len(given)
    level = declared.confidence
    low, high = spearman_interval(rho, x.size, confidence=level, adjusted_for=number)
    p = spearman_p(x, y, given, permutations=declared.permutations, rng=rng)
    return row | {
        "rho": rho,
        "low": low,
        "high": high,
        "tau": kendall(x, y) if given is None else None,
        "reliability": split_half(scores, splits=SPLITS, rng=rng),
        "p": p,
        "reason": "",
    }


def compare_named(
    facts: pl.DataFrame, declared: DeclaredExpertsAndStates, *, seed: int
) -> pl.DataFrame:
    """Compare countries that an expert named with those that nobody named.

    Assume: a country is named where any expert names it for any type of crime; one expert is
    enough, so this leans on the countries that hardly anybody named. With other experts other
    countries would be among them.

    Returns
    -------
    pl.DataFrame
        `tables.NamedAndNot`, with p-values adjusted for all of its rows.
    """
    whole = facts.filter(fact=WHOLE).select("iso3", index="value")
    rows = []
    for fact, title in declared.titles.items():
        own = facts.filter(fact=fact).join(whole, on="iso3").sort("iso3")
        groups = [own.filter(is_named)["value"].to_numpy() for is_named in _NAMED_AND_NOT]
        row: dict[str, Any] = {"fact": fact, "title": title, "year": _year(facts, fact, declared)}
        row |= {"named": groups[0].size, "not_named": groups[1].size}
        if min(map(len, groups)) < FEW:
            why = f"fewer than {FEW} countries" if own.height else NOT_AT_HAND
            rows.append(row | dict.fromkeys(_COMPARED) | {"reason": why})
            continue
        delta, low, high = cliffs_delta(*groups, confidence=declared.confidence)
        p = rank_mid_p(
            np.concatenate(groups),
            np.repeat([0, 1], [len(group) for group in groups]),
            permutations=declared.permutations,
            rng=np.random.default_rng([seed, crc32(fact.encode())]),
        )[0]
        medians = [float(np.median(group)) for group in groups]
        found = (*medians, delta, low, high, p)
        rows.append(row | dict(zip(_COMPARED, found, strict=True)) | {"reason": ""})
    corrected = adjusted(np.array([row["p"] for row in rows], dtype=float), "confirmatory")
    return (
        pl.DataFrame(rows, infer_schema_length=None)
        .with_columns(p_adjusted=pl.Series(corrected).fill_nan(None), looks=pl.lit(len(rows)))
        .select(list(schema_of(NamedAndNot)))
    )


_NAMED_AND_NOT = (pl.col("index") > 0, pl.col("index") == 0)
_COMPARED = ("median_named", "median_not_named", "delta", "low", "high", "p")


def _inside(countries: str, wide: pl.DataFrame, part: str, top: int) -> np.ndarray:
    """Which countries are in a set; the top is that of the index as a whole."""
    everywhere = np.ones(wide.height, dtype=bool)
    if countries == NAMED:
        return (wide[part] > 0).to_numpy()
    if countries == WITHOUT_TOP:
        first = wide.top_k(top, by=[WHOLE, "iso3"])["iso3"]
        return ~wide["iso3"].is_in(first.to_list()).to_numpy()
    return everywhere
