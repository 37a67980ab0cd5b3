"""The labelled answers as a Stata data file: reasons are extended missing values, .a to .k."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from surveyanswers.labelled.laid_out import COMPANION, LaidOut
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.statuses import BY_NAME

#: What stands for each status: .a, .b and so on, in the order of its numbers for SPSS.
LETTERS = {name: chr(ord("a") - 1 - s.code) for name, s in BY_NAME.items() if s.code}
RESERVED = (
    *("_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n"),
    *("_pi", "_pred", "_rc", "_skip", "strl", "using", "with"),
)
#: What Stata keeps, in characters: of a name 32, to which the writer adds a running number where it
#: names a list of labels; of a variable's label; and of numbers, the largest.
NAME, VARIABLE_LABEL, LARGEST = 32 - len("9999"), 80, 8.9e307
#: The header's moment of writing, and what it is overwritten with.
_STAMP, STAMP = re.compile(rb"<timestamp>\x11(.{17})</timestamp>"), b"01 Jan 1960 00:00"


def write_dta(
    laid_out: LaidOut, path: str | Path, *, beside: Mapping[str, str], notes: Sequence[str] = ()
) -> None:
    """Write a Stata data file (version 14); equal answers give equal bytes.

    Parameters
    ----------
    laid_out, beside, notes
        As for `spss_file.write_sav`; Stata's file has a label alone. A string's status is
        said by ``<name>_st`` beside it: 0 for valid.

    Raises
    ------
    SurveyError
        Stata can't hold a text with a NUL, or a number beyond 8.9e307.
    """
    table = laid_out.table
    data, unit_labels = laid_out.known_of_units(beside)
    labels: dict[str, str | None] = {
        name: label[:VARIABLE_LABEL] for name, label in unit_labels.items()
    }
    value_labels: dict[str, dict[Any, str]] = {}  # letters stand among the numbers
    missing, problems = {}, []
    for variable in laid_out.variables:
        name = variable.name
        if variable.is_text:
            data[name] = laid_out.texts(variable)
            labels[name] = variable.label[:VARIABLE_LABEL]
            problems += [
                f"unit {unit}, {variable.column}: the character NUL ends a text"
                for unit, text in zip(table["unit_id"], data[name], strict=True)
                if "\0" in text
            ]
            name += COMPANION
        held = []
        columns = (table["unit_id"], laid_out.numbers(variable), laid_out.statuses(variable))
        for unit, number, status in zip(*columns, strict=True):
            if abs(number or 0) > LARGEST:
                problems.append(f"unit {unit}, {variable.column}: the number is too large")
            answer = 0.0 if variable.is_text else number
            held.append(answer if status == "valid" else LETTERS.get(status))
        data[name] = pl.Series(held, dtype=pl.Object)
        labels[name] = variable.label[:VARIABLE_LABEL]
        value_labels[name] = {letter: f"[{status}]" for status, letter in LETTERS.items()}
        value_labels[name] |= {0.0: "[valid]"} if variable.is_text else {**variable.options}
        missing[name] = [*LETTERS.values()]
    if problems:
        raise SurveyError(f"A Stata file can't hold all answers:{listed(problems)}")
    pyreadstat.write_dta(
        pl.DataFrame(data),
        str(path),
        file_label=notes[0][:VARIABLE_LABEL] if notes else "",
        column_labels=labels,
        variable_value_labels=value_labels,
        missing_user_values=missing,
        version=14,  # what follows is for more variables, and only one edition of Stata opens it
    )
    content = Path(path).read_bytes()
    stamp = _STAMP.search(content)
    if stamp:
        start, end = stamp.span(1)
        Path(path).write_bytes(content[:start] + STAMP + content[end:])
