"""The labelled answers as an SPSS data file: reasons for missing answers are user-missing codes."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pyreadstat
from pyreadstat.pyclasses import MissingRange

from surveyanswers.labelled.answer_sets import with_sets
from surveyanswers.labelled.laid_out import COMPANION, LaidOut, Variable, cut
from surveyanswers.tables.extremes import lowest
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.statuses import BY_NAME, STATUSES

#: What stands for each status: one block below nought, because SPSS takes one range of
#: user-missing numbers for a variable, or three single ones.
STATUS_CODES = {name: status.code for name, status in BY_NAME.items() if status.code}
#: SPSS takes blanks at the end of a string for padding. Assume: a text that ends with one is better
#: held with a sign behind it than refused, because people's remarks do end so; a text that itself
#: ends with the sign gets another.
END = "␣"
RESERVED = ("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with")
#: What SPSS keeps, in bytes: of a name, of a variable's and a value's label, of a text.
NAME, VARIABLE_LABEL, VALUE_LABEL, TEXT, FILE_LABEL, NOTE = 64, 255, 120, 32767, 64, 80
#: Below it whole numbers are not all distinguishable, so there is no room for statuses.
LEAST = -(10.0**15)
#: Where the header holds the moment of writing, and what it is overwritten with.
STAMP_AT, STAMP = 92, b"01 Jan 0000:00:00"


def write_sav(
    laid_out: LaidOut, path: str | Path, *, beside: Mapping[str, str], notes: Sequence[str] = ()
) -> None:
    """Write an SPSS data file; equal answers give equal bytes.

    A status is a user-missing number: -1 to -10, or the same below the next power of ten where
    answers themselves are negative. A string can't have any: the variable ``<name>_st`` beside it
    says 0 for valid, else the status.

    Parameters
    ----------
    laid_out
        From `lay_out`, whose table may have further columns.
    beside
        These further columns, such as region or an index's score, with their labels.
    notes
        What the file is: its label first, then whatever else is noted in it.

    Raises
    ------
    SurveyError
        SPSS can't hold a text: it has a NUL or more than 32,767 bytes. A unit's name ends with a
        blank. Or a number is below -1e15.
    """
    table = laid_out.table
    data, unit_labels = laid_out.known_of_units(beside)
    labels: dict[str, str | None] = {
        name: cut(label, VARIABLE_LABEL) for name, label in unit_labels.items()
    }
    value_labels, formats = {}, {}
    measures = {n: "scale" if series.dtype.is_float() else "nominal" for n, series in data.items()}
    ranges: dict[str, list[float | str | MissingRange]] = {}
    problems = [f"unit {u}: its name {why}" for u in table["unit_id"] if (why := _unfit(u))]
    problems += [
        f"unit {u}: its name ends with a blank, which SPSS drops"
        for u in table["unit_id"]
        if u.endswith(" ")
    ]
    for variable in laid_out.variables:
        name, numbers = variable.name, laid_out.numbers(variable)
        if variable.is_text:
            texts = laid_out.texts(variable)
            data[name] = pl.Series(
                [t + END * t.endswith((" ", END)) for t in texts], dtype=pl.String
            )
            problems += [
                f"unit {unit}, {variable.column} {why}"
                for unit, held in zip(table["unit_id"], data[name], strict=True)
                if (why := _unfit(held))
            ]
            labels[name] = cut(variable.label, VARIABLE_LABEL)
            name += COMPANION
        problems += [
            f"unit {unit}, {variable.column}: a number below {LEAST:g} leaves statuses no room"
            for unit, number in zip(table["unit_id"], numbers, strict=True)
            if number is not None and number < LEAST
        ]
        codes = status_codes(numbers)
        status = laid_out.statuses(variable)
        valid = pl.Series([0.0] * len(status), dtype=pl.Float64) if variable.is_text else numbers
        coded = pl.Series([codes.get(status_name) for status_name in STATUSES], dtype=pl.Float64)
        reason = coded[status.cast(pl.Enum(STATUSES)).to_physical()]
        data[name] = valid.zip_with(status == "valid", reason)
        labels[name] = cut(variable.label, VARIABLE_LABEL)
        value_labels[name] = _value_labels(variable, codes)
        ranges[name] = [{"lo": min(codes.values()), "hi": max(codes.values())}]
        formats[name] = "F12.2" if variable.type == "decimal" else "F12.0"
        measures[name] = "scale" if variable.type in {"integer", "decimal"} else "nominal"
    if problems:
        raise SurveyError(f"An SPSS file can't hold all answers:{listed(problems)}")
    pyreadstat.write_sav(
        pl.DataFrame(data),
        str(path),
        file_label=cut(notes[0], FILE_LABEL) if notes else "",
        note=[line for text in notes for line in _lines(text)] or None,
        column_labels=labels,
        variable_value_labels=value_labels,
        missing_ranges=ranges,
        variable_format=formats,
        variable_measure=measures,
    )
    written = bytearray(with_sets(Path(path).read_bytes(), _sets(laid_out)))
    written[STAMP_AT : STAMP_AT + len(STAMP)] = STAMP
    Path(path).write_bytes(written)


def status_codes(numbers: pl.Series) -> dict[str, float]:
    """Return what stands for each status beside these numbers, which none of them reaches."""
    least = lowest(numbers.drop_nulls()) if numbers.count() else 0.0
    below = 0.0 if least >= 0 else -(10.0 ** len(f"{-least:.0f}"))
    return {status: below + code for status, code in STATUS_CODES.items()}


def _sets(laid_out: LaidOut) -> dict[str, tuple[str, list[str]]]:
    """Name the variables of each question with several answers, in each turn of a repeat."""
    sets: dict[str, tuple[str, list[str]]] = {}
    for variable in laid_out.variables:
        if variable.type == "select_multiple":
            name = variable.column.removesuffix(f"__{variable.option}")
            wording = cut(variable.question.labels.get("en", name), VARIABLE_LABEL)
            sets.setdefault(name[: NAME - 1], (wording, []))[1].append(variable.name)
    return sets


def _lines(text: str) -> list[str]:
    """Part a note into lines that SPSS keeps whole; signs of more bytes than one count as such."""
    return textwrap.wrap(text, NOTE if text.isascii() else NOTE // 4)


def _value_labels(variable: Variable, codes: Mapping[str, float]) -> dict[float, str]:
    labels = {code: f"[{status}]" for status, code in codes.items()}
    if variable.is_text:
        labels[0.0] = "[valid]"
    return labels | {number: cut(text, VALUE_LABEL) for number, text in variable.options.items()}


def _unfit(text: str) -> str | None:
    if "\0" in text:
        return "holds the character NUL, where SPSS ends a string"
    size = len(text.encode())
    return f"has {size} bytes, of which SPSS keeps {TEXT}" if size > TEXT else None
