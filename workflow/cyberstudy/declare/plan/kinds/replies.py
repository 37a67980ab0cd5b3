"""Exhibits of replies, as a plan has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from cyberstudy.declare.plan.exhibits import DeclaredExhibit, Labels, MinimumBase, foreign_groups
from surveyanswers.instrument.entry import Entry, Some
from surveyanswers.instrument.names import NameOf, Names, Problem

ReplyColumn = Annotated[str, NameOf("column of replies")]


class Panel(Entry):
    """A panel of replies."""

    by: ReplyColumn = Field(description="A column in `response.by`, or `respondents`.")
    title: str = Field(description="What the panel shows.")
    order: Sequence[str] = Field(
        default=(), description="Groups from above; others follow by name."
    )
    labels: Labels = Field(
        default={}, description="What groups are called, where their names do not say it."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return groups that nobody can be in."""
        yield from foreign_groups(names, "group of replies", self.by, self.order, self.labels)


class ResponseBars(DeclaredExhibit):
    """Who replied, of those listed."""

    kind: Literal["response_bars"] = Field(description="How it is drawn.")
    minimum_base: MinimumBase
    panels: Some[Panel] = Field(description="Panels of replies, from above.")


class ExpertCoverage(DeclaredExhibit):
    """What units say of themselves."""

    kind: Literal["expert_coverage"] = Field(description="How it is drawn.")
    labels: Labels = Field(
        default={}, description="What options are called that the form calls otherwise."
    )


Kinds = ExpertCoverage | ResponseBars
