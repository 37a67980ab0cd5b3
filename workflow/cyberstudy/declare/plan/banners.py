"""Banner tables: questions by groups, to look things up in."""

from __future__ import annotations

from pydantic import Field

from cyberstudy.declare.entry import OF_WAVE, Distinct, Entry, Grouping, Select, Wave


class DeclaredBanner(Entry):
    """A banner table: options of questions down its side, groups across its top."""

    NEEDS = ("estimates",)

    title: str = Field(description="What the table shows.")
    questions: Distinct[Select] = Field(description="Questions, in this order.")
    by: Distinct[Grouping] = Field(description="Groupings whose groups are its columns.")
    wave: Wave | None = Field(default=None, description=OF_WAVE)
    test: bool = Field(
        default=True,
        description="Test each option's shares within each grouping, exactly; p-values are "
        "adjusted for all tests of the table (Holm).",
    )
