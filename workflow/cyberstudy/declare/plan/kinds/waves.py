"""Exhibits of numbers as a plan declares them: what changed, and their level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from cyberstudy.declare.plan.exhibits import DeclaredExhibit, Remark, Rows
from surveyanswers.instrument.entry import Some, Wave
from surveyanswers.instrument.names import NameOf


class LevelsByGroup(DeclaredExhibit):
    """The mean of a number by group, a dot a wave."""

    NEEDS = ("levels",)
    SHOWS = "several waves"
    UNWEIGHTED = False

    kind: Literal["levels_by_group"] = Field(description="How it is drawn.")
    question: Annotated[str, NameOf("question with a number")] = Field(
        description="Whose numbers are shown."
    )
    who: str = Field(description="What captions call those who are divided into groups.")
    across: Some[Rows] = Field(description="Groupings whose groups are the rows, from above.")
    waves: Annotated[Sequence[Wave], Field(max_length=4)] = Field(
        default=(), description="Waves shown, the earliest first; by default the last four."
    )
    intervals: bool = Field(
        default=True,
        description="Whether intervals are shown; not where those who answered are all there are.",
    )
    remark: Remark = None


Kinds = LevelsByGroup
