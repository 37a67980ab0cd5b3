"""What the cells of each collector's file became: every one of them, as counts."""

from __future__ import annotations

import numpy as np
import polars as pl

from cyberstudy.declare.plan.exhibits import CellAccounting
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.count_tables import cells_with_counts
from cyberstudy.draw.style import new_figure
from cyberstudy.tables.phrases import phrase
from cyberstudy.tables.statuses import NEVER_A_CELL, STATUSES
from cyberstudy.wording.alternative_text.matrices import table_of_counts
from cyberstudy.wording.captions.forms import caption_of_cells
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.statuses import in_plain_words
from cyberstudy.wording.view import View

#: What is no answer, from what tells of the form to what tells nothing.
STRUCTURE = (
    phrase("identifying"),
    phrase("repeated"),
    phrase("metadata"),
    phrase("personal, dropped"),
    phrase("header"),
    phrase("the form's own text"),
    phrase("empty column"),
    phrase("blank row"),
)
LEFT_OUT = phrase("row left out")  # stands there only if any was
SUM_OF_FILES, SUM_OF_CELLS = phrase("all files"), phrase("all cells")


def draw(view: View[CellAccounting]) -> Drawn:
    """Draw a table of counts, shaded by the share of a file's answer cells, structure in grey."""
    say = view.say
    counts = view.table("accounting").group_by("source", "became").agg(pl.col("cells").sum())
    sources = counts["source"].unique().sort().to_list()
    found = set(counts["became"])
    answers = [status for status in STATUSES if status not in NEVER_A_CELL]
    answers += [status for status in NEVER_A_CELL if status in found]
    rows = [*answers, *STRUCTURE, *sorted(found - {*answers, *STRUCTURE})]
    number = {(source, row): cells for source, row, cells in counts.iter_rows()}
    cells = np.array([[number.get((source, row), 0) for source in sources] for row in rows])
    table = np.block([[cells, cells.sum(1, keepdims=True)], [cells.sum(0), cells.sum()]])
    judged = cells[: len(answers)]
    words = [in_plain_words(say, row) if row in answers else _structure(say, row) for row in rows]
    figure, axes = new_figure(1.35 + 0.185 * len(rows))
    # One file is all files: its name, which says nothing to a reader, has no column.
    alone = len(sources) == 1
    cells_with_counts(
        axes,
        table[:, :1] if alone else table,
        judged / np.maximum(judged.sum(0), 1),
        say,
        rows=[*words, say(SUM_OF_CELLS)],
        columns=[*([] if alone else sources), say(SUM_OF_FILES)],
    )
    data = pl.DataFrame(table, schema=[*sources, SUM_OF_FILES], orient="row").select(
        pl.Series("became", [*rows, SUM_OF_CELLS]), pl.all()
    )
    outcomes = data.head(-1).with_columns(label=pl.Series(words), total=pl.col(SUM_OF_FILES))
    return Drawn(
        figure=figure,
        data=data,
        **caption_of_cells(say, cells=int(cells.sum()), files=len(sources)),
        alt=table_of_counts(say, outcomes, sources, int(table[rows.index("valid"), -1])),
    )


def _structure(say: Speech, row: str) -> str:
    """Say what is no answer; what nobody foresaw stays as it is."""
    return say(row) if row in (*STRUCTURE, LEFT_OUT) else row
