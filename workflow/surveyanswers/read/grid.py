"""What every reader gives: sheets of verbatim text. And what makes a reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.questionnaire import Question, Questionnaire


@dataclass(frozen=True)
class Grid:
    """A sheet: its headers, and below them columns of text, null where a cell is empty.

    Attributes
    ----------
    sheet
        Its name; "" where the format has no sheets.
    headers
        One a column; "" where a column has none. None at all: layout.yaml leaves the sheet out.
    body
        One row a record.
    further
        Further rows of headings, between the headers and the body.
    places
        For a sheet that is laid out another way, each header's (row, column) from 1; otherwise
        records stand in rows below the headers.
    template_cells
        Cells that belong to the form and not to who filled it in, headers aside.
    notes
        What the reader met: the encoding, a byte-order mark.
    compared
        Filled cells, headings too, that the reader counted in the file.
    """

    sheet: str
    headers: list[str]
    body: pl.DataFrame
    places: Mapping[str, tuple[int, int]] | None = None
    template_cells: int = 0
    notes: str = ""
    compared: int = 0
    further: Sequence[Sequence[str | None]] = ()

    @property
    def first_row(self) -> int:
        """The row of the first record, as a spreadsheet counts."""
        return 2 + len(self.further)

    def under(self, heading_rows: int) -> Grid:
        """Take further rows of headings off the body; they are the form's own text.

        A column without a header has the first text below for one: SurveyMonkey writes a question
        above its first option only, and the options one row below.
        """
        if heading_rows == 1:
            return self
        further = self.body.head(heading_rows - 1).rows()
        return replace(
            self,
            headers=[
                header or next((row[at] for row in further if row[at]), "")
                for at, header in enumerate(self.headers)
            ],
            body=self.body.slice(len(further)),
            further=further,
            template_cells=self.template_cells + len(further) * len(self.headers),
        )

    def where(self, export: Export) -> str:
        """Name the sheet for a message."""
        return export.file + (f", sheet {self.sheet}" if self.sheet else "")


class Headings(dict[str, Place]):
    """Header -> place, and the headers that would stand for two places."""

    def __init__(self) -> None:
        self.alike: set[str] = set()

    def __setitem__(self, header: str, place: Place) -> None:
        """Keep the first place that a header stands for."""
        if self.setdefault(header, place) != place:
            self.alike.add(header)


def style(
    export: Export,
    form: Questionnaire,
    header: Callable[[Question], str],
    column: Callable[[Question, str], str] | None = None,
    *,
    repeated: bool = False,
) -> Headings:
    """Make the headers of one style.

    Parameters
    ----------
    header
        Names the column of a question.
    column
        Names the column of an option, of a question with several answers; "" where it has none.
        Without it one column lists them.
    repeated
        Whether a column lists again what those of the options say.
    """
    headers = Headings()
    for name in export.questions:
        question = form.questions[name]
        if question.type != "select_multiple" or column is None:
            headers[header(question)] = Place(name)
            continue
        if repeated:
            headers[header(question)] = Place(name, repeated=True)
        for option in form.options_of(question).codes:
            if heading := column(question, option):
                headers[heading] = Place(name, option=option)
    return headers


@dataclass(frozen=True)
class Reader:
    """How files of a format are read, as one module of this package knows it.

    Attributes
    ----------
    read_grids
        Reads a file's sheets.
    headings
        Styles of headings that the program can write, each with header -> place; by default none,
        and layout.yaml must give the columns.
    """

    read_grids: Callable[[Path, Export], list[Grid]]
    headings: Callable[[Export, Questionnaire], dict[str, Headings]] = lambda *_: {}
