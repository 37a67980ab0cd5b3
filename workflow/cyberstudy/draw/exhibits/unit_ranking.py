"""Units ranked by a score, with how far each rank moves where the weights do."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits_of_units import UnitRanking
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_numbers
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.ranks import dots_with_intervals
from cyberstudy.draw.marks.texts import above_column, beside_rows, folded, height_of, name_rows
from cyberstudy.draw.style import new_figure
from cyberstudy.tables.extremes import highest
from cyberstudy.wording.alternative_text.scores import ranks_of_units
from cyberstudy.wording.captions.scores_of_units import caption_of_ranking, legend_of_ranking
from cyberstudy.wording.named_units import numbers_of_units, shown_units
from cyberstudy.wording.numbers import places_for, range_of
from cyberstudy.wording.view import View

NAME = 32  # letters in a line of a unit's name
RANGES = ("best", "worst", "span")
APART = 50  # ranks from tick to tick
COLUMN = 0.12  # of the axis, at its right


def draw(view: View[UnitRanking]) -> Drawn:
    """Draw the highest and the lowest units, a row each, and a gap where some are left out."""
    say, entry = view.say, view.entry
    data, units = _ranked(view)
    rows = data.filter("shown").with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    left_out = pl.col("place").diff().fill_null(1) > 1
    rows = rows.with_columns(at=pl.col("row") + left_out.cast(pl.Int64).cum_sum())
    names = [folded(name, NAME) for name in rows["name"]]
    figure, axes = new_figure(1.0 + height_of(names, 0.1, 0.06))
    last = int(highest(rows["at"]))
    labels = legend_of_ranking(say)
    dots_with_intervals(axes, rows["rank"], rows.select("best", "worst"), labels, rows["at"])
    ticks = [1, *range(APART, units - APART // 5, APART), units]
    axis_of_numbers(axes, say, (1, max(units, 2)), room=0.04 + 2 * COLUMN, last=last, ticks=ticks)
    places = places_for(*range_of([view.survey.questionnaire.questions[entry.question]], []))
    columns = {
        say("score"): [say.decimal(score, places) for score in rows["score"]],
        say("rank"): [say.count(rank) for rank in rows["rank"]],
    }
    for number, (head, texts) in enumerate(columns.items()):
        x = units * (1.05 + COLUMN * number)
        beside_rows(axes, rows["at"].to_list(), texts, x=x, muted=[False] * rows.height)
        above_column(axes, head, x=x, place=-0.6)
    name_rows(axes, rows["at"].to_list(), names)
    axes.set_ylim(last + 0.5, -0.5)
    axes.set_xlabel(say("Rank among {count} {who}", count=units, who=entry.who), loc="left")
    handles, _ = axes.get_legend_handles_labels()
    legend_below(figure, handles if data["best"].count() else handles[-1:], fontsize=6.5)
    return Drawn(
        figure=figure,
        data=data.drop("place"),
        **caption_of_ranking(view, data),
        alt=ranks_of_units(say, rows, view.label(entry.question), units, places),
    )


def _ranked(view: View[UnitRanking]) -> tuple[pl.DataFrame, int]:
    """Return units from the highest: rank, its ranges if any, if shown; and how many are ranked."""
    entry, plan = view.entry, view.survey.plan
    scores = numbers_of_units(view, [entry.question]).rename({entry.question: "score"})
    scores = scores.drop_nulls("score").with_columns(
        rank=pl.col("score").rank("min", descending=True).cast(pl.Int64)
    )
    ranked = plan.composite and plan.composite.ranked
    if plan.composite and ranked and plan.composite.scores[ranked.score].score == entry.question:
        ranges = view.of_all_waves("composite_ranks").select(
            "wave", "unit_id", pl.col(*RANGES).cast(pl.Int64), "exact"
        )
        scores = scores.join(ranges, on=["wave", "unit_id"], how="left", maintain_order="left")
    else:
        none = [pl.lit(None, pl.Int64).alias(name) for name in RANGES]
        scores = scores.with_columns(*none, exact=pl.lit(None, pl.Boolean))
    within = shown_units(view, scores.sort("rank", "name")).with_row_index("place")
    place = pl.col("place").cast(pl.Int64)
    shown = (place < entry.top) | (place >= pl.len() - entry.bottom)
    shown |= pl.col("unit_id").is_in(entry.units)
    return within.with_columns(place, shown=shown), scores.height
