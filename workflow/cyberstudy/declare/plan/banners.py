"""Banner tables: questions by groups, to look things up in."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from cyberstudy.declare.plan.exhibits import Rows
from surveyanswers.instrument.entry import OF_WAVE, Distinct, Entry, Select, Some, Wave
from surveyanswers.instrument.names import Problem


class DeclaredBanner(Entry):
    """A banner table: options of questions down its side, groups across its top."""

    NEEDS = ("estimates",)

    title: str = Field(description="What the table shows.")
    questions: Distinct[Select] = Field(description="Questions, in this order.")
    across: Some[Rows] = Field(description="Groupings whose groups are its columns.")
    wave: Wave | None = Field(default=None, description=OF_WAVE)

    def contradictions(self) -> Iterator[Problem]:
        """Tell a grouping that stands twice, whose columns would not be distinguishable."""
        groupings = [entry.grouping for entry in self.across]
        for number, grouping in enumerate(groupings):
            if grouping in groupings[:number]:
                yield f"across.{number}.grouping", f"{grouping} stands twice; expected once"
