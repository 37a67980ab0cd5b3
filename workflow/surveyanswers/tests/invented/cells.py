"""Cells below each other, as tests look at them and change them."""

import polars as pl

from surveyanswers.read import read_exports
from surveyanswers.tables.answers import Cells
from surveyanswers.tables.cell_columns import cells_of, scattered
from surveyanswers.tables.storage import checked


def cells_read(exports, raw, form):
    """Read exports; return their cells, held to the contract, and the intake."""
    sheets, intake = read_exports(exports, raw, form)
    return all_cells(sheets), intake


def all_cells(sheets):
    return checked(cells_of(sheets), Cells)


def with_texts(sheets, text):
    """Put other texts into cells."""
    return scattered(cells_of(sheets).with_columns(text=text))


def judged_table(outcomes):
    """Lay what became of texts out as a table."""
    kinds = dict.fromkeys(("text", "value", "status", "how", "reason", "name"), pl.String)
    names = outcomes[0]._fields if outcomes else ()
    table = pl.DataFrame(outcomes, schema=[*names], orient="row")
    return table.cast({name: kinds.get(name, pl.Float64) for name in names})
