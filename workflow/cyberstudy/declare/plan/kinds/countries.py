"""A map of countries as a plan declares it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cyberstudy.declare.plan.exhibits import (
    AREAS,
    NAMED,
    PLACES,
    DeclaredExhibit,
    Remark,
)
from surveyanswers.instrument.entry import Number, Question
from surveyanswers.instrument.names import Names, Problem, among

CLASSES = 5


class WorldMap(DeclaredExhibit):
    """What every country answered to one question, on a map of the world."""

    NEEDS = ("settings.frame", "settings.protection: public")
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


Kinds = WorldMap
