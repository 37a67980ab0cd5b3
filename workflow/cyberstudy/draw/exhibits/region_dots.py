"""A map of dots: one dot a listed unit, in blocks that lie roughly where the regions do."""

from __future__ import annotations

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from cyberstudy.draw.style import HUES, INK, MUTED, new_figure
from cyberstudy.draw.view import Drawn, View

#: What a listed unit did, in the order of its dots, and how they look.
KINDS: dict[str, tuple[str, dict[str, object]]] = {
    "complete": ("complete reply", {"mfc": HUES[0], "mec": HUES[0]}),
    "partial": ("partial reply", {"mfc": INK, "mec": INK}),
    "hardly": ("hardly anything answered", {"mfc": HUES[4], "mec": INK}),
    "none": ("no reply", {"mfc": "white", "mec": MUTED}),
}
WIDE = 9  # dots in a line
SIZE = 0.105  # inches from dot to dot


def draw(view: View) -> Drawn:
    """Draw a block of dots a region; which dot is which unit is not told."""
    blocks = view.entry["blocks"]
    replies = view.table("response").filter(by=view.entry["by"])
    data = (
        pl.DataFrame({"group": [block["group"] for block in blocks]})
        .join(replies, on="group", how="left", maintain_order="left")
        .with_columns(
            pl.col("listed", "replied", "complete", "partial").cast(pl.Int64).fill_null(0)
        )
        .with_columns(
            hardly=pl.col("replied") - pl.col("complete") - pl.col("partial"),
            none=pl.col("listed") - pl.col("replied"),
        )
        .select("group", "listed", "replied", *KINDS)
    )
    right = max(block["column"] for block in blocks) + WIDE + 2
    below = max(
        block["row"] + -(-listed // WIDE)
        for block, listed in zip(blocks, data["listed"], strict=True)
    )
    figure, axes = new_figure(0.75 + SIZE * (below + 3.5))
    for block, row in zip(blocks, data.iter_rows(named=True), strict=True):
        _block(axes, row, left=block["column"], top=block["row"])
    axes.set_xlim(-1, right)
    axes.set_ylim(below + 0.5, -3)
    axes.set_aspect("equal")
    axes.set_axis_off()
    handles = [
        Line2D([], [], ls="", marker="o", ms=4, label=f"{words} ({data[kind].sum()})", **look)
        for kind, (words, look) in KINDS.items()
    ]
    figure.legend(
        handles=handles,
        loc="outside lower center",
        ncols=len(handles),
        fontsize=6.5,
        columnspacing=1.2,
        handletextpad=0.3,
    )
    each = "; ".join(
        f"{row['group']} {row['replied']} of {row['listed']}, of which {row['complete']} complete"
        for row in data.iter_rows(named=True)
    )
    return Drawn(
        figure=figure,
        data=data,
        question="Asked to reply: everybody on the list.",
        base=f"{data['listed'].sum()} were listed; {data['replied'].sum()} of them replied.",
        method=(
            "One dot for each that is listed, in its region, sorted by what came of it: no dot "
            "stands for one unit in particular. Blocks lie roughly where the regions do."
        ),
        alt=f"Map of dots by region. Replied: {each}.",
    )


def _block(axes: Axes, row: dict[str, object], *, left: float, top: float) -> None:
    """Draw a region's dots line by line, with its name and counts above."""
    axes.text(left - 0.4, top - 1, row["group"], fontsize=7.5, fontweight="bold", va="bottom")
    axes.text(
        left + WIDE - 0.6,
        top - 1,
        f"{row['replied']} of {row['listed']}",
        fontsize=7,
        ha="right",
        va="bottom",
    )
    start = 0
    for kind, (_, look) in KINDS.items():
        numbers = range(start, start + row[kind])
        axes.plot(
            [left + number % WIDE for number in numbers],
            [top + number // WIDE for number in numbers],
            "o",
            ms=5,
            mew=0.7,
            label=f"{row['group']}, {kind}",
            **look,
        )
        start += row[kind]
