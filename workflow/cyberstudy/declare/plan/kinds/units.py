"""Exhibits that name units as a plan declares them, which surveys of public answers alone may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from cyberstudy.declare.plan.analyses import Numeric
from cyberstudy.declare.plan.exhibits import DeclaredExhibit, Remark
from surveyanswers.instrument.entry import Distinct, Entry, FrameColumn, Some, Wave
from surveyanswers.instrument.names import Names, Problem

TwoWaves = Annotated[Sequence[Wave], Field(min_length=2, max_length=2)]


class OfUnits(DeclaredExhibit):
    """What exhibits have that name units beside their numbers."""

    NEEDS = ("settings.protection: public",)

    who: str = Field(description="What captions call the units.")
    within: Mapping[FrameColumn, str] = Field(
        default={},
        description="Columns of the list of units, each with the value that units must have to be "
        "shown; by default all are.",
    )
    remark: Remark = None

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return values that a column of the list does not have."""
        for column, value in self.within.items():
            if problem := names.foreign("value", column, value):
                yield f"within.{column}", problem


class OfTwoWaves(OfUnits):
    """What exhibits of units in two waves have."""

    SHOWS = "two waves, named in `waves`"

    waves: TwoWaves = Field(description="The two waves, the earlier first.")

    def contradictions(self) -> Iterator[Problem]:
        """Return a choice of one wave, or of the same wave twice."""
        yield from super().contradictions()
        if len({*self.waves}) < len(self.waves):
            yield "waves", f"{self.waves[0]!r} stands twice; expected two waves"


class PanelOfItems(Entry):
    """Items that stand together."""

    title: str = Field(description="What they are of.")
    questions: Distinct[Numeric] = Field(description="Questions with a number, in this order.")


class UnitHeatmap(OfUnits):
    """Units by item, a cell a number."""

    kind: Literal["unit_heatmap"] = Field(description="How it is drawn.")
    panels: Some[PanelOfItems] = Field(description="Columns, from the left.")
    sorted_by: Numeric | None = Field(
        default=None,
        description="The score by which units stand, the highest first, and which is written "
        "beside them; by default they stand by name.",
    )


class UnitMovers(OfTwoWaves):
    """Units whose score rose and fell most between two waves."""

    kind: Literal["unit_movers"] = Field(description="How it is drawn.")
    question: Numeric = Field(description="The score.")


Kinds = UnitHeatmap | UnitMovers
