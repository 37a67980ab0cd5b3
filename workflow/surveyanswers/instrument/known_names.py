"""Names that settings, layout, decisions and codebook of a survey may use: each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from surveyanswers.instrument.codebook import scored_questions
from surveyanswers.instrument.names import Names
from surveyanswers.instrument.questionnaire import NUMBERS, Questionnaire
from surveyanswers.instrument.questionnaire_sheets import SENSITIVITIES
from surveyanswers.instrument.survey_folder import SurveyFolder
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table

Lists = dict[str, dict[str, Any]]


def names_of(survey: SurveyFolder) -> Names:
    """Collect the names that a survey declares; of a file that cannot be read there are none."""
    names_by_kind = {kind: list(names) for kind, names in files_of(survey, None).known.items()}
    lists: Lists = {}
    names_by_kind["column of the list of units"] = []
    if exports := read_if_sound(lambda: survey.exports):
        named = [header for export in exports for header in export.metadata]
        if not any("*" in header for header in named):  # else the files alone can tell
            names_by_kind["metadata column"] = named
    if (form := read_if_sound(lambda: survey.questionnaire)) is not None:
        _of_questions(survey, form, names_by_kind, lists)
    if (codebook := read_if_sound(lambda: survey.codebook)) is not None:
        _of_codebook(survey, codebook, names_by_kind, lists)
    if (frame := read_if_sound(lambda: survey.frame)) is not None:
        columns = [column for column in frame.columns if column != "unit_id"]
        names_by_kind["column of the list of units"] = columns
        lists["value"] = {c: frame[c].unique().drop_nulls().sort().to_list() for c in columns}
    return Names(names_by_kind, lists)


def read_if_sound(attempt: Callable[[], Any]) -> Any:
    """Return a declaration, or None if it is broken, which its own check reports."""
    try:
        return attempt()
    except SurveyError:
        return None


def files_of(survey: SurveyFolder, settings: object) -> Names:
    """Collect tables by the paths that settings give them, with the columns of those named."""
    raw = sorted((survey.root / "data/raw").rglob("*.csv"))
    names_by_kind = {"raw table": [path.relative_to(survey.root).as_posix() for path in raw]}
    named = [text for text in _texts(settings) if text in names_by_kind["raw table"]]
    columns = {path: read_text_table(survey.root / path).columns for path in set(named)}
    return Names(names_by_kind, {"column": columns})


def _texts(written: object) -> Iterator[str]:
    """List every text in a declaration."""
    if isinstance(written, str):
        yield written
    elif isinstance(written, Mapping | list):
        for part in written.values() if isinstance(written, Mapping) else written:
            yield from _texts(part)


def _of_questions(
    survey: SurveyFolder, form: Questionnaire, names_by_kind: dict[str, list[str]], lists: Lists
) -> None:
    questions = form.questions.values()
    names_by_kind["question"] = list(form.questions)
    names_by_kind["select question"] = [q.name for q in questions if q.choices]
    names_by_kind["question with one answer"] = [
        q.name for q in questions if q.type == "select_one"
    ]
    names_by_kind["question with a number"] = [
        q.name for q in questions if q.type in NUMBERS and q.repeat is None
    ]
    names_by_kind["question with one answer or a number"] = [
        *names_by_kind["question with one answer"],
        *names_by_kind["question with a number"],
    ]
    names_by_kind["question with several answers"] = [
        q.name for q in questions if q.type == "select_multiple"
    ]
    lists["option"] = {q.name: form.options_of(q).labelled for q in questions if q.choices}
    files = survey.settings.choice_files
    lists["column of the options"] = {
        question.name: read_text_table(survey.root / files[question.choices].path).columns
        if question.choices in files
        else []
        for question in questions
        if question.choices
    }


def _of_codebook(
    survey: SurveyFolder, codebook: pl.DataFrame, names_by_kind: dict[str, list[str]], lists: Lists
) -> None:
    names_by_kind["sensitivity"] = list(SENSITIVITIES)
    groups = codebook["groups"].drop_nulls().to_list() if "groups" in codebook.columns else []
    named = dict.fromkeys(group for text in groups for group in text.split())
    names_by_kind["group of respondents"] = list(named) or [survey.settings.unit]
    scored = scored_questions(codebook)
    names_by_kind["question with scores"] = [*scored]
    if groups:
        of = {
            group: [n for n, question_groups in scored.items() if group in question_groups]
            for group in named
        }
        lists["question with scores"] = of
