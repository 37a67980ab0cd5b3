"""Read exports of KoboToolbox and ODK: one sheet, several answers in a column an option.

How headings and cells are written follows KoboToolbox's export code (formpack).
"""

from __future__ import annotations

from cyberstudy.declare.layout import Export, Place
from cyberstudy.declare.questionnaire import Questionnaire
from cyberstudy.read import workbooks
from cyberstudy.read.grid import Headings, Reader


def headings(export: Export, form: Questionnaire) -> dict[str, Headings]:
    """Headers by style: labels in the export's language, or names of the form."""
    labels, names = Headings(), Headings()
    for name in export.questions:
        question = form.questions[name]
        wording = question.labels[export.language]
        several = question.type == "select_multiple"
        labels[wording] = names[name] = Place(name, repeated=several)
        if several:
            options = form.options_of(question)
            for option in options.codes:
                place = Place(name, option=option)
                labels[f"{wording}/{options.labels[export.language][option]}"] = place
                names[f"{name}/{option}"] = place
    return {"labels": labels, "names": names}


READER = Reader(workbooks.read_grids, headings)
