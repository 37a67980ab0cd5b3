"""Ranks with two intervals: how far each could move."""

from __future__ import annotations

from matplotlib.ticker import FixedLocator, NullLocator

from cyberstudy.declare.plan.exhibits import RankIntervals
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.style import FAINT, HUES, INK, MUTED, new_figure
from cyberstudy.wording.alternative_text.dots import ranks_with_intervals
from cyberstudy.wording.view import View


def draw(view: View[RankIntervals]) -> Drawn:
    """Draw the first countries' ranks, with bootstrap intervals and confidence sets."""
    say, index = view.say, view.table("index")
    shown = index.head(view.entry.countries)
    data = shown.select(
        "rank",
        "country",
        "iso3",
        "index",
        "rank_low",
        "rank_high",
        "rank_set_low",
        "rank_set_high",
    )
    figure, axes = new_figure(0.9 + 0.19 * shown.height)
    rows = range(shown.height)
    confidence = say.percent(view.index["confidence"])
    axes.hlines(
        rows,
        data["rank_set_low"],
        data["rank_set_high"],
        color=FAINT,
        lw=5,
        label=say("{confidence} confidence set", confidence=confidence),
    )
    axes.hlines(
        rows,
        data["rank_low"],
        data["rank_high"],
        color=HUES[0],
        lw=2,
        label=say("middle {confidence} of resampled ranks", confidence=confidence),
    )
    axes.plot(data["rank"], rows, "o", color=INK, ms=3.2, label=say("rank"))
    axes.legend(loc="lower left", handlelength=1.4, fontsize=6.5)
    axes.set_yticks(rows, data["country"])
    axes.set_ylim(shown.height - 0.4, -0.6)
    axes.set_xscale("log")
    axes.set_xlim(0.9, index.height * 1.05)
    ticks = [tick for tick in (1, 2, 3, 5, 10, 20, 30, 50, 75) if tick < index.height]
    axes.xaxis.set_major_locator(FixedLocator([*ticks, index.height]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels([*map(say.count, ticks), say.count(index.height)])
    axes.set_xlabel(say("Rank among {count} countries named (logarithmic)", count=index.height))
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
    beside = axes.secondary_yaxis("right")
    beside.set_yticks(rows, [say.decimal(value, 1) for value in data["index"]])
    beside.tick_params(length=0, labelcolor=MUTED)
    beside.spines["right"].set_visible(False)
    beside.set_ylabel(say("Index (0 to 100)"), color=MUTED, rotation=270, va="bottom")
    return Drawn(
        figure=figure,
        data=data,
        question=view.naming(),
        base=view.everyone(),
        method=say(
            "Dot: rank by the index. Dark line: middle {confidence} of ranks in {resamples} "
            "bootstrap resamples of experts. Pale bar: {confidence} confidence set for the rank "
            "(Mogstad et al. 2024), which is honest about near ties.",
            confidence=confidence,
            resamples=view.index["resamples"],
        ),
        alt=ranks_with_intervals(say, data),
    )
