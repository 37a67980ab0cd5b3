"""How often two units fall into one class when units are drawn again: a matrix without names."""

from __future__ import annotations

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from cyberstudy.declare.plan.exhibits import CoAssignment
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import percentages
from cyberstudy.draw.style import INK, MUTED, SEQUENCE, new_figure
from cyberstudy.draw.text_only import one_class
from cyberstudy.tables.extremes import highest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text.matrices import matrix_of_pairs
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.typologies import (
    Clustering,
    clusterings_of,
    made_of,
    told_of_each,
    with_classes,
)
from cyberstudy.wording.view import View

ALONE, SEVERAL = 3.1, 2.45  # inches of a matrix
NARROW = 0.05  # of all units: a class with fewer has no letter of its own


def draw(view: View[CoAssignment]) -> Drawn:
    """Draw a matrix a clustering; units stand by class, the firmest of each first."""
    say, declared = view.say, clusterings_of(view)
    found, left_out = with_classes(declared)
    if not found:
        return one_class(
            declared[0], phrase("The tests stop at one class: all units are always together.")
        )
    tables = [one.table("together") for one in found]
    side = ALONE if len(found) == 1 else SEVERAL
    figure, grid = new_figure(1.05 + side, ncols=len(found), squeeze=False)
    shown = [
        _matrix(axes, one, table) for axes, one, table in zip(grid[0], found, tables, strict=True)
    ]
    bar = figure.colorbar(
        shown[0], ax=list(grid[0]), location="bottom", shrink=0.6, aspect=40, pad=0.03
    )
    bar.set_label(say("Share of resamples that drew both and put them into one class"))
    bar.ax.xaxis.set_major_formatter(percentages(say))
    bar.outline.set_visible(False)
    data = pl.concat(
        [
            table.select(pl.lit(one.name).alias("clustering"), pl.all())
            for one, table in zip(found, tables, strict=True)
        ]
    )
    return Drawn(
        figure=figure,
        data=data,
        question=made_of(found),
        base=say.text([told_of_each(found, [one.who() for one in found]), left_out]),
        method=say(
            "Each row and column is a unit, in the same order: by class, and in it those first "
            "that belong to it most firmly. Squares of one colour along the diagonal are what "
            "classes look like; a gradient has no edges. No unit is named."
        ),
        alt=told_of_each(
            found,
            [
                matrix_of_pairs(say, table, _sizes(table), one.judged)
                for one, table in zip(found, tables, strict=True)
            ],
        ),
    )


def _matrix(axes: Axes, found: Clustering, table: pl.DataFrame) -> AxesImage:
    units = highest(table["row"]) + 1
    values = np.full((units, units), np.nan)
    values[table["row"], table["column"]] = table["together"].fill_null(np.nan)
    image = axes.imshow(values, cmap=SEQUENCE, vmin=0, vmax=1, interpolation="none")
    sizes = _sizes(table)
    ends = np.cumsum(list(sizes.values()))
    for end in ends[:-1]:
        axes.axhline(end - 0.5, color=INK, lw=0.8)
        axes.axvline(end - 0.5, color=INK, lw=0.8)
    middles = ends - np.array(list(sizes.values())) / 2 - 0.5
    wide = [
        (middle, name)
        for middle, (name, size) in zip(middles, sizes.items(), strict=True)
        if size >= NARROW * units
    ]
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks([middle for middle, _ in wide], [name for _, name in wide])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set(visible=True, color=MUTED)
    axes.set_title(labelled(found.view.say, found.title, found.judged), fontsize=7.5)
    return image


def _sizes(table: pl.DataFrame) -> dict[str, int]:
    """Count units by class, in the order of the matrix."""
    first = table.filter(pl.col("column") == 0).sort("row")
    return dict(first.group_by("type", maintain_order=True).len().iter_rows())
