"""The one table of assumptions that the simulation rests on, and its random streams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np
import polars as pl

from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table

COLUMNS = ("question", "group", "option", "kind", "value", "standing", "source", "note")


@dataclass(frozen=True)
class Assumptions:
    """Numbers by question, kind, group and option; a group's rows take the place of the general.

    Attributes
    ----------
    table
        ``assumptions.csv``: question (or the name of a part of the model), group ("" for all),
        option, kind (``share``, ``loading``, ...), value, standing (checked, recalled or
        invented), source, note.
    """

    table: pl.DataFrame

    @classmethod
    def read(cls, path: Path) -> Assumptions:
        """Read ``assumptions.csv``."""
        table = read_text_table(path)
        if tuple(table.columns) != COLUMNS:
            raise SurveyError(f"{path}: columns are {table.columns}, expected {list(COLUMNS)}")
        return cls(
            table.with_columns(
                pl.col("group", "option", "source", "note").fill_null(""),
                pl.col("value").cast(pl.Float64),
            )
        )

    @cached_property
    def _by_key(self) -> dict[tuple[str, str, str], dict[str, float]]:
        shares: dict[tuple[str, str, str], dict[str, float]] = {}
        for row in self.table.iter_rows(named=True):
            key = (row["question"], row["kind"], row["group"])
            shares.setdefault(key, {})[row["option"]] = row["value"]
        return shares

    def of(self, question: str, kind: str, groups: Sequence[str] = ()) -> dict[str, float]:
        """Return option -> value for the first of `groups` that has rows, else the general ones."""
        for group in (*filter(None, groups), ""):
            if rows := self._by_key.get((question, kind, group)):
                return rows
        return {}

    def number(
        self, question: str, kind: str, groups: Sequence[str] = (), *, default: float | None = None
    ) -> float:
        """Return the one value that stands under no option."""
        rows = self.of(question, kind, groups)
        if "" in rows:
            return rows[""]
        if default is None:
            raise SurveyError(f"assumptions.csv: {question} has no {kind}")
        return default


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return the random numbers of one purpose, which no other purpose's draws can shift."""
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])
