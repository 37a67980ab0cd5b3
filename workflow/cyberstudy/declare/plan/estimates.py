"""How units are divided into groups, for which shares are estimated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from surveyanswers.instrument.entry import Confidence, Entry, RespondentGroup
from surveyanswers.instrument.names import NameOf, Problem

#: The grouping of all units by group of respondents, which no plan declares.
RESPONDENTS = "respondents"
#: The kind of name that `by` gives.
DIVIDES = "column or question that divides units"


class DeclaredDivision(Entry):
    """A way of dividing units into groups."""

    of: RespondentGroup = Field(description="Group of respondents that is divided.")
    by: Annotated[str, NameOf(DIVIDES)] | None = Field(
        default=None,
        description="Column of the frame, or one of `unit_columns` of settings.yaml; or, of a "
        "public survey, a question with one answer, or one option of several "
        "(`question/option`): its options are the groups, and apart from them `dont_know` and "
        "`no_answer`; who was not asked is in none. Or one of `groups` of settings.yaml, which "
        "combine values. Without it the group is taken as a whole.",
    )
    joined: Mapping[str, Sequence[str]] = Field(
        default={},
        description="New name to groups that are published together where one of them must not be "
        "by itself; what joins more groups comes later.",
    )


class Division(DeclaredDivision):
    """The same once `by` is a column or a question: groups of settings.yaml are written out."""

    merge: Mapping[str, Sequence[str]] = Field(
        default={}, description="New name to values, or a question's options, that it combines."
    )


class DeclaredEstimates(Entry):
    """Groups that every question's shares are estimated for."""

    NEEDS = ("settings.minimum_base",)

    confidence: Confidence = Field(description="Of intervals.")
    groupings: Mapping[str, DeclaredDivision] = Field(
        description="Ways of dividing units, besides by group of respondents."
    )

    def contradictions(self) -> Iterator[Problem]:
        """Return a grouping whose name is taken by the groups of respondents."""
        if RESPONDENTS in self.groupings:
            yield f"groupings.{RESPONDENTS}", "is the grouping by group of respondents; rename it"
