"""Data accounting: every cell became something that has a name, and no value changed unsaid.

Counts are compared with the files; `value_checks` compares values with the cells.
"""

from __future__ import annotations

import polars as pl

from surveyanswers.tables.answers import METADATA, REPEATED
from surveyanswers.tables.problems import SurveyError

_STRUCTURAL = {
    "header_cells": "header",
    "template_cells": "the form's own text",
    "empty_column_cells": "empty column",
    "blank_row_cells": "blank row",
    "left_out_cells": "row left out",
    "personal_cells": "personal, dropped",
}
_ROLES = {METADATA: METADATA, REPEATED: REPEATED}


def account(others: pl.DataFrame, intake: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Count what the cells of each file became.

    Parameters
    ----------
    others
        `tables.Cells` of columns that are no answers.
    judged
        Judged answers, with the number of cells that each was made of.

    Returns
    -------
    pl.DataFrame
        `tables.Accounting`: file, sheet, became (a status, ``identifying``, ``metadata``,
        ``repeated``, or a kind of structure), cells.

    Raises
    ------
    SurveyError
        The counts do not add up to the cells of a file: a cell was lost or counted twice.
    """
    where = ["file", "sheet"]
    role = pl.col("role").replace_strict(_ROLES, default="identifying", return_dtype=pl.String)
    others = others.select(*where, became=role, cells=pl.lit(1, pl.UInt32))
    answers = judged.select(*where, "cells", became="status").select(others.columns)
    counted = pl.concat([answers, others]).group_by(*where, "became").agg(pl.col("cells").sum())
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
        raise SurveyError(f"{row['file']}: {row['cells']} cells came in, {row['found']} went out")
    return table
