"""A table is declared once: its contract says where it lies, what asks for it, and what it holds.

Rules, stage 6, headlines and releases take it from here, by way of `tables.registry`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from surveyanswers.tables.frame_schemas import dy

#: The stage of what a survey's plan describes, and what stands for a stage where tables are frozen.
DESCRIBE, PUBLISHED = "describe", "published"


@dataclass(frozen=True)
class TablePlace:
    """Where a table lies and what asks for it."""

    #: Below the results of a survey, or below all where it is frozen: stage, name and ending.
    file: str = ""
    #: The section of the plan that asks for it; "" is every survey.
    asked_by: str = ""
    #: Whether stages hand it on, and stage 6 is never given it.
    inside: bool = False

    @property
    def stage(self) -> str:
        """The folder of the stage that makes it."""
        return self.file.partition("/")[0]

    @property
    def name(self) -> str:
        """What rules and headlines call it: its file below the stage, without ending."""
        return self.file.partition("/")[2].rpartition(".")[0]


class Contract(dy.Schema):
    """The contract of a table; one without a file is shared by others, or made by no stage."""

    place: ClassVar[TablePlace] = TablePlace()
    #: Columns that say whom and what a row is about, by which stage 6 decides; there they stay.
    ABOUT: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, *, file: str = "", **place: Any) -> None:
        super().__init_subclass__()
        if file:
            cls.place = TablePlace(file, **place)
