"""Read SPSS data files: each value as its label, where the file gives it one."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pyreadstat

from cyberstudy.declare.layout import Export, Place
from cyberstudy.declare.questionnaire import Questionnaire
from cyberstudy.read.grid import Grid, Reader
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.statuses import SAID_INSTEAD

#: Formats of days, with or without a time, and of spans of time; SPSS counts them in seconds.
_MOMENT = re.compile(r"(?P<day>(?P<time_too>DATETIME|YMDHMS)|[AEJS]?DATE)|(?P<span>[DM]?TIME)")
_FIRST_DAY = datetime(1582, 10, 14)
_LAST_SECOND = 2.6e11  # in the year 9821; Python's days end in 9999
TRIAL = """
import sys, pyreadstat
pyreadstat.read_sav(sys.argv[1], user_missing=True, output_format="dict")
"""


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
    _refuse_what_crashes(path, export)
    try:
        table, described = pyreadstat.read_sav(
            path,
            user_missing=True,
            disable_datetime_conversion=True,  # it would turn a missing code into a day of 1582
            output_format="polars",
        )
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as problem:
        raise StudyProblem(
            f"{export.file}: can't be read as SPSS data: {problem}; expected a whole .sav file"
        ) from None
    columns = [
        pl.Series(
            name,
            _texts(
                table[name].to_list(),
                labels=described.variable_value_labels.get(name, {}),
                form=described.original_variable_types[name],
            ),
            pl.String,
        )
        for name in table.columns
    ]
    return [
        Grid("", table.columns, pl.DataFrame(columns), notes=f"encoding {described.file_encoding}")
    ]


def _refuse_what_crashes(path: Path, export: Export) -> None:
    """Try the file in a process of its own: some damaged ones bring the reader down with it."""
    if not path.stat().st_size:
        raise StudyProblem(f"{export.file}: the file is empty; expected a .sav file")
    tried = subprocess.run([sys.executable, "-c", TRIAL, path], capture_output=True)
    if tried.returncode < 0:
        raise StudyProblem(
            f"{export.file}: the reader of SPSS files breaks down on it; the file is damaged, "
            f"have it sent anew"
        )


def _texts(
    values: Sequence[str | float | None], *, labels: Mapping[float, str], form: str | None
) -> list[str | None]:
    """Write values as labels where these tell them apart, else as numbers, days or text."""
    shared = Counter(labels.values())
    told = {value: text for value, text in labels.items() if text.strip() and shared[text] == 1}
    return [told[value] if value in told else _plain(value, form) for value in values]


def _plain(value: str | float | None, form: str | None) -> str | None:
    """Write a number without the fraction that it does not have, a moment as ISO 8601 does."""
    if value is None or isinstance(value, str):
        return value
    number = float(value)
    kind = _MOMENT.match(form or "")
    if kind and kind["day"] and abs(number) < _LAST_SECOND:
        moment = _FIRST_DAY + timedelta(seconds=number)
        return str(moment) if kind["time_too"] else str(moment.date())
    if kind and kind["span"]:
        minutes, seconds = divmod(number, 60)
        return f"{int(minutes // 60):02}:{int(minutes % 60):02}:{seconds:02.0f}"
    return str(int(number)) if number.is_integer() else str(number)


READER = Reader(read_grids, headings)
