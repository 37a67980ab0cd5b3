"""Shares as dots: by group, by side, by option, and with what would reverse them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from matplotlib.axes import Axes

from cyberstudy.declare.plan.exhibits import Group
from cyberstudy.declare.plan.kinds import (
    GroupShares,
    OfShares,
    PanelOfShares,
    SeveralShares,
)
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.shares.answered import SHARES, Asked, citing_shares, read_asked
from cyberstudy.draw.families.shares.captions import how_intervals, with_caption
from cyberstudy.draw.marks.axes import axis_of_shares, panels_from_above
from cyberstudy.draw.marks.bars import bars_of_counts
from cyberstudy.draw.marks.intervals import INTERVALS, dots_with_intervals
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import (
    beside_row,
    beside_rows,
    folded,
    height_of,
    narrowed,
    rows_from_above,
)
from cyberstudy.draw.style import leading, narrower, new_figure
from cyberstudy.wording.alternative_text import by_panel, panel, valued
from cyberstudy.wording.questions import (
    beside,
    groups_from_above,
    share_in_words,
)
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.view import View
from surveyanswers.tables.extremes import highest
from surveyanswers.tables.phrases import phrase

NAME, OPTION = 34, 36  # letters in a line of a row's name, beside columns and without
BESIDE = 0.04  # of the axis, from its end to the texts beside it
KEYS = ("question", "grouping", "group", "option")
DOTS = phrase("share of those who answered")
#: Assume: an interval that reaches no further from its share than this lies behind the dot, on a
#: phone, too: it is not drawn, and no legend speaks of it.
HIDDEN = 0.02
#: Of more options those are drawn that more than so few chose, such as none of a text of one's own.
MOST, RARE = 12, 0.02


def group_shares(view: View[GroupShares]) -> Drawn:
    """Draw one panel a question, the same groups from above in each."""
    say, table = view.say, view.table("estimates")
    # Groups that are joined stand for others in some panels alone.
    groups_of_panels = [
        groups_from_above(say, view.entry.across, table.filter(question=entry.question))
        for entry in view.entry.shares
    ]
    panels = [
        _shares_of_panel(view, table, entry, groups)
        for entry, groups in zip(view.entry.shares, groups_of_panels, strict=True)
    ]
    everything = [answered for rows, _ in panels for answered in rows]
    confidence = everything[0].confidence
    heights = [0.32 + 0.17 * (highest(groups["place"]) + 1) for groups in groups_of_panels]
    figure, grid = panels_from_above(0.7 + sum(heights), heights)
    for axes, (_, rows), groups in zip(grid, panels, groups_of_panels, strict=True):
        places = groups["place"].to_list()
        _dots_of_shares(axes, rows, say, confidence, places)
        counted = rows.select("count", "base", "share", "reason").iter_rows()
        texts = [beside(say, *row) for row in counted]
        beside_rows(
            axes, places, texts, x=1 + BESIDE * narrower(), muted=rows["share"].is_null().to_list()
        )
        axis_of_shares(axes, say, room=0.4 * narrower(), last=places[-1])
        axes.set_yticks(places, groups["label"])
        axes.set_ylim(places[-1] + 0.5, -0.5)
        axes.set_title(rows["panel"][0])
    data = pl.concat(rows for _, rows in panels)
    legend_below(figure)
    marks = say("Dots: share of the group\u2019s substantive answers.")
    panels_in_words = [
        (
            rows["panel"][0],
            shares_by_row(view, rows.rename({"reason": "why", "options": "option"})),
        )
        for _, rows in panels
    ]
    return with_caption(
        view,
        figure,
        data,
        everything,
        counted=say("The column at the right gives the count, out of those who answered."),
        method=[marks, how_intervals(view, everything)],
        alt=by_panel(say, say("Dot plots by group."), panels_in_words),
    )


def _dots_of_shares(
    axes: Axes,
    rows: pl.DataFrame,
    say: Translator,
    confidence: float,
    places: Sequence[float] | None = None,
) -> None:
    """Draw shares, each with its interval where that is seen beside the dot."""
    share, low, high = (pl.col(name) for name in ("share", "low", "high"))
    visible = share.is_not_null() & (pl.max_horizontal(share - low, high - share) > HIDDEN)
    bounds = rows.select(pl.when(visible).then("low"), pl.when(visible).then("high"))
    labels = say(INTERVALS, confidence=say.percent(confidence)), say(DOTS)
    dots_with_intervals(axes, rows["share"], bounds, labels, places=places)


def _shares_of_panel(
    view: View[GroupShares], table: pl.DataFrame, entry: PanelOfShares, groups: pl.DataFrame
) -> tuple[list[Asked], pl.DataFrame]:
    """Return how each group answered, and the numbers of all, in their order."""
    say, entries, rows = view.say, view.entry, []
    answers_of_groups = []
    for row in groups.iter_rows(named=True):
        group = Group(grouping=row["grouping"], group=row["group"], who=entries.who)
        answered = read_asked(view, table, entry.question, group)
        numbers = answered.together(entry.options)
        few = say("base under {minimum}", minimum=entries.minimum_base)
        reason = few if numbers["share"] is None else ""
        rows.append(
            {
                "panel": entry.title or answered.label,
                "question": entry.question,
                "options": " ".join(entry.options),
                **{name: row[name] for name in ("grouping", "group", "label")},
                "count": numbers["count"],
                **{name: getattr(answered, name) for name in ("base", "replied", "listed")},
                **{name: numbers[name] for name in SHARES},
                "reason": answered.why if numbers["count"] is None else reason,
            }
        )
        answers_of_groups.append(answered)
    texts = ("panel", "question", "options", "grouping", "group", "label", "reason")
    schema = dict.fromkeys(rows[0], pl.Int64) | dict.fromkeys(SHARES, pl.Float64)
    return answers_of_groups, pl.DataFrame(rows, schema=schema | dict.fromkeys(texts, pl.String))


def several_shares(view: View[SeveralShares]) -> Drawn:
    """Draw a dot an option with its interval; of too few answers, bars of counts."""
    say = view.say
    (group,) = view.entry.answered_by
    answered = read_asked(view, view.table("estimates"), view.entry.question, group)
    everything = answered.rows(view.entry.last)
    rows, left_out = _without_rare(say, everything)
    names = [folded(label, narrowed(OPTION)) for label in rows["label"]]
    figure, axes = new_figure(0.95 + height_of(names, 0.11, 0.1))
    shown, several = rows["share"].is_not_null().any(), answered.question.type == "select_multiple"
    if shown:
        head = say("Dot plot of {label}, {who}", label=answered.label, who=answered.who)
        marks = phrase("Dots: share of the {base} that answered.")
        if several:
            marks = phrase(
                "Dots: share of the {base} that answered; several answers could be given."
            )
        _dots_of_shares(axes, rows, say, answered.confidence)
        axis_of_shares(axes, say, room=0.34 * narrower(), last=rows.height - 1)
        legend_below(figure)
    else:
        head = say("Bar chart of {label}, {who}", label=answered.label, who=answered.who)
        marks = phrase("Bars: counts.")
        if several:
            marks = phrase("Bars: counts; several answers could be given.")
        bars_of_counts(axes, rows["count"].fill_null(0).to_list())
        number = say("Number of the {base} that answered", base=answered.base or 0)
        axes.set_xlabel(number, loc="left")
    for place, (count, share) in enumerate(rows.select("count", "share").iter_rows()):
        # Assume: numbers in one column are read best.
        x = 1 + BESIDE * narrower() if shown else (count or 0) + 0.1
        text = beside(say, count, answered.base, share, answered.why)
        beside_row(axes, place, text, x=x, muted=count is None)
    rows_from_above(axes, names, linespacing=leading())
    return with_caption(
        view,
        figure,
        everything.select(*KEYS, "label", "count", *SHARES, "base", "r", "reason"),
        [answered],
        counted=left_out,
        method=[say(marks, base=answered.base or 0), how_intervals(view, [answered])],
        alt=panel(say, head, shares_by_row(view, rows)),
    )


def _without_rare(say: Translator, rows: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """Leave out what hardly anybody said behind the options that there is room for, and say so."""
    share = pl.coalesce("share", pl.col("count") / pl.col("base"))
    shown = rows.filter((pl.int_range(pl.len()) < MOST) | ~(share < RARE).fill_null(False))
    if not (left_out := rows.height - shown.height):
        return rows, ""
    return shown, say.many(
        "Not drawn: {rows} more option, under 2%; the table has it.",
        "Not drawn: {rows} more options, each under 2%; the table has them.",
        left_out,
        rows=left_out,
    )


def shares_by_row(view: View[OfShares], rows: pl.DataFrame) -> list[str]:
    """Return a text for each row of label, count, base, share and why there is no count."""
    cited_rows = citing_shares(view, rows)
    return [valued(view.say, row["label"], share_in_words(view.say, row)) for row in cited_rows]
