"""Scores and ranks, in words: of named units, or of cells of a matrix."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.wording.alternative_text import by_panel, valued
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech

FEW = 3  # rows with the same number that are named


def ranks_of_units(say: Speech, rows: pl.DataFrame, score: str, units: int, places: int) -> str:
    """Tell every rank that is shown, of name, rank, score and its range, which may be null."""
    told = []
    for row in rows.iter_rows(named=True):
        text = say("{rank} ({score})", rank=row["rank"], score=say.decimal(row["score"], places))
        if row["best"] is not None and row["best"] == row["worst"]:
            text = say.listed([text, say("under all weights in the range")])
        elif row["best"] is not None:
            ranges = say(
                "{best} to {worst} under weights in the range", best=row["best"], worst=row["worst"]
            )
            text = say.listed([text, ranges])
        told.append(valued(say, row["name"], text))
    head = say("Dot plot of {shown} of {count} ranks.", shown=rows.height, count=units)
    return by_panel(say, head, [(score, told)])


def spreads_by_row(say: Speech, rows: pl.DataFrame, score: str, places: int) -> str:
    """Tell median, quartiles and base of every row, of label and these."""
    told = []
    for row in rows.iter_rows(named=True):
        number = {
            name: say.decimal(row[name], places) for name in ("quartile_1", "median", "quartile_3")
        }
        text = say(
            "median {median}, quartiles {low} and {high} (n {base})",
            median=number["median"],
            low=number["quartile_1"],
            high=number["quartile_3"],
            base=row["base"],
        )
        told.append(valued(say, row["label"], text))
    head = say("Strips of dots, with medians and quartiles.")
    return by_panel(say, head, [(score, told)])


def numbers_of_cells(
    say: Speech, rows: Sequence[str], columns: Sequence[str], cells: pl.DataFrame, places: int
) -> str:
    """Tell the highest and the lowest row of every column of a matrix.

    Parameters
    ----------
    say
        The language.
    rows, columns
        What they are called.
    cells
        A row a row and a column a column; null where there is no number.
    places
        Behind the point.
    """
    told = []
    for label, column in zip(columns, cells, strict=True):
        seen = pl.DataFrame({"name": rows, "number": column}).drop_nulls()
        if seen.is_empty():
            told.append(labelled(say, label, say("no number")))
            continue
        ends = [_end(say, seen, end, places) for end in (highest, lowest)]
        text = say("highest {high}, lowest {low}", high=ends[0], low=ends[1])
        told.append(labelled(say, label, text))
    head = say(
        "Heat map of {rows} rows by {columns} columns.", rows=len(rows), columns=len(columns)
    )
    return say.text([head, say("{clauses}.", clauses=say.clauses(told))])


def _end(say: Speech, seen: pl.DataFrame, end: Callable[[pl.Series], float], places: int) -> str:
    """Tell the highest or the lowest number, and whose it is, or of how many rows."""
    number = end(seen["number"])
    names = seen.filter(number=number)["name"].to_list()
    whose = say.listed(names) if len(names) <= FEW else say("{count} rows", count=len(names))
    return say("{value} ({whose})", value=say.decimal(number, places), whose=whose)


def profiles_of_units(say: Speech, rows: pl.DataFrame, waves: Sequence[str], places: int) -> str:
    """Tell every score of each unit, of name, label, before, after and median, may be null."""
    panels = []
    for (name,), own in rows.group_by("name", maintain_order=True):
        told = []
        for row in own.iter_rows(named=True):
            before, after, median = (
                "\u2013" if row[key] is None else say.decimal(row[key], places)
                for key in ("before", "after", "median")
            )
            text = say(
                "{before} to {after}, median {median}", before=before, after=after, median=median
            )
            told.append(valued(say, row["label"], text))
        panels.append((str(name), told))
    head = say(
        "Bars of {count} units, {before} and {after}.",
        count=len(panels),
        before=waves[0],
        after=waves[1],
    )
    return by_panel(say, head, panels)
