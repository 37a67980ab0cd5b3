"""What is known of countries as one file to take away, as far as sources let it be passed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from cyberstudy.release.gather import ShownSurvey
from cyberstudy.release.page.countries import source_of
from surveyanswers.tables.spreadsheets import defused

#: Where it lies, from the folder that all pages lie in.
FILE = "page/files/countries.csv"
_COLUMNS = (
    *("code", "country", "region", "human_development"),
    *("measure", "year", "value", "source", "terms", "citation"),
)


def countries_as_csv(
    parts: Sequence[ShownSurvey], countries: Mapping[str, Any]
) -> tuple[str, list[str]]:
    """Write facts of countries as a table, and name the sources that may not be passed on.

    Parameters
    ----------
    parts
        The surveys.
    countries
        What `countries.countries_of` collected of them.
    """
    keys = ("name", "region", "development")
    names = {country["code"]: [country[key] for key in keys] for country in countries["countries"]}
    rows, closed = [], []
    for source in countries["sources"]:
        for fact in source["facts"]:
            told_by = fact.get("told_by") or [source_of(parts, source["survey"])]
            named, terms, cited = (
                "; ".join(dict.fromkeys(reference[key] or "" for reference in told_by))
                for key in ("source", "pass_on", "citation")
            )
            if shut := [reference["source"] for reference in told_by if not reference["pass_on"]]:
                closed += shut
                continue
            rows += [
                (
                    code,
                    *names[code],
                    fact["title"],
                    f"{years[code]}",
                    f"{value}",
                    named,
                    terms,
                    cited,
                )
                for years, values in _editions(fact)
                for code, value in values.items()
                if code in names
            ]
    table = pl.DataFrame(rows, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")
    return defused(table).write_csv(), [*dict.fromkeys(closed)]


def _editions(fact: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Return years and values by country, of each edition that there is."""
    if "years" in fact:
        return [(fact["years"], fact["values"] | fact.get("unnamed", {}))]
    editions = [edition for edition in (fact, fact["before"]) if edition]
    return [
        (dict.fromkeys(edition["values"], edition["wave"]), edition["values"])
        for edition in editions
    ]
