"""What cleaning needs of a survey's settings: the list of units, bad cells, what is complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from surveyanswers.instrument.entry import Distinct, Entry, Number, RawTable
from surveyanswers.instrument.names import Names, Problem

Rule = Literal["stop", "invalid"]
Portion = Annotated[Number, Field(ge=0, le=1)]


class Joined(Entry):
    """A further table of what is known of the units, such as their human development."""

    path: RawTable = Field(description="The table, a row a unit.")
    by: str = Field(description="Column that names the unit as the list does.")
    columns: Distinct[str] = Field(description="Columns that are taken over, or `none`.")

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Yield columns that the table does not have."""
        needed = [("by", self.by), *((f"columns.{n}", c) for n, c in enumerate(self.columns))]
        for place, column in needed:
            if problem := names.foreign("column", self.path, column):
                yield place, problem


class Frame(Entry):
    """The list of units that were to answer."""

    path: RawTable = Field(description="The table.")
    unit: str = Field(description="Column that names the unit.")
    others: str | None = Field(
        default=None,
        description="Group of respondents that units are put into that answered as its members do "
        "and are not on the list, such as territories.",
    )
    joined: Sequence[Joined] = Field(
        default=(), description="Tables whose columns units can be grouped by as by the list's own."
    )
    name: str | None = Field(
        default=None,
        description="Column with a unit's name for readers in English. Where it ends with `_en` "
        "and the table has its like for another language, figures in that language take those.",
    )
    names_of_others: Mapping[str, str] = Field(
        default={}, description="Units that are not on the list, with their names for readers."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Yield columns that the table does not have, and one that two tables have."""
        for key, column in (("unit", self.unit), ("name", self.name)):
            if column and (problem := names.foreign("column", self.path, column)):
                yield key, problem
        frame_columns = names.lists.get("column", {}).get(self.path, ())
        table_of_column = {"unit_id": "every list"} | dict.fromkeys(frame_columns, self.path)
        for n, table in enumerate(self.joined):
            for place, column in enumerate(table.columns):
                if column in table_of_column:
                    problem = (
                        f"{table_of_column[column]} has a column {column!r}, too; leave it out here"
                    )
                    yield f"joined.{n}.columns.{place}", problem
            table_of_column |= dict.fromkeys(table.columns, table.path)


class BadCells(Entry):
    """What an unacceptable cell does: `stop` the run, or count as `invalid`."""

    unknown_option: Rule = Field(description="A text that is none of the options.")
    not_a_number: Rule = Field(description="A text where a number belongs.")
    not_a_date: Rule = Field(description="A text where a date belongs.")
    out_of_range: Rule = Field(description="A value that the form would have refused.")
    not_asked: Rule = Field(description="An answer to a question that routing skipped.")


class Completeness(Entry):
    """Shares of applicable questions that make a unit complete or partial (AAPOR)."""

    complete: Portion = Field(description="At least this share answered.")
    partial: Portion = Field(description="At least this share answered.")


class Cleaning(Entry):
    """Settings that cells become answers by."""

    unit: str
    unit_columns: Sequence[str]
    #: Those of them that hold numbers, each in the file's own way of writing.
    unit_numbers: Sequence[str] = ()
    frame: Frame | None = None
    bad_cells: BadCells
    completeness: Completeness
