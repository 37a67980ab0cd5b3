"""What an index of nominations is made of: whose part ratings are, and other ways of adding up."""

from __future__ import annotations

import polars as pl
from matplotlib.axes import Axes

from cyberstudy.declare.plan.exhibits import IndexMadeOf
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.bars import stacked_bars
from cyberstudy.draw.marks.intervals import dots_beside_chance, rows_to_one
from cyberstudy.draw.marks.texts import beside_row
from cyberstudy.draw.style import HUES, new_figure
from cyberstudy.wording.alternative_text import in_sentences
from cyberstudy.wording.captions.nominations import (
    LOOKS,
    SOURCES,
    caption_of_what_an_index_is_made_of,
    look_in_words,
    share_in_words,
)
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.view import View


def draw(view: View[IndexMadeOf]) -> Drawn:
    """Draw shares of the variance of ratings, and below them how alike other orders are."""
    say = view.say
    shares, looks = view.table("rating_variances"), view.table("index_looks")
    data = pl.concat(
        [
            shares.select(
                panel=pl.lit("variance"),
                row=pl.col("source").replace_strict({n: say(t) for n, t in SOURCES.items()}),
                value=pl.col("share").cast(pl.Float64),
                told=pl.Series([share_in_words(say, r) for r in shares.iter_rows(named=True)]),
            ),
            looks.select(
                panel=pl.lit("look"),
                row=pl.col("look").replace_strict({n: say(t) for n, t in LOOKS.items()}),
                value=pl.col("first_rank_correlation").cast(pl.Float64),
                told=pl.Series([look_in_words(say, r) for r in looks.iter_rows(named=True)]),
            ),
        ]
    )
    heights = [max(shares.height, 1), looks.height]
    figure, (upper, lower) = new_figure(
        1.2 + 0.26 * sum(heights), nrows=2, height_ratios=heights, sharex=True
    )
    _bars(upper, data.filter(panel="variance"))
    rows = data.filter(panel="look")
    nothing = pl.lit(None, dtype=pl.Float64)
    marks = rows.select("row", "value", low=nothing, high=nothing, chance=nothing, missed=False)
    dots_beside_chance(lower, marks, rows["told"].to_list())
    lower.set_xlim(-0.02, 2.1)
    for axes, title in ((upper, say("Share of the variance of ratings")), (lower, _below(view))):
        axes.tick_params(axis="x", labelbottom=True)
        axes.set_xlabel(title, loc="left")
    told = [labelled(say, *pair) for pair in data.select("row", "told").iter_rows()]
    alt = [say("Bars of shares of variance, and dots of correlations of ranks.")]
    return Drawn(
        figure=figure,
        data=data,
        **caption_of_what_an_index_is_made_of(view),
        alt=say.text([*alt, *in_sentences(say, told)]),
    )


def _bars(axes: Axes, rows: pl.DataFrame) -> None:
    lengths = rows["value"].fill_null(0).to_list()
    stacked_bars(
        axes, range(rows.height), [("share", {"color": HUES[0]}, lengths)], height=0.55, edge=0
    )
    rows_to_one(axes, rows["row"].to_list())
    for place, (told, value) in enumerate(rows.select("told", "value").iter_rows()):
        beside_row(axes, place, told, x=1.04, muted=value is None)


def _below(view: View[IndexMadeOf]) -> str:
    """Name the correlation of the lower panel."""
    first = view.table("index_looks")["first"].max()
    return view.say("Correlation of ranks with the index, first {first} countries", first=first)
