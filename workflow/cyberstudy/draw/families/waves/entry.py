"""Exhibits of numbers as a plan declares them: what changed, and their level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from cyberstudy.declare.entry import Distinct, Entry, Question, Some, Wave
from cyberstudy.declare.names import NameOf, Names, Problem, wrong_name
from cyberstudy.declare.plan.analyses import Numeric, foreign_options
from cyberstudy.declare.plan.exhibits import DeclaredExhibit, Group, Labels, Remark, Rows


class PanelOfChange(Entry):
    """A panel of questions and how the answers to them changed."""

    title: str = Field(description="What the panel shows.")
    questions: Some[Question] = Field(
        description="A row each: questions that ask for a number, or those that have `options`."
    )
    options: Some[str] | None = Field(
        default=None,
        description="Options whose shares are shown, a row each; without them means of numbers.",
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Tell questions that ask for no number, or options that a question does not have."""
        kind = "question with a number" if self.options is None else "select question"
        for place, question in enumerate(self.questions):
            if problem := names.unknown(kind, question):
                yield f"questions.{place}", problem
        yield from foreign_options(names, self.questions, self.options or ())


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
    labels: Labels = Field(default={}, description="Shorter labels of questions.")

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Tell intervals of which the plan's `change` says no confidence."""
        yield from super().unresolved(names)
        if self.intervals and names.unknown("place in the plan", "change.confidence"):
            yield "intervals", "`change` of this plan has no confidence; write false"

    def contradictions(self) -> Iterator[Problem]:
        """Tell panels that can't share an axis, and labels of what is not shown."""
        yield from super().contradictions()
        if len({panel.options is None for panel in self.panels}) > 1:
            yield "panels", "some show shares and some means; make two exhibits of them"
        shown = [question for panel in self.panels for question in panel.questions]
        for question in self.labels:
            if problem := wrong_name("question here", question, shown):
                yield f"labels.{question}", problem


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
    remark: Remark = None


Kinds = ChangeDots | LevelsByGroup | LevelHeatmap
