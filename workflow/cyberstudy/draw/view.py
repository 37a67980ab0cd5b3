"""What an exhibit may look at, and what it hands back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from matplotlib.figure import Figure

from cyberstudy.storage import read_table
from cyberstudy.survey import Survey


@dataclass(frozen=True)
class Drawn:
    """A figure with its numbers and the parts of its caption."""

    figure: Figure
    data: pl.DataFrame  # every number that the figure shows
    question: str  # what was asked
    base: str  # how many answered, who did not
    method: str  # what the marks are
    alt: str  # the figure in words, made from the numbers


@dataclass(frozen=True)
class View:
    """Protected tables, wordings and the plan's entry of one exhibit."""

    folder: Path
    survey: Survey
    entry: Mapping[str, object]
    index: Mapping[str, object]

    def table(self, name: str) -> pl.DataFrame:
        """Read a protected table by its name, with or without its folder."""
        found = sorted(self.folder.glob(f"{name}.*"))
        return read_table(str(found[0]))

    def json(self, name: str) -> dict:
        """Read a protected JSON file by its name without ending."""
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    @property
    def parts(self) -> dict[str, str]:
        """Parts of the index with their labels."""
        return dict(self.index["parts"])

    @property
    def units(self) -> int:
        """How many units answered."""
        return self.table("coverage")["base"][0]

    def wording(self, question: str) -> str:
        """The question as it was put, in quotation marks."""
        asked = self.survey.questionnaire.questions[question]
        return f"\u201c{asked.labels['en']}\u201d"

    def naming(self) -> str:
        """What experts were asked when they named countries, for all parts together."""
        first = self.index["names"].format(part=next(iter(self.parts)))
        ratings = ", ".join(self.index["ratings"])
        turns = max(self.survey.questionnaire.repeats.values())
        return (
            f"Asked for each of {len(self.parts)} types of crime, here the first: "
            f"{self.wording(first)} (up to {turns} countries, each rated from 1 to "
            f"{self.index['scale_maximum']} for {ratings})."
        )

    def everyone(self) -> str:
        """Who was asked and how many named somebody."""
        parts = self.table("parts")
        return (
            f"Asked of all {self.units} {self.survey.settings['unit']}s; "
            f"{parts['nominations'].sum():,} nominations, and per type of crime "
            f"{parts['experts'].min()} to {parts['experts'].max()} named a country."
        )
