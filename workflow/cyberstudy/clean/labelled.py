"""The accepted answers for people: a wide table to look at, and a labelled SPSS data file.

Both have a row a unit (and wave) and a column an answer, called ``question``, in a repeat
``question__instance``, and with ``__option`` at its end for a question with several answers.
Neither loses the reason where there is no answer.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl
import pyreadstat
from pyreadstat.pyclasses import MissingRange

from cyberstudy.clean.literals import in_full
from cyberstudy.declare.questionnaire import Question, Questionnaire
from cyberstudy.tables.answers import Answers
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.statuses import BY_NAME, STATUSES
from cyberstudy.tables.storage import schema_of
from cyberstudy.tables.waves import ONLY

#: What stands for each status in the SPSS file: one block below nought, because SPSS takes one
#: range of user-missing numbers for a variable, or three single ones.
STATUS_CODES = {name: status.code for name, status in BY_NAME.items() if status.code}
MISSING: MissingRange = {"lo": min(STATUS_CODES.values()), "hi": max(STATUS_CODES.values())}
TEXTS = ("text", "date")
COMPANION = "_st"  # ends the name of the variable that holds the status of a text
#: SPSS takes blanks at the end of a string for padding. Assume: a text that ends with one is better
#: held with a sign behind it than refused, because people's remarks do end so; reading takes the
#: sign off, and a text that itself ends with the sign gets another.
END = "␣"
#: What SPSS keeps, in bytes: of a name, of a variable's and a value's label, of a text.
NAME, VARIABLE_LABEL, VALUE_LABEL, TEXT = 64, 255, 120, 32767
RESERVED = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}
#: Where the header holds the moment of writing, and what it is overwritten with.
STAMP_AT, STAMP = 92, b"01 Jan 0000:00:00"

#: Assume: a spreadsheet may run what OWASP's page on CSV injection lists, full-width signs too.
#: What looks like a status or already marked is marked as well, so that it can be undone.
RISKY = rf"^'*(?:[=+\-@＝＋－＠\t\r\n\x00]|\[(?:{'|'.join(STATUSES)})\]$)"
NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"

Key = tuple[str, int, str]  # question, instance, option
KEY = ["question", "instance", "option"]
ROW = ["unit_id", "wave", *KEY, "value", "number", "status"]
#: What tells rows apart, with labels.
WHO = {"unit_id": "Unit", "wave": "Wave"}
_STATUS_OF = {code: status for status, code in STATUS_CODES.items()}
_NAMED = re.compile(r"^\[(.+?)\] ")  # a variable's label starts with its column's name


def wide_of(answers: pl.DataFrame, questionnaire: Questionnaire) -> pl.DataFrame:
    """Lay the answers out (`tables.Answers`), a row a unit and a column an answer, all text.

    A cell is the value or, where there is none, the status in square brackets. Columns stand in
    the questionnaire's order; a question without any row has none. A text that a spreadsheet
    would run as a formula, or that looks like a status, gets an apostrophe in front. To undo it,
    take one apostrophe off every cell that starts with one and matches `RISKY`.
    """
    columns = _columns(answers, questionnaire)
    status = pl.format("[{}]", pl.col("status").cast(pl.String))
    valid = pl.col("status") == "valid"
    who = _who(answers)
    return (
        answers.join(columns, on=KEY)
        .with_columns(cell=pl.when(valid).then(_marked("value")).otherwise(status))
        .pivot(on="name", index=who, values="cell")
        .select(*who, *columns["name"])
        .sort(who)
        .with_columns(_marked("unit_id"))
    )


def write_sav(
    answers: pl.DataFrame,
    questionnaire: Questionnaire,
    codebook: pl.DataFrame,
    path: str | Path,
    *,
    language: str = "en",
) -> None:
    """Write the answers as a labelled SPSS data file; equal answers give equal bytes.

    One option out of a list is 1, 2, 3 in the list's order, each of several options 0 or 1, a text
    or date a string. A status is a user-missing number (`STATUS_CODES`). A string can't have any:
    the variable ``<name>_st`` beside it says 0 for valid, else the status. A text that ends with a
    blank or with `END` gets `END` put behind it. A label starts with the column's name in square
    brackets, as SPSS may not take it for the variable's name.

    Parameters
    ----------
    answers, questionnaire, codebook
        `tables.Answers`, and where types, options and labels are.
    path
        Where the file goes.
    language
        Of the labels; English where there is none.

    Raises
    ------
    StudyProblem
        SPSS can't hold an answer: a number below nought, a text with a NUL or of more than 32,767
        bytes, or what its question may not be answered. Or a unit's name ends with a blank.
    """
    columns, who = _columns(answers, questionnaire), _who(answers)
    value = pl.col("value")
    ended = value.str.ends_with(" ") | value.str.ends_with(END)
    held = pl.when(ended).then(pl.format("{}" + END, value)).otherwise(value)
    rows = answers.join(columns, on=KEY).with_columns(held=held)
    codes = pl.Series(_codes(rows, questionnaire), dtype=pl.Float64)
    wide = (
        rows.with_columns(code=codes).pivot(on="name", index=who, values=["code", "held"]).sort(who)
    )
    data = {name: wide[name] for name in who}
    labels: dict[str, str | None] = {name: WHO[name] for name in who}
    value_labels, formats, measures = {}, {}, {}
    short_labels = dict(codebook.select("question", "short_label").iter_rows())
    named = zip(columns.rows(), _variables(columns, questionnaire), strict=True)
    for (asked, instance, option, name), variable in named:
        question = questionnaire.questions[asked]
        label = f"[{name}] {short_labels.get(asked) or asked}" + (f" ({instance})" * bool(instance))
        if option:
            label += f", {_options(question, questionnaire, language)[option]}"
        label += f": {question.labels.get(language) or question.labels.get('en', '')}"
        if question.type in TEXTS:
            data[variable] = wide[f"held_{name}"].fill_null("")
            labels[variable] = _cut(label, VARIABLE_LABEL)
            variable += COMPANION
        data[variable] = wide[f"code_{name}"]
        labels[variable] = _cut(label, VARIABLE_LABEL)
        value_labels[variable] = _value_labels(question, questionnaire, language)
        formats[variable] = "F12.2" if question.type == "decimal" else "F12.0"
        counted = question.type in {"integer", "decimal"}
        measures[variable] = "scale" if counted else "nominal"
    pyreadstat.write_sav(
        pl.DataFrame(data),
        str(path),
        column_labels=labels,
        variable_value_labels=value_labels,
        missing_ranges={variable: [MISSING] for variable in formats},
        variable_format=formats,
        variable_measure=measures,
    )
    with Path(path).open("r+b") as file:
        file.seek(STAMP_AT)
        file.write(STAMP)


def read_sav(path: str | Path, questionnaire: Questionnaire) -> pl.DataFrame:
    """Read back what `write_sav` wrote: unit_id, wave, and of `tables.Answers` what it held.

    Raises
    ------
    StudyProblem
        A variable isn't this questionnaire's, or its options are others by now.
    """
    data, meta = pyreadstat.read_sav(str(path), output_format="polars", user_missing=True)
    held: dict[str, dict[str, str]] = {}  # column -> "string" or "double" -> variable
    for variable, label in meta.column_names_to_labels.items():
        if found := _NAMED.match(label or ""):
            held.setdefault(found[1], {})[meta.readstat_variable_types[variable]] = variable
    rows = []
    for name, keys in _keys_of(held, questionnaire).items():
        if len(keys) != 1:
            raise StudyProblem(f"{path}: {name} is not of this questionnaire")
        question = questionnaire.questions[keys[0][0]]
        codes, texts = held[name].get("double", ""), held[name].get("string")
        languages = questionnaire.options_of(question).labels if question.choices else ()
        known = [_value_labels(question, questionnaire, each) for each in {"en", *languages}]
        if meta.variable_value_labels.get(codes) not in known:
            raise StudyProblem(f"{path}: {name} was written with other options or statuses")
        wave = pl.col("wave") if "wave" in data.columns else pl.lit(ONLY)
        columns = data.select("unit_id", wave.alias("wave"), codes, text=texts or pl.lit(None))
        rows += [
            (unit, wave, *keys[0], *_meaning(code, text, question, questionnaire))
            for unit, wave, code, text in columns.iter_rows()
            if code is not None  # system-missing: the unit has no row
        ]
    return pl.DataFrame(rows, schema=_schema(ROW), orient="row").sort("unit_id", "wave", *KEY)


def _schema(columns: Iterable[str]) -> dict[str, pl.DataType]:
    return {name: schema_of(Answers)[name] for name in columns}


def _marked(column: str) -> pl.Expr:
    risky = pl.col(column).str.contains(RISKY) & ~pl.col(column).str.contains(NUMBER)
    return pl.when(risky).then(pl.format("'{}", column)).otherwise(column).alias(column)


def _columns(answers: pl.DataFrame, questionnaire: Questionnaire) -> pl.DataFrame:
    """List question, instance, option and name of the columns, in the questionnaire's order."""
    keys = answers.select(KEY).unique().rows()
    names = {key: "__".join(str(part) for part in key if part) for key in keys}
    known, who = _keys_of(names.values(), questionnaire), _who(answers)
    problems = [
        f"{name}: no place of the questionnaire is called that, or several are"
        for key, name in sorted(names.items())
        # Longer names would not fit into a variable's label; units and waves come first.
        if known[name] != [key] or name in who or len(name) > VARIABLE_LABEL // 2
    ]
    if problems:
        raise StudyProblem(f"Answers can't be laid out in columns:{listed(problems)}")

    def place(key: Key) -> tuple[int, int, int]:
        question = questionnaire.questions[key[0]]
        codes = questionnaire.options_of(question).codes if key[2] else [""]
        return question.order, key[1], codes.index(key[2])

    rows = [(*key, names[key]) for key in sorted(keys, key=place)]
    return pl.DataFrame(rows, schema=_schema(KEY) | {"name": pl.String}, orient="row")


