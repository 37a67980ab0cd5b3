"""What a run knows of countries: measures of surveys, facts of reference, whom experts named."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from cyberstudy.declare.plan.facts_of_countries import DeclaredCountryFacts, MeasureOfStates
from cyberstudy.sources.country_facts import and_all_others, index_of_names, read_fact
from cyberstudy.tables.across import CountryFacts, FactRows
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.storage import read_text_table, schema_of
from surveyanswers.tables.waves import of_wave

log = logging.getLogger(__name__)

#: What a fact is called, who says it, and iso3, year and value.
Found = tuple[str, str, pl.DataFrame]


def measured(answers: pl.DataFrame, measure: MeasureOfStates) -> pl.DataFrame:
    """Return what a survey says of each State: iso3, year, value.

    Parameters
    ----------
    answers
        `tables.Answers` of a public survey.

    Raises
    ------
    SurveyError
        It has no such wave.
    """
    valid = of_wave(answers, measure.wave).filter(
        pl.col("question").is_in(list(measure.questions)), status="valid"
    )
    has = pl.col("value").is_in(list(measure.options or ())).mean()
    value = pl.col("number").first() if measure.options is None else has
    return (
        valid.group_by(iso3="unit_id")
        .agg(value=value, answered=pl.len() / len(measure.questions))
        .filter(pl.col("answered") >= measure.minimum_answered)
        .select("iso3", "value", year=pl.lit(measure.year, pl.UInt16))
        .sort("iso3")
    )


def facts_of_countries(facts: Mapping[str, Found], countries: pl.DataFrame) -> pl.DataFrame:
    """Return what each source says about each country.

    Parameters
    ----------
    facts
        By fact: what it is called, its source, and iso3, year and value, and told where a number
        stands for words.
    countries
        Reference table: iso3, label_en, region, subregion.

    Returns
    -------
    pl.DataFrame
        `tables.CountryFacts`.
    """
    parts = [
        rows.with_columns(fact=pl.lit(fact), title=pl.lit(title), source=pl.lit(source))
        for fact, (title, source, rows) in facts.items()
    ]
    names = countries.select("iso3", "region", "subregion", country="label_en")
    table = pl.concat(parts, how="diagonal").join(names, on="iso3", how="left")
    table = table.with_columns(pl.col("country").fill_null(pl.col("iso3")))
    if "told" not in table.columns:
        table = table.with_columns(told=pl.lit(None, pl.String))
    return table.select(list(schema_of(CountryFacts))).sort("fact", "iso3")


def index_as_facts(
    index: pl.DataFrame, parts: Iterable[str], frame: Iterable[str], year: int
) -> dict[str, pl.DataFrame]:
    """Return an index as facts: 0 of countries that a survey of States knows and nobody named.

    Parameters
    ----------
    index
        The protected table of the index.
    parts
        Its columns with the index as a whole and of each part.
    frame
        Codes of all countries of which a survey of States says something.

    Returns
    -------
    dict
        By part: iso3, year and value.
    """
    codes = sorted({*index["iso3"], *frame})
    every = pl.DataFrame({"iso3": codes}).with_columns(year=pl.lit(year, pl.UInt16))
    wide = every.join(index, on="iso3", how="left", maintain_order="left")
    return {part: wide.select("iso3", "year", value=pl.col(part).fill_null(0.0)) for part in parts}


def multiplied(first: pl.DataFrame, *others: pl.DataFrame) -> pl.DataFrame:
    """Multiply facts of the countries that have all of them; the year is the earliest of theirs."""
    for other in others:
        first = first.join(other, on="iso3", suffix="_other").select(
            "iso3",
            year=pl.min_horizontal("year", "year_other"),
            value=pl.col("value") * pl.col("value_other"),
        )
    return first


def read_facts(
    declared: DeclaredCountryFacts,
    *,
    protected: Iterable[str],
    files: Iterable[str],
    reference: Path,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read what a run has of what the plan names.

    Parameters
    ----------
    protected
        Folders that `protect` wrote, each in one that lies in its survey's.
    files
        Those of facts that could be had.
    reference
        The folder of ``countries.csv``, ``member_states.csv`` and ``aliases.csv``.

    Returns
    -------
    facts, rows
        `tables.CountryFacts` and `tables.FactRows`.
    """
    tables = {path.parents[1].name: path for path in map(Path, protected)}
    measures = {name: m for name, m in declared.measures.items() if m.survey in tables}
    at = {
        name: path
        for name, fact in declared.facts.items()
        for path in map(Path, files)
        if path.as_posix().endswith(f"/{fact.file}")
    }
    available = {name: fact for name, fact in declared.facts.items() if name in at}
    for name in (
        (declared.measures.keys() | declared.facts.keys()) - measures.keys() - available.keys()
    ):
        log.warning("%s is not available in this run, and is left out", name)
    countries, members, aliases = (
        read_text_table(reference / f"{name}.csv")
        for name in ("countries", "member_states", "aliases")
    )
    facts_by_name: dict[str, Found] = {}
    for name, measure in measures.items():
        answers = read_answers(tables[measure.survey] / "answers.parquet", measure.questions)
        facts_by_name[name] = measure.title, measure.survey, measured(answers, measure)
    frame = sorted({code for *_, rows in facts_by_name.values() for code in rows["iso3"]})
    names = index_of_names(countries, members, aliases)
    became = [pl.DataFrame(schema=schema_of(FactRows))]
    for name, fact in available.items():
        values, rows = read_fact(at[name], fact, names=names, year=declared.year)
        values = and_all_others(values, members, fact.until) if fact.until else values
        facts_by_name[name] = fact.title, fact.file, values
        became.append(rows)
    for name, product in declared.products.items():
        if {*product.of} <= {*facts_by_name}:
            files = "; ".join(available[fact].file for fact in product.of)
            facts_by_name[name] = (
                product.title,
                files,
                multiplied(*(facts_by_name[f][2] for f in product.of)),
            )
    experts, parts = declared.experts, declared.experts.columns
    if experts.survey in tables:
        by_experts = read_table(str(tables[experts.survey] / f"{experts.name}.parquet"))
        for part, rows in index_as_facts(by_experts, parts, frame, declared.year).items():
            facts_by_name[part] = parts[part], experts.survey, rows
    return facts_of_countries(facts_by_name, countries), pl.concat(became)
