"""Exhibits of whom experts name beside what countries have, as a plan declares them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cyberstudy.declare.entry import Entry, Some
from cyberstudy.declare.names import NameOf
from cyberstudy.declare.plan.exhibits import NAMED, DeclaredExhibit
from cyberstudy.declare.plan.experts_and_states import WHOLE

Fact = Annotated[str, NameOf("measure or fact")]
PartOfIndex = Annotated[str, NameOf("part of the index")]


class PanelOfCorrelations(Entry):
    """A panel of correlations: one part of the index, over some of the countries."""

    title: str = Field(description="What the panel shows.")
    part: PartOfIndex = Field(
        default=WHOLE, description="Part of the index of nominations; by default all of it."
    )
    countries: Literal["all", "named", "without_top"] = Field(
        default="all", description="Which countries, as in the table `experts_and_states`."
    )


class OfExperts(DeclaredExhibit):
    """What exhibits of experts beside States have."""

    NEEDS = ("experts_and_states",)


class RankCorrelations(OfExperts):
    """How an index goes with what countries have, as it is and adjusted."""

    kind: Literal["rank_correlations"] = Field(description="How it is drawn.")
    facts: Some[Fact] = Field(description="Measures of States and facts, the rows from above.")
    panels: Some[PanelOfCorrelations] = Field(description="Panels from above.")


class CountryScatter(OfExperts):
    """A dot a country: how it is named, and what it has."""

    FILES: ClassVar[tuple[str, ...]] = NAMED

    kind: Literal["country_scatter"] = Field(description="How it is drawn.")
    fact: Fact = Field(description="Measure of States or fact on the horizontal axis.")
    part: PartOfIndex = Field(
        default=WHOLE, description="Part of the index of nominations; by default all of it."
    )
    labelled: int = Field(ge=0, description="Countries with the highest index that are named.")
