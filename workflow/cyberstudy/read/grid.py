"""What every reader gives: a sheet of verbatim text."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cyberstudy.layout import Export


@dataclass(frozen=True)
class Grid:
    """A sheet: its headers, and below them columns of text, null where a cell is empty."""

    sheet: str
    headers: list[str]
    body: pl.DataFrame

    def where(self, export: Export) -> str:
        """Name the sheet for a message."""
        return export.file + (f", sheet {self.sheet}" if self.sheet else "")
