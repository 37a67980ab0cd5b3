"""What those who answered say, and what the silent would have to say for a finding to turn."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits import TippingPointsShown
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_shares
from cyberstudy.draw.marks.intervals import answered_and_silent, legend_of_silent
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import beside_rows, folded, height_of, narrowed, rows_from_above
from cyberstudy.draw.style import leading, new_figure
from cyberstudy.wording.alternative_text import panel
from cyberstudy.wording.captions.replies import caption_of_tipping, silent_in_words, turned_in_words
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.view import View

NAME = 34  # letters in a line of a finding's name
FROM_SHARE = ["share", "turning_share", "difference", "log_odds"]


def draw(view: View[TippingPointsShown]) -> Drawn:
    """Draw a row a finding, or a row each of its two groups: both shares, joined by a line."""
    say, data = view.say, view.table("tipping_points")
    few = pl.col("base") < view.entry.minimum_base
    data = data.with_columns(
        *(pl.when(~few).then(pl.col(name).cast(pl.Float64)).alias(name) for name in FROM_SHARE),
        reason=pl.when(few)
        .then(pl.lit(f"base under {view.entry.minimum_base}"))
        .otherwise(pl.col("reason").fill_null("")),
    )
    rows = data.to_dicts()
    names = [
        say.word(row["title"])
        if row["threshold"] is not None
        else labelled(say, say.word(row["title"]), say.group(row["of"]))
        for row in rows
    ]
    beside = [silent_in_words(say, row) for row in rows]
    # A finding on two groups has its name once, over two rows.
    again = data["finding"].eq(data["finding"].shift()).fill_null(value=False)
    shown = [
        "" if second else folded(say.word(row["title"]), narrowed(NAME))
        for second, row in zip(again, rows, strict=True)
    ]
    figure, axes = new_figure(1.05 + height_of(shown, 0.11, 0.13))
    answered_and_silent(axes, data)
    axis_of_shares(axes, say, room=0.95, last=data.height - 1)
    axes.set_xlabel(say("Share that say so"), loc="left")
    places = list(range(data.height))
    beside_rows(axes, places, beside, x=1.06, muted=data["turning_share"].is_null().to_list())
    rows_from_above(axes, shown, linespacing=leading())
    legend_below(figure, legend_of_silent(say), 2, fontsize=6.5)
    told = [
        labelled(say, name, turned_in_words(say, row))
        for name, row in zip(names, rows, strict=True)
    ]
    return Drawn(
        figure=figure,
        data=data,
        **caption_of_tipping(view, data),
        alt=panel(say, say("Dot plot of what would turn findings"), told),
    )
