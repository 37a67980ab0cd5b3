"""Read exports of KoboToolbox and ODK: one sheet, several answers in a column an option.

How headings and cells are written follows KoboToolbox's export code (formpack).
"""

from __future__ import annotations

from collections.abc import Callable

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.read import workbooks
from surveyanswers.read.grid import Headings, Reader, style


def styles(
    name: str,
    export: Export,
    form: Questionnaire,
    header: Callable[[Question], str],
    option_of: Callable[[Question, str], str] = lambda question, option: option,
) -> dict[str, Headings]:
    """Make headers of one kind: several answers in a column an option, listed, or both."""

    def column(question: Question, option: str) -> str:
        return f"{header(question)}/{option_of(question, option)}"

    return {
        name: style(export, form, header, column, repeated=True),
        f"{name}, options listed": style(export, form, header),
        f"{name}, a column an option": style(export, form, header, column),
    }


def headings(export: Export, form: Questionnaire) -> dict[str, Headings]:
    """Headers by style: labels in the export's language, or names, with or without groups."""
    language = export.language

    def label_of(question: Question, option: str) -> str:
        return form.options_of(question).labels[language][option]

    return {
        **styles("labels", export, form, lambda question: question.labels[language], label_of),
        **styles("names", export, form, lambda question: question.name),
        **styles("names with groups", export, form, lambda q: "/".join((*q.groups, q.name))),
    }


READER = Reader(workbooks.read_sheets_or_text, headings)
