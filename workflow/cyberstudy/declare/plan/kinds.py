"""Kinds of exhibits as plans declare them, a class a kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from cyberstudy.declare.plan.analyses import foreign_options
from cyberstudy.declare.plan.exhibits import (
    AREAS,
    NAMED,
    PLACES,
    DeclaredExhibit,
    Group,
    Labels,
    MinimumBase,
    Remark,
    Rows,
    strange_labels,
)
from cyberstudy.declare.plan.messages import Table
from surveyanswers.instrument.entry import Entry, Number, Question, Select, Some, Wave
from surveyanswers.instrument.names import NameOf, Names, Problem, among

#: Classes of numbers on a map.
CLASSES = 5


class OfShares(DeclaredExhibit):
    """What exhibits of shares have."""

    NEEDS = ("estimates",)
    DRAWN_IN = "shares.figure"
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

    DRAWN_IN = "shares.stacks"

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


class ExpertCoverage(DeclaredExhibit):
    """What units say of themselves."""

    DRAWN_IN = "replies.figure"

    kind: Literal["expert_coverage"] = Field(description="How it is drawn.")
    labels: Labels = Field(
        default={}, description="What options are called that the form calls otherwise."
    )


class LevelsByGroup(DeclaredExhibit):
    """The mean of a number by group, a dot a wave."""

    NEEDS = ("levels",)
    DRAWN_IN = "waves.figure"
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


class WorldMap(DeclaredExhibit):
    """What every country answered to one question, on a map of the world."""

    NEEDS = ("settings.frame", "settings.protection: public")
    DRAWN_IN = "countries.figure"
    FILES: ClassVar[tuple[str, ...]] = (AREAS, PLACES, *NAMED)

    kind: Literal["world_map"] = Field(description="How it is drawn.")
    question: Question = Field(
        description="Whose answers are shown: one that asks for a number, shown in five classes, "
        "or for one of several options. Units are countries, by their codes of ISO 3166-1 alpha-3."
    )
    who: str = Field(description="What captions call the countries on the list.")
    bounds: (
        Annotated[Sequence[Number], Field(min_length=CLASSES - 1, max_length=CLASSES - 1)] | None
    ) = Field(
        default=None,
        description="The four numbers between the five classes; a number that is one belongs to "
        "the class above. By default classes are equally wide.",
    )
    against: int | None = Field(
        default=None,
        ge=0,
        description="How many options at the end of the list are drawn in warm colours; by default "
        "half.",
    )
    remark: Remark = None

    def contradictions(self) -> Iterator[Problem]:
        """Return bounds that do not rise."""
        if any(low >= high for low, high in pairwise(self.bounds or ())):
            yield "bounds", "do not rise from one to the next"

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return a question that fits no map."""
        numbers = names.known.get("question with a number", (self.question,))
        options = names.known.get("question with one answer", (self.question,))
        if self.question not in {*numbers, *options}:
            yield (
                "question",
                f"{self.question} asks neither for a number nor for one of several options"
                f"{among([*numbers, *options])}",
            )
        elif self.question not in numbers and self.bounds:
            yield "bounds", f"{self.question} asks for no number"
        elif self.question not in options and self.against is not None:
            yield "against", f"{self.question} has no options"


class RowsShown(DeclaredExhibit):
    """Rows of a table of the release, without a figure."""

    DRAWN_IN = "tables.figure"

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


class OwnFigure(DeclaredExhibit):
    """A figure of an analysis of one's own: `@figure` in its Python file declares it, no plan."""

    DRAWN_IN = "own.figure"
    FILES: ClassVar[tuple[str, ...]] = (*NAMED, AREAS, PLACES)
    OPTIONAL: ClassVar[tuple[str, ...]] = FILES

    kind: Literal["own"] = Field(description="How it is drawn.")
    file: str = Field(description="The file of the analysis.")
    figure: Annotated[str, NameOf("figure of an analysis")] = Field(
        description="The function that draws it."
    )
    table: str = Field(description="The table that it is given, as it passed protection.")

    @property
    def code(self) -> str:
        """The file of the analysis."""
        return self.file


ByKind = (
    AnswerStacks
    | GroupShares
    | SeveralShares
    | ExpertCoverage
    | LevelsByGroup
    | WorldMap
    | RowsShown
    | OwnFigure
)
AnyExhibit = Annotated[ByKind, Field(discriminator="kind")]
#: Every kind of exhibit, by the name that plans give it, with the class of its entry.
KINDS: Mapping[str, type[DeclaredExhibit]] = {
    get_args(entry.model_fields["kind"].annotation)[0]: entry for entry in get_args(ByKind)
}
