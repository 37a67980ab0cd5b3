"""The crosswalk of constructs: which questions of which sources ask the same, and what counts.

A row a construct and source, in ``crosswalk.csv`` beside the plan of what lies across surveys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cyberstudy.declare.judged_rows import read_rows
from cyberstudy.declare.survey import Survey
from surveyanswers.instrument.names import wrong_name
from surveyanswers.instrument.questionnaire import NUMBERS
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.waves import ONLY

CROSSWALK = "crosswalk.csv"
COLUMNS = ("construct", "title", "area", "survey", "wave", "year", "question", "counts", "note")
#: The list of days of first national strategies, which is no survey.
STRATEGIES = "strategies"
#: Areas of the memorandum, by which codebooks sort questions.
AREAS = (
    *("capacity_building", "data_analysis", "dissemination", "international_cooperation"),
    *("legal_harmonization", "prevention_education", "training"),
)
_NUMBER = re.compile(r"(?P<side>>=?)(?P<limit>\d+(?:\.\d+)?)")
_DAY = re.compile(r"<=(?P<day>\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Corresponding:
    """One row: a question of a source, as far as it asks for the construct."""

    construct: str
    title: str
    area: str
    survey: str
    wave: str
    year: str
    question: str
    counts: str
    note: str
    row: int

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


def read_crosswalk(path: Path) -> list[Corresponding]:
    """Read the crosswalk.

    Raises
    ------
    SurveyError
        It is no such table, or a cell that must not be empty is.
    """
    needed = [name for name in COLUMNS if name not in ("wave", "question")]
    return read_rows(path, Corresponding, COLUMNS, needed=needed)


def check_crosswalk(path: Path, surveys: Mapping[str, Survey]) -> None:
    """Resolve every name of the crosswalk.

    Parameters
    ----------
    surveys
        All that are declared, whether they can run or not.

    Raises
    ------
    SurveyError
        Every mistake, with its row, its column and what is possible there.
    """
    rows = read_crosswalk(path)
    problems = [f"row {row.row}, {mistake}" for row in rows for mistake in _mistakes(row, surveys)]
    problems += _twice(rows)
    if problems:
        raise SurveyError(f"{path}:{listed(problems)}")


def _twice(rows: list[Corresponding]) -> Iterator[str]:
    """Return sources listed twice for a construct, and constructs with two titles or areas."""
    first_row: dict[tuple[str, ...], int] = {}
    named: dict[str, tuple[str, str]] = {}
    for row in rows:
        key = (row.construct, row.survey, row.wave)
        if key in first_row:
            yield f"row {row.row}: {' '.join(filter(None, key))} stands in row {first_row[key]} too"
        first_row.setdefault(key, row.row)
        if named.setdefault(row.construct, (row.title, row.area)) != (row.title, row.area):
            yield f"row {row.row}: {row.construct} has another title or area in a row before"


def _mistakes(row: Corresponding, surveys: Mapping[str, Survey]) -> Iterator[str]:
    if problem := wrong_name("area of the memorandum", row.area, AREAS):
        yield f"area: {problem}"
    if not re.fullmatch(r"\d{4}", row.year):
        yield f"year: {row.year!r}; expected the source's reference year, as 2020"
    if problem := wrong_name("source", row.survey, [*surveys, STRATEGIES]):
        yield f"survey: {problem}"
    elif row.survey == STRATEGIES:
        if row.until is None:
            yield f"counts: {row.counts!r}; a strategy counts up to a day, as <=2012-12-31"
        if row.question:
            yield f"question: {row.question!r}; the list of strategies has no questions"
    else:
        yield from _mistakes_of_answers(row, surveys[row.survey])


def _mistakes_of_answers(row: Corresponding, survey: Survey) -> Iterator[str]:
    form = survey.questionnaire
    if problem := wrong_name("question", row.question, form.questions):
        yield f"question: {problem}"
        return
    question = form.questions[row.question]
    if question.choices:
        codes = form.options_of(question).labelled
        for option in row.options or [row.counts]:
            if problem := wrong_name(f"option of {row.question}", option, codes):
                yield f"counts: {problem}"
    elif question.type in NUMBERS and row.above is None:
        yield f"counts: {row.counts!r}; a number counts from a limit on, as >0 or >=0.5"
    elif question.type not in NUMBERS:
        yield f"question: {row.question} asks for a {question.type}, which can't count"
    # Where a column of the file tells the wave, only the file knows which there are.
    if not any("wave" in export.roles.values() for export in survey.exports):
        waves = {export.wave for export in survey.exports} or {ONLY}
        if row.wave not in waves:
            possible = ", ".join(filter(None, sorted(waves))) or "none: it was held once"
            yield f"wave: there is no wave {row.wave!r} (there are: {possible})"
