"""Exhibits of what lies across surveys as a plan declares them, a class a kind."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cyberstudy.declare.entry import Some
from cyberstudy.declare.plan.exhibits_of_answers import DeclaredExhibit, Labels


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

    kind: Literal["source_contradictions"] = Field(description="How it is drawn.")


class BesideWorldDots(OfSources):
    """Simulated answers and what they were drawn from, beside real States, by group."""

    NEEDS = ("beside_world",)

    kind: Literal["beside_world_dots"] = Field(description="How it is drawn.")
    who: str = Field(description="What captions call those whom the simulation models.")
    sources: Some[str] = Field(
        description="Sources about real States that are shown, with their waves."
    )
