"""One export, and its form where there is one, to a labelled table of clean answers."""

from __future__ import annotations

from contextlib import chdir
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.codebook.codebook_files import write_codebook
from surveyanswers.codebook.entries import Edition, entries_of
from surveyanswers.codebook.frequencies import frequencies_of
from surveyanswers.instrument.column_sheet import BY_HAND, FILE, column_rows, undecided
from surveyanswers.instrument.survey_folder import SurveyFolder
from surveyanswers.labelled import write_labelled
from surveyanswers.labelled.known_units import known_of_units
from surveyanswers.scaffold.folder import NewSurvey, as_received, scaffold
from surveyanswers.tables.answers import Accounting, Log
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import write_table


@dataclass(frozen=True)
class CleanTable:
    """Clean answers of one survey.

    Attributes
    ----------
    answers
        A row per unit and wave. A question is a column of labels or numbers, and `<column>_st` says
        why a value is missing.
    log
        Every change between a cell and its answer, with the reason (`tables.answers.Log`).
    accounting
        Where the cells of each file went (`tables.answers.Accounting`).
    codebook
        A row per question: short label, sensitivity, scores.
    open
        What a person must decide: who answered, weights, names of people; guessed until then.
    folder
        Where all of this was written, with files for SPSS and Stata, and the codebook as a page
        and as DDI-Codebook.
    """

    answers: pl.DataFrame
    log: pl.DataFrame
    accounting: pl.DataFrame
    codebook: pl.DataFrame
    open: list[str]
    folder: Path


def clean_table(
    data: str | Path,
    form: str | Path | None = None,
    *,
    into: str | Path,
    name: str = "survey",
    public: bool = False,
    language: str = "en",
    received_on: str = "",
) -> CleanTable:
    """Read and clean an export.

    The first call writes what can be seen of the survey (form, layout, settings, codebook) into
    `into`/config/surveys/`name`. Columns that it is not sure of come first in `columns.csv`
    there, which a person may correct; a further call follows it.

    Parameters
    ----------
    data, form
        The export, and its form: an XLSForm, or what the collecting program exports.
    into
        The folder to write to; it need not exist.
    name
        Small letters and digits.
    public
        Whether anybody may see the answers. Otherwise rare answers are put together as "other".
    language
        Of the labels in the file.
    received_on
        YYYY-MM-DD; today by default.

    Raises
    ------
    SurveyError
        A file can't be read; with file, row and column where they are known.
    """
    data, form = Path(data).resolve(), Path(form).resolve() if form else None
    root = Path(into)
    root.mkdir(parents=True, exist_ok=True)
    with chdir(root):
        folder = Path("config", "surveys", name)
        received = received_on or date.today().isoformat()
        new = NewSurvey(folder, data, form, public, received, language=language)
        changed = (row.cells != row.taken for row in column_rows(folder) if row.sure != BY_HAND)
        if not folder.is_dir() or any(changed):
            scaffold(new)
        else:
            as_received(new)
        survey = SurveyFolder(folder)
        cleaned, _ = cleaned_anyway(survey)
        out = Path("clean")
        unit_columns, labels = known_of_units(cleaned.units)
        answers = AnswerColumns(cleaned.answer_columns.lazy())
        questionnaire = survey.questionnaire
        write_labelled(
            answers,
            questionnaire,
            survey.codebook,
            known=unit_columns,
            labels=labels,
            name=name,
            title=survey.settings.title,
            said=[],
            folder=str(out),
        )
        write_table(cleaned.log, str(out / "log.csv"), Log)
        write_table(cleaned.accounting, str(out / "accounting.csv"), Accounting)
        survey.codebook.write_csv(out / "codebook.csv")
        # Assume: a codebook is passed on, and small counts of confidential answers reveal some.
        counts = frequencies_of(answers, questionnaire) if public else {}
        entries = entries_of(questionnaire, survey.codebook, counts, {})
        write_codebook(
            *(entries, questionnaire, survey.settings, Edition(), out), answers=".", counted=public
        )
        return CleanTable(
            pl.read_parquet(out / "answers.parquet"),
            cleaned.log,
            cleaned.accounting,
            survey.codebook,
            [
                f"{root / folder / FILE}, {question}"
                for question in undecided(folder, accepted=False)
            ],
            root / out,
        )
