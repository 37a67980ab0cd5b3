"""Exhibits of the classes of a clustering, as a plan declares them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cyberstudy.declare.plan.exhibits import NAMED, DeclaredExhibit, Labels
from surveyanswers.instrument.names import NameOf


class DeclaredTypeProfiles(DeclaredExhibit):
    """What classes answer."""

    NEEDS = ("types", "clusterings")
    FILES: ClassVar[tuple[str, ...]] = NAMED

    kind: Literal["type_profiles"] = Field(description="How it is drawn.")
    clustering: Annotated[str, NameOf("clustering")] = Field(description="Which clustering.")
    who: str = Field(description="What captions call its units.")
    labels: Labels = Field(default={}, description="What options are called.")


Kinds = DeclaredTypeProfiles
