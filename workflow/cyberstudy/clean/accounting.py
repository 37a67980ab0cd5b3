"""Cell accounting: every cell of every file has become something that has a name."""

from __future__ import annotations

import polars as pl

from cyberstudy.tables.answers import ANSWER, METADATA, REPEATED
from cyberstudy.tables.problems import StudyProblem

_STRUCTURAL = {
    "header_cells": "header",
    "template_cells": "the form's own text",
    "empty_column_cells": "empty column",
    "blank_row_cells": "blank row",
    "personal_cells": "personal, dropped",
}


def account(cells: pl.DataFrame, intake: pl.DataFrame, routed: pl.DataFrame) -> pl.DataFrame:
    """Count what the cells of each file became.

    Parameters
    ----------
    cells, intake
        What `read` wrote.
    routed
        Judged answers with file, sheet, status, and cells (how many an answer was made of).

    Returns
    -------
    pl.DataFrame
        `tables.Accounting`: file, sheet, became (a status, ``identifying``, ``metadata``,
        ``repeated``, or a kind of structure), cells.

    Raises
    ------
    StudyProblem
        The counts do not add up to the cells of a file: a cell was lost or counted twice.
    """
    where = ["file", "sheet"]
    others = cells.filter(pl.col("role") != ANSWER).select(
        *where,
        became=pl.when(pl.col("role").is_in([METADATA, REPEATED]))
        .then("role")
        .otherwise(pl.lit("identifying")),
        cells=pl.lit(1, dtype=pl.UInt32),
    )
    answers = routed.select(*where, "cells", became=pl.col("status").cast(pl.String))
    counted = pl.concat([answers.select(others.columns), others])
    counted = counted.group_by(*where, "became").agg(pl.col("cells").sum())
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
