"""The labelled answers as tables with types: no reason for a missing answer stands in a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import polars as pl
from polars import selectors

from surveyanswers.data_package import Field
from surveyanswers.labelled.laid_out import COMPANION, WHO, LaidOut, Variable
from surveyanswers.tables.statuses import STATUSES

_TYPES = {"integer": pl.Int64, "decimal": pl.Float64, "select_multiple": pl.Int8, "date": pl.Date}
#: Types of a Data Package; of all else it is text.
_STANDARD = {
    "integer": "integer",
    "decimal": "number",
    "select_multiple": "integer",
    "date": "date",
}
_STANDARD["text"] = "string"


def typed_of(laid_out: LaidOut, beside: Mapping[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the values, and as a table of the same shape the status of each.

    Options are codes, one of several options is 0 or 1, a day is a date. A value is null where
    there is none, a status where the unit has no row of the question.

    Assume: a date without a day or a month, which some forms allow, is null beside its status.
    """
    table, unit_columns = laid_out.table, [*laid_out.who, *beside]
    kept = {v.column: _typed(table[f"value_{v.column}"], v.type) for v in laid_out.variables}
    statuses = {v.column: table[f"status_{v.column}"] for v in laid_out.variables}
    return (
        table.select(unit_columns).with_columns(**kept),
        table.select(unit_columns).with_columns(**statuses),
    )


def together(values: pl.DataFrame, statuses: pl.DataFrame, variables: list[str]) -> pl.LazyFrame:
    """Return values with each status beside its column, as ``<column>_st``; options are texts."""
    beside = [statuses[name].rename(f"{name}{COMPANION}") for name in variables]
    whole = values.lazy().cast({selectors.enum(): pl.String}).with_columns(beside)
    first = [name for name in values.columns if name not in set(variables)]
    return whole.select(*first, *(n for v in variables for n in (v, f"{v}{COMPANION}")))


def dictionary(files: Mapping[str, LaidOut], beside: Mapping[str, str]) -> pl.DataFrame:
    """Describe the columns: name in each file, type, label, options with their numbers.

    Of a status that only tables with types hold the name in the others is blank.
    """
    first = next(iter(files.values()))
    rows = [
        {
            "column": name,
            **{file: laid_out.beside.get(name, name) for file, laid_out in files.items()},
            **{"type": _kind(first.table[name]), "label": label, "options": ""},
        }
        for name, label in known_columns(first, beside).items()
    ]
    named = zip(*(laid_out.variables for laid_out in files.values()), strict=True)
    for one, names in zip(first.variables, named, strict=True):
        rows.append({"column": one.column, **_named(files, names), **_described(one)})
        ends = {f: f"{n}{COMPANION}" * one.is_text for f, n in _named(files, names).items()}
        why = f"[{one.column}{COMPANION}] Status of {one.column}: valid, or why there is no answer"
        status_entry = {"type": "status", "label": why, "options": "; ".join(STATUSES)}
        rows.append({"column": f"{one.column}{COMPANION}", **ends, **status_entry})
    return pl.DataFrame(rows, infer_schema_length=None)


def known_columns(laid_out: LaidOut, beside: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that identify or describe units: column -> label."""
    return {name: WHO[name] for name in laid_out.who} | dict(beside)


def fields_of(laid_out: LaidOut, beside: Mapping[str, str]) -> tuple[list[Field], list[Field]]:
    """Describe the columns of the tables that `typed_of` returns, for a Data Package."""
    unit_fields = [
        {"name": name, "type": _STANDARD[_kind(laid_out.table[name])], "description": label}
        for name, label in known_columns(laid_out, beside).items()
    ]
    values: list[Field] = [*unit_fields]
    statuses: list[Field] = [*unit_fields]
    for one in laid_out.variables:
        field: dict[str, Any] = {"name": one.column, "type": _STANDARD.get(one.type, "string")}
        field["description"] = one.label
        if one.type == "select_multiple":
            field["constraints"] = {"enum": [0, 1]}
        if one.options:
            codes = cast(pl.Enum, laid_out.table[f"value_{one.column}"].dtype).categories.to_list()
            called = zip(codes, one.options.values(), strict=True)
            field["constraints"] = {"enum": codes}
            field["categories"] = [{"value": code, "label": label} for code, label in called]
        values.append(field)
        statuses.append(
            {"name": one.column, "type": "string", "description": f"Status of {one.column}"}
            | {"constraints": {"enum": [*STATUSES]}}
        )
    return values, statuses


def _named(files: Mapping[str, LaidOut], variables: tuple[Variable, ...]) -> dict[str, str]:
    return {file: variable.name for file, variable in zip(files, variables, strict=True)}


def _described(variable: Variable) -> dict[str, str]:
    options = "; ".join(f"{number:.0f} = {text}" for number, text in variable.options.items())
    return {"type": variable.type, "label": variable.label, "options": options}


def _kind(column: pl.Series) -> str:
    if column.dtype.is_float():
        return "decimal"
    return "integer" if column.dtype.is_integer() else "text"


def _typed(values: pl.Series, kind: str) -> pl.Series:
    if kind == "date":
        return values.str.to_date("%Y-%m-%d", strict=False)
    return values.cast(_TYPES[kind]) if kind in _TYPES else values
