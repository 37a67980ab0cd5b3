"""Cell accounting: every cell of every file has become something that has a name."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cyberstudy.layout import Export
from cyberstudy.problems import StudyProblem

_STRUCTURAL = {
    "header_cells": "header",
    "blank_row_cells": "blank row",
    "personal_cells": "personal, dropped",
}


def account(
    cells: pl.DataFrame,
    intake: pl.DataFrame,
    routed: pl.DataFrame,
    exports: Sequence[Export],
) -> pl.DataFrame:
    """Count what the cells of each file became.

    Returns
    -------
    pl.DataFrame
        `tables.Accounting`: file, sheet, became (a status, ``identifying``, ``metadata``,
        ``header``, ``blank row`` or ``personal, dropped``), cells.

    Raises
    ------
    StudyProblem
        The counts do not add up to the cells of a file: a cell was lost or counted twice.
    """
    where = ["file", "sheet"]
    roles = pl.DataFrame(
        [
            (export.file, header, role)
            for export in exports
            for role, headers in (
                ("identifying", {export.submission, export.unit}),
                ("metadata", set(export.metadata)),
            )
            for header in sorted(headers)
        ],
        schema={"file": pl.String, "header": pl.String, "became": pl.String},
        orient="row",
    )
    counted = pl.concat(
        [
            routed.select(*where, became=pl.col("status").cast(pl.String)),
            cells.join(roles, on=["file", "header"]).select(*where, "became"),
        ]
    )
    counted = counted.group_by(*where, "became").agg(cells=pl.len().cast(pl.UInt32))
    structural = (
        intake.select(*where, *_STRUCTURAL)
        .unpivot(
            on=list(_STRUCTURAL),
            index=where,
            variable_name="became",
            value_name="cells",
        )
        .with_columns(
            pl.col("became").replace_strict(_STRUCTURAL),
            pl.col("cells").cast(pl.UInt32),
        )
    )
    table = pl.concat([counted, structural]).filter(pl.col("cells") > 0).sort(*where, "became")
    totals = table.group_by(where).agg(found=pl.col("cells").sum())
    wrong = intake.join(totals, on=where, how="left").filter(pl.col("found") != pl.col("cells"))
    if wrong.height:
        row = wrong.row(0, named=True)
        raise StudyProblem(f"{row['file']}: {row['cells']} cells came in, {row['found']} went out")
    return table
