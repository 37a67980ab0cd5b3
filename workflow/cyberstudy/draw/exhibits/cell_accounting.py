"""What the cells of each collector's file became: every one of them, as counts."""

from __future__ import annotations

import numpy as np
import polars as pl
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cyberstudy.declare.plan.exhibits import CellAccounting
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.style import FAINT, INK, MUTED, SEQUENCE, bold, new_figure
from cyberstudy.tables.phrases import phrase
from cyberstudy.tables.statuses import NEVER_A_CELL, STATUSES
from cyberstudy.wording.alternative_text.matrices import table_of_counts
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
SUM_OF_FILES, SUM_OF_CELLS = phrase("all files"), phrase("all cells")


def draw(view: View[CellAccounting]) -> Drawn:
    """Draw a table of counts, shaded by the share of a file's answer cells, structure in grey."""
    say = view.say
    counts = view.table("accounting").group_by("source", "became").agg(pl.col("cells").sum())
    sources = counts["source"].unique().sort().to_list()
    answers = [status for status in STATUSES if status not in NEVER_A_CELL]
    found = set(counts["became"])
    answers += [status for status in NEVER_A_CELL if status in found]
    structure = [*STRUCTURE, *sorted(found - {*answers, *STRUCTURE})]
    rows = [*answers, *structure]
    number = dict(
        zip(counts.select("source", "became").iter_rows(), counts["cells"].to_list(), strict=True)
    )
    cells = np.array([[number.get((source, row), 0) for source in sources] for row in rows])
    table = np.block([[cells, cells.sum(1, keepdims=True)], [cells.sum(0), cells.sum()]])
    figure, axes = new_figure(1.35 + 0.185 * len(rows))
    judged = cells[: len(answers)]
    shares = judged / np.maximum(judged.sum(0), 1)
    for (row, column), count in np.ndenumerate(table):
        shaded = row < len(answers) and column < len(sources)
        share = shares[row, column] if shaded else 0
        # A square root: few among many are seen too. Half the scale: ink is read on all of it.
        colour = colormaps[SEQUENCE](0.5 * share**0.5) if count else "white"
        if not shaded:
            colour = FAINT if len(answers) <= row < len(rows) else "white"
        top = row + (row >= len(answers)) * 0.3 + (row >= len(rows)) * 0.3
        left = column + (column >= len(sources)) * 0.15
        axes.add_patch(_box(left, top, colour))
        axes.text(
            left + 0.47,
            top + 0.47,
            say.count(int(count)),
            fontsize=6,
            ha="center",
            va="center_baseline",
            color=INK if count or colour == FAINT else MUTED,
            fontweight=bold() if row == len(rows) or column == len(sources) else "normal",
        )
    words = [in_plain_words(say, r) if r in answers else _structure(say, r) for r in rows]
    _names(axes, [*sources, say(SUM_OF_FILES)], [*words, say(SUM_OF_CELLS)], len(answers))
    data = (
        pl.DataFrame(table, schema=[*sources, SUM_OF_FILES], orient="row")
        .with_columns(became=pl.Series([*rows, SUM_OF_CELLS]))
        .select("became", *sources, SUM_OF_FILES)
    )
    total, valid = int(table[-1, -1]), int(table[rows.index("valid"), -1])
    outcomes = (
        pl.DataFrame(cells, schema=sources, orient="row")
        .with_columns(total=cells.sum(1))
        .with_columns(label=pl.Series(words))
    )
    return Drawn(
        figure=figure,
        data=data,
        question=say("Every cell of every file that arrived is counted once."),
        base=say("{cells} cells of {files} files.", cells=total, files=len(sources)),
        method=say(
            "Above: cells that stand for an answer, by its status, the darker the larger their "
            "share among the file\u2019s answers. Grey: what identifies the form, was dropped at "
            "the door, or is structure."
        ),
        alt=table_of_counts(say, outcomes, sources, valid),
    )


def _structure(say: Speech, row: str) -> str:
    """Say what is no answer; what nobody foresaw stays as it is."""
    return say(row) if row in STRUCTURE else row


def _box(left: float, top: float, colour: object) -> Rectangle:
    return Rectangle((left, top), 0.94, 0.92, facecolor=colour, edgecolor="none")


def _names(axes: Axes, columns: list[str], names: list[str], answers: int) -> None:
    """Name columns above, slanting, and rows at the left; nothing else is drawn around."""
    rows = len(names) - 1
    tops = [row + 0.47 + (row >= answers) * 0.3 for row in range(rows)]
    lefts = [column + 0.47 + (column == len(columns) - 1) * 0.15 for column in range(len(columns))]
    axes.set_xlim(0, len(columns) + 0.15)
    axes.set_ylim(rows + 1.6, 0)
    axes.set_yticks([*tops, rows + 0.6 + 0.47], names)
    axes.xaxis.tick_top()
    axes.set_xticks(lefts, columns, rotation=35, ha="left", rotation_mode="anchor")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
