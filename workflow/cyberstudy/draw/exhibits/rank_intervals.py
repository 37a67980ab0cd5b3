"""Ranks with two intervals: how far each could move."""

from __future__ import annotations

from matplotlib.ticker import FixedLocator, NullLocator

from cyberstudy.draw.style import FAINT, HUES, INK, MUTED, new_figure
from cyberstudy.draw.view import Drawn, View


def draw(view: View) -> Drawn:
    """Draw the first countries' ranks, with bootstrap intervals and confidence sets."""
    index = view.table("index")
    shown = index.head(view.entry["countries"])
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
    confidence = f"{view.index['confidence']:.0%}"
    axes.hlines(
        rows,
        data["rank_set_low"],
        data["rank_set_high"],
        color=FAINT,
        lw=5,
        label=f"{confidence} confidence set",
    )
    axes.hlines(
        rows,
        data["rank_low"],
        data["rank_high"],
        color=HUES[0],
        lw=2,
        label=f"middle {confidence} of resampled ranks",
    )
    axes.plot(data["rank"], rows, "o", color=INK, ms=3.2, label="rank")
    axes.legend(loc="lower left", handlelength=1.4, fontsize=6.5)
    axes.set_yticks(rows, data["country"])
    axes.set_ylim(shown.height - 0.4, -0.6)
    axes.set_xscale("log")
    axes.set_xlim(0.9, index.height * 1.05)
    ticks = [tick for tick in (1, 2, 3, 5, 10, 20, 30, 50, 75) if tick < index.height]
    axes.xaxis.set_major_locator(FixedLocator([*ticks, index.height]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels([*map(str, ticks), str(index.height)])
    axes.set_xlabel(f"Rank among {index.height} countries named (logarithmic)")
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
    beside = axes.secondary_yaxis("right")
    beside.set_yticks(rows, [f"{value:.1f}" for value in data["index"]])
    beside.tick_params(length=0, labelcolor=MUTED)
    beside.spines["right"].set_visible(False)
    beside.set_ylabel("Index (0 to 100)", color=MUTED, rotation=270, va="bottom")
    sure = data.filter(data["rank_set_low"] == data["rank_set_high"])
    widest = data.sort(data["rank_set_high"] - data["rank_set_low"], maintain_order=True).row(
        -1, named=True
    )
    names = ", ".join(sure["country"]) or "none"
    return Drawn(
        figure=figure,
        data=data,
        question=view.naming(),
        base=view.everyone(),
        method=(
            f"Dot: rank by the index. Dark line: middle {confidence} of ranks in "
            f"{view.index['resamples']:,} bootstrap resamples of experts. Pale bar: {confidence} "
            "confidence set for the rank (Mogstad et al. 2024), which is honest about near ties."
        ),
        alt=(
            f"Dot plot of the ranks of {shown.height} countries with intervals. First is "
            f"{data['country'][0]} with an index of {data['index'][0]:.1f}, last shown is "
            f"{data['country'][-1]} with {data['index'][-1]:.1f}. The confidence set is a single "
            f"rank for: {names}. The widest is that of {widest['country']}, "
            f"{widest['rank_set_low']} to {widest['rank_set_high']}."
        ),
    )
