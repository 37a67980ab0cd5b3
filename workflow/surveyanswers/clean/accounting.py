"""Data accounting: every cell became something that has a name."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from surveyanswers.tables.answers import ANSWER, METADATA, REPEATED
from surveyanswers.tables.cell_columns import TextSheet
from surveyanswers.tables.problems import SurveyError

_STRUCTURAL = {
    "header_cells": "header",
    "template_cells": "the form's own text",
    "empty_column_cells": "empty column",
    "blank_row_cells": "blank row",
    "left_out_cells": "row left out",
    "personal_cells": "personal, dropped",
}
_OTHER = pl.col("role") != ANSWER


def account(
    sheets: Sequence[TextSheet], intake: pl.DataFrame, answers: pl.DataFrame
) -> pl.DataFrame:
    """Count what the cells of each file became.

    Parameters
    ----------
    answers
        What became of how many cells of answers: file, sheet, became, cells.

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
    parts = [answers]
    for sheet in sheets:
        for name, role in sheet.columns.filter(_OTHER).select("name", "role").iter_rows():
            became = role if role in (METADATA, REPEATED) else "identifying"
            rows = sheet.texts.filter(sheet.rows_of(name).is_not_null()).group_by("sheet")
            cells = rows.agg(cells=pl.len(), file=pl.lit(sheet.file), became=pl.lit(became))
            parts.append(cells.select(answers.columns))
    counted = pl.concat(parts).group_by(*where, "became").agg(pl.col("cells").sum())
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
