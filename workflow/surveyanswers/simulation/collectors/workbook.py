"""The workbook that a clerk keys from e-mailed forms: one sheet an organization."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.simulation.collectors.files import sheet_name
from surveyanswers.simulation.collectors.wording import (
    drawn,
    given,
    is_typed,
    label,
    number_as_typed,
    short_code,
)
from surveyanswers.simulation.submission import Cell, Sheet, Submission

HEADER = ("No.", "Question", "Answer", "Remarks")
ANSWER = HEADER.index("Answer")
#: Initials of clerks who do not exist.
CLERKS = ("XA", "XB", "XC")


def sheets(
    submissions: Iterable[Submission],
    form: Questionnaire,
    *,
    language: str,
    questions: Sequence[str],
) -> list[Sheet]:
    """Lay out each submission as the sheet that a clerk keyed.

    Parameters
    ----------
    submissions
        Forms that arrived by e-mail, in the order of the sheets.
    form
        The questionnaire they answer.
    language
        Language of the clerk's template, and so of the questions. Answers are in the language of
        the submission.
    questions
        The fielded questions in form order. Each has a row, displayed or not.

    Returns
    -------
    list of Sheet
        Several answers stand in one cell, separated by line breaks, placed with option "".
    """
    form_sheets: list[Sheet] = []
    for submission in submissions:
        name = sheet_name(submission.unit, taken=[form_sheet.name for form_sheet in form_sheets])
        form_sheet = Sheet(name, _head(submission))
        for question in (form.questions[name] for name in questions):
            form_sheet.places[submission.id, question.name, ""] = (len(form_sheet.rows), ANSWER)
            number_of_question = short_code(question.name) or question.name
            answer = _answer(submission, form, question)
            form_sheet.rows.append([number_of_question, question.labels[language], answer, None])
        form_sheets.append(form_sheet)
    return form_sheets


def _head(submission: Submission) -> list[list[Cell]]:
    return [
        ["Organization", submission.unit],
        ["Language", submission.language],
        ["Received on", submission.submitted and f"{submission.submitted:%Y-%m-%d}"],
        ["Keyed by", CLERKS[drawn(submission, "clerk") % len(CLERKS)]],
        [],
        list(HEADER),
    ]


def _answer(submission: Submission, form: Questionnaire, question: Question) -> Cell:
    value = submission.values.get(question.name)
    if not value:
        return None
    if question.type in {"integer", "decimal"}:
        return number_as_typed(value)
    if question.type.startswith("select") and not is_typed(question):
        chosen = given(submission, question.name)
        return "\n".join(label(form, question, code, submission.language) for code in chosen)
    return value
