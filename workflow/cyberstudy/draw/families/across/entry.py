"""Exhibits of what lies across surveys, as a plan declares them."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from cyberstudy.declare.entry import Entry, Some
from cyberstudy.declare.plan.exhibits import NAMED, DeclaredExhibit, Labels


class SourceContradictions(DeclaredExhibit):
    """Countries of which two sources say different things, by name."""

    NEEDS = ("agreement",)
    FILES: ClassVar[tuple[str, ...]] = NAMED

    kind: Literal["source_contradictions"] = Field(description="How it is drawn.")
    labels: Labels = Field(
        default={}, description="What sources are called, by the crosswalk's column `survey`."
    )


class VerdictShown(Entry):
    """A survey's clustering as a figure shows it."""

    survey: str = Field(description="The survey.")
    clustering: str = Field(description="One of its clusterings.")
    title: str = Field(description="What the figure calls it.")
    who: str = Field(description="What captions call its units.")


class VerdictsOfSurveys(DeclaredExhibit):
    """Types, one gradient, or nothing: the verdicts of all surveys, and how sure they are."""

    NEEDS = ("verdicts",)

    kind: Literal["verdicts_of_surveys"] = Field(description="How it is drawn.")
    rows: Some[VerdictShown] = Field(
        description="Clusterings from above; those on simulated answers stand below all others."
    )


Kinds = SourceContradictions | VerdictsOfSurveys
