"""The table of countries and years, and an entry for each of its indicators."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.declare.plan.facts_of_countries import INDICES, FactOfReference
from cyberstudy.sources.country_facts import and_all_others, index_of_names, read_years
from cyberstudy.sources.strategies import read_strategies
from cyberstudy.tables.across import CountryYears, Indicators
from surveyanswers.instrument.raw_files import Source
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.storage import read_text_table, schema_of

log = logging.getLogger(__name__)

#: Terms of what this study computed or compiled itself.
OURS = "CC BY 4.0, computed or compiled by this study"
EXPERTS, GROUP, QUESTION, STRATEGY, INDEX = "experts", "group", "question", "strategy", "index"
VALID, NO_ANSWER, NOT_APPLICABLE = "valid", "no_answer", "not_applicable"


@dataclass(frozen=True)
class AvailableSources:
    """What a run has: tables of surveys by survey, files by their paths below data/raw, terms."""

    tables: Mapping[str, Path]
    files: Mapping[str, Path]
    sources: Sequence[Source]
    reference: Path
    country_facts: pl.DataFrame  # `tables.CountryFacts`
    facts: Mapping[str, FactOfReference]  # as the plan declares them


def country_years(
    indicators: pl.DataFrame, available: AvailableSources
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return every value that the sources have of a country in a year.

    Parameters
    ----------
    indicators
        ``indicators.csv``: what an indicator is called, its unit, and where it is read.
    available
        What this run has; other indicators are left out.

    Returns
    -------
    years, entries
        `tables.CountryYears`, and `tables.Indicators` with the years and countries of each.
    """
    names = ("countries", "member_states", "aliases")
    reference = {n: read_text_table(available.reference / f"{n}.csv") for n in names}
    terms = {source.path: source for source in available.sources}
    values, entries = [], []
    for entry in indicators.iter_rows(named=True):
        rows = _values(entry, available, reference)
        if rows is None:
            log.warning("%s is not available in this run, and is left out", entry["indicator"])
            continue
        ours, source = entry["kind"] in (EXPERTS, GROUP), terms.get(entry["source"])
        licence = OURS if ours or source is None else source.licence
        told = {
            "pass_on": ours or bool(source and source.pass_on),
            "citation": source.citation if source else "",
            "compared": source.compared if source else "",
        }
        described = {k: entry[k] or "" for k in ("indicator", "unit", "source", "transformation")}
        described |= {"licence": licence, "pass_on": told["pass_on"]}
        values.append(rows.with_columns(pl.lit(v).alias(k) for k, v in described.items()))
        known = rows.drop_nulls("value")
        counts = {"countries": known["iso3"].n_unique(), "values": known.height}
        years = {"first_year": known["year"].min(), "last_year": known["year"].max()}
        entries.append({**entry, **described, **told, **years, **counts})
    codes = reference["countries"].select("iso3", "iso2", "m49", country="label_en")
    columns = list(schema_of(CountryYears))
    table = pl.concat(values, how="diagonal_relaxed").join(codes, on="iso3").select(columns)
    described_indicators = pl.DataFrame(entries, infer_schema_length=None)
    return (
        table.sort("indicator", "iso3", "year"),
        described_indicators.select(list(schema_of(Indicators))),
    )


def _values(
    entry: Mapping[str, Any], available: AvailableSources, reference: Mapping[str, pl.DataFrame]
) -> pl.DataFrame | None:
    """Return iso3, year, value, status and note of one indicator; None where nobody has it."""
    kind, name, file = entry["kind"], entry["name"], entry["source"]
    members = reference["member_states"]
    scores = dict(pair.split("=") for pair in (entry["scores"] or "").split())
    year = pl.lit(int(entry["year"] or 0), pl.UInt16)
    path = available.files.get(file)
    if kind == QUESTION and (folder := available.tables.get(file.partition("/")[0])):
        answers = read_answers(folder / "answers.parquet", [name])
        wave = pl.col("wave").cast(pl.UInt16, strict=False)
        return answers.select(
            iso3="unit_id",
            year=pl.coalesce(wave, year),
            value=pl.coalesce(
                "number", pl.col("value").replace_strict(scores, default=None).cast(pl.Float64)
            ),
            status=pl.col("status").cast(pl.String),
            note=pl.col("value") if scores else None,
        )
    if kind == EXPERTS:
        rows = available.country_facts.filter(fact=name).select("iso3", "year", "value")
        return _complete(rows) if rows.height else None
    if kind == GROUP:
        value = pl.col(name).replace_strict(scores).cast(pl.Float64)
        return _complete(members.select("iso3", year=year, value=value))
    if path is None:
        return None
    if kind == STRATEGY:
        days = read_strategies(path, {*reference["countries"]["iso3"]})
        value = pl.col("day").dt.year().cast(pl.Float64)
        return _complete(days.select("iso3", year=year, value=value), otherwise=NOT_APPLICABLE)
    fact = available.facts.get(name) or FactOfReference(
        title=entry["title"], file=file, form=INDICES, index=name, edition=entry["year"]
    )
    countries = index_of_names(reference["countries"], members, reference["aliases"])
    rows, _ = read_years(path, fact, countries)
    rows = and_all_others(rows, members, fact.until) if fact.until else rows
    return _complete(rows.rename({"told": "note"}))


def _complete(rows: pl.DataFrame, *, otherwise: str = NO_ANSWER) -> pl.DataFrame:
    """Return the rows with a status: valid, or why there is no value."""
    status = pl.when(pl.col("value").is_null()).then(pl.lit(otherwise)).otherwise(pl.lit(VALID))
    return rows.with_columns(status=status)
