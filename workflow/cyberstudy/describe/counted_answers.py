"""What estimates by group begin with: answers, their units, the groups of these, and the sample."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.weighting import FEWEST, strata_of
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.contract import Contract
from surveyanswers.tables.storage import write_table


@dataclass(frozen=True)
class CountedAnswers:
    """The replies to a survey, with what its declarations say of them."""

    survey: DeclaredSurvey
    answers: AnswerColumns
    units: pl.DataFrame

    @classmethod
    def read(cls, declared: Iterable[str], answers: str, units: str) -> CountedAnswers:
        """Read them from their files."""
        survey = DeclaredSurvey.of(declared)
        return cls(survey, AnswerColumns.read(answers), read_table(units, Units))

    @cached_property
    def members(self) -> pl.DataFrame:
        """Which groups each unit belongs to."""
        return memberships_of(self.units, self.survey.frame, self.survey.groupings, self.answers)

    @cached_property
    def sample(self) -> pl.DataFrame | None:
        """How each unit that replied was drawn; None where no design is declared."""
        design, frame = self.survey.counting.design, self.survey.frame
        return sample_of(design, self.units, self.answers, frame)

    @property
    def strata(self) -> pl.DataFrame | None:
        """Strata of the list for means of scores; None where the plan declares no nonresponse."""
        counting, declared = self.survey.counting, self.survey.plain("nonresponse")
        fewest = FEWEST * (counting.minimum_base or 0) * counting.confidential
        return strata_of(self.members, declared, self.survey.frame, fewest=fewest)

    def write(self, table: pl.DataFrame, path: str, contract: type[Contract]) -> None:
        """Write a table; of a confidential sample what is weighted is rounded."""
        write_table(coarse(table, contract, self.survey.counting), path, contract)
