"""Read exports of SurveyMonkey: a column an option, which the second row of headings names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.read import workbooks
from surveyanswers.read.grid import Grid, Headings, Reader, style
from surveyanswers.read.headings import SURVEYMONKEY


def read_grids(path: Path, export: Export) -> list[Grid]:
    """Read the file; ``Question [Option]`` is the header of an option's column."""
    return [_under_headings(grid) for grid in workbooks.read_sheets_or_text(path, export)]


def _under_headings(grid: Grid) -> Grid:
    """Join the two rows of headings, where there are two: a question stands above its first."""
    below = next(grid.body.iter_rows(), ())
    under_nothing = (text for header, text in zip(grid.headers, below, strict=False) if not header)
    if not any(under_nothing) and SURVEYMONKEY.isdisjoint(below):
        return grid
    headers, question = [], ""
    for header, text in zip(grid.headers, below, strict=True):
        question = header or question
        is_option = text and text not in SURVEYMONKEY
        headers.append(f"{question} [{text}]" if is_option else header)
    return replace(grid.under(2), headers=headers)


def headings(export: Export, form: Questionnaire) -> dict[str, Headings]:
    """Headers by style: questions, and ``Question [Option]`` where there are several answers."""
    language = export.language

    def of_option(question: Question, option: str) -> str:
        label = form.options_of(question).labels[language][option]
        return f"{question.labels[language]} [{label}]"

    def column(question: Question, option: str) -> str:
        is_text = option == "other" and f"{question.name}_other" in export.questions
        return "" if is_text else of_option(question, option)  # what is written there ticks it

    def header(question: Question) -> str:
        parent = form.asks_for_other(question.name)
        return of_option(parent, "other") if parent else question.labels[language]

    return {"wordings": style(export, form, header, column)}


READER = Reader(read_grids, headings)
