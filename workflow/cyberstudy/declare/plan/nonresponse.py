"""What a plan declares to judge what nonresponse may do to its findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from cyberstudy.declare.plan.analyses import foreign_options
from surveyanswers.instrument.entry import (
    Distinct,
    Entry,
    Grouping,
    Level,
    Name,
    Number,
    Select,
    Some,
)
from surveyanswers.instrument.names import NameOf, Names, Problem

#: What weights go by: a way of dividing units, whether answers are told by it or not.
STRATUM = "grouping or column of the list of units"
Stratum = Annotated[str, NameOf(STRATUM)]


class TippingPoint(Entry):
    """A finding with its tipping point: what nonrespondents would have to say to reverse it."""

    ALTERNATIVES = (("threshold",), ("groups",))

    title: str = Field(description="What it is of.")
    question: Select = Field(description="A select question.")
    options: Some[str] = Field(
        description="Options that count; one alone where several may be chosen."
    )
    threshold: Level | None = Field(
        default=None, description="The finding is that the share of all lies above it, or below."
    )
    by: Grouping | None = Field(
        default=None, description="A grouping of `estimates`; by default `nonresponse.of`."
    )
    groups: Annotated[Distinct[str], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="Instead of a threshold: whose share is the larger."
    )

    def contradictions(self) -> Iterator[Problem]:
        """Return a grouping without groups, or groups without a grouping."""
        if (self.by is None) != (self.groups is None):
            yield "by", "needs both by and groups, or neither"

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return options that the question lacks, and groups that the grouping lacks."""
        yield from foreign_options(names, [self.question], self.options)
        several = names.known.get("question with several answers", ())
        if self.question in several and len(self.options) > 1:
            yield "options", "options of a question with several answers do not add up; name one"
        yield from names.each_foreign("group", self.by or "", self.groups or (), "groups")


class DeclaredNonresponse(Entry):
    """How respondents are weighted for nonresponse, and what nonrespondents could reverse."""

    NEEDS = ("settings.minimum_base", "settings.frame", "estimates")

    of: Grouping = Field(description="A grouping of `estimates` without `by`: who is estimated.")
    strata: Annotated[Mapping[Stratum, Sequence[str]], Field(min_length=1, max_length=2)] = Field(
        description="Groupings, or columns of the list by which no answers are told, that are "
        "crossed, each with its groups in order: those with few replies are put together with "
        "their neighbours. Groups that are not named follow by name."
    )
    minimum_replied: int = Field(
        ge=2, description="Units that must have replied of a stratum, or else it joins another."
    )
    weight_limit: Number = Field(
        gt=1, description="No weight is more than so many times the mean; what is cut goes to all."
    )
    tipping_points: Mapping[Name, TippingPoint] = Field(
        default={}, description="Findings of which it is asked what would reverse them, by name."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return groups that a grouping does not have."""
        for grouping, order in self.strata.items():
            kind = "group" if grouping in names.lists.get("group", {}) else "value"
            yield from names.each_foreign(kind, grouping, order, f"strata.{grouping}")
