"""What lies across surveys: where two sources contradict each other."""

from __future__ import annotations

import polars as pl

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.across.entry import SourceContradictions
from cyberstudy.draw.marks.texts import folded, height_of
from cyberstudy.draw.style import INK, MUTED, leading, new_figure
from cyberstudy.draw.text_only import sentences
from cyberstudy.wording.alternative_text import by_panel, valued
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.view import View

NAME, NAMES = 30, 76  # letters in a line of a pair's name, and of countries
LEFT = 0.29  # of the width, where names of countries begin
KEYS = ("construct", "title", "first", "first_year", "second", "second_year", "first_present")


def source_contradictions(view: View[SourceContradictions]) -> Drawn:
    """Write a row a pair of sources and direction: how many countries, and which."""
    say = view.say
    table = view.table("contradictions")
    if table.is_empty():
        why = [say("No two sources that are at hand say different things of a country.")]
        return sentences(view, why, data=table)
    data = table.group_by(*KEYS, maintain_order=True).agg(
        pl.len().alias("count"),
        pl.col("may_be_change").all(),
        pl.col("name").sort().str.join(say.listed(["", ""])).alias("countries"),
    )

    def named(source: str, year: int) -> str:
        survey = source.partition(" ")[0]
        # A year is a name, not a count: no language parts its thousands.
        return valued(say, view.entry.labels.get(survey, survey), str(year))

    heads, lists, told = [], [], []
    for row in data.iter_rows(named=True):
        both = named(row["first"], row["first_year"]), named(row["second"], row["second_year"])
        yes, no = both[:: 1 if row["first_present"] else -1]
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
        question=say("Countries of which one source says yes and the other no."),
        base="",
        method=say(
            "{count} of {all} contradictions may be none: the later source says yes, so it may "
            "have come in between. The others tell that a source counts otherwise, or is wrong; "
            "not which.",
            all=table.height,
            count=table.filter("may_be_change").height,
        ),
        alt=by_panel(say, say("Lists of countries, a pair of sources and direction each."), told),
    )
