"""A table is declared once: its contract says where it lies, what asks for it, and what it holds.

Rules take paths from here, by way of `tables.registry`; stage 6, headlines and docs follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import dataframely as dy

#: The stage of what a survey's plan describes, and what stands for a stage where tables are frozen.
DESCRIBE, PUBLISHED = "describe", "published"


@dataclass(frozen=True)
class Place:
    """Where a table lies and what asks for it.

    Attributes
    ----------
    file
        Below the results of a survey: stage, name and ending. Below all results where it is frozen.
    asked_by
        The section of the plan; "" is every survey.
    inside
        Whether stages hand it on and stage 6 is never given it.
    mixed
        Whether simulated answers lie beside real ones, as its column `simulated` says.
    """

    file: str = ""
    asked_by: str = ""
    inside: bool = False
    mixed: bool = False

    @property
    def stage(self) -> str:
        """The folder of the stage that makes it."""
        return self.file.partition("/")[0]

    @property
    def name(self) -> str:
        """What rules and headlines call it: its file below the stage, without ending."""
        return self.file.partition("/")[2].rpartition(".")[0]

    @property
    def path(self) -> str:
        """The file, with wildcards as the rules have them."""
        return ("results/" if self.stage == PUBLISHED else "results/{survey}/") + self.file


class Table(dy.Schema):
    """The contract of a table; one without a file is shared by others, or made by no stage."""

    place: ClassVar[Place] = Place()

    def __init_subclass__(
        cls,
        *,
        file: str = "",
        asked_by: str = "",
        inside: bool = False,
        mixed: bool = False,
        **others: Any,
    ) -> None:
        super().__init_subclass__(**others)
        if file:
            cls.place = Place(file, asked_by, inside, mixed)
