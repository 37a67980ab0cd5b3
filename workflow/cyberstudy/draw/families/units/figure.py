"""Exhibits that name units beside their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from matplotlib.figure import Figure

from cyberstudy.declare.plan.kinds.units import (
    OfUnits,
    UnitHeatmap,
    UnitMovers,
)
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.matrices import matrix_on_a_scale
from cyberstudy.draw.marks.rows import ABOVE, NONE, finish_panel, panels_of_rows
from cyberstudy.draw.marks.sides import dots_of_sides
from cyberstudy.draw.marks.texts import above_column, beside_rows, folded, narrowed
from cyberstudy.draw.style import narrower
from cyberstudy.wording.alternative_text import by_panel, change_in_words, numbers_of_cells
from cyberstudy.wording.named_units import beside_the_list
from cyberstudy.wording.numbers import signed
from cyberstudy.wording.questions import questions_asked, scale_of
from cyberstudy.wording.references import COMPUTED, CellReference, cited
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.view import View
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.waves import waves_in

EACH = 12  # rises shown, and falls


def unit_movers(view: View[UnitMovers]) -> Drawn:
    """Draw a panel of rises and one of falls, the largest on top of each."""
    say, entry = view.say, view.entry
    data, change = _moved(view), pl.col("difference")
    ends, digits = scale_of(view, [entry.question])
    rises, falls = data.filter(change > 0), data.filter(change < 0)
    panels = [rises.filter("shown"), falls.filter("shown").reverse()]
    titles = [say("Largest rises"), say("Largest falls")]
    figure, grid, names = panels_of_rows([p["name"] for p in panels], 32, gap=0.06, least=ABOVE)
    panels_in_words, x = [], ends[1] + 0.04 * narrower() * (ends[1] - ends[0])
    for axes, title, rows, lines in zip(grid, titles, panels, names, strict=True):
        before, after, changes = [
            [write(say, value, digits) for value in _cited(rows, name, entry.question, wave)]
            for write, name, wave in (
                (Translator.decimal, "before", entry.waves[0]),
                (Translator.decimal, "after", entry.waves[1]),
                (signed, "difference", ""),
            )
        ]
        moves = zip(rows["name"], before, after, changes, strict=True)
        panels_in_words.append((title, [change_in_words(say, *row) for row in moves]))
        sides = [rows.select(share=level) for level in ("before", "after")]
        dots_of_sides(axes, list(zip(entry.waves, sides, strict=True)))
        beside = [(x, changes, [False] * len(changes))]
        finish_panel(axes, say, title, lines, beside, ends=ends, room=0.2)
    grid[-1].set_xlabel(view.label(entry.question), loc="left")
    legend_below(figure)
    waves = {"who": entry.who, "before": entry.waves[0], "after": entry.waves[1]}
    shown = sum(rows.height for rows in panels)
    head = say("Dot plots of {count} {who}, {before} and {after}.", count=shown, **waves)
    both = say(
        "Of the scores given in both editions, {risen} rose and {fallen} fell.",
        risen=rises.height,
        fallen=falls.height,
    )
    alt = by_panel(say, head, panels_in_words)
    return _drawn(view, figure, data, data, [entry.question], [both], alt)


def _moved(view: View[UnitMovers]) -> pl.DataFrame:
    """Return units with a score in both waves, the largest rise first, and if each is shown."""
    entry, place = view.entry, pl.int_range(pl.len())
    numbers = _shown(view, _numbers(view, [entry.question], entry.waves))
    before, after = (
        numbers.filter(wave=wave).select("unit_id", "name", pl.col(entry.question).alias(name))
        for wave, name in zip(entry.waves, ("before", "after"), strict=True)
    )
    both = before.join(after.drop("name"), on="unit_id").drop_nulls()
    moved = both.with_columns(difference=pl.col("after") - pl.col("before"))
    ends = (place < EACH) | (place >= pl.len() - EACH)
    return moved.sort("difference", "name", descending=[True, False]).with_columns(
        shown=(pl.col("difference") != 0) & ends
    )


def unit_heatmap(view: View[UnitHeatmap]) -> Drawn:
    """Draw a row a unit and a column an item; titles of panels stand under their columns."""
    say, entry, score = view.say, view.entry, view.entry.sorted_by
    items = [question for panel in entry.panels for question in panel.questions]
    questions = list(dict.fromkeys([*items, *([score] if score else [])]))
    rows = _shown(view, _numbers(view, questions))
    if score:
        rows = rows.sort(score, descending=True, nulls_last=True, maintain_order=True)
    names, cells = [folded(name, narrowed(28)) for name in rows["name"]], rows.select(items)
    labels = [view.label(item) for item in items]
    lines = [folded(label, 34) for label in labels]
    sizes = [(panel.title, len(panel.questions)) for panel in entry.panels]
    titles = [(folded(title, max(8, 5 * size)), size) for title, size in sizes]
    (low, high), digits = scale_of(view, items)
    ends = {"low": say.plain(low), "high": say.plain(high)}
    scale: dict[str, Any] = {"label": say("Score ({low} to {high})", **ends), "highest": high}
    scale |= {"panels": titles, "line": 0.085, "gap": 0.045}
    figure, axes = matrix_on_a_scale(cells, columns=lines, rows=names, **scale)
    if score:
        _, places = scale_of(view, [score])
        texts = [NONE if value is None else say.decimal(value, places) for value in rows[score]]
        at, x = [place + 0.5 for place in range(rows.height)], len(items) + 0.2
        beside_rows(axes, at, texts, x=x, muted=rows[score].is_null().to_list())
        above_column(axes, folded(view.label(score), 8), x=x, place=-0.3)
    method = [say("Darker cells are higher, from {low} (palest) to {high}.", **ends)]
    if rows.select(pl.all().null_count()).sum_horizontal()[0]:
        method.append(say("A dash means no data."))
    question = say(
        "Questions to {who}: {count}, named at the top.", who=entry.who, count=len(items)
    )
    scores = [_cited(rows, item, item, rows["wave"][0]) for item in items]
    alt = numbers_of_cells(say, rows["name"].to_list(), labels, scores, digits)
    units = rows.with_columns(shown=True)
    return _drawn(view, figure, rows, units, [], method, alt, question=question)


def _numbers(
    view: View[OfUnits], questions: Sequence[str], waves: Sequence[str] = ()
) -> pl.DataFrame:
    """Return what units gave as numbers, a row a unit and a column a question in every wave.

    It is sorted by wave and name, by default of the entry's wave, or the latest; a question that
    nobody answered has a column of nulls.
    """
    answers = view.answers(questions)
    chosen = waves or [view.entry.wave or waves_in(answers)[-1]]
    wide = answers.filter(pl.col("wave").is_in(chosen), status="valid").pivot(
        "question", on_columns=list(questions), index=["wave", "unit_id"], values="number"
    )
    name = pl.col("unit_id").replace(view.names_of_units).alias("name")
    return wide.select("wave", "unit_id", name, *questions).sort("wave", "name", "unit_id")


def _cited(rows: pl.DataFrame, column: str, question: str, wave: str) -> list[Any]:
    """Return a column whose numbers know the answer, or without a wave the answers, behind them."""
    of, waves = ("", {"wave": wave}) if wave else (COMPUTED, {})
    return [
        cited(number, CellReference("answers", waves | {"unit_id": unit}, f"{question}:number", of))
        for unit, number in rows.select("unit_id", column).iter_rows()
    ]


def _shown(view: View[OfUnits], numbers: pl.DataFrame) -> pl.DataFrame:
    """Keep the units that the entry asks for by columns of the list; it is an error if none is."""
    frame, within = view.survey.frame, view.entry.within
    if frame is not None and within:
        units = frame.filter(**within).select("unit_id")
        numbers = numbers.join(units, on="unit_id", how="semi", maintain_order="left")
    named = set(getattr(view.entry, "units", ())) - set(numbers["unit_id"])
    if named or numbers.is_empty():
        who = ", ".join(sorted(named)) or f"any of the {view.entry.who} that are to be shown"
        raise SurveyError(f"there is no number of {who}; correct `within` or `units`")
    return numbers


def _drawn(
    view: View[OfUnits],
    figure: Figure,
    data: pl.DataFrame,
    units: pl.DataFrame,
    questions: Sequence[str],
    method: Sequence[str],
    alt: str,
    *,
    question: str = "",
) -> Drawn:
    """Return a figure with its numbers and caption, which counts all units and those shown."""
    say, entry = view.say, view.entry
    base, shown = say("{base} {who}", base=units.height, who=entry.who), int(units["shown"].sum())
    if shown < units.height:
        base = say("{shown} of {base} shown; the table has all.", shown=shown, base=base)
    else:
        base = say("{base} shown.", base=base)
    # A part of the list is counted where the entry asks for one.
    beside = "" if entry.within else beside_the_list(view, units["unit_id"].unique())
    return Drawn(
        figure=figure,
        data=data,
        question=question or questions_asked(view, questions, entry.who),
        base=say.text([base, beside]),
        method=say.text([*method, entry.remark or ""]),
        alt=alt,
    )
