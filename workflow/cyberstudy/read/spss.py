"""Read SPSS data files: each value as its label, where the file gives it one."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from cyberstudy.declare.layout import Export, Place
from cyberstudy.declare.questionnaire import Questionnaire
from cyberstudy.read.grid import Grid, Headings, Reader
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.statuses import SAID_INSTEAD

#: Formats of days, with or without a time, and of spans of time; SPSS counts them in seconds.
_MOMENT = re.compile(
    r"(?P<day>(?P<time_too>DATETIME|YMDHMS)|[AEJS]?DATE|MOYR|QYR|WKYR)|(?P<span>[DM]?TIME)"
)
_WRITTEN = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)?( |\b|(?P<below>-))"
    r"((?P<hours>\d+):(?P<minutes>\d\d):(?P<seconds>\d\d(\.\d+)?))?"
)
_FIRST_DAY, _DAY = date(1582, 10, 14), 86_400
_FIRST_SECOND = float(_DAY)  # the calendar begins the day after
_LAST_SECOND = 2.6e11  # in the year 9821; Python's days end in 9999
TRIAL = """
import sys, pyreadstat
pyreadstat.read_sav(sys.argv[1], user_missing=True, output_format="dict")
"""


def headings(export: Export, form: Questionnaire) -> dict[str, Headings]:
    """Headers by style: names of variables, one an option for several answers."""
    names = Headings()
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
    columns, compared = [], 0
    for name in table.columns:
        where = f"{export.file}, variable {name}"
        labels = described.variable_value_labels.get(name, {})
        values = table[name].to_list()
        texts = _texts(values, labels=labels, form=described.original_variable_types[name])
        _refuse_two_of_one_text(values, texts, where)
        compared += _confirmed(values, texts, labels, where)
        columns.append(pl.Series(name, texts, pl.String))
    return [
        Grid(
            "",
            table.columns,
            pl.DataFrame(columns),
            notes=f"encoding {described.file_encoding}",
            compared=compared,
        )
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
    """Write a number without the fraction that it does not have, a moment as ISO 8601 does.

    Assume: a number in a variable of days that is no day of SPSS's calendar is a code, and stays.
    """
    if value is None or isinstance(value, str):
        return value
    number = float(value)
    kind = _MOMENT.match(form or "")
    if kind and kind["day"] and _FIRST_SECOND <= number < _LAST_SECOND:
        days, seconds = divmod(Decimal(repr(number)), _DAY)
        day = str(_FIRST_DAY + timedelta(days=int(days)))
        return f"{day} {_clock(seconds)}" if kind["time_too"] or seconds else day
    if kind and kind["span"]:
        return "-" * (number < 0) + _clock(abs(Decimal(repr(number))))
    return str(int(number)) if number.is_integer() else repr(number)


def _clock(seconds: Decimal) -> str:
    """Write seconds as hours, minutes and seconds, with the fraction that they have."""
    whole = int(seconds)
    fraction = f"{seconds - whole:f}".strip("0").rstrip(".")
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{fraction}"


def _refuse_two_of_one_text(
    values: Sequence[str | float | None], texts: Sequence[str | None], where: str
) -> None:
    """Refuse two values that come out as one text: a label that is another value's number."""
    said: dict[str | None, tuple[int, str | float | None]] = {}
    for row, (value, text) in enumerate(zip(values, texts, strict=True), start=2):
        first, other = said.setdefault(text, (row, value))
        if other != value:
            raise StudyProblem(
                f"{where}: {other!r} in row {first} and {value!r} in row {row} both read {text!r}, "
                f"for one of them is labelled so; expected labels that no other value equals. Have "
                f"the value labels set right and the file saved anew"
            )


def _confirmed(
    values: Sequence[str | float | None],
    texts: Sequence[str | None],
    labels: Mapping[Any, str],
    where: str,
) -> int:
    """Take the texts back to the file's values; return how many there are.

    Raises
    ------
    StudyProblem
        A text stands for another value than the file's.
    """
    for row, (value, text) in enumerate(zip(values, texts, strict=True), start=2):
        if text not in (None, value, labels.get(value)) and _back(text or "") != value:
            raise StudyProblem(
                f"{where}, row {row}: {value!r} was read as {text!r}, which stands for "
                f"{_back(text or '')!r}; report this as a fault of the program"
            )
    return sum(text is not None for text in texts)


def _back(text: str) -> float | None:
    """Return the number that a text stands for, counting moments in SPSS's seconds."""
    found = _WRITTEN.fullmatch(text)
    if not found:
        return float(text)
    seconds = Decimal(0)
    if found["day"]:
        seconds += _DAY * (date.fromisoformat(found["day"]) - _FIRST_DAY).days
    if found["hours"]:
        hours, minutes = int(found["hours"]), int(found["minutes"])
        seconds += hours * 3600 + minutes * 60 + Decimal(found["seconds"])
    return float(-seconds if found["below"] else seconds)


READER = Reader(read_grids, headings)
