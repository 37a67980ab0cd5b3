"""Exhibits of shares of those who answered, as a plan declares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from cyberstudy.declare.plan.analyses import foreign_options
from cyberstudy.declare.plan.exhibits import (
    DeclaredExhibit,
    Group,
    Labels,
    MinimumBase,
    Rows,
    strange_labels,
)
from surveyanswers.instrument.entry import Entry, Select, Some
from surveyanswers.instrument.names import NameOf, Names, Problem


class OfShares(DeclaredExhibit):
    """What exhibits of shares have."""

    NEEDS = ("estimates",)
    UNWEIGHTED = False

    minimum_base: MinimumBase
    labels: Labels = Field(default={}, description="Shorter labels of options.")


class Together(Entry):
    """Options that are added up beside the bars."""

    label: str = Field(description="What they say together.")
    options: Some[str] = Field(description="Their codes.")


class DeclaredStack(Entry):
    """A panel of stacked bars."""

    questions: Some[Annotated[str, NameOf("question with one answer")]] = Field(
        description="Questions that take one answer, in this order; they have the same options."
    )
    against: int | None = Field(
        default=None,
        ge=0,
        description="How many options at the end of the list are drawn in warm colours; by default "
        "half.",
    )
    together: Together | None = Field(
        default=None, description="Options that are added up beside the bars."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return options that a question does not have, and questions that differ in options."""
        if self.together:
            place = "together.options"
            yield from foreign_options(names, self.questions, self.together.options, place=place)
        yield from unlike_options(
            names, {f"questions.{n}": q for n, q in enumerate(self.questions)}
        )


class AnswerStacks(OfShares):
    """Answers to questions of one scale, as stacked bars."""

    DRAWN_IN = "stacks"

    kind: Literal["answer_stacks"] = Field(description="How it is drawn.")
    answered_by: Some[Group] = Field(description="Groups whose answers are shown.")
    stacks: Some[DeclaredStack] = Field(description="Panels of stacked bars.")


class SeveralShares(OfShares):
    """A question of which several answers may be chosen, an option a row."""

    kind: Literal["several_shares"] = Field(description="How it is drawn.")
    answered_by: Annotated[Sequence[Group], Field(min_length=1, max_length=1)] = Field(
        description="The group whose answers are shown."
    )
    question: Select = Field(description="Whose options are shown.")
    last: Sequence[str] = Field(
        default=(), description="Options that stand at the end, however frequent."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return options that the question does not have."""
        yield from foreign_options(names, [self.question], self.last, place="last")
        yield from strange_labels(names, [self.question], self.labels)


class PanelOfShares(Entry):
    """A panel of shares by group."""

    question: Select = Field(description="Whose answers are shown.")
    title: str | None = Field(
        default=None, description="What the panel shows; by default the question's label."
    )
    options: Some[str] = Field(description="Options that count, added up; of several answers, one.")

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return options that the question does not have."""
        yield from foreign_options(names, [self.question], self.options)
        several = names.known.get("question with several answers", ())
        if self.question in several and len(self.options) > 1:
            yield "options", "options of a question with several answers do not add up; name one"


class GroupShares(OfShares):
    """Shares by group, a panel a question."""

    kind: Literal["group_shares"] = Field(description="How it is drawn.")
    who: str = Field(description="What captions call those who are divided into groups.")
    across: Some[Rows] = Field(description="Groupings whose groups are the rows, from above.")
    shares: Some[PanelOfShares] = Field(description="Panels of shares by group.")


def unlike_options(names: Names, questions: Mapping[str, str]) -> Iterator[Problem]:
    """Return questions whose options are not those of the first.

    Parameters
    ----------
    questions
        Place in the plan -> question.
    """
    lists = names.lists.get("option", {})
    first, *others = questions.items()
    for place, question in others:
        if {first[1], question} <= lists.keys() and [*lists[question]] != [*lists[first[1]]]:
            yield place, f"{question} has not the same options as {first[1]}"


Kinds = AnswerStacks | GroupShares | SeveralShares
