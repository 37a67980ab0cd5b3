"""Read submissions that ODK Central exports as CSV: names of groups before those of questions."""

from __future__ import annotations

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.read import kobo, workbooks
from surveyanswers.read.grid import Headings, Reader


def headings(export: Export, form: Questionnaire) -> dict[str, Headings]:
    """Headers by style: names with or without groups, several answers listed or split as well."""
    return {
        **kobo.styles("names", export, form, lambda question: question.name),
        **kobo.styles("names with groups", export, form, lambda q: "-".join((*q.groups, q.name))),
    }


READER = Reader(workbooks.read_sheets_or_text, headings)
