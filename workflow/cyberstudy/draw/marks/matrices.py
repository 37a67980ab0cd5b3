"""Matrices: cells in the colours of their values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_hex

from cyberstudy.draw.style import MUTED, amounts, lacking, leading, written_on


def annotated_matrix(
    axes: Axes,
    values: pl.DataFrame,
    *,
    columns: Sequence[str],
    rows: Sequence[str],
    told: Sequence[Sequence[str]] | None = None,
    highest: float | None = None,
) -> None:
    """Draw cells with their numbers.

    Parameters
    ----------
    axes
        Of nothing else.
    values
        A row a row and a column a column; a null leaves its cell white, with a dash where nothing
        is told.
    columns, rows
        What they are called.
    told
        What is written into the cells, row by row; by default nothing.
    highest
        Where the scale ends, which begins at nought; by default at the largest value.
    """
    import seaborn as sns

    cells = values.cast(pl.Float64).to_numpy()
    sns.heatmap(
        cells,
        ax=axes,
        cmap=amounts(),
        vmin=0,
        vmax=highest,
        annot=told,
        fmt="",
        annot_kws={"fontsize": 7},
        linewidths=0.8,
        linecolor="white",
        cbar=False,
        xticklabels=columns,
        yticklabels=rows,
    )
    colour_numbers(axes)
    for row, column in np.argwhere(values.select(pl.all().is_null()).to_numpy()):
        text = (told and told[row][column]) or "\u2013"
        axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", color=MUTED)
    axes.tick_params(length=0)
    axes.tick_params(axis="x", bottom=False, top=True, labelbottom=False, labeltop=True)
    axes.set_yticklabels(rows, rotation=0, linespacing=leading())
    if lacking() > 1:  # names beside each other would meet
        axes.tick_params(axis="x", rotation=90)


def colour_numbers(axes: Axes) -> None:
    """Write the numbers of a heat map so that they are read well on the colours of their cells.

    seaborn writes white on colours that are too light for it: its least contrast is 2.4, ours 3.7.
    """
    for cells in axes.collections:
        if isinstance(cells, QuadMesh):
            cells.update_scalarmappable()
            colours = [
                colour for colour in np.asarray(cells.get_facecolor()) if colour[-1]
            ]  # not masked
            for number, colour in zip(axes.texts, colours, strict=False):
                number.set_color(written_on(to_hex(colour)))
