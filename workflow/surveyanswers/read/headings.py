"""Distinguish rows of headings from rows of answers, so that no heading becomes a respondent.

Qualtrics writes the wording of each question below its name, and a third row of
``{"ImportId":"QID1"}``; SurveyMonkey writes ``Response`` or an option into a second row;
humanitarian data may have a row of HXL's tags, such as ``#adm1+name``. How many there are stands in
layout.yaml; nothing is taken off unasked, and nothing passes unseen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.matching import index_of, normalised
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.read.columns import Columns
from surveyanswers.read.grid import Grid
from surveyanswers.tables.answers import ANSWER, SUBMISSION
from surveyanswers.tables.problems import SurveyError

#: Rows of headings that any program writes.
MOST_ROWS = 4
#: A cell of the row of headings that ends those of Qualtrics.
_IMPORT_ID = re.compile(r'\{"ImportId": ?".*\}', re.DOTALL)
_HASHTAG = re.compile(r"#[A-Za-z][\w ]*(\+\w+ *)*")
#: What SurveyMonkey writes below a question that has one column.
SURVEYMONKEY = {"Response", "Open-Ended Response"}
#: A shorter heading may be what a cell says: ``ID`` is Indonesia, too.
_SHORTEST = 4
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")

Record = Sequence[str | None]


def check_heading_rows(grid: Grid, columns: Columns, export: Export, form: Questionnaire) -> None:
    """Refuse headings that would count as answers, and answers that would count as headings.

    Raises
    ------
    SurveyError
        A record that is a row of headings, or a row declared as headings that holds answers.
    """
    for row, record in enumerate(grid.further, start=2):
        for at, question in _answered(record, columns, form):
            if _is_answer(record[at] or "", question, form):
                raise SurveyError(
                    f"{grid.where(export)}, row {row}, column {at + 1}: {record[at]!r} is an "
                    f"answer to {question.name}, but layout.yaml says heading_rows: "
                    f"{export.heading_rows}; expected no more rows of headings than the file has"
                )
    headings_by_row = {
        row: reason
        for row, record in enumerate(
            islice(grid.body.iter_rows(), MOST_ROWS - len(grid.further)), start=grid.first_row
        )
        if (reason := _heading_in(record, columns, form, first=row == grid.first_row))
    }
    if headings_by_row:
        last = max(headings_by_row)
        raise SurveyError(
            f"{grid.where(export)}, row {last}: a row of headings where an answer was expected "
            f"({headings_by_row[last]}). Write heading_rows: {last} for this file in layout.yaml"
        )


def _answered(record: Record, columns: Columns, form: Questionnaire) -> list[tuple[int, Question]]:
    """Return the filled columns, from 0, that answer a question as a whole, and the question."""
    return [
        (at, form.questions[place.question])
        for at, (place, text) in enumerate(zip(columns.places, record, strict=True))
        if text and place and not place.option and place.question in form.questions
    ]


def _is_answer(text: str, question: Question, form: Questionnaire) -> bool:
    if question.type == "select_one":
        return not _is_wording(text, question) and _is_option(text, question, form)
    return question.type in {"integer", "decimal"} and _NUMBER.fullmatch(text.strip()) is not None


def _is_option(text: str, question: Question, form: Questionnaire) -> bool:
    return bool(question.choices) and index_of(form.options_of(question)).find(text) is not None


def _is_wording(text: str, question: Question) -> bool:
    return normalised(text) in map(normalised, question.labels.values())


def ends_headings(record: Record) -> bool:
    """Whether a record is the row of ids that ends the headings of Qualtrics."""
    filled = [text for text in record if text]
    return bool(filled) and all(map(_IMPORT_ID.fullmatch, filled))


def _heading_in(
    record: Record, columns: Columns, form: Questionnaire, *, first: bool
) -> str | None:
    """Return why a record is a row of headings, if it is one beyond doubt."""
    filled = [text for text in record if text]
    if ends_headings(record):
        return f"it says {filled[0]}"
    if not first:
        return None
    if len(filled) > 1 and all(map(_HASHTAG.fullmatch, filled)):
        return f"it says {filled[0]}"
    ids = [text for text, role in zip(record, columns.roles, strict=True) if role == SUBMISSION]
    markers = SURVEYMONKEY.intersection(filled)
    if markers and all(not text or text in SURVEYMONKEY for text in ids):
        return f"it says {min(markers)!r} and names no submission"
    answers = _answered(record, columns, form)
    wordings = [
        (text, question.name)
        for text, question in ((record[at] or "", question) for at, question in answers)
        if _is_wording(text, question) and not _is_option(text, question, form)
    ]
    names = [
        header
        for header, role, text in zip(columns.headers, columns.roles, record, strict=True)
        if text and role != ANSWER and _letters(text) == _letters(header)
    ]
    if wordings and 2 * len(wordings) >= len(answers) and len(wordings) + len(names) > 1:
        return f"{wordings[0][0]!r} is the wording of {wordings[0][1]}"
    return None


def _letters(text: str) -> str:
    letters = re.sub(r"[\W_]", "", text).casefold()
    return letters if len(letters) >= _SHORTEST else text