def _keys_of(names: Iterable[str], questionnaire: Questionnaire) -> dict[str, list[Key]]:
    """Find the question, instance and option that each column's name may stand for."""
    patterns = {}
    for question in questionnaire.questions.values():
        several = question.type == "select_multiple"
        codes = map(re.escape, questionnaire.options_of(question).codes) if several else ()
        turn = "__([1-9][0-9]*)" if question.repeat else "()"
        option = f"__({'|'.join(codes)})" if several else "()"
        patterns[question.name] = re.compile(re.escape(question.name) + turn + option)
    return {
        name: [
            (question, int(found[1] or 0), found[2])
            for question, pattern in patterns.items()
            if (found := pattern.fullmatch(name))
        ]
        for name in names
    }


def _variables(columns: pl.DataFrame, questionnaire: Questionnaire) -> Iterator[str]:
    """Name the columns' variables as SPSS wants it: ASCII, no reserved word, each only once."""
    taken = {*RESERVED, *WHO}
    for question, name in columns.select("question", "name").iter_rows():
        ends = ["", COMPANION] if questionnaire.questions[question].type in TEXTS else [""]
        base = re.sub(r"[^A-Za-z0-9_.$#@]", "_", name)
        base = base if base[0].isalpha() else f"v{base}"
        for tail in itertools.chain([""], (f"_{n}" for n in itertools.count(2))):
            variable = base[: NAME - len(COMPANION) - len(tail)].rstrip(".") + tail
            own = {f"{variable}{end}".lower() for end in ends}
            if not own & taken:
                break
        taken |= own
        yield variable


