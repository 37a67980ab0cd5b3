"""How long answers take: the share that comes within each time, as steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullLocator

from cyberstudy.declare.plan.exhibits_of_answers import CumulativeTimes
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import TICKS, percentages
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.style import HUES, INK, new_figure
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.statuses import NOT_SAID, OUTSIDE, silent
from cyberstudy.wording.alternative_text.curves import steps
from cyberstudy.wording.questions import (
    SILENT,
    Asked,
    how_intervals,
    labelled,
    put_to,
    read_asked,
    who_answered,
)
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View

LOOKS: tuple[dict[str, Any], ...] = (
    {"color": HUES[0], "marker": "o"},
    {"color": HUES[1], "marker": "s"},
    {"color": INK, "marker": "^"},
    {"color": HUES[3], "marker": "D"},
)
BESIDE = 0.05  # part of a time by which intervals of questions stand apart


def draw(view: View[CumulativeTimes]) -> Drawn:
    """Draw steps a question over the bounds of its answers; nobody's guess is averaged."""
    say, table = view.say, view.table("estimates")
    (group,) = view.entry.answered_by
    everything = [read_asked(view, table, name, group) for name in view.entry.questions]
    data = pl.concat([_cumulative(asked, view.entry.days) for asked in everything])
    figure, axes = new_figure(3.3 + 0.3 * len(everything))
    times = sorted({day for day in data["days"].drop_nulls()})
    first, last = times[0] / 1.8, times[-1] * 1.5
    handles = []
    for number, (asked, look) in enumerate(zip(everything, LOOKS, strict=False)):
        rows = data.filter(question=asked.question.name)
        _steps(
            axes, rows, look, shift=1 + BESIDE * number, first=first, last=last, name=asked.label
        )
        handles.append(Line2D([], [], ms=4, lw=1.4, label=_counted(say, asked), **look))
    axes.set_xscale("log")
    axes.set_xlim(first, last)
    axes.xaxis.set_major_locator(FixedLocator(times))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels([say.plain(day) for day in times])
    axes.set_xlabel(say("Days until the answer (logarithmic)"))
    axes.set_yticks(TICKS)
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(percentages(say))
    axes.set_ylabel(say("Share that say it comes within this time"))
    axes.grid(axis="y")
    legend_below(figure, handles, 1, fontsize=6.5)
    return Drawn(
        figure=figure,
        data=data,
        question=put_to(view, everything),
        base=who_answered(view, everything),
        method=say.text(
            [
                say(
                    "Steps: of those who gave a time, the share whose answer takes no longer; it "
                    "is known at the marks only, which are the bounds of the options, and a step "
                    "is the least that it can be between two. What remains below {all} takes "
                    "longer than the last mark.",
                    all=say.percent(1),
                ),
                say(
                    "Upright lines: {intervals}",
                    intervals=how_intervals(say, everything, bounds=False),
                ),
            ]
        ),
        alt=say.text(
            [
                say("Steps of cumulative shares."),
                *(_in_words(say, asked, data) for asked in everything),
            ]
        ),
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
    return (
        asked.options.select("option", "label", "count")
        .with_columns(
            question=pl.lit(asked.question.name),
            days=pl.Series(bounds, dtype=pl.Float64),
            within=pl.Series([s["count"] for s in sums], dtype=pl.Int64),
            **{
                name: pl.Series([s[name] for s in sums], dtype=pl.Float64)
                for name in ("share", "low", "high")
            },
            base=pl.lit(asked.base, dtype=pl.Int64),
            **{
                key: pl.lit(asked.statuses.get(key), dtype=pl.Int64)
                for key in (*SILENT, "not_asked")
            },
            reason=pl.lit(asked.reason),
        )
        .select("question", pl.exclude("question"))
    )


def _steps(
    axes: Axes,
    rows: pl.DataFrame,
    look: Mapping[str, Any],
    *,
    shift: float,
    first: float,
    last: float,
    name: str,
) -> None:
    seen = rows.filter(pl.col("days").is_not_null(), pl.col("share").is_not_null())
    if seen.is_empty():
        return
    colour = look["color"]
    days, shares = seen["days"].to_list(), seen["share"].to_list()
    axes.step([first, *days], [0, *shares], where="post", color=colour, lw=1.4)
    axes.plot([days[-1], last], [shares[-1]] * 2, color=colour, lw=1.4, ls=(0, (1, 1.5)))
    axes.vlines(
        [day * shift for day in days],
        seen["low"],
        seen["high"],
        color=colour,
        lw=0.9,
        alpha=0.7,
        label=f"{name}, interval",
    )
    axes.plot(days, shares, ls="", ms=4, label=name, **look)


def _counted(say: Speech, asked: Asked) -> str:
    """Say of how many, and what became of the others."""
    name = say("{name} ({number})", name=asked.label, number=asked.number)
    if asked.withheld:
        return labelled(say, name, asked.why)
    unsaid = sum(asked.statuses[status] for status in silent(NOT_SAID))
    outside = sum(asked.statuses[status] for status in silent(OUTSIDE))
    none = asked.asked - (asked.base or 0) - unsaid - outside
    others = say(
        "did not know {unsaid}, does not apply {outside}, no answer {none}, not asked {unasked}",
        unsaid=unsaid,
        outside=outside,
        none=none,
        unasked=asked.statuses["not_asked"],
    )
    few = [say("too few for shares")] if (asked.base or 0) < asked.minimum else []
    return labelled(say, name, say.clauses([say("n = {base}", base=asked.base), *few, others]))


def _in_words(say: Speech, asked: Asked, data: pl.DataFrame) -> str:
    counted = say("{clauses}.", clauses=_counted(say, asked))
    if asked.withheld:
        return counted
    rows = data.filter(question=asked.question.name).with_columns(why=pl.lit(asked.why))
    return say.text([counted, say("{clauses}.", clauses=say.clauses(steps(say, rows)))])
