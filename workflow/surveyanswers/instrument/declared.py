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

from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table

T = TypeVar("T")
S = TypeVar("S", bound="Declared")


@dataclass(frozen=True)
class Declared:
    """The sections of one survey's declarations that a step was given, read when asked for."""

    folder: Path
    root: Path = Path()
    #: Where each section lies.
    sections: Mapping[str, Path] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls: type[S], files: Iterable[str]) -> S:
        """Read what the planner wrote into ``results/<survey>/declared/``."""
        sections = {path.stem: path for path in map(Path, files)}
        name = next(iter(sections.values())).parts[-3]
        return cls(cls.folder_of(name, Path("config")), sections=sections)

    @staticmethod
    def folder_of(name: str, config: Path) -> Path:
        """Return the folder of a survey's declarations."""
        return config / "surveys" / name

    @classmethod
    def each_of(cls: type[S], files: Iterable[str]) -> list[S]:
        """Read what the planner wrote of several surveys, in the order of their first files."""
        by_survey: dict[Path, list[str]] = {}
        for file in files:
            by_survey.setdefault(Path(file).parent, []).append(file)
        return [cls.of(survey_files) for survey_files in by_survey.values()]

    @property
    def name(self) -> str:
        """The survey's name, which is its folder's."""
        return self.folder.name

    def section(self, name: str, kind: type[T]) -> T:
        """Read a section, such as one of the plan: an entry, or a list or mapping of entries.

        Raises
        ------
        SurveyError
            The plan has no such section.
        """
        written = self.plain(name)
        if written is None:
            raise SurveyError(
                f"{self.folder / 'plan.yaml'}: there is no {name}, which was asked for by name"
            )
        return TypeAdapter(kind).validate_python(written)

    def plain(self, name: str) -> Any:
        """Read a section as plain data."""
        if name not in self.sections:
            raise LookupError(f"the rule of this step does not ask for the section {name!r}")
        return json.loads(self.sections[name].read_text(encoding="utf-8"))

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

    def table(self, name: str) -> pl.DataFrame:
        """Read one of the folder's CSV files as text."""
        return read_text_table(self.folder / name)
