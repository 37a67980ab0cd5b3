"""Read SPSS data files: each value as its label, where the file gives it one."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyreadstat

from cyberstudy.layout import Export, Place
from cyberstudy.problems import StudyProblem
from cyberstudy.questionnaire import Questionnaire
from cyberstudy.read.grid import LANGUAGE, SUBMISSION, SUBMITTED, Format, Grid
from cyberstudy.statuses import SAID_INSTEAD

ROLES = {"respondent_id": SUBMISSION, "language": LANGUAGE, "submitted_on": SUBMITTED}


def headings(export: Export, form: Questionnaire) -> dict[str, dict[str, Place]]:
    """Headers by style: names of variables, one an option for several answers."""
    names: dict[str, Place] = {}
    for name in export.questions:
        question = form.questions[name]
        if question.type != "select_multiple":
            names[name] = Place(name)
            continue
        # What is said instead of an answer is a user-missing code, not a variable.
        options = [code for code in form.options_of(question).codes if code not in SAID_INSTEAD]
        for number, option in enumerate(options, start=1):
            names[f"{name}_{number}"] = Place(name, option=option)
    return {"variables": names}


def read_grids(path: Path, export: Export) -> list[Grid]:
    """Read the file's one table.

    A system-missing value and an empty string are an empty cell; a user-missing code is its
    label, which layout.yaml may name as a text that stands for a missing answer.

    Raises
    ------
    StudyProblem
        Not an SPSS data file, or one that is cut off.
    """
    if not path.stat().st_size:
        raise StudyProblem(f"{export.file}: the file is empty")
    try:
        table, described = pyreadstat.read_sav(path, user_missing=True, output_format="polars")
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as problem:
        raise StudyProblem(f"{export.file}: can't be read as SPSS data: {problem}") from None
    columns = []
    for name in table.columns:
        labels = {_plain(k): v for k, v in described.variable_value_labels.get(name, {}).items()}
        texts = [None if value is None else _plain(value) for value in table[name].to_list()]
        columns.append(pl.Series(name, [labels.get(text, text) for text in texts], pl.String))
    return [
        Grid("", table.columns, pl.DataFrame(columns), notes=f"encoding {described.file_encoding}")
    ]


def _plain(value: object) -> str:
    """Write a number without the fraction that it does not have."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


FORMAT = Format(read_grids=read_grids, headings=headings, roles=ROLES)
