"""What those who replied say of themselves, as a plan declares it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cyberstudy.declare.plan.exhibits import DeclaredExhibit, Labels


class ExpertCoverage(DeclaredExhibit):
    """What units say of themselves."""

    kind: Literal["expert_coverage"] = Field(description="How it is drawn.")
    labels: Labels = Field(
        default={}, description="What options are called that the form calls otherwise."
    )


Kinds = ExpertCoverage
