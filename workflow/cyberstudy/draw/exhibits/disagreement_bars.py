"""Where several forms of one unit say different things, and what was made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cyberstudy.declare.plan.exhibits import DisagreementBars
from cyberstudy.declare.reconciliation import RULES
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import whole_ticks
from cyberstudy.draw.marks.bars import stacked_bars
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import behind_bar, folded, name_rows
from cyberstudy.draw.style import FAINT, HUES, new_figure
from cyberstudy.tables.extremes import highest, total
from cyberstudy.wording.alternative_text.bars import differences
from cyberstudy.wording.captions.forms import caption_of_differences, rule_in_words, rules_explained
from cyberstudy.wording.view import View

NAME = 46  # letters in a line of a row's name
DECIDED: dict[str, Any] = {"facecolor": HUES[0], "edgecolor": "white"}
OPEN: dict[str, Any] = {"facecolor": HUES[1], "edgecolor": "white", "hatch": "//////"}


def draw(view: View[DisagreementBars]) -> Drawn:
    """Draw the questions that differ most or are left open, and every rule's total."""
    say, at_least = view.say, view.entry.at_least
    everything = view.spoken(view.table("disagreements"))
    differing = everything.filter(pl.col("differ") > 0)
    shown = differing.filter((pl.col("differ") >= at_least) | (pl.col("open") > 0)).sort(
        "differ", descending=True, maintain_order=True
    )
    totals = _totals(differing, rules_explained(say))
    twice = highest(everything["asked_twice"]) or 0
    figure, (above, below) = new_figure(
        1.5 + 0.2 * (shown.height + totals.height),
        nrows=2,
        height_ratios=[max(shown.height, 1), totals.height],
    )
    beside = [
        say("{count} of {base}: {rule}", count=differ, base=twice, rule=rule_in_words(say, rule))
        for differ, rule in shown.select("differ", "rule").iter_rows()
    ]
    whole = [twice] * shown.height
    _draw_panel(above, shown, beside, ends=whole, whole=whole)
    above.set_xlim(0, 1.5 * max(twice, 1))
    above.set_title(say("Where {count} or more differ, or one is open", count=at_least))
    above.set_xlabel(say("Units with several forms"))
    beside = [
        say.many(
            "{count} in {questions} question",
            "{count} in {questions} questions",
            questions,
            count=differ,
            questions=questions,
        )
        for differ, questions in totals.select("differ", "questions").iter_rows()
    ]
    _draw_panel(below, totals, beside, ends=totals["differ"].to_list())
    below.set_xlim(0, 1.5 * max(highest(totals["differ"]), 1))
    below.set_title(say("All questions, by the rule that decides"))
    below.set_xlabel(say("Differences"))
    handles = [
        Patch(label=say("decided ({count})", count=total(differing["decided"])), **DECIDED),
        Patch(label=say("left open ({count})", count=total(differing["open"])), **OPEN),
        Patch(label=say("say the same, or one says nothing"), facecolor=FAINT),
    ]
    legend_below(figure, handles)
    rest = differing.height - shown.height
    rules = pl.Series([rule_in_words(say, rule) for rule in totals["rule"]])
    return Drawn(
        figure=figure,
        data=_of_both_panels(shown, totals, twice),
        **caption_of_differences(say, everything.height, twice=twice, rest=rest),
        alt=differences(
            say,
            everything.with_columns(shown=pl.col("question").is_in(shown["question"].to_list())),
            totals.with_columns(label=rules),
            twice,
        ),
    )


def _totals(differing: pl.DataFrame, rules: dict[str, str]) -> pl.DataFrame:
    """Add up all questions by rule, also by one that decides none."""
    sums = differing.group_by("rule").agg(
        pl.col("differ", "decided", "open").sum(), questions=pl.len().cast(pl.Int64)
    )
    return (
        pl.DataFrame({"rule": list(RULES), "label": [rules[rule] for rule in RULES]})
        .join(sums, on="rule", how="left", maintain_order="left")
        .with_columns(pl.col("differ", "decided", "open", "questions").fill_null(0))
    )


def _of_both_panels(shown: pl.DataFrame, totals: pl.DataFrame, twice: int) -> pl.DataFrame:
    columns = ("name", "label", "rule", "asked_twice", "differ", "decided", "open", "questions")
    several = pl.lit(twice, dtype=shown.schema["asked_twice"])
    questions = shown.with_columns(name=pl.col("question"), questions=pl.lit(1, dtype=pl.Int64))
    rules = totals.with_columns(name=pl.col("rule"), asked_twice=several)
    return pl.concat(
        [
            questions.select(pl.lit("question").alias("panel"), *columns),
            rules.select(pl.lit("rule").alias("panel"), *columns),
        ]
    )


def _draw_panel(
    axes: Axes,
    rows: pl.DataFrame,
    beside: Sequence[str],
    *,
    ends: Sequence[int],
    whole: Sequence[int] | None = None,
) -> None:
    places = range(rows.height)
    parts = [("", DECIDED, rows["decided"].to_list()), ("", OPEN, rows["open"].to_list())]
    stacked_bars(axes, places, parts, height=0.72, whole=whole)
    for place, end, text in zip(places, ends, beside, strict=True):
        behind_bar(axes, place, end, text)
    name_rows(axes, places, [folded(label, NAME) for label in rows["label"]])
    axes.set_ylim(max(rows.height, 1) - 0.45, -0.55)
    axes.tick_params(axis="y", length=0)
    whole_ticks(axes, max(*ends, 1) if ends else 1)
