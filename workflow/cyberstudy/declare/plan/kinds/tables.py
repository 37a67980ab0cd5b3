"""Exhibits that are a table to read, as a plan declares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import Field

from cyberstudy.declare.plan.exhibits import DeclaredExhibit, Remark
from cyberstudy.declare.plan.messages import Table
from surveyanswers.instrument.names import Names, Problem


class RowsShown(DeclaredExhibit):
    """Rows of a table of the release, without a figure."""

    kind: Literal["table"] = Field(description="How it is shown.")
    table: Table = Field(description="A table of the release, without ending.")
    rows: Mapping[str, Sequence[str]] = Field(
        default={}, description="Columns, each with the values of the rows that are shown."
    )
    columns: Sequence[str] = Field(default=(), description="The columns shown; by default all.")
    remark: Remark = None

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Yield columns that the table does not have."""
        for key, columns in (("rows", [*self.rows]), ("columns", self.columns)):
            for column in columns:
                if problem := names.foreign("column", self.table, column):
                    yield f"{key}.{column}", problem


Kinds = RowsShown
