"""A map of dots: one dot a listed unit, in blocks that lie roughly where the regions do."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.lines import Line2D

from cyberstudy.declare.plan.exhibits import RegionDots
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.dot_maps import WIDE, axes_of_dots, block_of_dots, lines_of_dots
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.style import HUES, MUTED, new_figure
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text.dot_maps import dot_map
from cyberstudy.wording.captions.replies import caption_of_map
from cyberstudy.wording.view import View

#: What a listed unit did, in the order of its dots, and how they look.
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "complete": (phrase("complete reply"), {"mfc": HUES[0], "mec": HUES[0]}),
    "partial": (phrase("partial reply"), {"mfc": HUES[4], "mec": HUES[4]}),
    "hardly": (phrase("hardly anything answered"), {"mfc": MUTED, "mec": MUTED}),
    "none": (phrase("no reply"), {"mfc": "white", "mec": MUTED}),
}
SIZE = 0.105  # inches from dot to dot


def draw(view: View[RegionDots]) -> Drawn:
    """Draw a block of dots a region; which dot is which unit is not told."""
    say, blocks = view.say, view.entry.blocks
    data = _replies(view)
    right = max(block.column for block in blocks) + WIDE + 2
    below = max(
        block.row + lines_of_dots(listed)
        for block, listed in zip(blocks, data["listed"], strict=True)
    )
    figure, axes = new_figure(0.75 + SIZE * (below + 3.5))
    for block, row in zip(blocks, data.iter_rows(named=True), strict=True):
        block_of_dots(
            axes,
            {f"{block.group}, {kind}": (row[kind], look) for kind, (_, look) in KINDS.items()},
            left=block.column,
            top=block.row,
            name=say.group(block.group),
            counts=say("{count} of {base}", count=row["replied"], base=row["listed"]),
        )
    axes_of_dots(axes, right, below + 0.5)
    handles = []
    seen = [kind for kind in KINDS if data[kind].sum()]
    for kind in seen:
        words, look = KINDS[kind]
        label = say("{label} ({count})", label=say(words), count=data[kind].sum())
        handles.append(Line2D([], [], ls="", marker="o", ms=4, label=label, **look))
    legend_below(figure, handles, fontsize=6.5, columnspacing=1.2, handletextpad=0.3)
    labelled = data.with_columns(label=pl.Series(map(say.group, data["group"])))
    return Drawn(figure=figure, data=data, **caption_of_map(say, data), alt=dot_map(say, labelled))


def _replies(view: View[RegionDots]) -> pl.DataFrame:
    """Return a row a block, whose dots are counted; a region that is not there has none."""
    counts = ("listed", "replied", "complete", "partial")
    return (
        pl.DataFrame({"group": [block.group for block in view.entry.blocks]})
        .join(
            view.table("response").filter(by=view.entry.by),
            on="group",
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col(counts).cast(pl.Int64).fill_null(0))
        .with_columns(
            hardly=pl.col("replied") - pl.col("complete") - pl.col("partial"),
            none=pl.col("listed") - pl.col("replied"),
        )
        .select("group", "listed", "replied", *KINDS)
    )
