"""A map of dots: one dot a listed unit, in blocks that lie roughly where the regions do."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from cyberstudy.declare.plan.exhibits import RegionDots
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import folded, letters
from cyberstudy.draw.style import HUES, INK, MUTED, bold, new_figure
from cyberstudy.tables.extremes import total
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text.dot_maps import dot_map
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View

#: What a listed unit did, in the order of its dots, and how they look.
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "complete": (phrase("complete reply"), {"mfc": HUES[0], "mec": HUES[0]}),
    "partial": (phrase("partial reply"), {"mfc": INK, "mec": INK}),
    "hardly": (phrase("hardly anything answered"), {"mfc": HUES[4], "mec": INK}),
    "none": (phrase("no reply"), {"mfc": "white", "mec": MUTED}),
}
WIDE = 9  # dots in a line
BLOCK = 18  # letters above a block
SIZE = 0.105  # inches from dot to dot


def draw(view: View[RegionDots]) -> Drawn:
    """Draw a block of dots a region; which dot is which unit is not told."""
    say, blocks = view.say, view.entry.blocks
    replies = view.table("response").filter(by=view.entry.by)
    data = (
        pl.DataFrame({"group": [block.group for block in blocks]})
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
    right = max(block.column for block in blocks) + WIDE + 2
    below = max(
        block.row + -(-listed // WIDE) for block, listed in zip(blocks, data["listed"], strict=True)
    )
    figure, axes = new_figure(0.75 + SIZE * (below + 3.5))
    for block, row in zip(blocks, data.iter_rows(named=True), strict=True):
        _block(axes, say, row, left=block.column, top=block.row)
    axes.set_xlim(-1, right)
    axes.set_ylim(below + 0.5, -3)
    axes.set_aspect("equal")
    axes.set_axis_off()
    handles = []
    for kind, (words, look) in KINDS.items():
        label = say("{label} ({count})", label=say(words), count=data[kind].sum())
        handles.append(Line2D([], [], ls="", marker="o", ms=4, label=label, **look))
    legend_below(figure, handles, fontsize=6.5, columnspacing=1.2, handletextpad=0.3)
    return Drawn(
        figure=figure,
        data=data,
        question=say("Asked to reply: everybody on the list."),
        base=say(
            "{listed} were listed; {replied} of them replied.",
            listed=total(data["listed"]),
            replied=total(data["replied"]),
        ),
        method=say(
            "One dot for each that is listed, in its region, sorted by what came of it: no dot "
            "stands for one unit in particular. Blocks lie roughly where the regions do."
        ),
        alt=dot_map(say, data.with_columns(label=pl.Series(map(say.group, data["group"])))),
    )


def _block(axes: Axes, say: Speech, row: dict[str, Any], *, left: float, top: float) -> None:
    """Draw a region's dots line by line, with its name and counts above."""
    name = say.group(row["group"])
    counts = say("{count} of {base}", count=row["replied"], base=row["listed"])
    # One above the other where they have no room side by side.
    above = top - 1 if letters(name) + len(counts) < BLOCK else top - 2.2
    axes.text(left - 0.4, above, folded(name, BLOCK), fontsize=7.5, fontweight=bold(), va="bottom")
    axes.text(
        left + WIDE - 0.6,
        top - 1,
        counts,
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
