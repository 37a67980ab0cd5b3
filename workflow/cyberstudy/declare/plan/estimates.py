"""How units are divided into groups, for which shares are estimated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from surveyanswers.instrument.entry import Confidence, Entry, RespondentGroup
from surveyanswers.instrument.names import NameOf, Names, Problem

#: The grouping of all units by group of respondents, which no plan declares.
RESPONDENTS = "respondents"
#: The kind of name that `by` gives.
DIVIDES = "column or question that divides units"


class Division(Entry):
    """A way of dividing units into groups."""

    of: RespondentGroup = Field(description="Group of respondents that is divided.")
    by: Annotated[str, NameOf(DIVIDES)] | None = Field(
        default=None,
        description="Column of the frame, or one of `unit_columns` of settings.yaml; or, of a "
        "public survey, a question with one answer, or one option of several "
        "(`question/option`): its options are the groups, and apart from them `dont_know` and "
        "`no_answer`; who was not asked is in none. Without it the group is taken as a whole.",
    )
    merge: Mapping[str, Sequence[str]] = Field(
        default={}, description="New name to values, or a question's options, put together."
    )

    def contradictions(self) -> Iterator[Problem]:
        """Tell values that are put together in two places, and a merge of nothing."""
        if self.merge and self.by is None:
            yield "merge", "there is no column `by` whose values could be put together"
        values = [value for old in self.merge.values() for value in old]
        for value in sorted({value for value in values if values.count(value) > 1}):
            yield "merge", f"{value!r} is put together twice"

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Tell values that the column of the list of units, or the question, does not have."""
        for new, values in self.merge.items():
            for place, value in enumerate(values):
                if problem := names.foreign("value", self.by or "", value):
                    yield f"merge.{new}.{place}", problem


class DeclaredEstimates(Entry):
    """Groups that every question's shares are estimated for."""

    NEEDS = ("settings.minimum_base",)

    confidence: Confidence = Field(description="Of intervals.")
    groupings: Mapping[str, Division] = Field(
        description="Ways of dividing units, besides by group of respondents."
    )

    def contradictions(self) -> Iterator[Problem]:
        """Tell groupings that are not declared here."""
        if RESPONDENTS in self.groupings:
            yield f"groupings.{RESPONDENTS}", "is the grouping by group of respondents; rename it"
