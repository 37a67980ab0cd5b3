"""Headline findings: sentences that a plan declares, with every number taken from a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cyberstudy.declare.plan.headlines import PLACE, DeclaredHeadline, Value, dotted
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.release.page.numbers import matching
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.spreadsheets import restored
from cyberstudy.tables.storage import read_table

#: Put where the table gives no value, because it was withheld or could not be computed.
NOT_GIVEN = "[not given]"


@dataclass(frozen=True)
class Headline:
    """A finding in a sentence, the table it is taken from, and the exhibit that shows it."""

    sentence: str
    table: str
    exhibit: str | None
    reason: str  # why a value is not given; "" where all are


def fill_headline(entry: DeclaredHeadline, *, tables: Path, plan: Plan, where: str) -> Headline:
    """Fill the places in a sentence from one row of a table, counts of its rows, and the plan.

    Parameters
    ----------
    entry
        The plan's entry: text, table, row, values, exhibit.
    tables
        The release's tables.
    plan
        For what was decided, such as the confidence of intervals.
    where
        The survey, for what is said when the entry does not fit the table.

    Raises
    ------
    StudyProblem
        The table, a column or the row is not there, or the sentence and its values differ.
    """
    name, values = f"{where}: headline {entry.text!r}", entry.values
    if entry.exhibit not in (None, *plan.exhibits):
        raise StudyProblem(f"{name} names an exhibit {entry.exhibit!r} that the plan does not hold")
    path, table = _table(tables, entry.table, name)
    row = _row(table, entry, name)
    found = {place: _value(spec, table, row, plan, name) for place, spec in values.items()}
    told = {place: _spoken(found[place], spec) for place, spec in values.items()}
    missing = any(value is None for value in found.values())
    return Headline(
        sentence=PLACE.sub(lambda place: told[place[1]], entry.text),
        table=path.relative_to(tables).as_posix(),
        exhibit=entry.exhibit,
        reason=str(row.get("reason") or "no value in the table") if missing else "",
    )


def _table(tables: Path, wanted: str, name: str) -> tuple[Path, pl.DataFrame]:
    """Read a table, or a record as a table of one row; CSV is named, since people open it."""
    for path in (tables / f"{wanted}{ending}" for ending in (".csv", ".json")):
        if not path.is_file():
            continue
        if path.suffix == ".json":
            record = json.loads(path.read_text(encoding="utf-8"))
            flat = {k: [v] for k, v in record.items() if not isinstance(v, (list, dict))}
            return path, pl.DataFrame(flat)
        typed = path.with_suffix(".parquet")
        if typed.is_file():
            return path, read_table(str(typed))
        return path, restored(read_table(str(path)))
    raise StudyProblem(f"{name}: the release holds no table {wanted!r}")


def _row(table: pl.DataFrame, entry: DeclaredHeadline, name: str) -> dict[str, object]:
    """Find the one row that columns are read from; none is needed where rows are only counted."""
    if not any(spec.column for spec in entry.values.values()):
        return {}
    wanted = entry.row
    _must_hold(table, wanted, name)
    rows = matching(table, wanted)
    if rows.height != 1:
        raise StudyProblem(f"{name}: {rows.height} rows of {entry.table!r} fit {wanted}, not 1")
    return rows.row(0, named=True)


def _value(
    spec: Value,
    table: pl.DataFrame,
    row: Mapping[str, object],
    plan: Plan,
    name: str,
) -> object:
    if spec.column is not None:
        _must_hold(table, [spec.column], name)
        return row[spec.column]
    if spec.count is not None:
        _must_hold(table, spec.count, name)
        return matching(table, spec.count).height
    keys = spec.plan or ()
    found: object = plan.plain()
    for key in keys:
        if not isinstance(found, Mapping) or key not in found:
            raise StudyProblem(f"{name}: the plan holds no {dotted(keys)}")
        found = found[key]
    return found


def _must_hold(table: pl.DataFrame, columns: Iterable[str], name: str) -> None:
    unknown = sorted(set(columns) - set(table.columns))
    if unknown:
        raise StudyProblem(f"{name}: the table has no column {', '.join(unknown)}")


def _spoken(value: object, spec: Value) -> str:
    if value is None:
        return NOT_GIVEN
    if spec.percent and isinstance(value, int | float):
        return f"{100 * value:.{spec.decimals or 0}f}%"
    if isinstance(value, float):
        return f"{value:,.{1 if spec.decimals is None else spec.decimals}f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)
