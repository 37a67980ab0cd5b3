"""How far two sources agree, beyond chance: a row a construct and pair, with the counts beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from cyberstudy.declare.plan.exhibits_across import SourceAgreement
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_numbers
from cyberstudy.draw.marks.sides import dots_of_sides
from cyberstudy.draw.marks.texts import beside_rows, folded, height_of, rows_from_above
from cyberstudy.draw.style import leading, new_figure
from cyberstudy.wording.alternative_text import by_panel, valued
from cyberstudy.wording.captions.sources import (
    agreement_in_words,
    both_named,
    caption_of_agreement,
)
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View, needed

NAME = 38  # letters in a line of a row's name
LEAST = -0.2  # kappas and intervals are cut there


def draw(view: View[SourceAgreement]) -> Drawn:
    """Draw Cohen's kappa of every pair of sources, with its interval."""
    say, labels = view.say, view.entry.labels
    # A column of a CSV without any number is taken for one of text.
    table = view.table("agreement").with_columns(pl.col("kappa", "low", "high").cast(pl.Float64))
    confidence = needed(view.survey.plan.agreement).confidence
    rows = list(table.iter_rows(named=True))
    pairs = [say.every(both_named(say, row, labels)) for row in rows]
    titles = [say.word(row["title"]) for row in rows]
    names = [f"{folded(t, NAME)}\n{folded(p, NAME)}" for t, p in zip(titles, pairs, strict=True)]
    told = [agreement_in_words(say, row, labels) for row in rows]
    texts = ["\n".join(clauses) for clauses in told]
    figure, axes = new_figure(0.8 + height_of(texts, 0.115, 0.1))
    seen = table.select(
        share=pl.col("kappa").clip(LEAST), low=pl.col("low").clip(LEAST), high="high"
    )
    dots_of_sides(axes, [("kappa", seen)])
    beside_rows(axes, range(len(rows)), texts, x=1.06, muted=table["kappa"].is_null().to_list())
    axis_of_numbers(axes, say, (0, 1), room=0.7, last=len(rows) - 1)
    axes.set_xlim(left=LEAST)
    rows_from_above(axes, names, linespacing=leading())
    axes.set_xlabel(say("Cohen's kappa"), loc="left")
    panels = [
        (title, [pair, *_kappa(say, row), *clauses])
        for title, pair, row, clauses in zip(titles, pairs, rows, told, strict=True)
    ]
    return Drawn(
        figure=figure,
        data=table,
        **caption_of_agreement(say, table, confidence),
        alt=by_panel(say, say("Dot plot of pairs of sources."), panels),
    )


def _kappa(say: Speech, row: Mapping[str, Any]) -> list[str]:
    if row["kappa"] is None:
        return []
    kappa, low, high = (say.decimal(row[name], 2) for name in ("kappa", "low", "high"))
    value = valued(say, say("Cohen's kappa"), kappa)
    return [say("{value} ({low} to {high})", value=value, low=low, high=high)]
