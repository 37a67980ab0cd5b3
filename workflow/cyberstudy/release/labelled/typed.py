"""The labelled answers as tables with types: no reason for a missing answer stands in a number."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from polars import selectors

from cyberstudy.release.labelled.laid_out import COMPANION, LaidOut, Variable

_TYPES = {"integer": pl.Int64, "decimal": pl.Float64, "select_multiple": pl.Int8, "date": pl.Date}


def typed_of(laid_out: LaidOut, beside: Mapping[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the values, and as a table of the same shape the status of each.

    Options are codes, one of several options is 0 or 1, a day is a date. A value is null where
    there is none, a status where the unit has no row of the question.

    Assume: a date without a day or a month, which some forms allow, is null beside its status.
    """
    table, own = laid_out.table, [*laid_out.who, *beside]
    kept = {v.column: _typed(table[f"value_{v.column}"], v.type) for v in laid_out.variables}
    statuses = {v.column: table[f"status_{v.column}"] for v in laid_out.variables}
    return (
        table.select(own).with_columns(**kept),
        table.select(laid_out.who).with_columns(**statuses),
    )


def together(values: pl.DataFrame, statuses: pl.DataFrame, variables: list[str]) -> pl.LazyFrame:
    """Put each status beside its value, as ``<column>_st``; options are texts."""
    beside = [statuses[name].rename(f"{name}{COMPANION}") for name in variables]
    whole = values.lazy().cast({selectors.enum(): pl.String}).with_columns(beside)
    first = [name for name in values.columns if name not in set(variables)]
    return whole.select(*first, *(n for v in variables for n in (v, f"{v}{COMPANION}")))


def dictionary(files: Mapping[str, LaidOut], beside: Mapping[str, str]) -> pl.DataFrame:
    """Describe the columns: name in each file, type, label, options with their numbers."""
    first = next(iter(files.values()))
    rows = [
        {
            "column": name,
            **{file: laid_out.beside.get(name, name) for file, laid_out in files.items()},
            **{"type": "", "label": label, "options": ""},
        }
        for name, label in beside.items()
    ]
    named = zip(*(laid_out.variables for laid_out in files.values()), strict=True)
    for one, names in zip(first.variables, named, strict=True):
        rows.append({"column": one.column, **_named(files, names), **_described(one)})
    return pl.DataFrame(rows, infer_schema_length=None)


def _named(files: Mapping[str, LaidOut], variables: tuple[Variable, ...]) -> dict[str, str]:
    return {file: variable.name for file, variable in zip(files, variables, strict=True)}


def _described(variable: Variable) -> dict[str, str]:
    options = "; ".join(f"{number:.0f} = {text}" for number, text in variable.options.items())
    return {"type": variable.type, "label": variable.label, "options": options}


def _typed(values: pl.Series, kind: str) -> pl.Series:
    if kind == "date":
        return values.str.to_date("%Y-%m-%d", strict=False)
    return values.cast(_TYPES[kind]) if kind in _TYPES else values
