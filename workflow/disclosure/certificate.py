"""The certificate: of each withheld number two whole tables of counts that keep it open.

Both agree with everything that is published; in one the number is at its least, in the other at its
most. Who has the release and the groups of units can add them up, without a program that solves
anything (`disclosure.check_certificate`). It holds no answer, but is for whoever signs: it stays
inside, or goes to a disclosure board.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from disclosure.agreeing_tables import AgreeingTables
from disclosure.cells import Group

#: Why a number need not be open: a published nought of enough units tells it, or a total that is
#: published in any case; or nobody of the group answered.
NOUGHT, TOTAL, NOBODY = "nought", "total", "nobody"
_GROUP: dict[str, type[pl.DataType]] = {"grouping": pl.String, "group": pl.String}
_NUMBER: dict[str, type[pl.DataType]] = _GROUP | {
    "option": pl.String,
    "least": pl.Int64,  # what the number is in the first table
    "most": pl.Int64,
    "least_table": pl.Int32,  # places in the list of tables
    "most_table": pl.Int32,
    "excuse": pl.String,  # "" where it is open
}
#: A row a question. Cells are units that are in the same groups; a table lists, cell by cell, how
#: many of them chose each option, answered, and left it open.
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "wave": pl.String,
    "question": pl.String,
    "minimum": pl.Int64,
    "width": pl.Int64,
    "several": pl.Boolean,  # whether a unit may choose more than one option
    "named": pl.Boolean,  # whether each that answered named an option
    "options": pl.List(pl.String),
    "cells": pl.List(pl.List(pl.Struct(_GROUP))),
    "tables": pl.List(pl.List(pl.Int32)),
    "numbers": pl.List(pl.Struct(_NUMBER)),
}


@dataclass
class Proof:
    """What shows of one question that its withheld numbers are open.

    Attributes
    ----------
    wave, question, options
        As published.
    several, named
        Whether a unit may choose more than one option, and whether each that answered chose one.
    cells
        Of each cell its groups.
    tables
        No two alike; shape of each (cells, options and two more).
    numbers
        Of each withheld number what `SCHEMA` says of it.
    """

    wave: str
    question: str
    options: Sequence[str]
    several: bool
    named: bool
    cells: Sequence[Sequence[Group]]
    tables: list[np.ndarray] = field(default_factory=list)
    numbers: list[dict[str, object]] = field(default_factory=list)
    _places: dict[bytes, int] = field(default_factory=dict)

    @classmethod
    def begun(cls, wave: str, question: str, tables: AgreeingTables) -> Proof:
        """Begin with a table that agrees with what is published, though nothing be withheld."""
        now = tables.now
        groups = [sorted(now.groups.get(units[0], ())) for units in tables.members]
        proof = cls(wave, question, now.options, tables.several, tables.named, groups)
        proof.place(tables.outsider.least(np.zeros(tables.size)))
        return proof

    def place(self, table: np.ndarray) -> int:
        """Keep a table once, and say where it stands."""
        counts = np.rint(table).astype(np.int32).reshape(len(self.cells), -1)
        place = self._places.setdefault(counts.tobytes(), len(self.tables))
        if place == len(self.tables):
            self.tables.append(counts)
        return place

    def add(
        self,
        group: Group,
        option: str,
        ends: Sequence[np.ndarray],
        values: Sequence[int],
        excuse: str = "",
    ) -> None:
        """Keep the two tables of a withheld number, and what it is in them."""
        places = map(self.place, ends)
        entry = (*group, option, *values, *places, excuse)
        self.numbers.append(dict(zip(_NUMBER, entry, strict=True)))


def certificate(proofs: Iterable[Proof], *, minimum: int, width: int = 1) -> pl.DataFrame:
    """Return proofs as a table (`SCHEMA`), to be written as Parquet."""
    rows = [
        {
            "wave": proof.wave,
            "question": proof.question,
            "minimum": minimum,
            "width": width,
            "several": proof.several,
            "named": proof.named,
            "options": [*proof.options],
            "cells": [
                [{"grouping": by, "group": group} for by, group in cell] for cell in proof.cells
            ],
            "tables": [table.ravel().tolist() for table in proof.tables],
            "numbers": proof.numbers,
        }
        for proof in proofs
    ]
    return pl.DataFrame(rows, schema=SCHEMA)
