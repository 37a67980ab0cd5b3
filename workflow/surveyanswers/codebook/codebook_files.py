"""The codebook's files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from surveyanswers.codebook.codebook_page import write_page
from surveyanswers.codebook.ddi import write_ddi
from surveyanswers.codebook.entries import OPTIONS, CodebookEntry, Edition, long_lists
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.instrument.settings import Settings
from surveyanswers.tables.spreadsheets import defused


def write_codebook(
    entries: Sequence[CodebookEntry],
    questionnaire: Questionnaire,
    settings: Settings,
    edition: Edition,
    folder: Path,
    *,
    answers: str,
    worded: Callable[[str], str] = str,
) -> None:
    """Write ``codebook.html``, ``codebook.xml`` (DDI-Codebook 2.5) and the lists that they name.

    Parameters
    ----------
    entries
        By `entries.entries_of`.
    questionnaire, settings, edition
        What was asked, what is known of the survey, and what its publisher adds.
    folder
        Gets both files, and long lists of options as CSV in a folder below it.
    answers
        The folder in it with ``answers.csv`` and ``variables.csv``, as `labelled.write_labelled`
        writes them; "" where the answers lie elsewhere.
    worded
        Returns the name of a status in the words of this survey.
    """
    data, unit_labels = "", {}
    if answers:
        data = (Path(answers) / "answers.csv").as_posix()
        columns = pl.read_csv(folder / answers / "variables.csv", infer_schema=False)
        questions = [*questionnaire.questions]
        of_units = columns.filter(
            ~pl.col("column").str.split("__").list.first().is_in(questions),
            pl.col("type") != "status",
        )
        unit_labels = dict(of_units.select("column", "label").iter_rows())
    for name, options in long_lists(questionnaire).items():
        (folder / OPTIONS).mkdir(exist_ok=True)
        defused(options).write_csv(folder / OPTIONS / name)
    write_page(entries, settings, edition, folder, worded=worded)
    write_ddi(
        *(entries, settings, edition, folder),
        repeats=questionnaire.repeats,
        data=data,
        unit_labels=unit_labels,
    )
