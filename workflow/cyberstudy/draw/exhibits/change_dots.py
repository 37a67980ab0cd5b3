"""How the same units' answers changed: a row a question, a dot a wave, the difference beside."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from matplotlib.axes import Axes

from cyberstudy.declare.plan.exhibits_of_waves import ChangeDots, PanelOfChange
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_numbers, axis_of_shares, panels_from_above
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.sides import dots_of_sides, legend_of_sides
from cyberstudy.draw.marks.texts import (
    above_column,
    beside_rows,
    folded,
    height_of,
    rows_from_above,
)
from cyberstudy.draw.style import leading
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text import by_panel, change_in_words
from cyberstudy.wording.captions.waves import caption_of_change
from cyberstudy.wording.numbers import places_for, range_of, signed
from cyberstudy.wording.questions import WITHHELD, labelled
from cyberstudy.wording.view import View, needed

NAME = 34  # letters in a line of a row's name
ROW, LINE = 0.1, 0.1  # inches between rows, and of a line of a name
ABOVE = 0.28  # inches of a panel's title
NOBODY = phrase("nobody answered both times")
LEVELS = ("level_from", "level_to", "difference", "low", "high")


def draw(view: View[ChangeDots]) -> Drawn:
    """Draw a panel a group of questions, with the rows that rose most first."""
    say, declared = view.say, needed(view.survey.plan.change)
    waves = (declared.wave_from, declared.wave_to)
    table = view.table("change")
    panels = [_rows(view, table, panel) for panel in view.entry.panels]
    data = pl.concat(panels)
    asked = [view.survey.questionnaire.questions[name] for name in data["question"]]
    levels = [*data["level_from"].drop_nulls(), *data["level_to"].drop_nulls()]
    ends = None if view.entry.panels[0].options else range_of(asked, levels)
    texts = [_said(view, rows, ends) for rows in panels]
    names = [[folded(label, NAME) for label in rows["label"]] for rows in panels]
    ratios = [height_of(labels, LINE, ROW) for labels in names]
    figure, grid = panels_from_above(0.9 + ABOVE * len(panels) + sum(ratios), ratios)
    for axes, rows, labels, said in zip(grid, panels, names, texts, strict=True):
        _draw_panel(view, axes, rows, said, waves, ends)
        rows_from_above(axes, labels, linespacing=leading())
        axes.set_title(rows["panel"][0])
    grid[-1].set_xlabel(say("Mean") if ends else say("Share of those who answered"), loc="left")
    above_column(grid[0], _head(view, declared.confidence), x=_beside(ends), place=-0.6)
    legend_below(figure, legend_of_sides(waves), fontsize=6.5)
    head = say(
        "Dot plots of {count} rows, {before} and {after}.",
        count=data.height,
        before=waves[0],
        after=waves[1],
    )
    told = zip(panels, texts, strict=True)
    return Drawn(
        figure=figure,
        data=data,
        **caption_of_change(view, data, waves, confidence=declared.confidence),
        alt=by_panel(
            say,
            head,
            [
                (r["panel"][0], [change_in_words(say, *row) for row in t.iter_rows()])
                for r, t in told
            ],
        ),
    )


def _rows(view: View[ChangeDots], table: pl.DataFrame, panel: PanelOfChange) -> pl.DataFrame:
    """Return a panel's rows, the largest rise first; those without numbers keep their places."""
    (group,) = view.entry.answered_by
    asked = pl.DataFrame(
        [
            {"question": question, "option": option, "label": _label(view, panel, question, option)}
            for question in panel.questions
            for option in panel.options or ("",)
        ]
    )
    own = table.filter(grouping=group.grouping, group=group.group)
    # Whether a CSV's empty text is null depends on who wrote it.
    own = own.with_columns(pl.col("option").cast(pl.String).fill_null(""))
    found = asked.join(own, on=["question", "option"], how="left", maintain_order="left")
    absent = pl.col("base").is_null() & pl.col("reason").is_null()
    return found.select(
        pl.lit(panel.title).alias("panel"),
        *("question", "option", "label"),
        grouping=pl.lit(group.grouping),
        group=pl.lit(group.group),
        listed=pl.col("listed").cast(pl.Int64),
        base=pl.when(absent).then(0).otherwise(pl.col("base")).cast(pl.Int64),
        **{name: pl.col(name).cast(pl.Float64) for name in LEVELS},
        risen=pl.col("risen").cast(pl.Int64),
        fallen=pl.col("fallen").cast(pl.Int64),
        reason=pl.when(absent)
        .then(pl.lit(NOBODY))
        .otherwise(pl.col("reason").cast(pl.String).fill_null("")),
    ).sort("difference", descending=True, nulls_last=True, maintain_order=True)


def _label(view: View[ChangeDots], panel: PanelOfChange, question: str, option: str) -> str:
    """Name a row: the question, and which of several options; or the option of one question."""
    label = view.entry.labels.get(question) or view.label(question)
    if panel.options is None or len(panel.options) == 1:
        return label
    form = view.survey.questionnaire
    options = form.options_of(form.questions[question]).labels
    named = view.say.wording({language: of[option] for language, of in options.items()})
    return named if len(panel.questions) == 1 else labelled(view.say, label, named)


def _said(
    view: View[ChangeDots], rows: pl.DataFrame, ends: tuple[float, float] | None
) -> pl.DataFrame:
    """Return label, before, after and told as readers see them; told may be why there is none."""
    say = view.say
    factor, places = (100, 0) if ends is None else (1, places_for(*ends))
    said: list[tuple[str | None, ...]] = []
    for row in rows.iter_rows(named=True):
        if row["difference"] is None:
            said.append((row["label"], None, None, say.reason(row["reason"] or WITHHELD)))
        else:
            levels = [row["level_from"], row["level_to"]]
            before, after = (
                say.percent(v) if ends is None else say.decimal(v, places) for v in levels
            )
            change, low, high = (
                None if v is None else signed(say, factor * v, places)
                for v in (row["difference"], row["low"], row["high"])
            )
            if view.entry.intervals and low is not None:
                change = say("{value} ({low} to {high})", value=change, low=low, high=high)
            said.append((row["label"], before, after, change))
    names = ("label", "before", "after", "told")
    return pl.DataFrame(said, schema=dict.fromkeys(names, pl.String), orient="row")


def _draw_panel(
    view: View[ChangeDots],
    axes: Axes,
    rows: pl.DataFrame,
    said: pl.DataFrame,
    waves: Sequence[str],
    ends: tuple[float, float] | None,
) -> None:
    sides = [rows.select(share=level) for level in ("level_from", "level_to")]
    dots_of_sides(axes, list(zip(waves, sides, strict=True)))
    muted = rows["difference"].is_null().to_list()
    beside_rows(axes, range(rows.height), said["told"].to_list(), x=_beside(ends), muted=muted)
    room = 0.5 if view.entry.intervals else 0.3
    if ends is None:
        axis_of_shares(axes, view.say, room=room, last=rows.height - 1)
    else:
        axis_of_numbers(axes, view.say, ends, room=room, last=rows.height - 1)


def _beside(ends: tuple[float, float] | None) -> float:
    """Return where texts beside the rows begin."""
    low, high = ends or (0, 1)
    return high + 0.05 * (high - low)


def _head(view: View[ChangeDots], confidence: float | None) -> str:
    """Say what stands beside the rows."""
    say = view.say
    shares = view.entry.panels[0].options is not None
    head = say("percentage points") if shares else say("difference")
    if not view.entry.intervals or confidence is None:
        return head
    return say("{head}\n({confidence} interval)", head=head, confidence=say.percent(confidence))
