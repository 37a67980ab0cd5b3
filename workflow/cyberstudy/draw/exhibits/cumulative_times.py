"""How long answers take: the share that comes within each time, as steps."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from matplotlib.lines import Line2D

from cyberstudy.declare.plan.exhibits_of_answers import CumulativeTimes
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.steps import LOOKS, axes_of_cumulative_times, cumulative_steps
from cyberstudy.draw.style import new_figure
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.wording.alternative_text.curves import steps
from cyberstudy.wording.captions.answers import caption_of_times, times_in_legend
from cyberstudy.wording.questions import SILENT, Asked, read_asked
from cyberstudy.wording.view import View


def draw(view: View[CumulativeTimes]) -> Drawn:
    """Draw steps a question over the bounds of its answers; nobody's guess is averaged."""
    say, table = view.say, view.table("estimates")
    (group,) = view.entry.answered_by
    everything = [read_asked(view, table, name, group) for name in view.entry.questions]
    found = [_cumulative(asked, view.entry.days) for asked in everything]
    data = pl.concat(found)
    legend = [times_in_legend(say, asked) for asked in everything]
    figure, axes = new_figure(3.3 + 0.3 * len(everything))
    axes_of_cumulative_times(axes, sorted({day for day in data["days"].drop_nulls()}), say)
    for number, (asked, rows) in enumerate(zip(everything, found, strict=True)):
        cumulative_steps(axes, rows, number, name=asked.label, span=axes.get_xlim())
    axes.set_xlabel(say("Days until the answer (logarithmic)"))
    axes.set_ylabel(say("Share that say it comes within this time"))
    handles = [
        Line2D([], [], ms=4, lw=1.4, label=label, **look)
        for label, look in zip(legend, LOOKS, strict=False)
    ]
    legend_below(figure, handles, 1, fontsize=6.5)
    told = [
        (counted, rows.clear() if asked.withheld else rows.with_columns(why=pl.lit(asked.why)))
        for counted, asked, rows in zip(legend, everything, found, strict=True)
    ]
    return Drawn(
        figure=figure, data=data, **caption_of_times(view, everything), alt=steps(say, told)
    )


def _cumulative(asked: Asked, days: Mapping[str, float | None]) -> pl.DataFrame:
    """Add up the options from the shortest; the last, which has no end, makes up the rest."""
    options = asked.options["option"].to_list()
    if unknown := [option for option in options if option not in days]:
        raise StudyProblem(f"{asked.question.name}: no number of days is given for {unknown}")
    bounds = [days[option] for option in options]
    ends = [bound for bound in bounds if bound is not None]
    if ends != sorted(set(ends)) or None in bounds[:-1]:
        raise StudyProblem(f"{asked.question.name}: times do not rise along the options")
    sums = [asked.together(options[: place + 1]) for place in range(len(options))]
    statuses = {key: asked.statuses.get(key) for key in (*SILENT, "not_asked")}
    return asked.options.select(
        pl.lit(asked.question.name).alias("question"),
        *("option", "label", "count"),
        days=pl.Series(bounds, dtype=pl.Float64),
        within=pl.Series([s["count"] for s in sums], dtype=pl.Int64),
        **{
            name: pl.Series([s[name] for s in sums], dtype=pl.Float64)
            for name in ("share", "low", "high")
        },
        base=pl.lit(asked.base, dtype=pl.Int64),
        **{key: pl.lit(count, dtype=pl.Int64) for key, count in statuses.items()},
        reason=pl.lit(asked.reason),
    )
