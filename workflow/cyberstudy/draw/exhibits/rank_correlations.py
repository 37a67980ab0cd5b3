"""Correlations of ranks with intervals: a row a measure, as it is and adjusted side by side."""

from __future__ import annotations

import polars as pl
from matplotlib.ticker import FuncFormatter

from cyberstudy.declare.plan.exhibits_of_experts import PanelOfCorrelations, RankCorrelations
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_numbers, panels_from_above, zero_line
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.sides import dots_of_sides, legend_of_sides
from cyberstudy.draw.marks.texts import (
    above_column,
    beside_rows,
    folded,
    height_of,
    rows_from_above,
)
from cyberstudy.draw.style import leading
from cyberstudy.wording.alternative_text import by_panel, valued
from cyberstudy.wording.captions.experts import (
    caption_of_correlations,
    correlation_in_words,
    legend_of_correlations,
)
from cyberstudy.wording.numbers import signed
from cyberstudy.wording.view import View, needed

NAME = 34  # letters in a line of a row's name
ABOVE = 0.28  # inches of a panel's title
ENDS = (-1, 1)  # of the axis


def draw(view: View[RankCorrelations]) -> Drawn:
    """Draw Spearman's correlations, unadjusted and adjusted, with their intervals."""
    say, declared = view.say, needed(view.survey.plan.experts_and_states)
    table = view.table("experts_and_states").with_columns(pl.col("adjusted_for").fill_null(""))
    panels = [_rows(view, table, panel) for panel in view.entry.panels]
    labels = [say.word(declared.titles[fact]) for fact in view.entry.facts]
    names = [folded(label, NAME) for label in labels]
    ratios = [height_of(names, 0.1, 0.14)] * len(panels)
    figure, grid = panels_from_above(0.9 + ABOVE * len(panels) + sum(ratios), ratios)
    sides = legend_of_correlations(view, declared)
    told = []
    for axes, panel, rows in zip(grid, view.entry.panels, panels, strict=True):
        raw, adjusted = (rows[name] for name in ("raw", "adjusted"))
        seen = [own.select("low", "high", share="rho") for own in (raw, adjusted)]
        dots_of_sides(axes, list(zip(sides, seen, strict=True)))
        zero_line(axes)
        pairs = zip(raw.iter_rows(named=True), adjusted.iter_rows(named=True), strict=True)
        texts = [correlation_in_words(say, *pair) for pair in pairs]
        muted = raw["rho"].is_null().to_list()
        beside_rows(axes, range(len(names)), texts, x=ENDS[1] + 0.08, muted=muted)
        axis_of_numbers(axes, say, ENDS, room=0.32, last=len(names) - 1)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda rho, _: signed(say, rho, 1)))
        rows_from_above(axes, names, linespacing=leading())
        axes.set_title(panel.title)
        rows_told = [valued(say, *pair) for pair in zip(labels, texts, strict=True)]
        told.append((panel.title, rows_told))
    head = say("unadjusted,\nadjusted") if declared.facts else say("unadjusted")
    above_column(grid[0], head, x=ENDS[1] + 0.08, place=-0.6)
    grid[-1].set_xlabel(say("Spearman\u2019s correlation of ranks"), loc="left")
    confidence = say.percent(declared.confidence)
    interval = say("{confidence} interval, as if countries were a draw", confidence=confidence)
    legend_below(figure, legend_of_sides(sides, interval), 3, fontsize=6.5)
    data = pl.concat([own for rows in panels for own in rows.values()])
    head = say("Dot plots of correlations of ranks, unadjusted and, behind it, adjusted.")
    return Drawn(
        figure=figure,
        data=data,
        **caption_of_correlations(view, data),
        alt=by_panel(say, head, told),
    )


def _rows(
    view: View[RankCorrelations], table: pl.DataFrame, panel: PanelOfCorrelations
) -> dict[str, pl.DataFrame]:
    """Return a panel's rows from above, unadjusted and adjusted; facts are not adjusted."""
    own = table.filter(part=panel.part, countries=panel.countries)
    asked = pl.DataFrame({"fact": list(view.entry.facts)})
    return {
        name: asked.join(
            own.filter((pl.col("adjusted_for") == "") == (name == "raw")),
            on="fact",
            how="left",
            maintain_order="left",
        ).select(own.columns)
        for name in ("raw", "adjusted")
    }
