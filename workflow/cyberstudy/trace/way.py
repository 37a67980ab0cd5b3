"""The way from a printed number to what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cyberstudy.tables.files import read_table
from cyberstudy.trace.bearing_rows import TracedRow, protected_tables, rows_bearing
from cyberstudy.trace.origin import CELL, Origin
from cyberstudy.trace.printed import (
    PrintedNumber,
    PrintedPlace,
    exhibit_at,
    numbers_in,
    places_of,
    plain,
)
from surveyanswers.instrument.data_access import RAW
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json, sha256_of

_ROW = re.compile(r"(\w+)/([\w/]+):(\d+)")
_EXHIBIT = re.compile(r"(\w+)/(\w+)(?:\s+(.+))?")


@dataclass(frozen=True)
class Way:
    """Where a number is printed, and the rows that bear it, likeliest first."""

    root: Path
    numbers: Sequence[PrintedNumber]
    places: Sequence[PrintedPlace]
    rows: Sequence[TracedRow]

    @property
    def alike(self) -> Sequence[TracedRow]:
        """Rows than which none bears more of the numbers, those first that share most words."""
        return [row for row in self.rows if row.weight[:2] == self.rows[0].weight[:2]]


def way_of(identifier: str, root: Path = Path()) -> Way:
    """Find what an ID means.

    Parameters
    ----------
    identifier
        A printed text with a number; ``survey/exhibit``, with or without such a text behind it; or
        ``survey/table:row``. Of several numbers the first that is no year is the one asked for.
    root
        The study's folder, with a finished run.

    Raises
    ------
    SurveyError
        There is no run, no such row, no number in the text, or it is printed and borne nowhere.
    """
    tables = protected_tables(root)
    if not tables:
        raise SurveyError("There are no results to look in: run `make study` first.")
    if named := _ROW.fullmatch(identifier.strip()):
        return Way(root, (), (), [_row(*named.groups(), tables=tables)])
    text, exhibit = plain(identifier), None
    if parts := _EXHIBIT.fullmatch(identifier.strip()):
        path = root / RESULTS / parts[1] / "draw" / "en" / f"{parts[2]}.json"
        if path.is_file():
            text, exhibit = plain(parts[3] or ""), exhibit_at(path)
    numbers = sorted(numbers_in(text), key=PrintedNumber.is_year)
    if not (numbers or exhibit):
        raise SurveyError(
            f"{identifier!r} has no number in it, and is no exhibit (survey/name) and no row of a "
            "table (survey/table:row)."
        )
    if exhibit and not numbers:
        return Way(root, (), exhibit[:1], ())
    if exhibit:
        places = [place for place in exhibit if text.lower() in place.text.lower()]
        places = places or [replace(exhibit[0], part="its picture, or the numbers beside it")]
    else:
        places = places_of(text, root)
    around = " ".join([text, *_sentences(places, text)])
    of_places = {name for place in places for name in place.tables}
    rows = rows_bearing(root, numbers, around, of_places)
    if not of_places:
        # A number alone stands in many tables.
        rows = [row for row in rows if max(row.weight[1:]) > 1]
    if not (places or rows):
        raise SurveyError(
            f"{text!r} is printed in no exhibit, notebook or page of docs, and no table bears it. "
            "Give it as it is printed, in English, with a word or two beside it."
        )
    return Way(root, numbers, places, rows)


def _sentences(places: Sequence[PrintedPlace], text: str) -> Iterator[str]:
    """Yield what stands around a text where it is printed, of the first places."""
    for place in places[:2]:
        at = place.text.lower().find(text.lower())
        yield place.text[max(0, at - 150) : at + len(text) + 150] if at >= 0 else ""


def _row(survey: str, name: str, number: str, *, tables: Mapping[str, Path]) -> TracedRow:
    path = tables.get(f"{survey}/{name}")
    if path is None:
        near = [identifier for identifier in tables if identifier.startswith(f"{survey}/")]
        raise SurveyError(f"There is no table {survey}/{name}. There are: {', '.join(near)}")
    table = read_table(str(path))
    if not 1 <= int(number) <= table.height:
        raise SurveyError(f"{survey}/{name} has {table.height} rows, and no row {number}.")
    return TracedRow(survey, name, int(number), table.row(int(number) - 1, named=True), {})


def said(way: Way, shown: int | None) -> Iterator[str]:
    """Yield a way in lines.

    Parameters
    ----------
    way
        To be told.
    shown
        How many places, rows and cells at most; None tells all.
    """
    for place in way.places[:shown]:
        at = f"{place.exhibit}, {place.part}" if place.exhibit else f"{place.file}, {place.part}"
        yield f"printed   {at}"
    if more := len(way.places) - len(way.places[:shown]):
        yield f"          and {more} more places; give more of the words around it"
    for exhibit in dict.fromkeys(p.exhibit for p in way.places if p.exhibit):
        yield from _exhibit(exhibit, way)
    rows = way.alike
    for row in rows[: shown and 1]:
        yield from _row_said(Origin(way.root, row), shown, way.numbers)
    if len(rows) > 1:
        others = (f"{row.survey}/{row.table}:{row.number}" for row in rows[1:shown])
        yield f"or        {', '.join(others)} ({len(rows)} rows bear it alike)"
    if not rows:
        yield from _without_row(way)


def _exhibit(exhibit: str, way: Way) -> Iterator[str]:
    place = next(p for p in way.places if p.exhibit == exhibit)
    words = read_json(way.root / place.file)
    yield f"exhibit   {exhibit}: {words['headline'] or words['title']}"
    yield f"          drawn by {words['code']} of {', '.join(place.tables) or 'no table'}"


def _without_row(way: Way) -> Iterator[str]:
    """Yield what a number is made of that stands in no cell of a table."""
    place = way.places[0]
    if not place.tables:
        yield f"written   by a person, in {place.file}, {place.part}: no table says it"
    elif way.numbers:
        yield f"made      of rows of {', '.join(place.tables)}: no single cell says it"
    for name in place.tables:
        survey, _, table = name.partition("/")
        if not table.endswith(".json"):
            yield f"table     {name}"
            yield from _row_said(Origin(way.root, TracedRow(survey, table, 0, {}, {})), 1)


def _row_said(
    origin: Origin, shown: int | None, numbers: Sequence[PrintedNumber] = ()
) -> Iterator[str]:
    row = origin.row
    table = f"{row.survey}/{row.table}"
    if row.number:
        fields = (f"{name}={cell}" for name, cell in row.cells.items() if cell not in (None, ""))
        yield f"table     {table}, row {row.number}: {', '.join(fields)}"
        for number in numbers:
            if number.text in row.bears:
                yield f"          {number.text} is its {row.bears[number.text]}"
    for at, line in enumerate(origin.lines):
        yield f"{'' if at else 'rule':<10}{line}"
    for behind in origin.behind():
        yield (
            f"answers   {behind.source}: {'; '.join(behind.said)}"
            if behind.said
            else f"file      {behind.source}"
        )
        yield from _cells(behind.cells, origin.root, shown)


def _cells(cells: pl.DataFrame, root: Path, shown: int | None) -> Iterator[str]:
    for (file,), rows in cells.group_by("file", maintain_order=True):
        path = root / RAW / str(file)
        digest = sha256_of(path) if path.is_file() else "not at hand"
        yield f"cells     {rows.height} in {file}, sha256 {digest}"
        for cell in rows.head(shown or rows.height).select(CELL).iter_rows(named=True):
            of = ", ".join(filter(None, (cell["unit_id"], cell["wave"], cell["question"])))
            sheet = f"sheet {cell['sheet']}, " if cell["sheet"] else ""
            at = f"{sheet}row {cell['row']}, column {cell['position']}"
            yield f"          {at} ({cell['header']}; {of}): {cell['text']!r}"
        if shown and rows.height > shown:
            yield f"          and {rows.height - shown} more (ALL=yes)"
