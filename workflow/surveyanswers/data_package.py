"""What a folder of CSV files is for programs: a Data Package (version 2), with a schema a table.

https://datapackage.org/standard/data-package/
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from surveyanswers.tables.description import NEVER, TYPES, seen_columns, type_of
from surveyanswers.tables.storage import sha256_of, write_json

if TYPE_CHECKING:
    from surveyanswers.tables.frame_schemas import dy

FILE = "datapackage.json"
#: The list of files beside it that ``sha256sum --check`` reads.
SUMS = "SHA256SUMS"
PROFILE = "https://datapackage.org/profiles/2.0/"
#: Of the standard, by what `columns.csv` calls them.
_TYPES = dict(zip(TYPES, ("integer", "number", "boolean", "array", "string"), strict=True))
#: What a column's cells all are that nobody has declared; the first that fits.
_READ_AS = {
    "integer": re.compile(r"-?(?:0|[1-9]\d*)", re.ASCII),
    "number": re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?|NaN|-?inf", re.ASCII),
    "boolean": re.compile("true|false"),
}
_CREATIVE_COMMONS = re.compile(r"CC BY (\d\.\d)")
Field = dict[str, Any]


def write_package(
    folder: Path,
    resources: Iterable[Mapping[str, Any]],
    *,
    name: str,
    title: str,
    **properties: Any,
) -> None:
    """Write ``datapackage.json`` for the CSV files of a folder.

    Parameters
    ----------
    folder
        That the files lie in.
    resources
        By `resource`.
    name, title
        Of the data: for programs, and for people.
    properties
        Further properties of the standard, such as ``version``; those that are blank are left out.
    """
    filled_properties = {key: value for key, value in properties.items() if value}
    package = {"$schema": f"{PROFILE}datapackage.json", "name": name, "title": title}
    write_json(package | filled_properties | {"resources": [*resources]}, str(folder / FILE))


def licences_of(text: str) -> list[dict[str, str]]:
    """Name the licences of Creative Commons that a text names, as the standard does."""
    return [
        {"name": f"CC-BY-{version}", "path": f"https://creativecommons.org/licenses/by/{version}/"}
        for version in dict.fromkeys(_CREATIVE_COMMONS.findall(text))
    ]


def resource(
    path: Path, folder: Path, fields: Sequence[Field], *, title: str = "", key: Sequence[str] = ()
) -> dict[str, Any]:
    """Describe a CSV file: where it is, its bytes, and its columns.

    Parameters
    ----------
    path, folder
        The file, and the folder of the package.
    fields
        By `declared_fields` or `read_fields`.
    title
        What the table is.
    key
        Columns that tell its rows apart; named where they do. A blank text in one of them is no
        missing value but a value, such as "" for all questions.
    """
    place = path.relative_to(folder).as_posix()
    names = pl.read_csv(path, columns=[*key], infer_schema=False) if key else pl.DataFrame()
    blank = {column.name for column in names.fill_null("") if (column == "").any()}
    texts = {field["name"] for field in fields if field["type"] == "string"}
    tells = key and not names.is_duplicated().any() and blank <= texts
    if tells:
        fields = [f | {"missingValues": []} if f["name"] in blank else f for f in fields]
    schema: dict[str, Any] = {
        "$schema": f"{PROFILE}tableschema.json",
        "fields": [*fields],
        "missingValues": [""],
    }
    return {
        "name": re.sub(r"[^a-z0-9._-]+", "-", place.removesuffix(path.suffix).lower()),
        "path": place,
        "type": "table",
        **({"title": title} if title else {}),
        **{"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"},
        **{"bytes": path.stat().st_size, "hash": f"sha256:{sha256_of(path)}"},
        "schema": schema | ({"primaryKey": [*key]} if tells else {}),
    }


def declared_fields(columns: pl.DataFrame, contract: type[dy.Schema]) -> list[Field]:
    """Describe the columns of a table as its contract and ``columns.csv`` do.

    Parameters
    ----------
    columns
        The table's rows of ``columns.csv``, in its order.
    contract
        Its contract.
    """
    declared = seen_columns(contract)
    return [_declared(row, declared[row["column"]]) for row in columns.iter_rows(named=True)]


def read_fields(path: Path, meaning_of_column: Mapping[str, str] = {}) -> list[Field]:
    """Describe the columns of a CSV file by what all of their cells are.

    Parameters
    ----------
    path
        The file.
    meaning_of_column
        What columns mean, by name.
    """
    table = pl.read_csv(path, infer_schema=False)
    return [
        {"name": column.name, "type": _read_as(column)}
        | ({"description": text} if (text := meaning_of_column.get(column.name)) else {})
        for column in table
    ]


def _declared(row: Mapping[str, str], declared: dy.Column) -> Field:
    limits = {"minimum": getattr(declared, "min", None), "maximum": getattr(declared, "max", None)}
    constraints: dict[str, Any] = {
        name: limit for name, limit in limits.items() if limit is not None and math.isfinite(limit)
    }
    if row["empty"] == NEVER:
        constraints["required"] = True
    if categories := getattr(declared, "categories", None):
        constraints["enum"] = [*categories]
    if regex := getattr(declared, "regex", None):
        constraints["pattern"] = regex
    field: Field = {"name": row["column"], "type": _TYPES[type_of(declared.dtype)]}
    field["description"] = row["meaning"]
    return field | ({"constraints": constraints} if constraints else {})


def _read_as(column: pl.Series) -> str:
    cells = [text for text in column.unique() if text]
    fits = (kind for kind, form in _READ_AS.items() if all(map(form.fullmatch, cells)))
    return next(fits, "string") if cells else "string"
