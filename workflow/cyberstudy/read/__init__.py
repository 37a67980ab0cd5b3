"""Stage 2, read: verbatim text, one row a cell, nothing judged.

A format is one module here with ``read_grids(path, export) -> list[Grid]``; `FORMATS` names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from cyberstudy.layout import Export
from cyberstudy.problems import StudyProblem, listed
from cyberstudy.read import delimited
from cyberstudy.read.grid import Grid
from cyberstudy.storage import schema_of
from cyberstudy.tables import Cells, Intake

FORMATS = {"csv": delimited.read_grids}


def read_exports(exports: Sequence[Export], raw: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read every export into cells, dropping personal columns at the door.

    Parameters
    ----------
    exports
        What `layout.yaml` declares.
    raw
        The folder that the exports' files are named from.

    Returns
    -------
    cells : pl.DataFrame
        `tables.Cells`, without header cells and blank rows.
    intake : pl.DataFrame
        `tables.Intake`: for each sheet, cells in = cells out.

    Raises
    ------
    StudyProblem
        A file that can't be read, or whose columns are not those declared.
    """
    cells, intake = [], []
    for export in exports:
        for grid in FORMATS[export.format](raw / export.file, export):
            _check_headers(grid, export)
            kept, counts = _to_cells(grid, export)
            cells.append(kept)
            intake.append(counts)
    return (
        pl.concat(cells).sort("file", "sheet", "row", "position"),
        pl.DataFrame(intake, schema=schema_of(Intake)),
    )


def _check_headers(grid: Grid, export: Export) -> None:
    headers = grid.headers
    problems = [
        f"column {h!r} stands twice" for h in sorted({h for h in headers if headers.count(h) > 1})
    ]
    problems += [f"column {h!r} is missing" for h in sorted(export.expected - set(headers))]
    problems += [
        f"column {position} ({h!r}) is not in the layout"
        for position, h in enumerate(headers, start=1)
        if h not in export.expected
    ]
    if problems:
        raise StudyProblem(f"{grid.where(export)}:{listed(problems)}")


def _to_cells(grid: Grid, export: Export) -> tuple[pl.DataFrame, dict[str, object]]:
    """Turn a grid into a row a cell, and count what happened to all of them."""
    names = [str(position) for position in range(1, len(grid.headers) + 1)]
    body = grid.body.rename(dict(zip(grid.body.columns, names, strict=True)))
    body = body.with_columns(pl.col(names).replace("", None)).with_row_index("row", offset=2)
    filled = body.filter(~pl.all_horizontal(pl.col(names).is_null()))
    personal = [
        n for n, header in zip(names, grid.headers, strict=True) if header in export.personal
    ]
    headers = pl.DataFrame({"name": names, "header": grid.headers})
    cells = (
        filled.drop(personal)
        .unpivot(index="row", variable_name="name", value_name="text")
        .join(headers, on="name", how="left")
        .select(
            file=pl.lit(export.file),
            sheet=pl.lit(grid.sheet),
            row=pl.col("row").cast(pl.UInt32),
            position=pl.col("name").cast(pl.UInt32),
            header="header",
            language=pl.lit(export.language),
            text="text",
        )
    )
    width = len(names)
    return cells.select(schema_of(Cells).keys()), {
        "file": export.file,
        "sheet": grid.sheet,
        "rows": body.height + 1,
        "width": width,
        "cells": (body.height + 1) * width,
        "header_cells": width,
        "blank_row_cells": (body.height - filled.height) * width,
        "personal_cells": filled.height * len(personal),
        "kept_cells": cells.height,
    }
