"""Tables of counts: shaded where counts are compared, with sums apart at the right and below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cyberstudy.draw.style import FAINT, INK, MUTED, amounts, bold
from cyberstudy.wording.translator import Translator

GAP, NARROW_GAP = 0.3, 0.15  # between blocks of rows, and before the sums at the right
MIDDLE = 0.47  # of a cell


def cells_with_counts(
    axes: Axes,
    counts: np.ndarray,
    shares: np.ndarray,
    say: Translator,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
) -> None:
    """Draw the cells with their counts, the shaded block first, then grey rows, then sums.

    Parameters
    ----------
    axes
        Which the table fills.
    counts
        With sums in the last row and the last column.
    shares
        What shades the first rows; all but sums.
    say
        The language.
    rows, columns
        What they are called; columns above, slanting.
    """
    shaded, last = shares.shape
    sums = len(rows) - 1
    tops = [row + GAP * ((row >= shaded) + (row >= sums)) for row in range(len(rows))]
    lefts = [column + NARROW_GAP * (column >= last) for column in range(len(columns))]
    for (row, column), count in np.ndenumerate(counts):
        if row < shaded and column < last:
            # A square root: few among many are seen too. Half the scale: ink is read on all of it.
            share = shares[row, column]
            colour = amounts()(0.5 * share**0.5) if count else "white"
        else:
            colour = FAINT if shaded <= row < sums else "white"
        axes.add_patch(
            Rectangle((lefts[column], tops[row]), 0.94, 0.92, facecolor=colour, edgecolor="none")
        )
        axes.text(
            lefts[column] + MIDDLE,
            tops[row] + MIDDLE,
            say.count(int(count)),
            fontsize=6,
            ha="center",
            va="center_baseline",
            color=INK if count or colour == FAINT else MUTED,
            fontweight=bold() if row == sums or column == last else "normal",
        )
    axes.set_xlim(0, len(columns) + NARROW_GAP)
    axes.set_ylim(sums + 1.6, 0)
    axes.set_yticks([top + MIDDLE for top in tops], rows)
    axes.xaxis.tick_top()
    slanting: dict[str, Any] = {"rotation": 35, "ha": "left", "rotation_mode": "anchor"}
    axes.set_xticks([left + MIDDLE for left in lefts], columns, **slanting)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
