"""A very large export, one row a respondent, that is never held whole."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
from cyberstudy.tables.problems import StudyProblem

# polars passes over a row that is too long unless every column is read.
READ_ALL = pl.QueryOptFlags(projection_pushdown=False)


class WideExport:
    """The file; its columns go by position, since a header may be another question's name.

    Parameters
    ----------
    path, separator
        The export, with one header row; what stands between its cells.
    keep
        Headers of columns that are to be written as they stand.
    """

    def __init__(self, path: Path, separator: str, keep: Sequence[str]) -> None:
        self.path, self.separator, self.keep = path, separator, keep
        # Bytes that are no text are an error further on, where their place can be told.
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            self.headers = next(csv.reader(lines, delimiter=separator), [])
        self.columns = [str(position) for position in range(len(self.headers))]

    def scan(self, types: Mapping[str, pl.DataType]) -> pl.LazyFrame:
        """Read it lazily, every column as text unless `types` says otherwise.

        The rows are numbered in the column ``row``, and the header is row 1.
        """
        how = {"separator": self.separator, "infer_schema": False, "schema_overrides": types}
        names = {"with_column_names": lambda _: self.columns, "glob": False}
        return pl.scan_csv(self.path, row_index_name="row", row_index_offset=2, **how, **names)

    def may_have_short_rows(self) -> bool:
        """Tell fast whether the separators outside of quotes are as many in every line."""
        line = pl.col("line")
        count = line.str.replace_all('"[^"]*"', "").str.count_matches(self.separator, literal=True)
        odd = (count != len(self.headers) - 1) & (line.str.strip_chars() != "")
        lines = pl.scan_lines(self.path, glob=False)
        return lines.select(odd.any()).collect(engine="streaming").item()

    def check_widths(self) -> None:
        """Name the first row that is longer or shorter than the header; it takes a while."""
        width = len(self.headers)
        with self.path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            rows = csv.reader(lines, delimiter=self.separator)
            for n, row in enumerate(rows, start=1):
                if row and len(row) != width:
                    found = f"{len(row)} cells, the header has {width}"
                    raise StudyProblem(f"{self.path}, row {n} (line {rows.line_num}): {found}")
