"""Read what Google Forms and Microsoft Forms export: a column a question, headed by its wording."""

from __future__ import annotations

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.read import workbooks
from surveyanswers.read.grid import Headings, Reader, style


def headings(export: Export, form: Questionnaire) -> dict[str, Headings]:
    """Headers by style: the questions' wordings in the export's language."""
    return {"wordings": style(export, form, lambda question: question.labels[export.language])}


READER = Reader(workbooks.read_sheets_or_text, headings)
