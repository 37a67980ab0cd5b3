"""The one way in and out of a file, for tables and records.

Contracts stand in `tables`; what needs none, such as an exhibit, need not import them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.sheets import sheet_of
from surveyanswers.tables.spreadsheets import MARKED, restored

if TYPE_CHECKING:
    from surveyanswers.tables.frame_schemas import dy

#: Columns that hold names, though these may look like years and numbers.
NAMES = {n: pl.String for n in ("wave", "wave_from", "wave_to", "group", "option")}


def schema_of(contract: type[dy.Schema]) -> dict[str, pl.DataType]:
    """Return the contract's columns and types, for building or reading a table."""
    return {name: column.dtype for name, column in contract.columns().items()}


def checked(table: pl.DataFrame, contract: type[dy.Schema]) -> pl.DataFrame:
    """Return `table` with the contract's columns in its order, or say what breaks it."""
    schema = schema_of(contract)
    missing = [name for name in schema if name not in table.columns]
    extra = [name for name in table.columns if name not in schema]
    if missing or extra:
        raise SurveyError(f"table {contract.__name__}: missing {missing}, not expected {extra}")
    table = table.select(pl.col(n).cast(t) for n, t in schema.items())
    return table if contract.is_valid(table) else contract.validate(table)  # which says why


def write_table(table: pl.DataFrame, path: str, contract: type[dy.Schema] | None = None) -> None:
    """Write Parquet or CSV, by the name's ending, after checking the contract."""
    if contract is not None:
        table = checked(table, contract)
    if Path(path).suffix == ".parquet":
        table.write_parquet(path, statistics=False)  # statistics would repeat extreme values
    else:
        table.write_csv(path)


def read_table(path: str, contract: type[dy.Schema] | None = None) -> pl.DataFrame:
    """Read Parquet or CSV, by the name's ending, and check the contract.

    Without a contract a CSV's types are inferred from all its rows, but those of `NAMES`; with one,
    nothing is inferred.
    """
    if Path(path).suffix == ".parquet":
        table = pl.read_parquet(path)
    elif contract is None:
        table = pl.read_csv(path, infer_schema_length=None, schema_overrides=NAMES)
    else:
        table = pl.read_csv(path, schema_overrides=schema_of(contract))
    return table if contract is None else checked(table, contract)


def read_text_table(path: str | Path, needed: Sequence[str] = ()) -> pl.DataFrame:
    """Read a CSV that a person wrote: every column is text, and an empty cell is null.

    Apostrophes that `spreadsheets.defused` put before texts are taken back.

    Raises
    ------
    SurveyError
        There is no such file, it is no such table, or it lacks one of the columns `needed`.
    """
    columns = sheet_of(Path(path))
    if missing := [name for name in needed if name not in columns]:
        raise SurveyError(f"{path}, row 1: columns {missing} are missing; found {[*columns]}")
    table = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    likely = [text for text in chain(columns, *columns.values()) if text and "'" in text]
    return restored(table) if any(map(MARKED.search, likely)) else table


def tables_in(paths: Iterable[str]) -> list[str]:
    """List tables one by one: of a folder, which an analysis of one's own makes, all in it."""
    within = (sorted(p.glob("*.parquet")) if p.is_dir() else [p] for p in map(Path, paths))
    return [path.as_posix() for path in chain.from_iterable(within)]


def protected_file(folder: Path, pattern: str) -> Path | None:
    """Return the file that a pattern means among the tables that `protect` wrote, if any."""
    return min(folder.glob(pattern), default=None)


def read_json(path: str | Path) -> dict[str, Any]:
    """Read JSON that is an object."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_json(content: object, path: str) -> None:
    """Write JSON with sorted keys, so that equal contents are equal bytes."""
    text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)
    Path(path).write_text(text + "\n", encoding="utf-8")


def sha256_of(path: Path) -> str:
    """Return the file's sha256 in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
