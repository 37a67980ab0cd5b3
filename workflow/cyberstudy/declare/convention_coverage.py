"""Which questions of which sources ask about which articles of a convention: a person's judgement.

A row an article and source, in ``convention_coverage.csv`` beside the plan of what lies across
surveys, with its reason. Each article stands in it, also where no source asks about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cyberstudy.declare.judged_rows import JudgedRow, check_rows
from cyberstudy.declare.survey import Survey
from surveyanswers.instrument.names import wrong_name

COVERAGE = "convention_coverage.csv"
#: The list of who signed, which is no survey.
SIGNATURES = "signatures"
#: Judgements of a row with a source: the article alone, part of it, or more than it.
WITH_SOURCE = ("alone", "part", "wider")
#: Of a row without a source: nobody asks, or the article asks nothing of States.
WITHOUT = ("nobody", "nothing")


@dataclass(frozen=True, kw_only=True)
class Covering(JudgedRow):
    """One row: what a source asks about an article."""

    OPTIONAL = ("source", "questions")

    article: str
    source: str
    questions: str
    covers: str
    reason: str


def check_coverage(path: Path, surveys: Mapping[str, Survey]) -> None:
    """Resolve every name of the table, where there is one.

    Parameters
    ----------
    surveys
        All that are declared, whether they can run or not.

    Raises
    ------
    SurveyError
        As `check_rows`.
    """
    if not path.is_file():
        return
    rows = Covering.read(path)
    several = Counter(row.article for row in rows)

    def mistakes(row: Covering) -> Iterator[str]:
        if not row.source and several[row.article] > 1:
            yield f"source: article {row.article} has a source in another row"
        if wrong := wrong_name(
            "judgement here", row.covers, WITH_SOURCE if row.source else WITHOUT
        ):
            yield f"covers: {wrong}"
        if row.source in ("", SIGNATURES):
            if row.questions:
                yield f"questions: {row.questions!r}; expected none without a survey"
        elif wrong := wrong_name("source", row.source, [*surveys, SIGNATURES]):
            yield f"source: {wrong}"
        elif not row.questions:
            yield "questions: is empty"
        else:
            questions = surveys[row.source].questionnaire.questions
            wrongs = (wrong_name("question", name, questions) for name in row.questions.split())
            yield from (f"questions: {wrong}" for wrong in wrongs if wrong)

    check_rows(path, rows, mistakes, "article", "source")
