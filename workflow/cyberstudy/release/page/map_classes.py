"""Countries by name under maps: who is of which class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from unicodedata import combining, normalize

import polars as pl

from cyberstudy.release.gather import ShownExhibit, ShownSurvey
from cyberstudy.release.page.countries import is_open
from cyberstudy.tables.files import read_table


def named_in_figures(
    parts: Sequence[ShownSurvey], countries: Iterable[Mapping[str, str]]
) -> dict[str, tuple[ShownExhibit, list[tuple[str, list[str]]]]]:
    """Name who is of each class that a map shows but the largest, by the map's id.

    Parameters
    ----------
    parts
        The surveys; of those that are not public, or are simulated, nobody is named.
    countries
        Code and name of each.
    """
    names = {country["code"]: country["name"] for country in countries}
    maps = {}
    for part in parts:
        for exhibit in part.exhibits.values() if is_open(part) else ():
            path = part.drawn and part.drawn / f"{exhibit.name}.csv"
            if path and path.is_file() and (classes := _classes(read_table(str(path)), names)):
                maps[exhibit.id] = exhibit, classes
    return maps


def _classes(table: pl.DataFrame, names: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Return classes of a map with names, the largest left out; nothing of a map of numbers."""
    words = {"iso3", "name", "class"} <= {*table.columns}
    if not words or ("value" in table.columns and table["value"].dtype.is_numeric()):
        return []
    members = table.filter("in_frame") if "in_frame" in table.columns else table
    by_class = members.drop_nulls("class").group_by("class").agg("iso3")
    classes = by_class.sort(pl.col("iso3").list.len(), "class", descending=True)[1:]
    return [
        (label, sorted((names[code] for code in codes if code in names), key=unaccented))
        for label, codes in classes.iter_rows()
    ]


def unaccented(name: str) -> str:
    """Return a name without accents, as it is sorted: C\u00f4te d'Ivoire before Cuba."""
    return "".join(letter for letter in normalize("NFD", name) if not combining(letter))
