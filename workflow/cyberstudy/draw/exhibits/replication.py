"""Published values on top of ours, with our intervals."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits import Replicated
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.style import HUES, INK, new_figure
from cyberstudy.wording.alternative_text.dots import published_and_ours
from cyberstudy.wording.view import View


def draw(view: View[Replicated]) -> Drawn:
    """Draw published values as rings around our dots and intervals."""
    say = view.say
    intervals = view.table("index").select("iso3", "index_low", "index_high")
    data = view.table("replication").join(
        intervals, left_on="key", right_on="iso3", how="left", maintain_order="left"
    )
    figure, axes = new_figure(0.95 + 0.19 * data.height)
    rows = range(data.height)
    axes.hlines(rows, data["index_low"], data["index_high"], color=HUES[0], lw=1.6)
    axes.plot(
        data["ours"],
        rows,
        "o",
        color=HUES[0],
        ms=3,
        label=say("computed here, with interval"),
    )
    axes.plot(
        data["published"],
        rows,
        "o",
        mfc="none",
        mec=INK,
        ms=6,
        mew=0.8,
        label=say("published"),
    )
    axes.set_yticks(rows, data["label"])
    axes.set_ylim(data.height - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.set_xlabel(say("World Cybercrime Index (0 to 100)"))
    axes.legend(loc="lower right")
    checked = data.filter(pl.col("checked") == "yes").height
    return Drawn(
        figure=figure,
        data=data,
        question=view.naming(),
        base=view.everyone(),
        method=say(
            "Ring: published value. Dot: computed here from the same answers; line: {confidence} "
            "percentile interval of {resamples} bootstrap resamples of experts, which the "
            "publication does not give. {checked} of {all} published values were checked against "
            "a copy of the table.",
            confidence=say.percent(view.index["confidence"]),
            resamples=view.index["resamples"],
            checked=checked,
            all=data.height,
        ),
        alt=published_and_ours(say, data),
    )
