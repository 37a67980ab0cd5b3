"""Ranks with confidence sets that hold all of them at once, as a list is read."""

from __future__ import annotations

from cyberstudy.declare.plan.exhibits import RankIntervals
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.ranks import axis_of_ranks, dots_with_intervals
from cyberstudy.draw.marks.texts import folded, height_of, name_rows_again, rows_from_above
from cyberstudy.draw.style import leading, new_figure
from cyberstudy.wording.alternative_text.dots import ranks_with_intervals
from cyberstudy.wording.captions.nominations import caption_of_ranks, legend_of_ranks
from cyberstudy.wording.view import View

NAME = 30  # letters in a line of a country's name
#: Assume: of the two kinds of set the one that is right for the whole list; who asks of one country
#: alone finds the narrower one in the table.
BOUNDS = ("rank_all_low", "rank_all_high")
OF_ONE = ("rank_set_low", "rank_set_high")


def draw(view: View[RankIntervals]) -> Drawn:
    """Draw the first countries' ranks, each with its set of those that hold all at once."""
    say, index = view.say, view.table("index")
    data = index.head(view.entry.countries).select(
        "rank", "country", "iso3", "index", *BOUNDS, *OF_ONE
    )
    names = [folded(name, NAME) for name in data["country"]]
    figure, axes = new_figure(1.2 + height_of(names, 0.1, 0.07))
    dots_with_intervals(axes, data["rank"], data.select(*BOUNDS), legend_of_ranks(view))
    rows_from_above(axes, names, top=-0.6, below=0.6, linespacing=leading())
    axis_of_ranks(axes, say, index.height)
    axes.set_xlabel(say("Rank among {count} countries named (logarithmic)", count=index.height))
    values = [say.decimal(value, 1) for value in data["index"]]
    name_rows_again(axes, values, say("Index (0 to 100)").replace(" (", "\n("))
    legend_below(figure, axes.get_legend_handles_labels()[0], fontsize=6.5)
    alt = ranks_with_intervals(say, data)
    return Drawn(figure=figure, data=data, alt=alt, **caption_of_ranks(view))
