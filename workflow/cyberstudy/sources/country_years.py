"""The table of countries and years, and an entry for each of its indicators."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from cyberstudy.declare.plan.facts_of_countries import FactOfReference
from cyberstudy.sources.country_facts import and_all_others, index_of_names, read_years
from cyberstudy.sources.strategies import read_strategies
from cyberstudy.tables.across import CountryYears, Indicators
from surveyanswers.instrument.raw_files import Source
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.storage import read_text_table, schema_of

log = logging.getLogger(__name__)

#: Terms of what this study computed or compiled itself, and the kinds of indicators that it did.
OURS, COMPUTED = "CC BY 4.0, computed or compiled by this study", ("experts", "group")


class AvailableSources(NamedTuple):
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
    for row in indicators.iter_rows(named=True):
        entry, source = {key: text or "" for key, text in row.items()}, terms.get(row["source"])
        rows = _values(entry, available, reference)
        if rows is None:
            log.warning("%s is not available in this run, and is left out", entry["indicator"])
            continue
        entry |= {"licence": OURS, "citation": "", "compared": ""}
        if source is not None:
            entry |= {key: getattr(source, key) for key in ("licence", "citation", "compared")}
        ours = entry["kind"] in COMPUTED
        entry |= {"licence": OURS} if ours else {}
        allowed = ours or bool(source and source.pass_on)
        shown = {key: entry[key] for key in ("indicator", "unit", "source", "licence")}
        shown |= {"pass_on": allowed}
        values.append(rows.with_columns(pl.lit(text).alias(key) for key, text in shown.items()))
        valued = rows.drop_nulls("value")
        years = {"first_year": valued["year"].min(), "last_year": valued["year"].max()}
        counts = {"countries": valued["iso3"].n_unique(), "values": valued.height}
        entries.append(entry | shown | years | counts)
    codes = reference["countries"].select("iso3", "iso2", "m49", country="label_en")
    table = pl.concat(values, how="diagonal_relaxed").join(codes, on="iso3")
    return (
        table.select(list(schema_of(CountryYears))).sort("indicator", "iso3", "year"),
        pl.DataFrame(entries, infer_schema_length=None).select(list(schema_of(Indicators))),
    )


def _values(
    entry: Mapping[str, Any], available: AvailableSources, reference: Mapping[str, pl.DataFrame]
) -> pl.DataFrame | None:
    """Return iso3, year, value, status and note of one indicator; None where nobody has it."""
    kind, name, file = entry["kind"], entry["name"], entry["source"]
    members, path = reference["member_states"], available.files.get(file)
    scores = dict(pair.split("=") for pair in entry["scores"].split())
    year, missing = pl.lit(int(entry["year"] or 0), pl.UInt16), "no_answer"
    if kind == "question":
        if (folder := available.tables.get(file.partition("/")[0])) is None:
            return None
        number = pl.col("value").replace_strict(scores, default=None).cast(pl.Float64)
        return read_answers(folder / "answers.parquet", [name]).select(
            iso3="unit_id",
            year=pl.coalesce(pl.col("wave").cast(pl.UInt16, strict=False), year),
            value=pl.coalesce("number", number),
            status=pl.col("status").cast(pl.String),
            note=pl.col("value") if scores else None,
        )
    if kind == "experts":
        rows = available.country_facts.filter(fact=name).select("iso3", "year", "value")
        if rows.is_empty():
            return None
    elif kind == "group":
        value = pl.col(name).replace_strict(scores).cast(pl.Float64)
        rows = members.select("iso3", year=year, value=value)
    elif path is None:
        return None
    elif kind == "strategy":
        days, missing = read_strategies(path, {*reference["countries"]["iso3"]}), "not_applicable"
        rows = days.select("iso3", year=year, value=pl.col("day").dt.year().cast(pl.Float64))
    else:
        fact = available.facts.get(name) or FactOfReference(
            title=entry["title"],
            file=file,
            form="a_row_an_index",
            index=name,
            edition=entry["year"],
        )
        countries = index_of_names(reference["countries"], members, reference["aliases"])
        rows, _ = read_years(path, fact, countries)
        rows = and_all_others(rows, members, fact.until) if fact.until else rows
        rows = rows.rename({"told": "note"})
    valid = pl.col("value").is_not_null()
    return rows.with_columns(status=pl.when(valid).then(pl.lit("valid")).otherwise(pl.lit(missing)))