def _options(question: Question, questionnaire: Questionnaire, language: str) -> dict[str, str]:
    options = questionnaire.options_of(question)
    known = options.labels.get("en", {}) | options.labels.get(language, {})
    return {code: known.get(code, code) for code in options.codes}


def _value_labels(
    question: Question, questionnaire: Questionnaire, language: str
) -> dict[float, str]:
    labels = {float(code): f"[{status}]" for status, code in STATUS_CODES.items()}
    if question.type in TEXTS:
        labels[0.0] = "[valid]"
    if question.type == "select_one":
        options = _options(question, questionnaire, language).values()
        labels |= {float(n): _cut(text, VALUE_LABEL) for n, text in enumerate(options, start=1)}
    return labels


def _cut(text: str, size: int) -> str:
    """Cut a text to at most `size` bytes, between characters."""
    return text.encode()[:size].decode(errors="ignore").rstrip(" ")


def _codes(rows: pl.DataFrame, questionnaire: Questionnaire) -> list[float]:
    """Turn every answer into its number, and make sure that it could be turned back."""
    units = rows["unit_id"].unique(maintain_order=True)
    problems = [f"unit {unit}: its name {why}" for unit in units if (why := _not_a_string(unit))]
    codes = []
    columns = ("unit_id", "name", "question", "held", "value", "number", "status")
    for unit, name, asked, held, value, number, status in rows.select(columns).iter_rows():
        question = questionnaire.questions[asked]
        code, why = float(STATUS_CODES.get(status, 0)), None
        if status == "valid" and question.type in TEXTS:
            why = _not_a_string(held)
        elif status == "valid" and question.type == "select_one":
            options = questionnaire.options_of(question).codes
            code = options.index(value) + 1.0 if value in options else 0.0
        elif status == "valid":
            code = number
            # The largest number is SPSS's word for "the highest there is".
            if number is None or not 0 <= number < sys.float_info.max:
                why = f"is {number}, which is no number from 0 up: below are the statuses"
        if question.type == "decimal" and number is not None and value == in_full(number):
            value = repr(number)  # which the file gives back; `clean` writes no power of ten
        if not why and _meaning(code, held, question, questionnaire) != (value, number, status):
            # Not the value itself: it may be confidential.
            why = f"isn't an answer of the type {question.type} with the number that belongs to it"
        codes.append(code)
        problems += [f"unit {unit}, {name} {why}"] if why else []
    if problems:
        raise StudyProblem(f"An SPSS file can't hold all answers:{listed(problems)}")
    return codes


def _who(answers: pl.DataFrame) -> list[str]:
    """Name what tells rows apart: the unit, and the wave where there are any."""
    return [*WHO] if (answers["wave"] != ONLY).any() else ["unit_id"]


def _not_a_string(text: str) -> str | None:
    if text.endswith(" "):
        return "ends with a blank, which SPSS drops"
    if "\0" in text:
        return "holds the character NUL, where SPSS ends a string"
    size = len(text.encode())
    return f"has {size} bytes, of which SPSS keeps {TEXT}" if size > TEXT else None


def _meaning(
    code: float, text: str | None, question: Question, questionnaire: Questionnaire
) -> tuple[str | None, float | None, str]:
    """Turn a number of the file, or a text with its number, into value, number and status."""
    if code < 0:
        return None, None, _STATUS_OF[int(code)]
    if question.type in TEXTS:
        return (text or "").removesuffix(END), None, "valid"
    if question.type == "select_one":
        return questionnaire.options_of(question).codes[int(code) - 1], None, "valid"
    return repr(code) if question.type == "decimal" else str(int(code)), code, "valid"
