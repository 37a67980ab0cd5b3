"""Cells in storage: a sheet stays a table of verbatim text, beside a table of its columns.

A folder holds `CellColumns` and, of each part of it, a file: a row a record, a column a column of
the sheet. The long table `Cells` is a view of the columns that are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from surveyanswers.tables.answer_columns import ROW_GROUP
from surveyanswers.tables.answers import ANSWER, CellColumns, Cells
from surveyanswers.tables.storage import read_table, schema_of, write_table

COLUMNS = "columns.parquet"
#: Behind the name of a column: in which row each of its cells stands, where that is not the row's.
ROW = ":row"
#: What is said of each column of a sheet.
SHEET_COLUMNS = {n: t for n, t in schema_of(CellColumns).items() if n not in ("part", "file")}
_KIND = [name for name in SHEET_COLUMNS if name != "name"]


@dataclass(frozen=True)
class TextSheet:
    """Cells of one file that stand in the same columns.

    Attributes
    ----------
    file
        The file, below the raw folder.
    columns
        What `CellColumns` says of each column of `texts`.
    texts
        `sheet` and `record` of each row; `row` where rows are not records, and `turn` where they
        are turns of a repeat; then the columns. Where a column's cells stand in rows of their own,
        these are beside it (``:row``), null where there is no such cell.
    """

    file: str
    columns: pl.DataFrame
    texts: pl.DataFrame

    @cached_property
    def scattered(self) -> bool:
        """Whether cells of one record stand in several rows."""
        return any(name.endswith(ROW) for name in self.texts.columns)

    def rows_of(self, column: str) -> pl.Series:
        """Return the row that each record's cell stands in, null where it has none."""
        return self.texts[column + ROW if self.scattered else self._row]

    @cached_property
    def _row(self) -> str:
        return "row" if "row" in self.texts.columns else "record"

    def named(self, **what: str) -> list[str]:
        """List the names of columns of a role, header or question, in the file's order."""
        return self.columns.filter(**what)["name"].to_list()

    def only(self, records: pl.DataFrame) -> TextSheet:
        """Keep some records: file, sheet and record."""
        of_file, on = records.filter(file=self.file), ["sheet", "record"]
        return replace(self, texts=self.texts.join(of_file, on=on, how="semi"))


def cells_of(sheets: Iterable[TextSheet], *wanted: pl.Expr) -> pl.DataFrame:
    """Return cells as a long table.

    Parameters
    ----------
    sheets
        What `read` made.
    wanted
        What holds of the columns that are asked for; else all are.

    Returns
    -------
    pl.DataFrame
        `Cells`, in the order of the files.
    """
    parts = [pl.DataFrame(schema=schema_of(Cells))]
    for sheet in sheets:
        columns, texts = sheet.columns.filter(*wanted), sheet.texts
        names = columns["name"].to_list()
        if not names:
            continue
        is_turn = "turn" in texts.columns
        index = texts.select("sheet", "record", *(["turn"] if is_turn else []))
        long = index.hstack(texts.select(pl.col(names).cast(pl.String))).unpivot(
            on=names, index=index.columns, variable_name="name", value_name="text"
        )
        rows = pl.concat([sheet.rows_of(name).cast(pl.UInt32).alias("row") for name in names])
        turn = pl.when(role=ANSWER).then("turn") if is_turn else pl.lit(None)
        parts.append(
            long.with_columns(rows, file=pl.lit(sheet.file))
            .drop_nulls("row")
            .join(columns, on="name", how="left", maintain_order="left")
            .with_columns(instance=pl.coalesce(turn, "instance"))
            .select(pl.col(name).cast(kind) for name, kind in schema_of(Cells).items())
        )
    return pl.concat(parts).sort("file", "sheet", "record", "row", "position")


def scattered(cells: pl.DataFrame) -> list[TextSheet]:
    """Lay out cells of a form that is no table, a row a record and a column a kind of cell.

    Parameters
    ----------
    cells
        `Cells`; of one record and kind there is one.
    """
    sheets = []
    for (file,), file_cells in cells.group_by("file", maintain_order=True):
        kinds = file_cells.select(_KIND).unique(maintain_order=True)
        kinds = kinds.with_columns(name=pl.format("c{}", pl.int_range(1, pl.len() + 1)))
        texts = (
            file_cells.join(kinds, on=_KIND, how="left", nulls_equal=True, maintain_order="left")
            .pivot(on="name", index=["sheet", "record"], values=["text", "row"])
            .rename(lambda name: name.removeprefix("text_"))
            .rename(lambda name: name.removeprefix("row_") + ROW if "row_" in name else name)
        )
        sheets.append(TextSheet(str(file), kinds, texts))
    return sheets


def write_cells(sheets: Sequence[TextSheet], folder: str | Path) -> None:
    """Write a folder of cells, after checking what is said of their columns."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    sheet_columns = [
        sheet.columns.with_columns(file=pl.lit(sheet.file), part=pl.lit(part, pl.UInt32))
        for part, sheet in enumerate(sheets, start=1)
    ]
    write_table(pl.concat(sheet_columns, how="diagonal"), str(Path(folder) / COLUMNS), CellColumns)
    for part, sheet in enumerate(sheets, start=1):
        sheet.texts.write_parquet(_part(folder, part), statistics=False, row_group_size=ROW_GROUP)


def read_cells(folder: str | Path, *wanted: pl.Expr) -> list[TextSheet]:
    """Read the columns that are asked for, or all of them; nothing else opens the folder."""
    columns = read_table(str(Path(folder) / COLUMNS), CellColumns)
    sheets = []
    for (part, file), sheet_columns in columns.group_by("part", "file", maintain_order=True):
        path, described = (
            _part(folder, int(str(part))),
            sheet_columns.drop("part", "file").filter(*wanted),
        )
        index = {"sheet", "record", "row", "turn"}
        named = {n + kind for n in described["name"] for kind in ("", ROW)} | index
        present_columns = [name for name in pl.read_parquet_schema(path) if name in named]
        sheets.append(
            TextSheet(str(file), described, pl.read_parquet(path, columns=present_columns))
        )
    return sheets


def _part(folder: str | Path, part: int) -> Path:
    return Path(folder) / f"{part:04}.parquet"
