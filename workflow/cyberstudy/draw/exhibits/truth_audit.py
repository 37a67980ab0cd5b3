"""How often intervals hold the truth, and decisions are wrong, where the truth is planted."""

from __future__ import annotations

import polars as pl
from matplotlib.lines import Line2D

from cyberstudy.declare.plan.exhibits import TruthAudited
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import percentages
from cyberstudy.draw.marks.intervals import BAND, CHANCE, VALUE, dots_beside_chance
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import folded, height_of, narrowed
from cyberstudy.draw.style import new_figure
from cyberstudy.draw.text_only import sentences
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text import by_panel
from cyberstudy.wording.captions.truth_audit import (
    TABLE,
    caption_of_audit,
    coverage_drawn,
    errors_drawn,
    not_audited,
    rate_in_words,
)
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.view import View

COVERAGE, ERRORS = phrase("Intervals that hold the truth"), phrase("Decisions that are wrong")
LETTERS = 30  # of a line of a row's name
LINE, GAP, HEAD = 0.13, 0.07, 0.3  # inches of a line, between rows, and of a panel's title


def draw(view: View[TruthAudited]) -> Drawn:
    """Draw a panel of intervals and one of decisions, a row a family."""
    say = view.say
    if not view.has(f"{TABLE}.csv"):
        return sentences(view, not_audited(say), data=pl.DataFrame({"twins": [0]}))
    table = view.table(TABLE)
    panels = {COVERAGE: coverage_drawn(say, table), ERRORS: errors_drawn(say, table)}
    panels = {name: rows for name, rows in panels.items() if rows.height}
    names = [
        [folded(row, narrowed(LETTERS)) for row in rows["row"].to_list()]
        for rows in panels.values()
    ]
    heights = [HEAD + height_of(each, LINE, GAP) for each in names]
    figure, grid = new_figure(
        0.7 + sum(heights), nrows=len(panels), squeeze=False, height_ratios=heights, sharex=True
    )
    told = []
    for axes, labels, (name, rows) in zip(grid[:, 0], names, panels.items(), strict=True):
        words = [rate_in_words(say, row) for row in rows.iter_rows(named=True)]
        shown = rows.select(
            "low",
            "high",
            value="rate",
            chance="nominal",
            missed=False,
            row=pl.Series(labels, dtype=pl.String),
        )
        dots_beside_chance(axes, shown, words)
        axes.set_title(say(name), fontsize=7.5)
        axes.set_xlim(-0.02, 1.42)
        axes.xaxis.set_major_formatter(percentages(say))
        told.append(
            (say(name), [labelled(say, *pair) for pair in zip(rows["row"], words, strict=True)])
        )
    handles = [
        Line2D([], [], ls="", label=say("share"), **VALUE),
        Line2D([], [], label=say("{confidence} interval", confidence=say.percent(0.95)), **BAND),
        Line2D([], [], ls="", label=say("promised"), **CHANCE),
    ]
    legend_below(figure, handles, 3, fontsize=6.5, handletextpad=0.4, columnspacing=1.1)
    data = pl.concat([r.select(pl.lit(n).alias("panel"), pl.all()) for n, r in panels.items()])
    head = say("Dot plot of how often intervals and decisions are right.")
    return Drawn(
        figure=figure,
        data=data,
        alt=by_panel(say, head, told),
        **caption_of_audit(say, data),
    )
