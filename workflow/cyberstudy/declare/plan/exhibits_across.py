"""Exhibits of what lies across surveys as a plan declares them, a class a kind."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from cyberstudy.declare.entry import Entry, Some
from cyberstudy.declare.plan.exhibits_of_answers import DeclaredExhibit, Labels
from cyberstudy.declare.plan.exhibits_of_countries import NAMED


class OfSources(DeclaredExhibit):
    """What exhibits of sources have."""

    NEEDS = ("agreement",)

    labels: Labels = Field(
        default={}, description="What sources are called, by the crosswalk's column `survey`."
    )


class SourceAgreement(OfSources):
    """How far two sources say the same, construct by construct."""

    kind: Literal["source_agreement"] = Field(description="How it is drawn.")


class SourceContradictions(OfSources):
    """Countries of which two sources say different things, by name."""

    FILES: ClassVar[tuple[str, ...]] = NAMED

    kind: Literal["source_contradictions"] = Field(description="How it is drawn.")


class BesideWorldDots(OfSources):
    """Simulated answers and what they were drawn from, beside real States, by group."""

    NEEDS = ("beside_world",)

    kind: Literal["beside_world_dots"] = Field(description="How it is drawn.")
    who: str = Field(description="What captions call those whom the simulation models.")
    sources: Some[str] = Field(
        description="Sources about real States that are shown, with their waves."
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
