"""Matrices: cells in the colours of their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from cyberstudy.draw.marks.texts import LETTER, height_of, letters
from cyberstudy.draw.style import MUTED, amounts, lacking, leading, new_figure, written_on

#: Colours of a scale. Assume: more would hardly be told apart, and give each value back.
STEPS = 10
MANY = 300  # cells: more are an image inside the figure, which is a quarter as large


def annotated_matrix(
    axes: Axes,
    values: pl.DataFrame,
    *,
    columns: Sequence[str],
    rows: Sequence[str],
    label: str | None = None,
    told: Sequence[Sequence[str]] | None = None,
    highest: float | None = None,
    **scale: Any,
) -> None:
    """Draw cells with their numbers, or with the scale of colours beside them.

    Parameters
    ----------
    axes
        Of nothing else.
    values
        A row a row and a column a column; a null leaves its cell white, with a dash where nothing
        is told.
    columns, rows
        What they are called.
    label
        What the scale is of, in `STEPS`; without it there is none: cells tell their own numbers.
    told
        What is written into the cells, row by row; by default nothing.
    highest
        Where the scale ends, which begins at nought; by default at the largest value.
    scale
        Where it stands, as `Figure.colorbar` takes it.
    """
    import seaborn as sns

    cells = values.cast(pl.Float64).to_numpy()
    sns.heatmap(
        cells,
        ax=axes,
        cmap=amounts().resampled(STEPS) if label else amounts(),
        vmin=0,
        vmax=highest,
        annot=told,
        fmt="",
        annot_kws={"fontsize": 7},
        linewidths=0.8,
        linecolor="white",
        rasterized=values.height * values.width > MANY,
        cbar=label is not None,
        cbar_kws={"label": label, "shrink": 0.5, "aspect": 25} | scale,
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


def matrix_on_a_scale(
    cells: pl.DataFrame,
    *,
    columns: Sequence[str],
    rows: Sequence[str],
    panels: Sequence[tuple[str, int]] = (),
    line: float,
    gap: float,
    pad: float | None = None,
    **matrix: Any,
) -> tuple[Figure, Axes]:
    """Make a figure of an annotated matrix, whose scale stands below, as high as its names ask."""
    longest = max(letters(text) for column in columns for text in column.split("\n"))
    height = height_of(rows, line, gap)
    figure, axes = new_figure(1.1 + LETTER * longest + height)
    matrix |= {"location": "bottom", "pad": pad or 0.15 / height}
    annotated_matrix(axes, cells, columns=columns, rows=rows, **matrix)
    columns_in_panels(axes, columns, panels, cells.height)
    return figure, axes


def columns_in_panels(
    axes: Axes, columns: Sequence[str], panels: Sequence[tuple[str, int]], last: float
) -> None:
    """Turn the names of an annotated matrix's columns, and set panels of columns apart.

    Parameters
    ----------
    axes
        Where the matrix is drawn.
    columns
        Their names, in lines.
    panels
        What stands under each panel, and how many columns it has, from the left.
    last
        Where the last row ends.
    """
    axes.set_xticklabels(columns, rotation=90, linespacing=leading())
    end = 0
    for title, width in panels:
        middle, end = end + width / 2, end + width
        axes.axvline(end, color="white", lw=4)
        axes.annotate(
            title,
            (middle, last),
            xytext=(0, -3),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=5.5,
            linespacing=leading(),
            annotation_clip=False,
        )
