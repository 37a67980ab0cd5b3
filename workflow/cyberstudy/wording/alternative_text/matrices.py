"""Matrices, in words."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cyberstudy.tables.extremes import total
from cyberstudy.wording.alternative_text import of_column
from cyberstudy.wording.speech import Speech


def table_of_counts(say: Speech, rows: pl.DataFrame, files: Sequence[str], valid: int) -> str:
    """Tell of outcomes, of label and total, by files: all totals, and who has most.

    Parameters
    ----------
    say
        The language.
    rows
        label, total and a column a file.
    files
        Names of those columns.
    valid
        How many became valid answers.
    """
    sums = {name: int(rows[name].sum()) for name in files}
    largest = max(sums.values())
    lines = of_column(say, rows, "total")
    empty = rows.filter(total=0)["label"].to_list()
    return say.text(
        [
            say(
                "Table of {total} cells by {rows} outcomes and {files} files; most, {largest}, "
                "are of {most}.",
                total=int(total(rows["total"])),
                rows=rows.height,
                files=len(files),
                largest=largest,
                most=say.every(name for name in files if sums[name] == largest),
            ),
            say("{valid} became valid answers.", valid=valid),
            say("All files: {lines}.", lines=say.clauses(lines)),
            say("In no file: {outcomes}.", outcomes=say.listed(empty)) if empty else "",
        ]
    )
