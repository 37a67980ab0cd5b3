"""One question of which several options may be chosen: shares of each, most frequent first."""

from __future__ import annotations

from cyberstudy.declare.plan.exhibits_of_answers import SeveralShares
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_shares
from cyberstudy.draw.marks.bars import bars_of_counts
from cyberstudy.draw.marks.intervals import dots_with_intervals, legend_of_dots
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import beside_row, folded, height_of, rows_from_above
from cyberstudy.draw.style import leading, new_figure
from cyberstudy.wording.alternative_text import panel
from cyberstudy.wording.alternative_text.dots import shares_by_row
from cyberstudy.wording.captions.answers import caption_of_several
from cyberstudy.wording.questions import SHARES, beside, read_asked
from cyberstudy.wording.view import View

NAME = 36  # letters in a line of an option's name


def draw(view: View[SeveralShares]) -> Drawn:
    """Draw a dot an option with its interval; of too few answers, bars of counts."""
    say = view.say
    (group,) = view.entry.answered_by
    asked = read_asked(view, view.table("estimates"), view.entry.question, group)
    rows = asked.rows(view.entry.last)
    names = [folded(label, NAME) for label in rows["label"]]
    figure, axes = new_figure(0.95 + height_of(names, 0.11, 0.1))
    shown = rows["share"].is_not_null().any()
    if shown:
        head = say("Dot plot of {label}, {who}", label=asked.label, who=asked.who)
        dots_with_intervals(axes, range(rows.height), rows, say, confidence=asked.confidence)
        axis_of_shares(axes, say, room=0.34, last=rows.height - 1)
        legend_below(figure, legend_of_dots(say, asked.confidence, rows["low"]), 3, fontsize=6.5)
    else:
        head = say("Bar chart of {label}, {who}", label=asked.label, who=asked.who)
        bars_of_counts(axes, rows["count"].fill_null(0).to_list())
        number = say("Number of the {base} that answered", base=asked.base or 0)
        axes.set_xlabel(number, loc="left")
    for place, (count, share) in enumerate(rows.select("count", "share").iter_rows()):
        # Assume: numbers in one column are read best.
        x = 1.04 if shown else (count or 0) + 0.1
        text = beside(say, count, asked.base, share, asked.why)
        beside_row(axes, place, text, x=x, muted=count is None)
    rows_from_above(axes, names, linespacing=leading())
    return Drawn(
        figure=figure,
        data=rows.select(
            *("question", "grouping", "group", "option", "label", "count"),
            *(*SHARES, "base", "r", "reason"),
        ),
        **caption_of_several(view, asked, shares=shown),
        alt=panel(say, head, shares_by_row(say, rows)),
    )
