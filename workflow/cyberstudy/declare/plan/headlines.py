"""Findings that the study page says first: sentences whose numbers come from tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from cyberstudy.declare.entry import Entry, Number, Some
from cyberstudy.declare.names import NameOf, Names, Problem

PLACE = re.compile(r"\{(\w+)\}")
Cell = str | bool | Number
Columns = Mapping[str, Cell]


class Value(Entry):
    """What stands in a place of a sentence."""

    ALTERNATIVES = (("column",), ("count",), ("plan",))

    column: str | None = Field(default=None, description="The row's value in this column.")
    count: Columns | None = Field(
        default=None, description="How many rows hold these values; `{}` counts all."
    )
    plan: Some[str] | None = Field(
        default=None, description="What this plan says there, key below key."
    )
    percent: bool = Field(default=False, description="Write a share as a percentage.")
    decimals: int | None = Field(
        default=None,
        ge=0,
        le=15,
        description="Decimals; by default one, of a percentage none.",
    )

    @property
    def columns(self) -> Mapping[str, str]:
        """Columns that it reads, each with the key that names it."""
        named = {self.column: "column"} if self.column else {}
        return named | {column: f"count.{column}" for column in self.count or {}}


class DeclaredHeadline(Entry):
    """A finding in a sentence or two."""

    text: Annotated[str, Field(pattern=r"^[^0-9]+$")] = Field(
        description="The sentence, with `{places}` for its values. It holds no digit: numbers "
        "come from tables and from the plan."
    )
    table: Annotated[str, NameOf("table of the release")] = Field(
        description="A table of the release, without ending."
    )
    row: Columns = Field(
        default={}, description="Columns with the values by which one row is found."
    )
    values: Mapping[Annotated[str, Field(pattern=r"^[a-z_]+$")], Value] = Field(
        default={}, description="What stands in each place."
    )
    exhibit: Annotated[str, NameOf("exhibit")] | None = Field(
        default=None, description="The exhibit that shows it."
    )

    def contradictions(self) -> Iterator[Problem]:
        """Tell places without values, and values without places."""
        places = set(PLACE.findall(self.text))
        for place in sorted(places - {*self.values}):
            yield "values", f"nothing is said of the place {{{place}}}"
        for place in sorted({*self.values} - places):
            yield f"values.{place}", f"the text has no place {{{place}}}"

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Tell columns that the table does not have, and what the plan does not say."""
        for column in self.row:
            if problem := names.foreign("column", self.table, column):
                yield f"row.{column}", problem
        for place, value in self.values.items():
            for column, key in value.columns.items():
                if problem := names.foreign("column", self.table, column):
                    yield f"values.{place}.{key}", problem
            if value.plan and (problem := names.unknown("place in the plan", dotted(value.plan))):
                yield f"values.{place}.plan", problem


def dotted(keys: Sequence[str]) -> str:
    """Write keys below keys as one text."""
    return ".".join(keys)
