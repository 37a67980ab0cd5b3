"""The crosswalk of constructs: which questions of which sources ask the same, and what counts.

A row a construct and source, in ``crosswalk.csv`` beside the plan of what lies across surveys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cyberstudy.declare.judged_rows import (
    JudgedRow,
    check_rows,
    question_of,
    wrong_options,
)
from cyberstudy.declare.survey import Survey
from surveyanswers.instrument.names import wrong_name
from surveyanswers.instrument.questionnaire import NUMBERS
from surveyanswers.tables.waves import ONLY

CROSSWALK = "crosswalk.csv"
#: The list of days of first national strategies, which is no survey.
STRATEGIES = "strategies"
#: Areas of the memorandum, by which codebooks sort questions.
AREAS = (
    *("capacity_building", "data_analysis", "dissemination", "international_cooperation"),
    *("legal_harmonization", "prevention_education", "training"),
)
_NUMBER = re.compile(r"(?P<side>>=?)(?P<limit>\d+(?:\.\d+)?)")
_DAY = re.compile(r"<=(?P<day>\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, kw_only=True)
class Corresponding(JudgedRow):
    """One row: a question of a source, as far as it asks for the construct."""

    OPTIONAL = ("wave", "question")

    construct: str
    title: str
    area: str
    survey: str
    wave: str
    year: str
    question: str
    counts: str
    note: str

    @property
    def source(self) -> str:
        """The source as tables name it."""
        return f"{self.survey} {self.wave}".strip()

    @property
    def options(self) -> list[str]:
        """Options that count, of a select question."""
        return [] if _NUMBER.fullmatch(self.counts) or self.until else self.counts.split()

    @property
    def above(self) -> tuple[float, bool] | None:
        """The number from which a score counts, and whether the number itself does."""
        match = _NUMBER.fullmatch(self.counts)
        return (float(match["limit"]), match["side"] == ">=") if match else None

    @property
    def until(self) -> date | None:
        """The last day that counts, of the list of strategies."""
        match = _DAY.fullmatch(self.counts)
        try:
            return date.fromisoformat(match["day"]) if match else None
        except ValueError:
            return None


def check_crosswalk(path: Path, surveys: Mapping[str, Survey]) -> None:
    """Resolve every name of the crosswalk.

    Parameters
    ----------
    surveys
        All that are declared, whether they can run or not.

    Raises
    ------
    SurveyError
        As `check_rows`.
    """
    rows = Corresponding.read(path)
    named: dict[str, tuple[str, str]] = {}

    def mistakes(row: Corresponding) -> Iterator[str]:
        if named.setdefault(row.construct, (row.title, row.area)) != (row.title, row.area):
            yield f"construct: {row.construct} has another title or area in a row before"
        if problem := wrong_name("area of the memorandum", row.area, AREAS):
            yield f"area: {problem}"
        if not re.fullmatch(r"\d{4}", row.year):
            yield f"year: {row.year!r}; expected the source's reference year, as 2020"
        if problem := wrong_name("source", row.survey, [*surveys, STRATEGIES]):
            yield f"survey: {problem}"
        elif row.survey != STRATEGIES:
            yield from _mistakes_of_answers(row, surveys[row.survey])
        else:
            if row.until is None:
                yield f"counts: {row.counts!r}; a strategy counts up to a day, as <=2012-12-31"
            if row.question:
                yield f"question: {row.question!r}; the list of strategies has no questions"

    check_rows(path, rows, mistakes, "construct", "survey", "wave")


def _mistakes_of_answers(row: Corresponding, survey: Survey) -> Iterator[str]:
    form = survey.questionnaire
    question = question_of(form, row.question)
    if isinstance(question, str):
        yield f"question: {question}"
        return
    if question.choices:
        wrong = wrong_options(form, question, row.options or [row.counts])
        yield from (f"counts: {problem}" for problem in wrong)
    elif question.type not in NUMBERS:
        yield f"question: {row.question} asks for a {question.type}, which can't count"
    elif row.above is None:
        yield f"counts: {row.counts!r}; a number counts from a limit on, as >0 or >=0.5"
    # Where a column of the file tells the wave, only the file knows which there are.
    if not any("wave" in export.roles.values() for export in survey.exports):
        waves = {export.wave for export in survey.exports} or {ONLY}
        if row.wave not in waves:
            possible = ", ".join(filter(None, sorted(waves))) or "none: it was held once"
            yield f"wave: there is no wave {row.wave!r} (there are: {possible})"
