"""Whether classes come back: in resamples, with some left out, and by other methods."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.lines import Line2D

from cyberstudy.declare.plan.exhibits import DeclaredTypeStability
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.intervals import BAND, CHANCE, MISSED, VALUE, dots_beside_chance
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.style import INK, new_figure
from cyberstudy.draw.text_only import one_class
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text import by_panel
from cyberstudy.wording.captions.clusterings import caption_of_stability
from cyberstudy.wording.clustering_view import Clustering, clustering_of
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.typologies import (
    two_methods,
    value_with_interval,
    what_changed,
)
from cyberstudy.wording.view import View

#: Hennig's marks, as `cluster.recovery` has them: a class has dissolved, or has come back.
DISSOLVED, RECOVERED = 0.5, 0.75
MARKS = (
    (":", phrase("dissolved ({mark})")),
    ((0, (4, 2)), phrase("asked for ({mark})")),
    ("-", phrase("recovered ({mark})")),
)
ROW, HEAD = 0.17, 0.3  # inches of a row, and of a panel's title
PANELS = {
    "classes": phrase("Each class in resamples: mean Jaccard similarity"),
    "checks": phrase("When something changes: adjusted Rand index"),
    "methods": phrase("Other methods: adjusted Rand index"),
}
COLUMNS = {
    "row": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "chance": pl.Float64,
    "base": pl.Int64,
    "missed": pl.Boolean,
    "reason": pl.String,
}


def draw(view: View[DeclaredTypeStability]) -> Drawn:
    """Draw a panel for each way to look at it that the clustering has."""
    found, say = clustering_of(view), view.say
    if found.verdict["contender"] == 1:
        return one_class(
            found, phrase("The tests stop at one class: there is no other that could be lost.")
        )
    panels = {"classes": _classes(found), "checks": _checks(found), "methods": _methods(found)}
    panels = {name: rows for name, rows in panels.items() if rows.height}
    data = pl.concat(
        [rows.select(pl.lit(name).alias("panel"), pl.all()) for name, rows in panels.items()]
    )
    heights = [HEAD + ROW * rows.height for rows in panels.values()]
    figure, grid = new_figure(
        0.75 + sum(heights), nrows=len(panels), squeeze=False, height_ratios=heights, sharex=True
    )
    least, told = data.select(pl.min_horizontal("value", "low")).min().item() or 0, []
    for axes, (name, rows) in zip(grid[:, 0], panels.items(), strict=True):
        words = [value_with_interval(say, row) for row in rows.iter_rows(named=True)]
        dots_beside_chance(axes, rows, words)
        axes.set_title(say(PANELS[name]), fontsize=7.5)
        axes.set_xlim(min(-0.02, least - 0.02), 1.42)
        each = [labelled(say, *pair) for pair in zip(rows["row"], words, strict=True)]
        told.append((say(PANELS[name]), each))
    interval = say("middle {confidence}", confidence=found.confidence)
    handles = [
        Line2D([], [], ls="", label=say("mean, or agreement"), **VALUE),
        Line2D([], [], label=interval, **BAND),
    ]
    if data["missed"].any():
        handles.append(Line2D([], [], ls="", label=say("a better fit was missed"), **MISSED))
    if data["chance"].is_not_null().any():
        handles.append(Line2D([], [], ls="", label=say("chance"), **CHANCE))
    marks = (DISSOLVED, found.verdict["rules"]["minimum_stability"], RECOVERED)
    for mark, (style, words_of_mark) in zip(marks, MARKS, strict=True):
        line: dict[str, Any] = {"color": INK, "lw": 0.7, "ls": style}
        grid[0, 0].axvline(mark, zorder=0.5, label="mark", **line)
        handles.append(Line2D([], [], label=say(words_of_mark, mark=say.plain(mark)), **line))
    legend_below(
        figure,
        handles,
        3,
        fontsize=6.5,
        title=found.note,
        title_fontsize=7,
        handletextpad=0.4,
        columnspacing=1.1,
    )
    head = say.text([say("Dot plot of how classes come back."), found.note_in_a_sentence])
    return Drawn(
        figure=figure,
        data=data,
        alt=by_panel(say, head, told),
        **caption_of_stability(found, checks="checks" in panels, methods="methods" in panels),
    )


def _classes(found: Clustering) -> pl.DataFrame:
    say = found.view.say
    rows = [
        {
            "row": say("{type} ({count})", type=row["type"], count=row["base"]),
            "value": row["jaccard"],
            **{name: row[name] for name in ("low", "high", "chance", "base")},
            "reason": say.reason(row["reason"]) if row["reason"] else "",
        }
        for row in found.table("stability").iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=COLUMNS)


def _checks(found: Clustering) -> pl.DataFrame:
    """Agreement of units not drawn, and with groups or units left out, or rows shuffled."""
    say = found.view.say
    outside = found.table("stability")["out_of_bag"].drop_nulls()
    rows = [{"row": say("units that were not drawn"), "value": value} for value in outside[:1]]
    if found.has("checks.csv"):
        rows += [
            {
                "row": what_changed(say, row["check"], row["what"], row["left_out"]),
                "value": row["agreement"],
                "base": row["left_out"],
                "missed": row["missed"],
            }
            for row in found.table("checks").iter_rows(named=True)
        ]
    return pl.DataFrame(rows, schema=COLUMNS)


def _methods(found: Clustering) -> pl.DataFrame:
    if not found.has("agreement.csv"):
        return pl.DataFrame(schema=COLUMNS)
    table = found.table("agreement")
    pairs = table.select("method", "other").iter_rows()
    names = [two_methods(found.view.say, *pair) for pair in pairs]
    rows = table.select("low", "high", row=pl.Series(names), value="adjusted_rand", base="units")
    return pl.DataFrame(rows.to_dicts(), schema=COLUMNS)
