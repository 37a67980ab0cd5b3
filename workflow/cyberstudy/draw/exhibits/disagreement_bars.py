"""Where several forms of one unit say different things, and what was made of it."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from cyberstudy.declare.plan.exhibits import DisagreementBars
from cyberstudy.declare.reconciliation import RULES
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import behind_bar, folded, name_rows
from cyberstudy.draw.style import FAINT, HUES, new_figure
from cyberstudy.tables.extremes import highest, total
from cyberstudy.wording.alternative_text.bars import differences
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View

NAME = 46  # letters in a line of a row's name
DECIDED: dict[str, Any] = {"facecolor": HUES[0], "edgecolor": "white"}
OPEN: dict[str, Any] = {"facecolor": HUES[1], "edgecolor": "white", "hatch": "//////"}


def draw(view: View[DisagreementBars]) -> Drawn:
    """Draw the questions that differ most or are left open, and every rule's total."""
    say, at_least = view.say, view.entry.at_least
    everything = view.spoken(view.table("disagreements"))
    rules = {name: labelled(say, say(rule.word), say(rule.takes)) for name, rule in RULES.items()}
    differing = everything.filter(pl.col("differ") > 0)
    shown = differing.filter((pl.col("differ") >= at_least) | (pl.col("open") > 0)).sort(
        "differ", descending=True, maintain_order=True
    )
    rest = differing.join(shown, on="question", how="anti")
    totals = (
        pl.DataFrame({"rule": list(RULES)})
        .join(
            differing.group_by("rule").agg(
                pl.col("differ", "decided", "open").sum(), questions=pl.len()
            ),
            on="rule",
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("differ", "decided", "open", "questions").fill_null(0))
        .with_columns(label=pl.col("rule").replace(rules))
    )
    twice = highest(everything["asked_twice"]) or 0
    figure, (above, below) = new_figure(
        1.5 + 0.2 * (shown.height + totals.height),
        nrows=2,
        height_ratios=[max(shown.height, 1), totals.height],
    )
    above.barh(range(shown.height), [twice] * shown.height, color=FAINT, height=0.72)
    beside = [
        say(
            "{count} of {base}: {rule}",
            count=row["differ"],
            base=twice,
            rule=_rule(say, row["rule"]),
        )
        for row in shown.iter_rows(named=True)
    ]
    _draw_panel(above, shown, beside, ends=[twice] * shown.height)
    above.set_xlim(0, 1.5 * max(twice, 1))
    above.set_title(say("Where {count} or more differ, or one is open", count=at_least))
    above.set_xlabel(say("Units with several forms"))
    beside = [
        say.many(
            "{count} in {questions} question",
            "{count} in {questions} questions",
            row["questions"],
            count=row["differ"],
            questions=row["questions"],
        )
        for row in totals.iter_rows(named=True)
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
    data = pl.concat(
        [
            shown.select(
                pl.lit("question").alias("panel"),
                pl.col("question").alias("name"),
                *("label", "rule", "asked_twice", "differ", "decided", "open"),
                questions=pl.lit(1, dtype=pl.Int64),
            ),
            totals.select(
                pl.lit("rule").alias("panel"),
                pl.col("rule").alias("name"),
                *("label", "rule"),
                pl.lit(twice, dtype=shown.schema["asked_twice"]).alias("asked_twice"),
                *("differ", "decided", "open"),
                pl.col("questions").cast(pl.Int64),
            ),
        ]
    )
    return Drawn(
        figure=figure,
        data=data,
        question=say.many(
            "The one question; a difference is one unit in it.",
            "All {count} questions; a difference is one unit in one question.",
            everything.height,
            count=everything.height,
        ),
        base=_base(say, twice, rest.height),
        method=say(
            "Forms differ where each says something and not the same. Rules: {rules}. Where the "
            "rule cannot decide, the answer is in conflict and is left open.",
            rules=say.clauses(
                say.listed([say(rule.word), say(rule.takes)]) for rule in RULES.values()
            ),
        ),
        alt=differences(
            say,
            everything.with_columns(shown=pl.col("question").is_in(shown["question"].to_list())),
            totals.with_columns(label=pl.Series([_rule(say, rule) for rule in totals["rule"]])),
            twice,
        ),
    )


def _base(say: Speech, twice: int, rest: int) -> str:
    """Say how many units could differ, and how many questions are not shown one by one."""
    several = say.many(
        "{count} unit has several forms that count",
        "{count} units have several forms that count",
        twice,
        count=twice,
    )
    fewer = [say("questions in which fewer differ: {count}", count=rest)] if rest else []
    return say("{clauses}.", clauses=say.clauses([several, *fewer]))


def _rule(say: Speech, rule: str) -> str:
    return say(RULES[rule].word) if rule in RULES else rule


def _draw_panel(axes: Axes, rows: pl.DataFrame, beside: list[str], *, ends: list[int]) -> None:
    places = range(rows.height)
    axes.barh(places, rows["decided"], height=0.72, **DECIDED)
    axes.barh(places, rows["open"], left=rows["decided"], height=0.72, **OPEN)
    for place, end, text in zip(places, ends, beside, strict=True):
        behind_bar(axes, place, end, text)
    names = [folded(label, NAME) for label in rows["label"]]
    name_rows(axes, places, names)
    axes.set_ylim(max(rows.height, 1) - 0.45, -0.55)
    axes.tick_params(axis="y", length=0)
    most = max(*ends, 1) if ends else 1
    axes.set_xticks(
        [tick for tick in MaxNLocator(6, integer=True).tick_values(0, most) if tick <= most]
    )
