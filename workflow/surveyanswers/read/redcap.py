"""Read data exports of REDCap, raw or with labels: a row a record, event and repeat."""

from __future__ import annotations

import re

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.read import workbooks
from surveyanswers.read.grid import Headings, Reader, style


def headings(export: Export, form: Questionnaire) -> dict[str, Headings]:
    """Headers by style: names of variables, or labels; a column an option of a checkbox.

    A column's name keeps of an option's code small letters, digits and underscores: that of -1 is
    ``gym____1``.
    """
    codes, language = export.codes, export.language

    def named(question: Question) -> str:
        return codes.get((question.name, ""), question.name)

    def ticked(question: Question, option: str) -> str:
        code = codes.get((question.name, option), option).lower()
        return f"{named(question)}___{re.sub('[^a-z0-9_]', '_', code)}"

    def chosen(question: Question, option: str) -> str:
        label = form.options_of(question).labels[language][option]
        return f"{question.labels[language]} (choice={label})"

    return {
        "names": style(export, form, named, ticked),
        "labels": style(export, form, lambda question: question.labels[language], chosen),
    }


READER = Reader(workbooks.read_sheets_or_text, headings)
