"""The clean answers as one table, a row a unit, for whoever computes with polars or pandas."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from surveyanswers.instrument.questionnaire import Options, Questionnaire

if TYPE_CHECKING:
    import pandas as pd

#: Ends the name of the column of statuses beside that of an answer.
STATUS = "_st"
#: Parts the name of a question from the instance of a repeat and from an option of several.
_PARTS = re.compile("__")


def clean_table(
    path: Path,
    form: Questionnaire,
    *,
    questions: Collection[str] = (),
    labels: bool = True,
    statuses: bool = True,
    language: str = "en",
) -> pl.DataFrame:
    """Read the labelled answers.

    Parameters
    ----------
    path
        ``answers.parquet`` as stage 9 writes it.
    form
        The questionnaire: which options there are, in their order, and what they are called.
    questions
        Those to read, all by default; what identifies and describes units is always there.
    labels, statuses, language
        Whether options are called as the form does, as ordered categories, or by their codes;
        whether a column ``_st`` beside each answer says why there is none; in which language.
    """
    columns = pl.read_parquet_schema(path)
    question_of_column = {name: _question(name.removesuffix(STATUS), form) for name in columns}
    beside = {
        name
        for name in columns
        if name.removesuffix(STATUS) in question_of_column and question_of_column[name]
    }
    status = {name for name in beside if name.endswith(STATUS) and name not in form.questions}
    kept = [
        name
        for name in columns
        if (not question_of_column[name] or not questions or question_of_column[name] in questions)
        and (statuses or name not in status)
    ]
    table = pl.read_parquet(path, columns=kept)
    one = {q.name: form.options_of(q) for q in form.questions.values() if q.type == "select_one"}
    called = [
        _called(table[name], one[question_of_column[name]], language)
        for name in (kept if labels else ())
        if question_of_column[name] in one and name not in status
    ]
    return table.with_columns(called)


def _question(column: str, form: Questionnaire) -> str:
    """Name the question of a column, "" of what is known of units besides."""
    ends = [len(column), *(separator.start() for separator in reversed([*_PARTS.finditer(column)]))]
    return next((column[:end] for end in ends if column[:end] in form.questions), "")


def _called(codes: pl.Series, listed: Options, language: str) -> pl.Series:
    """Call options as the form does; of several that are called alike the code is told, too."""
    names = listed.labels.get("en", {}) | listed.labels.get(language, {})
    name_of_code = {code: names.get(code, code) for code in listed.answers}
    every = [*name_of_code.values()]
    label_of_code = {
        c: f"{name} ({c})" if every.count(name) > 1 else name for c, name in name_of_code.items()
    }
    return codes.cast(pl.String).replace_strict(
        label_of_code, return_dtype=pl.Enum([*label_of_code.values()])
    )


def in_pandas(table: pl.DataFrame) -> pd.DataFrame:
    """Hand a table to pandas, which needs no further package for it.

    Labels become ordered categories, whole numbers with gaps floats with NaN, days timestamps.
    """
    import pandas as pd

    def column(held: pl.Series) -> object:
        values = held.to_list()
        if isinstance(held.dtype, pl.Enum):
            return pd.Categorical(values, categories=[*held.dtype.categories], ordered=True)
        if held.dtype.is_integer() and held.null_count():
            return pd.Series(values, dtype="float64")
        return pd.to_datetime(pd.Series(values)) if held.dtype == pl.Date else pd.Series(values)

    return pd.DataFrame({name: column(table[name]) for name in table.columns})
