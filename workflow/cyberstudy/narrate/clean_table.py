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
    there = pl.read_parquet_schema(path)
    asked = {name: _question(name.removesuffix(STATUS), form) for name in there}
    beside = {name for name in there if name.removesuffix(STATUS) in asked and asked[name]}
    status = {name for name in beside if name.endswith(STATUS) and name not in form.questions}
    kept = [
        name
        for name in there
        if (not asked[name] or not questions or asked[name] in questions)
        and (statuses or name not in status)
    ]
    table = pl.read_parquet(path, columns=kept)
    one = {q.name: form.options_of(q) for q in form.questions.values() if q.type == "select_one"}
    called = [
        _called(table[name], one[asked[name]], language)
        for name in (kept if labels else ())
        if asked[name] in one and name not in status
    ]
    return table.with_columns(called)


def _question(column: str, form: Questionnaire) -> str:
    """Name the question of a column, "" of what is known of units besides."""
    ends = [len(column), *(found.start() for found in reversed([*_PARTS.finditer(column)]))]
    return next((column[:end] for end in ends if column[:end] in form.questions), "")


def _called(codes: pl.Series, listed: Options, language: str) -> pl.Series:
    """Call options as the form does; of several that are called alike the code is told, too."""
    names = listed.labels.get("en", {}) | listed.labels.get(language, {})
    known = {code: names.get(code, code) for code in listed.answers}
    every = [*known.values()]
    told = {c: f"{name} ({c})" if every.count(name) > 1 else name for c, name in known.items()}
    return codes.cast(pl.String).replace_strict(told, return_dtype=pl.Enum([*told.values()]))


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
