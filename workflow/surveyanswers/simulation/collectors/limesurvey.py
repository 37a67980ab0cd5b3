"""The response export of LimeSurvey, with its styles of headings and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from surveyanswers.instrument.languages import LANGUAGES
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.simulation.collectors.wording import drawn, given, is_typed, label, short_code
from surveyanswers.simulation.submission import Sheet, Submission

#: Leading columns: their codes, and their full headings.
#: Assume: the full headings stay English, as where the administrator works in English.
FIXED = {
    "id": "Response ID",
    "submitdate": "Date submitted",
    "lastpage": "Last page",
    "startlanguage": "Start language",
    "seed": "Seed",
    "token": "Token",
    "startdate": "Date started",
    "datestamp": "Date last action",
    "ipaddr": "IP address",
}
PERSONAL = {"token", "ipaddr"}
CHINESE = {"zh": "zh-Hans"}  # LimeSurvey's own code of the language
#: The code of the option that has its own line of text.
OTHER = "other"


@dataclass(frozen=True)
class _Column:
    heading: str
    question: Question
    option: str  # "" unless it is a column for one of several answers
    text: str  # the question whose text the column holds, for `[other]`, else ""


def sheet(
    submissions: Iterable[Submission],
    form: Questionnaire,
    *,
    headings: Literal["code", "full"],
    answers: Literal["short", "long"],
    language: str,
    questions: Sequence[str],
    codes: Mapping[tuple[str, str], str] | None = None,
    personal: bool = True,
) -> Sheet:
    """Lay out submissions as LimeSurvey's export of responses, every cell as text.

    Parameters
    ----------
    submissions
        Forms, in the order of the rows. Broken-off ones have no date of submission.
    form
        The questionnaire they answer.
    headings
        ``code`` as in ``q002[SQ001]``, or ``full`` as in ``Question text [Option text]``.
    answers
        ``short`` for codes of answers, ``long`` for their text.
    language
        Language of the export, whatever the submission's own.
    questions
        The fielded questions in form order. The text to an option `other` always stands behind
        the options of its parent, so it need not be listed.
    codes
        (question, option or "") -> code, as `crosswalk` lists them, which is the default.
    personal
        Whether the columns of participants' tokens and addresses are exported.

    Returns
    -------
    Sheet
        A column `q[other]` holds the place of the parent's option and that of its text.
    """
    codes = codes or {(name, option): code for name, option, code in crosswalk(form)}
    fixed = [code for code in FIXED if personal or code not in PERSONAL]
    columns = _columns(form, questions, codes, language, headings)
    table = Sheet("", [[c if headings == "code" else FIXED[c] for c in fixed]])
    table.rows[0] += [column.heading for column in columns]
    for row, submission in enumerate(submissions, start=1):
        leading = _leading(submission)
        table.rows.append([leading[code] for code in fixed])
        for at, column in enumerate(columns, start=len(fixed)):
            table.rows[row].append(_cell(submission, form, column, codes, language, answers))
            table.places[submission.id, column.question.name, column.option] = (row, at)
            if column.text:
                table.places[submission.id, column.text, ""] = (row, at)
    return table


def crosswalk(form: Questionnaire) -> list[tuple[str, str, str]]:
    """List the codes that LimeSurvey knows questions and options by.

    Returns
    -------
    list of (question, option, code)
        The row of a question has the option "". A typed question has no other rows.
        ``<parent>_other`` is ``q014[other]``, and the parent's option `other` is coded `other`:
        LimeSurvey numbers only the options that have a column of their own.
    """
    rows = []
    for name, question in form.questions.items():
        parent = _parent(form, name)
        code = short_code(parent or name) or (parent or name).replace("_", "")
        rows.append((name, "", f"{code}[{OTHER}]" if parent else code))
        if question.type in {"select_one", "select_multiple"} and not is_typed(question):
            several = question.type == "select_multiple"
            rows += [
                (name, option, OTHER)
                if _text(form, name, option)
                else (name, option, f"SQ{at:03}" if several else f"A{at}")
                for at, option in enumerate(_options(form, question), start=1)
            ]
    return rows


def _parent(form: Questionnaire, name: str) -> str | None:
    """Return the question of several answers that this line of text belongs to."""
    parent = name.removesuffix(f"_{OTHER}")
    return parent if parent != name and _text(form, parent, OTHER) else None


def _text(form: Questionnaire, name: str, option: str) -> str:
    """Return the question that holds the text to an option `other`, or ""."""
    question, text = form.questions.get(name), form.questions.get(f"{name}_{OTHER}")
    if not question or not text or option != OTHER:
        return ""
    return text.name if (question.type, text.type) == ("select_multiple", "text") else ""


def _options(form: Questionnaire, question: Question) -> list[str]:
    """Return the options in the order of their columns: the one with a text stands last."""
    codes = form.options_of(question).codes
    return sorted(codes, key=lambda option: bool(_text(form, question.name, option)))


def _columns(
    form: Questionnaire,
    questions: Sequence[str],
    codes: Mapping[tuple[str, str], str],
    language: str,
    headings: str,
) -> list[_Column]:
    code, gap = headings == "code", "" if headings == "code" else " "
    columns = []
    for name in questions:
        question = form.questions[name]
        if _parent(form, name) in questions:
            continue
        heading = codes[name, ""] if code else question.labels[language]
        if question.type != "select_multiple":
            columns.append(_Column(_flat(heading), question, "", ""))
            continue
        for option in _options(form, question):
            # Assume: [other] is headed with the form's own label in full headings too. LimeSurvey
            # writes its word "Other" there, in a language that depends on who exports.
            inner = codes[name, option] if code else label(form, question, option, language)
            text = _text(form, name, option)
            columns.append(_Column(_flat(f"{heading}{gap}[{inner}]"), question, option, text))
    return columns


def _flat(heading: str) -> str:
    """Fold blanks and breaks of lines, as LimeSurvey does in headings."""
    return " ".join(heading.split())


def _leading(submission: Submission) -> dict[str, str]:
    # Assume: a page takes four minutes, which dates the last action on a broken-off form.
    last = submission.submitted or submission.started + timedelta(minutes=4 * submission.last_page)
    # Addresses come from the two ranges that RFC 5737 keeps for documentation.
    network = ("192.0.2", "198.51.100")[drawn(submission, "network") % 2]
    return {
        "id": submission.id,
        "submitdate": _moment(submission.submitted),
        "lastpage": str(submission.last_page),
        "startlanguage": CHINESE.get(submission.language, submission.language),
        "seed": str(drawn(submission, "seed") % 2**31),
        "token": f"INVENTED{drawn(submission, 'token') % 10**7:07}",
        "startdate": _moment(submission.started),
        "datestamp": _moment(last),
        "ipaddr": f"{network}.{drawn(submission, 'host') % 254 + 1}",
    }


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


def _cell(
    submission: Submission,
    form: Questionnaire,
    column: _Column,
    codes: Mapping[tuple[str, str], str],
    language: str,
    answers: str,
) -> str:
    question, short = column.question, answers == "short"
    value = submission.values.get(question.name, "")
    if column.text:
        # Ticking `other` leaves no trace of its own: without a text the cell is blank.
        return submission.values.get(column.text, "")
    if column.option:
        yes, no, unseen = ("Y", "", "") if short else LANGUAGES[language].limesurvey
        if column.option in given(submission, question.name):
            return yes
        return no if question.name in submission.displayed else unseen
    if not value or is_typed(question):
        return value
    if question.type == "date":
        return f"{value} 00:00:00"
    if question.type in {"integer", "decimal"}:
        # Numbers are DECIMAL(30,10) in the database. Older writers copy it to short answers.
        return f"{Decimal(value):.10f}" if short else value
    return codes[question.name, value] if short else label(form, question, value, language)
