"""Read data files with labels, of SPSS and Stata: each value as its label, where it has one."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.read.grid import Grid, Headings, style
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import SAID_INSTEAD

Value = str | float | None
TRIAL = """
import sys, pyreadstat
getattr(pyreadstat, sys.argv[1])(sys.argv[2], user_missing=True, output_format="dict")
"""


@dataclass(frozen=True)
class Program:
    """A program that writes such files.

    Attributes
    ----------
    name
        Its name.
    ending
        Of its files.
    function
        Of `pyreadstat` that reads them.
    moment
        Writes a number as the day or time that its variable's format makes of it; None if none.
    """

    name: str
    ending: str
    function: str
    moment: Callable[[float, str], str | None]

    def read_grids(self, path: Path, export: Export) -> list[Grid]:
        """Read the file's one table.

        A system-missing value and an empty string are an empty cell; a user-missing code is its
        label, or its number or letter, which layout.yaml may name as a text that stands for a
        missing answer.

        Raises
        ------
        SurveyError
            Not a file of this program, or one that is cut off.
        """
        self._refuse_what_crashes(path, export)
        try:
            table, described = getattr(pyreadstat, self.function)(
                path,
                user_missing=True,
                disable_datetime_conversion=True,  # it would turn a missing code into a day
                output_format="dict",
            )
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as wrong:
            raise SurveyError(
                f"{export.file}: can't be read as {self.name} data: {wrong}; expected a whole "
                f"{self.ending} file"
            ) from None
        columns, compared = [], 0
        for name in described.column_names:
            where = f"{export.file}, variable {name}"
            labels = described.variable_value_labels.get(name, {})
            values = list(table[name])
            is_text = described.readstat_variable_types[name] == "string"
            form = None if is_text else described.original_variable_types[name]
            texts = self._texts(values, labels, form)
            _refuse_two_of_one_text(values, texts, where)
            compared += len(texts) - texts.count(None)
            columns.append(pl.Series(name, texts, pl.String))
        notes = f"encoding {described.file_encoding}" if described.file_encoding else ""
        names = described.column_names
        return [Grid("", names, pl.DataFrame(columns), notes=notes, compared=compared)]

    def _refuse_what_crashes(self, path: Path, export: Export) -> None:
        """Try the file in a process of its own: some damaged ones bring the reader down with it."""
        if not path.stat().st_size:
            raise SurveyError(f"{export.file}: the file is empty; expected a {self.ending} file")
        command = [sys.executable, "-c", TRIAL, self.function, str(path)]
        if subprocess.run(command, capture_output=True).returncode < 0:
            raise SurveyError(
                f"{export.file}: the reader of {self.name} files breaks down on it; the file is "
                f"damaged, have it sent anew"
            )

    def _texts(
        self, values: Sequence[Value], labels: Mapping[Any, str], form: str | None
    ) -> list[str | None]:
        """Write values as labels where these distinguish them, else as numbers, days or text."""
        shared = Counter(labels.values())
        unique_labels = {
            value: text for value, text in labels.items() if text.strip() and shared[text] == 1
        }
        return [
            unique_labels[value] if value in unique_labels else self._plain(value, form)
            for value in values
        ]

    def _plain(self, value: Value, form: str | None) -> str | None:
        """Write a number without the fraction that it does not have, a moment as ISO 8601 does."""
        if value is None or form is None:
            return str(value) if value else None
        if isinstance(value, str):
            return f".{value}"  # a missing value of Stata without a label
        number = float(value)
        if moment := self.moment(number, form):
            return moment
        return str(int(number)) if number.is_integer() else repr(number)


def headings(export: Export, form: Questionnaire) -> dict[str, Headings]:
    """Headers by style: names of variables, one an option for several answers."""

    def variable(question: Question, option: str) -> str:
        # What is said instead of an answer is a user-missing code, not a variable.
        options = [code for code in form.options_of(question).codes if code not in SAID_INSTEAD]
        return f"{question.name}_{options.index(option) + 1}" if option in options else ""

    return {"variables": style(export, form, lambda question: question.name, variable)}


def clock(seconds: Decimal) -> str:
    """Write seconds as hours, minutes and seconds, with the fraction that they have."""
    whole = int(seconds)
    fraction = f"{seconds - whole:f}".strip("0").rstrip(".")
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{fraction}"


def _refuse_two_of_one_text(
    values: Sequence[Value], texts: Sequence[str | None], where: str
) -> None:
    """Refuse two values that come out as one text: a label that is another value's number."""
    origins: dict[str | None, tuple[int, Value]] = {}
    for row, (value, text) in enumerate(zip(values, texts, strict=True), start=2):
        first, other = origins.setdefault(text, (row, value))
        if other != value:
            raise SurveyError(
                f"{where}: {other!r} in row {first} and {value!r} in row {row} both read {text!r}, "
                f"for one of them is labelled so; expected labels that no other value equals. Have "
                f"the value labels set right and the file saved anew"
            )
