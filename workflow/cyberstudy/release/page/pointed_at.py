"""Countries in figures: where each is, and what the figure's numbers say of it.

Where they are is seen in the picture, and is in one script a figure. What numbers say of a country
is a single value as a fact: it stands in the script of that country, as all that is told of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

import polars as pl

from cyberstudy.release.gather import PHONE, ShownExhibit, ShownSurvey
from cyberstudy.release.page.countries import is_open
from cyberstudy.release.page.numbers import told_by_unit
from cyberstudy.tables.files import read_table

#: Ending of what `draw` writes of where units are in a figure.
OUTLINES = "outlines.csv"


def countries_in_figures(
    parts: Sequence[ShownSurvey],
) -> dict[str, dict[str, Any]]:
    """Collect where countries are in figures, and what is told of each, by the exhibit's id.

    Surveys that are not public, or are simulated, have no entries.
    """
    return {
        exhibit.id: {"at": _outlines(exhibit, path), "told": text_by_unit}
        for part in parts
        if is_open(part)
        for exhibit in part.exhibits.values()
        if (path := _drawn(part, f"{exhibit.name}.{OUTLINES}"))
        and (text_by_unit := _told(part, exhibit.name))
    }


def named_in_figures(
    parts: Sequence[ShownSurvey], countries: Iterable[Mapping[str, str]]
) -> dict[str, tuple[ShownExhibit, list[tuple[str, list[str]]]]]:
    """Name who is of each class that a map shows but the largest, by the map's id.

    Parameters
    ----------
    parts
        As for `countries_in_figures`.
    countries
        Code and name of each.
    """
    names = {country["code"]: country["name"] for country in countries}
    maps = {}
    for part in parts:
        for exhibit in part.exhibits.values() if is_open(part) else ():
            path = _drawn(part, f"{exhibit.name}.csv")
            if path and (classes := _classes(read_table(str(path)), names)):
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


def _outlines(exhibit: ShownExhibit, path: Path) -> dict[str, dict[str, Any]]:
    """Return each drawing's size in pixels, and outlines by country on it."""
    sizes = {"page": exhibit.size(), "phone": exhibit.size(PHONE)}
    rows = read_table(str(path)).rows()
    return {
        drawing: {"size": size, "at": {unit: path for use, unit, path in rows if use == drawing}}
        for drawing, size in sizes.items()
        if size
    }


def _drawn(part: ShownSurvey, file: str) -> Path | None:
    path = part.drawn and part.drawn / file
    return path if path and path.is_file() else None


def _told(part: ShownSurvey, exhibit: str) -> Mapping[str, str]:
    path = _drawn(part, f"{exhibit}.csv")
    return told_by_unit(path, part.say, heads=part.headings) if path else {}
