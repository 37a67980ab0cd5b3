"""A figure of an analysis of one's own as an exhibit."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cyberstudy.declare.plan.exhibits import AREAS, NAMED, PLACES, DeclaredExhibit
from surveyanswers.instrument.names import NameOf


class OwnFigure(DeclaredExhibit):
    """A figure of an analysis of one's own: `@figure` in its Python file declares it, no plan."""

    FILES: ClassVar[tuple[str, ...]] = (*NAMED, AREAS, PLACES)
    OPTIONAL: ClassVar[tuple[str, ...]] = FILES

    kind: Literal["own"] = Field(description="How it is drawn.")
    file: str = Field(description="The file of the analysis.")
    figure: Annotated[str, NameOf("figure of an analysis")] = Field(
        description="The function that draws it."
    )
    table: str = Field(description="The table that it is given, as it passed protection.")

    @property
    def code(self) -> str:
        """The file of the analysis."""
        return self.file


Kinds = OwnFigure
