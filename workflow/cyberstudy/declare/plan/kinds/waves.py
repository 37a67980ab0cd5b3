"""Exhibits of numbers as a plan declares them: what changed, and their level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from cyberstudy.declare.plan.analyses import Numeric
from cyberstudy.declare.plan.exhibits import DeclaredExhibit, Group, Remark, Rows
from surveyanswers.instrument.entry import Distinct, Entry, Question, Some, Wave
from surveyanswers.instrument.names import NameOf, Names, Problem


class PanelOfChange(Entry):
    """A panel of questions and how the answers to them changed."""

    title: str = Field(description="What the panel shows.")
    questions: Some[Question] = Field(
        description="A row each: questions that ask for a number, whose means are shown."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Yield questions that ask for no number."""
        for place, question in enumerate(self.questions):
            if problem := names.unknown("question with a number", question):
                yield f"questions.{place}", problem


class OfWaves(DeclaredExhibit):
    """What exhibits of several waves have."""

    SHOWS = "several waves"
    UNWEIGHTED = False

    intervals: bool = Field(
        default=True,
        description="Whether intervals are shown; not where those who answered are all there are.",
    )
    remark: Remark = None


class ChangeDots(OfWaves):
    """What the same units answered in two waves."""

    NEEDS = ("change",)

    kind: Literal["change_dots"] = Field(description="How it is drawn.")
    answered_by: Annotated[Sequence[Group], Field(min_length=1, max_length=1)] = Field(
        description="The group whose answers are shown."
    )
    panels: Some[PanelOfChange] = Field(
        description="Panels from above; in each the rows that rose most come first."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return intervals for which the plan's `change` declares no confidence."""
        yield from super().unresolved(names)
        if self.intervals and names.unknown("place in the plan", "change.confidence"):
            yield "intervals", "`change` of this plan has no confidence; write false"


class LevelsByGroup(OfWaves):
    """The mean of a number by group, a dot a wave."""

    NEEDS = ("levels",)

    kind: Literal["levels_by_group"] = Field(description="How it is drawn.")
    question: Annotated[str, NameOf("question with a number")] = Field(
        description="Whose numbers are shown."
    )
    who: str = Field(description="What captions call those who are divided into groups.")
    across: Some[Rows] = Field(description="Groupings whose groups are the rows, from above.")
    waves: Annotated[Sequence[Wave], Field(max_length=4)] = Field(
        default=(), description="Waves shown, the earliest first; by default the last four."
    )


class LevelHeatmap(DeclaredExhibit):
    """Means of numbers, a row a question and a column a group; the lowest of the first on top."""

    NEEDS = ("levels",)
    UNWEIGHTED = False

    kind: Literal["level_heatmap"] = Field(description="How it is drawn.")
    questions: Distinct[Numeric] = Field(description="Questions whose numbers have one range.")
    answered_by: Some[Group] = Field(
        description="Groups, from the left; rows are sorted by the first."
    )


Kinds = ChangeDots | LevelsByGroup | LevelHeatmap
