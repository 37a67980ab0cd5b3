"""How often two units fall into one class when units are drawn again: a matrix without names."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits import DeclaredCoAssignment
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.matrices import matrix_by_class, scale_of_shares
from cyberstudy.draw.style import new_figure
from cyberstudy.draw.text_only import one_class
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text.matrices import matrix_of_pairs
from cyberstudy.wording.captions.clusterings import caption_of_pairs
from cyberstudy.wording.clustering_view import clusterings_of, told_of_each, with_classes
from cyberstudy.wording.view import View

ALONE, SEVERAL = 3.1, 2.45  # inches of a matrix


def draw(view: View[DeclaredCoAssignment]) -> Drawn:
    """Draw a matrix a clustering; units stand by class, the firmest of each first."""
    say, declared = view.say, clusterings_of(view)
    found, left_out = with_classes(declared)
    if not found:
        return one_class(
            declared[0], phrase("The tests stop at one class: all units are always together.")
        )
    side = ALONE if len(found) == 1 else SEVERAL
    figure, grid = new_figure(1.05 + side, ncols=len(found), squeeze=False)
    images, parts, told = [], [], []
    for axes, one in zip(grid[0], found, strict=True):
        pairs = one.table("together")
        sizes = _sizes(pairs)
        images.append(matrix_by_class(axes, pairs, "together", sizes))
        axes.set_title(one.title_with_verdict, fontsize=7.5)
        parts.append(pairs.select(pl.lit(one.name).alias("clustering"), pl.all()))
        told.append(matrix_of_pairs(say, pairs, sizes, one.judged))
    label = say("Share of resamples that drew both and put them into one class")
    scale_of_shares(figure, images[0], list(grid[0]), say, label)
    return Drawn(
        figure=figure,
        data=pl.concat(parts),
        alt=told_of_each(found, told),
        **caption_of_pairs(found, left_out),
    )


def _sizes(pairs: pl.DataFrame) -> dict[str, int]:
    """Count units by class, in the order of the matrix."""
    first = pairs.filter(column=0).sort("row")
    return dict(first.group_by("type", maintain_order=True).len().iter_rows())
