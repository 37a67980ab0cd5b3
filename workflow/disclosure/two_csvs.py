"""Read who is in which group and what units said from two CSVs, strictly.

Whatever cannot be read in one way alone is an error that names file, row and column; the header is
row 1, as spreadsheets count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from disclosure.cells import BETWEEN, Replies

#: Statuses of units that gave a substantive answer, or whom a question does not concern; any other
#: leaves open what the answer would have been.
VALID, NOT_ASKED, NOT_FIELDED = "valid", "not_asked", "not_fielded"
#: As which the open ones count, whatever they are called.
OPEN = "refused"
BETWEEN_OPTIONS = ";"
REPLIED = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class InputProblem(Exception):
    """What cannot be read, and where it stands."""

    def __init__(self, file: Path, row: int, column: str, why: str) -> None:
        super().__init__(f"{file}, row {row}, column {column}: {why}")


def memberships_in(file: Path) -> pl.DataFrame:
    """Read who is in which group: wave (optional), unit_id, grouping, group, replied.

    Raises
    ------
    InputProblem
        A column lacks, a cell is empty, a unit is twice in a grouping, or replied in one row and
        not in another.
    """
    table = _cells_of(file, ["unit_id", "grouping", "group", "replied"])
    replied: dict[tuple[str, str], str] = {}
    placed: set[tuple[str, ...]] = set()
    for row, one in _rows(table):
        for column in ("unit_id", "grouping", "group", "replied"):
            if not one[column]:
                raise InputProblem(file, row, column, "is empty")
        if one["replied"].lower() not in REPLIED:
            raise InputProblem(file, row, "replied", f"{one['replied']!r} is neither yes nor no")
        unit = (one["wave"], one["unit_id"])
        if (
            REPLIED[replied.setdefault(unit, one["replied"]).lower()]
            != (REPLIED[one["replied"].lower()])
        ):
            why = f"unit {one['unit_id']} replied in one row, and not in another"
            raise InputProblem(file, row, "replied", why)
        if (*unit, one["grouping"]) in placed:
            why = f"unit {one['unit_id']} has another row of {one['grouping']}"
            raise InputProblem(file, row, "grouping", why)
        placed.add((*unit, one["grouping"]))
    answer = pl.col("replied").str.to_lowercase()
    as_boolean = answer.replace_strict(REPLIED, return_dtype=pl.Boolean)
    return table.select("wave", "unit_id", "grouping", "group", replied=as_boolean)


def replies_in(
    file: Path, memberships: pl.DataFrame, deciding: Mapping[str, Sequence[str]]
) -> Replies:
    """Read what units said: wave (optional), unit_id, question, options, status.

    A row a unit and question; options have a semicolon between them. A unit without a row was not
    concerned.

    Parameters
    ----------
    memberships
        From `memberships_in`.
    deciding
        Question -> questions whose answers decide who is asked it; these come before it.

    Raises
    ------
    InputProblem
        A column lacks, a cell is empty that must not be, a unit is not known or did not reply, or
        has two rows of one question.
    """
    table = _cells_of(file, ["unit_id", "question", "options", "status"])
    units = memberships.select("wave", "unit_id", "replied").unique()
    replied = {(wave, unit): has_replied for wave, unit, has_replied in units.iter_rows()}
    options: dict[tuple[str, str], set[str]] = {}
    rows: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    row_of: dict[tuple[str, str, str], int] = {}
    for row, one in _rows(table):
        for column in ("unit_id", "question", "status"):
            if not one[column]:
                raise InputProblem(file, row, column, "is empty")
        wave, unit, key = one["wave"], one["unit_id"], (one["wave"], one["question"])
        if (wave, unit) not in replied:
            raise InputProblem(file, row, "unit_id", f"no group has a unit {unit}")
        before = row_of.setdefault((*key, unit), row)
        if before != row:
            why = f"unit {unit} said something to it in row {before}, too"
            raise InputProblem(file, row, "question", why)
        codes = [name.strip() for name in one["options"].split(BETWEEN_OPTIONS)]
        codes = [] if codes == [""] else codes
        if one["status"] == VALID:
            if not replied[wave, unit]:
                raise InputProblem(file, row, "unit_id", f"unit {unit} did not reply")
            if not codes or "" in codes or len({*codes}) < len(codes):
                why = "a valid answer has options, each named once"
                raise InputProblem(file, row, "options", why)
        elif codes:
            why = f"it has options, of which there are none where the status is {one['status']}"
            raise InputProblem(file, row, "options", why)
        options.setdefault(key, set()).update(codes)
        kept = one["status"] if one["status"] in (VALID, NOT_ASKED, NOT_FIELDED) else OPEN
        rows.setdefault(key, []).append((unit, kept, BETWEEN.join(sorted(codes))))
    listed = {name for _, name in options}
    if strange := sorted({*deciding, *(n for names in deciding.values() for n in names)} - listed):
        raise InputProblem(file, 1, "question", f"no row is of {', '.join(strange)}")
    columns = dict.fromkeys(("unit_id", "status", "given"), pl.String)
    return Replies(
        {key: sorted(options[key]) for key in _in_order(options, deciding)},
        lambda wave, question: pl.DataFrame(rows[wave, question], schema=columns, orient="row"),
    )


def _in_order(
    keys: Collection[tuple[str, str]], deciding: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """Return questions in order, but with what decides before what it decides."""
    left = list(keys)
    while left:
        names = {name for _, name in left}
        free = (key for key in left if names.isdisjoint(deciding.get(key[1], ())))
        # Where two decide each other neither comes before.
        first = next(free, left[0])
        left.remove(first)
        yield first


def _cells_of(file: Path, needed: Sequence[str]) -> pl.DataFrame:
    """Read all cells as text, "" where they are empty."""
    try:
        table = pl.read_csv(file, infer_schema=False, raise_if_empty=False)
    except pl.exceptions.PolarsError as problem:
        why = f"it is no table of comma-separated values ({problem})"
        raise InputProblem(file, 1, "-", why) from problem
    for column in needed:
        if column not in table.columns:
            raise InputProblem(file, 1, column, f"there is none; there are {table.columns}")
    if "wave" not in table.columns:
        table = table.with_columns(wave=pl.lit(""))
    return table.select("wave", *needed).with_columns(pl.all().fill_null("").str.strip_chars())


def _rows(table: pl.DataFrame) -> Iterator[tuple[int, dict[str, str]]]:
    """Return rows with their numbers; the header is the first."""
    return enumerate(table.iter_rows(named=True), start=2)
