"""Maps of the world, in words."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.wording.alternative_text import panel
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech

NAMED = 3  # countries with one value; of more it is said how many


def world_map(
    say: Speech,
    rows: pl.DataFrame,
    title: str,
    classes: Sequence[str],
    places: int | None,
) -> str:
    """Tell how many countries are in each class, and which are lowest and highest.

    Parameters
    ----------
    say
        The language.
    rows
        A row a country, of name, in_frame, value and class; those on the list are counted.
    title
        What is shown.
    classes
        What they are called, in their order; the last is that of countries without a class.
    places
        Of values behind the point; None where values are no numbers, so that there are no extremes.
    """
    rows = rows.filter("in_frame")
    counts = dict(rows["class"].fill_null(classes[-1]).value_counts().iter_rows())
    told = [labelled(say, name, say.count(counts.get(name, 0))) for name in classes]
    said = [say("World map, countries by class."), panel(say, title, told)]
    if places is not None and rows["value"].count():
        values = rows["value"]
        said += [
            say("Lowest: {clauses}.", clauses=_with(say, rows, lowest(values), places)),
            say("Highest: {clauses}.", clauses=_with(say, rows, highest(values), places)),
        ]
    return say.text(said)


def _with(say: Speech, rows: pl.DataFrame, value: float, places: int) -> str:
    names = rows.filter(pl.col("value") == value)["name"].sort()
    who = say("{count} countries", count=len(names)) if len(names) > NAMED else say.listed(names)
    return say("{label} ({count})", label=say.decimal(value, places), count=who)
