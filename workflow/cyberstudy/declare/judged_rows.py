"""Tables of people's judgements across surveys: read row by row, with what must not be empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_text_table

R = TypeVar("R")


def read_rows(
    path: Path, row: Callable[..., R], columns: Sequence[str], *, needed: Sequence[str]
) -> list[R]:
    """Read a table, each row with its number.

    Parameters
    ----------
    row
        Makes a row of its columns, and of `row`, its number in the file.
    columns
        That the table has.
    needed
        Those of them that are never empty.

    Raises
    ------
    SurveyError
        It is no such table, or a cell that must not be empty is.
    """
    rows = read_text_table(path, columns).select(columns).iter_rows(named=True)
    records = [
        row(**{name: text or "" for name, text in record.items()}, row=number)
        for number, record in enumerate(rows, start=2)
    ]
    empty = [
        f"row {number}, {name}: is empty"
        for number, record in enumerate(records, start=2)
        for name in needed
        if not getattr(record, name)
    ]
    if empty:
        raise SurveyError(f"{path}:{listed(empty)}")
    return records
