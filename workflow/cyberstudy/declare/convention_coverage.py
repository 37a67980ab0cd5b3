"""Which questions of which sources ask about which articles of a convention: a person's judgement.

A row an article and source, in ``convention_coverage.csv`` beside the plan of what lies across
surveys, with its reason. Each article stands in it, also where no source asks about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cyberstudy.declare.judged_rows import read_rows
from cyberstudy.declare.survey import Survey
from surveyanswers.instrument.names import wrong_name
from surveyanswers.tables.problems import SurveyError, listed

COVERAGE = "convention_coverage.csv"
COLUMNS = ("article", "source", "questions", "covers", "reason")
#: The list of who signed, which is no survey.
SIGNATURES = "signatures"
ALONE, PART, WIDER = "alone", "part", "wider"
#: Of a row without a source: nobody asks, or the article asks nothing of States.
NOBODY, NOTHING = "nobody", "nothing"
WITH_SOURCE, WITHOUT = (ALONE, PART, WIDER), (NOBODY, NOTHING)


@dataclass(frozen=True)
class Covering:
    """One row: what a source asks about an article."""

    article: str
    source: str
    questions: str
    covers: str
    reason: str
    row: int


def read_coverage(path: Path) -> list[Covering]:
    """Read the table.

    Raises
    ------
    SurveyError
        It is no such table, or an article, a judgement or a reason is missing.
    """
    return read_rows(path, Covering, COLUMNS, needed=("article", "covers", "reason"))


def check_coverage(path: Path, surveys: Mapping[str, Survey]) -> None:
    """Resolve every name of the table, where there is one.

    Parameters
    ----------
    surveys
        All that are declared, whether they can run or not.

    Raises
    ------
    SurveyError
        Every mistake, with its row, its column and what is possible there.
    """
    if not path.is_file():
        return
    rows = read_coverage(path)
    problems = [f"row {row.row}, {mistake}" for row in rows for mistake in _mistakes(row, surveys)]
    first_row: dict[tuple[str, str], int] = {}
    for row in rows:
        if (key := (row.article, row.source)) in first_row:
            problems.append(f"row {row.row}: {' '.join(key)} stands in row {first_row[key]} too")
        first_row.setdefault(key, row.row)
    for row in rows:
        if not row.source and sum(other.article == row.article for other in rows) > 1:
            problems.append(f"row {row.row}: article {row.article} has a source in another row")
    if problems:
        raise SurveyError(f"{path}:{listed(problems)}")


def _mistakes(row: Covering, surveys: Mapping[str, Survey]) -> Iterator[str]:
    if mistake := wrong_name("judgement here", row.covers, WITH_SOURCE if row.source else WITHOUT):
        yield f"covers: {mistake}"
    if row.source in ("", SIGNATURES):
        if row.questions:
            yield f"questions: {row.questions!r}; expected none without a survey"
        return
    if mistake := wrong_name("source", row.source, [*surveys, SIGNATURES]):
        yield f"source: {mistake}"
        return
    if not row.questions:
        yield "questions: is empty"
    for question in row.questions.split():
        if mistake := wrong_name("question", question, surveys[row.source].questionnaire.questions):
            yield f"questions: {mistake}"
