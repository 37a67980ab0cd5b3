"""Exhibits of replies, blanks and the accounting of forms, as a plan has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from cyberstudy.declare.entry import Entry, RespondentGroup, Some
from cyberstudy.declare.names import NameOf, Names, Problem
from cyberstudy.declare.plan.exhibits import DeclaredExhibit, Labels, MinimumBase, foreign_groups

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
        """Tell groups that nobody can be in."""
        yield from foreign_groups(names, "group of replies", self.by, self.order, self.labels)


class DeclaredBlock(Entry):
    """Where the block of dots of a region stands."""

    group: str = Field(description="The region.")
    column: int = Field(ge=0, description="Its left, in dots.")
    row: int = Field(ge=0, description="Its top, in dots.")


class ResponseBars(DeclaredExhibit):
    """Who replied, of those listed."""

    kind: Literal["response_bars"] = Field(description="How it is drawn.")
    minimum_base: MinimumBase
    panels: Some[Panel] = Field(description="Panels of replies, from above.")


class RegionDots(DeclaredExhibit):
    """Replies by region, a dot a unit."""

    kind: Literal["region_dots"] = Field(description="How it is drawn.")
    by: ReplyColumn = Field(description="A column in `response.by`, whose values are regions.")
    blocks: Some[DeclaredBlock] = Field(
        description="Where the block of dots of each region stands."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Tell blocks of no region, and regions without a block."""
        placed = [block.group for block in self.blocks]
        for place, group in enumerate(placed):
            if problem := names.foreign("group of replies", self.by, group):
                yield f"blocks.{place}.group", problem
        regions = names.lists.get("group of replies", {}).get(self.by, placed)
        for region in sorted({*regions} - {*placed}):
            yield "blocks", f"has no place for {region!r}"


class ItemNonresponse(DeclaredExhibit):
    """What a group did not answer, along the questionnaire."""

    DRAWN_IN = "blanks"

    kind: Literal["item_nonresponse"] = Field(description="How it is drawn.")
    group: RespondentGroup = Field(description="Which group of respondents.")
    who: str | None = Field(
        default=None, description="What its members are called; by default the group's name."
    )
    minimum_base: MinimumBase


class DisagreementBars(DeclaredExhibit):
    """Questions on which two forms of a unit differ."""

    DRAWN_IN = "forms"

    kind: Literal["disagreement_bars"] = Field(description="How it is drawn.")
    at_least: int = Field(ge=1, description="Questions with fewer differences are added up only.")


class CellAccounting(DeclaredExhibit):
    """Data accounting: what every cell counts as."""

    DRAWN_IN = "forms"
    UNWEIGHTED = False  # it is of no unit's answers

    kind: Literal["cell_accounting"] = Field(description="How it is drawn.")


class ExpertCoverage(DeclaredExhibit):
    """What units say of themselves."""

    kind: Literal["expert_coverage"] = Field(description="How it is drawn.")
    labels: Labels = Field(
        default={}, description="What options are called that the form calls otherwise."
    )


Kinds = (
    CellAccounting | DisagreementBars | ExpertCoverage | ItemNonresponse | RegionDots | ResponseBars
)
