"""The XLSX export of KoboToolbox with labels as headers."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence

from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.simulation.collectors.files import sheet_name
from surveyanswers.simulation.collectors.wording import (
    drawn,
    given,
    is_typed,
    label,
    number_as_typed,
)
from surveyanswers.simulation.submission import Cell, Sheet, Submission

LEADING = ("start", "end")
TRAILING = (
    "_id",
    "_uuid",
    "_submission_time",
    "_validation_status",
    "_notes",
    "_status",
    "_submitted_by",
    "__version__",
    "_tags",
    "_index",
)


def sheet(
    submissions: Iterable[Submission],
    form: Questionnaire,
    *,
    language: str,
    questions: Sequence[str],
) -> Sheet:
    """Lay out submissions as KoboToolbox's table, with the labels of one language.

    Parameters
    ----------
    submissions
        Forms that were sent: Kobo never receives a broken-off one.
    form
        The questionnaire they answer.
    language
        Language of headers and options.
    questions
        The fielded questions in form order.

    Returns
    -------
    Sheet
        A question with several answers has a summary, placed with option "", and a column an
        option. All of them are empty where the question got no answer.
    """
    columns = [
        (form.questions[name], option)
        for name in questions
        for option in ["", *_options(form, form.questions[name])]
    ]
    middle = [
        question.labels[language] + (option and f"/{label(form, question, option, language)}")
        for question, option in columns
    ]
    table = Sheet(sheet_name(form.title), [[*LEADING, *middle, *TRAILING]])
    for row, submission in enumerate(submissions, start=1):
        cells = [_cell(submission, form, *column, language) for column in columns]
        before = [_moment(submission.started), _moment(submission.submitted)]
        table.rows.append([*before, *cells, *_trailing(submission, form, row)])
        for at, (question, option) in enumerate(columns, start=len(LEADING)):
            table.places[submission.id, question.name, option] = (row, at)
    return table


def _options(form: Questionnaire, question: Question) -> list[str]:
    return form.options_of(question).codes if question.type == "select_multiple" else []


def _moment(moment: object) -> str:
    # Assume: devices run on Greenwich time.
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000+00:00"


def _cell(
    submission: Submission, form: Questionnaire, question: Question, option: str, language: str
) -> Cell:
    value = submission.values.get(question.name)
    if not value:
        return None
    if option:
        return int(option in given(submission, question.name))
    if question.type in {"integer", "decimal"}:
        return number_as_typed(value)
    if question.type.startswith("select") and not is_typed(question):
        # Joined by a blank, although labels contain blanks: the summary can't be split again.
        chosen = given(submission, question.name)
        return " ".join(label(form, question, code, language) for code in chosen)
    return value


def _trailing(submission: Submission, form: Questionnaire, index: int) -> list[Cell]:
    number_of_form = hashlib.sha256(form.title.encode()).hexdigest()[:21]
    return [
        number_as_typed(submission.id) if submission.id.isdigit() else submission.id,
        str(uuid.uuid5(uuid.NAMESPACE_OID, f"{submission.channel} {submission.id}")),
        f"{submission.submitted:%Y-%m-%dT%H:%M:%S}",
        None,
        None,
        "submitted_via_web",
        f"invented_account_{drawn(submission, 'account') % 90 + 10}",
        f"v{number_of_form}",
        None,
        index,
    ]
