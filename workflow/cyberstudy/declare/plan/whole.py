"""The whole plan of a survey, `plan.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from cyberstudy.declare.plan.analyses import (
    Counted,
    DeclaredChange,
    DeclaredContrasts,
    DeclaredFrameComparison,
    DeclaredIndices,
    DeclaredLevels,
    DeclaredResponse,
    PublishedFindings,
)
from cyberstudy.declare.plan.clusterings import Clustering, Types
from cyberstudy.declare.plan.estimates import DeclaredDivision, DeclaredEstimates
from cyberstudy.declare.plan.facts_of_countries import DeclaredCountryFacts, DeclaredStatements
from cyberstudy.declare.plan.kinds import AnyExhibit
from cyberstudy.declare.plan.nonresponse import DeclaredNonresponse
from surveyanswers.instrument.entry import Entry, Name
from surveyanswers.instrument.names import NameOf


class Plan(Entry):
    """What is counted, compared, clustered, drawn and told of a survey, decided before looking."""

    coverage: Sequence[Counted] = Field(
        default=(), description="What units say of themselves, counted."
    )
    estimates: DeclaredEstimates | None = Field(
        default=None, description="Groups that every question's shares are estimated for."
    )
    levels: DeclaredLevels | None = Field(
        default=None, description="Means of every number that is asked for, by group."
    )
    change: DeclaredChange | None = Field(
        default=None, description="How the same units' answers changed from one wave to another."
    )
    response: DeclaredResponse | None = Field(
        default=None,
        description="How replies are counted against the list of those who were to answer.",
    )
    nonresponse: DeclaredNonresponse | None = Field(
        default=None,
        description="How respondents are weighted for nonresponse, and what nonrespondents "
        "could reverse.",
    )
    frame_comparison: Mapping[
        Annotated[str, NameOf("metadata column")], DeclaredFrameComparison
    ] = Field(
        default={},
        description="Columns of the exports, by heading and listed as `metadata` in "
        "layout.yaml, that repeat what the list of units says. Contradictions are reported, "
        "nothing is corrected.",
    )
    indices: DeclaredIndices | None = Field(
        default=None, description="Indices of scored items, each the mean of its items."
    )
    contrasts: DeclaredContrasts | None = Field(
        default=None, description="Groups compared, in families declared before looking."
    )
    findings: PublishedFindings | None = Field(
        default=None, description="Published findings to compare our counts with."
    )
    country_facts: DeclaredCountryFacts | None = Field(
        default=None, description="What each source says of each country."
    )
    statements: DeclaredStatements | None = Field(
        default=None, description="What each source says of each country, by the crosswalk."
    )
    types: Types | None = Field(
        default=None,
        description="How it is judged whether there are types, one gradient or nothing, written "
        "before looking.",
    )
    clusterings: Mapping[Name, Clustering] = Field(
        default={},
        description="Clusterings, each with its method and what it is made of, written before "
        "looking.",
    )
    exhibits: Mapping[Name, AnyExhibit] = Field(description="Figures, by name.")
    story: Sequence[Annotated[str, NameOf("exhibit")]] = Field(
        default=(),
        description="Exhibits whose findings the study page tells first, in that order.",
    )
    notebooks: Sequence[Annotated[str, NameOf("notebook")]] = Field(
        default=(), description="Notebooks to execute, by name without ending."
    )

    @property
    def groupings(self) -> Mapping[str, DeclaredDivision]:
        """Ways of dividing units, if any are declared."""
        return self.estimates.groupings if self.estimates else {}
