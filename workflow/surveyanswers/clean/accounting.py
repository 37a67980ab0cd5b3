"""Data accounting: every cell became something that has a name, and no value changed unsaid.

Counts are compared with the files; `value_checks` compares values with the cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import polars as pl

from surveyanswers.clean.judged import Codes, JudgedColumn
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


def account(
    sheets: Sequence[TextSheet], intake: pl.DataFrame, routed: Sequence[JudgedColumn]
) -> pl.DataFrame:
    """Count what the cells of each file became.

    Parameters
    ----------
    routed
        Judged answers; their outcomes say how many cells each was made of.

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
    became: Counter[tuple[str, str, str]] = Counter()
    where_of = [_sheets_of(sheet) for sheet in sheets]
    for sheet, (names, codes) in zip(sheets, where_of, strict=True):
        others = sheet.columns.filter(pl.col("role") != ANSWER)
        for column, role in others.select("name", "role").iter_rows():
            told = role if role in (METADATA, REPEATED) else "identifying"
            there = sheet.rows_of(column).is_not_null().to_numpy()
            for name, cells in zip(names, np.bincount(codes, there, len(names)), strict=True):
                became[sheet.file, name, told] += int(cells)
    for own in routed:
        sheet, (names, codes) = own.rows.sheet, where_of[own.rows.part]
        size = len(own.outcomes)
        pairs = own.codes if len(names) == 1 else codes * size + own.codes
        counts = np.bincount(pairs, minlength=len(names) * size).reshape(len(names), size)
        for name, rows in zip(names, counts.tolist(), strict=True):
            for outcome, number in zip(own.outcomes, rows, strict=True):
                if outcome.status is not None:
                    became[sheet.file, name, outcome.status] += number * outcome.cells
    counted = pl.DataFrame(
        [(*place, cells) for place, cells in became.items()],
        schema={"file": pl.String, "sheet": pl.String, "became": pl.String, "cells": pl.UInt32},
        orient="row",
    )
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


def _sheets_of(sheet: TextSheet) -> tuple[list[str], Codes]:
    """Return the names of the sheets that rows are of, and which each row is of."""
    names = sheet.texts["sheet"].unique(maintain_order=True)
    if len(names) == 1:
        return names.to_list(), np.zeros(sheet.texts.height, dtype=np.int64)
    return names.to_list(), sheet.texts["sheet"].cast(pl.Enum(names)).to_physical().to_numpy()
