"""What counting rests on: protection, groups, and whether there is a questionnaire at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cyberstudy.declare.plan.estimates import Division
from surveyanswers.instrument import data_access
from surveyanswers.instrument.counting import Counting
from surveyanswers.instrument.declared import Declared

ACROSS = data_access.ACROSS


def folder_of(name: str, config: Path) -> Path:
    """Return the folder of a survey's declarations, or of what lies across surveys."""
    return config / name if name == ACROSS else Declared.folder_of(name, config)


@dataclass(frozen=True)
class DeclaredSurvey(Declared):
    """The sections of one survey's declarations that counting rests on, read when asked for."""

    folder_of = staticmethod(folder_of)

    @property
    def asks(self) -> bool:
        """Whether there is a questionnaire."""
        return self.name != ACROSS

    @cached_property
    def counting(self) -> Counting:
        """Protection, least base and design of the sample."""
        return self.section("counting", Counting)

    @cached_property
    def groupings(self) -> Mapping[str, Division]:
        """The plan's ways of dividing units."""
        return self.section("groupings", dict[str, Division])

    @cached_property
    def asked_groups(self) -> dict[str, dict[str, dict[str, str]]]:
        """Of groupings by a question their groups in the form's order, with their labels."""
        listed = () if self.frame is None else self.frame.columns
        divisions = {
            n: d for n, d in self.groupings.items() if d.by is not None and d.by not in listed
        }
        # A form is read where it has to be: what it names may not be at hand.
        dividing = self.questionnaire.dividing if divisions else {}
        return {
            name: self.questionnaire.groups_by(division.by, division.merge)
            for name, division in divisions.items()
            if division.by in dividing
        }
