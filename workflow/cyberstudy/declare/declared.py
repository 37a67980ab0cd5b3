"""What a survey declares, as the workflow's planner resolved it: a file a section.

The planner reads a survey's declarations, checks them, and writes each section that a rule asks for
below ``results/<survey>/declared/`` if it is not there as it should be (`declare.opened`). A step
is given the sections that it rests on, and cannot read another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
from pydantic import TypeAdapter

from cyberstudy.declare.counting import Counting
from cyberstudy.declare.plan.estimates import Division
from cyberstudy.declare.questionnaire import Questionnaire
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import read_text_table

#: What lies across surveys: it is made like a survey, from protected tables of surveys.
ACROSS = "sources"
T = TypeVar("T")
S = TypeVar("S", bound="Declared")


@dataclass(frozen=True)
class Declared:
    """The sections of one survey's declarations that counting rests on, read when asked for."""

    folder: Path
    root: Path = Path()
    #: Where each section lies.
    sections: Mapping[str, Path] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls: type[S], files: Iterable[str]) -> S:
        """Read what the planner wrote into ``results/<survey>/declared/``."""
        sections = {path.stem: path for path in map(Path, files)}
        name = next(iter(sections.values())).parts[-3]
        return cls(folder_of(name, Path("config")), sections=sections)

    @classmethod
    def each_of(cls: type[S], files: Iterable[str]) -> list[S]:
        """Read what the planner wrote of several surveys, in the order of their first files."""
        by_survey: dict[Path, list[str]] = {}
        for file in files:
            by_survey.setdefault(Path(file).parent, []).append(file)
        return [cls.of(own) for own in by_survey.values()]

    @property
    def name(self) -> str:
        """The survey's name, which is its folder's."""
        return self.folder.name

    @property
    def asks(self) -> bool:
        """Whether there is a questionnaire."""
        return self.name != ACROSS

    def section(self, name: str, kind: type[T]) -> T:
        """Read a section, such as one of the plan: an entry, or a list or mapping of entries.

        Raises
        ------
        StudyProblem
            The plan has no such section.
        """
        written = self.plain(name)
        if written is None:
            raise StudyProblem(
                f"{self.folder / 'plan.yaml'}: there is no {name}, which was asked for by name"
            )
        return TypeAdapter(kind).validate_python(written)

    def plain(self, name: str) -> Any:
        """Read a section as plain data."""
        if name not in self.sections:
            raise LookupError(f"the rule of this step does not ask for the section {name!r}")
        return json.loads(self.sections[name].read_text(encoding="utf-8"))

    @cached_property
    def counting(self) -> Counting:
        """Protection, least base and design of the sample."""
        return self.section("counting", Counting)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """What was asked."""
        return Questionnaire.of(self.plain("questionnaire"))

    @cached_property
    def codebook(self) -> pl.DataFrame:
        """What analysts decided about each question."""
        return read_text_table(self.sections["codebook"])

    @cached_property
    def frame(self) -> pl.DataFrame | None:
        """Units that were to answer: unit_id and what is known of them; None without a list."""
        path = self.sections["frame"]
        return read_text_table(path) if path.stat().st_size else None

    @cached_property
    def groupings(self) -> Mapping[str, Division]:
        """The plan's ways of dividing units."""
        return self.section("groupings", dict[str, Division])

    @cached_property
    def asked_groups(self) -> dict[str, dict[str, dict[str, str]]]:
        """Of groupings by a question their groups in the form's order, with their labels."""
        listed = () if self.frame is None else self.frame.columns
        own = {n: d for n, d in self.groupings.items() if d.by is not None and d.by not in listed}
        # A form is read where it has to be: what it names may not be at hand.
        dividing = self.questionnaire.dividing if own else {}
        return {
            name: self.questionnaire.groups_by(division.by, division.merge)
            for name, division in own.items()
            if division.by in dividing
        }


def folder_of(name: str, config: Path) -> Path:
    """Name the folder of a survey's declarations, or of what lies across surveys."""
    return config / name if name == ACROSS else config / "surveys" / name
