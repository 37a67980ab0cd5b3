"""Exhibits of what lies across surveys, as a plan declares them."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from cyberstudy.declare.plan.exhibits import NAMED, DeclaredExhibit, Labels


class SourceContradictions(DeclaredExhibit):
    """Countries of which two sources say different things, by name."""

    NEEDS = ("agreement",)
    FILES: ClassVar[tuple[str, ...]] = NAMED

    kind: Literal["source_contradictions"] = Field(description="How it is drawn.")
    labels: Labels = Field(
        default={}, description="What sources are called, by the crosswalk's column `survey`."
    )


Kinds = SourceContradictions
