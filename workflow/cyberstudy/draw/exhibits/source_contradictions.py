"""Countries of which two sources say different things: names beside every pair, each way."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits_across import SourceContradictions
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.texts import folded, height_of
from cyberstudy.draw.style import INK, MUTED, leading, new_figure
from cyberstudy.draw.text_only import sentences
from cyberstudy.wording.alternative_text import by_panel
from cyberstudy.wording.captions.sources import both_named, caption_of_contradictions
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.view import View

NAME, NAMES = 30, 76  # letters in a line of a row's name, and of countries
LEFT = 0.29  # of the width, where names of countries begin
KEYS = ("construct", "title", "first", "first_year", "second", "second_year", "first_says")


def draw(view: View[SourceContradictions]) -> Drawn:
    """Write a row a pair of sources and direction: how many countries, and which."""
    say, labels = view.say, view.entry.labels
    table = view.table("contradictions")
    if table.is_empty():
        why = [say("No two sources that are at hand say different things of a country.")]
        return sentences(view, why, data=table)
    data = table.group_by(*KEYS, maintain_order=True).agg(
        pl.len().alias("count"),
        pl.col("may_be_change").all(),
        pl.col("name").sort().str.join(say.listed(["", ""])).alias("countries"),
    )
    heads, lists, told = [], [], []
    for row in data.iter_rows(named=True):
        yes, no = both_named(say, row, labels)[:: 1 if row["first_says"] else -1]
        count = say("countries: {count}", count=row["count"])
        sides = [say("yes: {source}", source=yes), say("no: {source}", source=no)]
        told.append((say.word(row["title"]), [*sides, labelled(say, count, row["countries"])]))
        head = [say.word(row["title"]), *sides, count]
        head += [say("may have come in between")] if row["may_be_change"] else []
        heads.append("\n".join(folded(part, NAME) for part in head))
        lists.append(folded(row["countries"], NAMES))
    lines = [max(h.count("\n"), n.count("\n")) + 1 for h, n in zip(heads, lists, strict=True)]
    figure, axes = new_figure(0.35 + height_of(["\n" * (n - 1) for n in lines], 0.112, 0.12))
    axes.set_axis_off()
    axes.set(xlim=(0, 1), ylim=(sum(lines) + len(lines), 0))
    top = 0.0
    for name, names, height in zip(heads, lists, lines, strict=True):
        look = {"va": "top", "fontsize": 6.5, "linespacing": leading(1.25)}
        axes.text(0, top, name, color=MUTED, **look)
        axes.text(LEFT, top, names, color=INK, **look)
        top += height + 1
    return Drawn(
        figure=figure,
        data=data,
        **caption_of_contradictions(say, table),
        alt=by_panel(say, say("Lists of countries, a pair of sources and direction each."), told),
    )
