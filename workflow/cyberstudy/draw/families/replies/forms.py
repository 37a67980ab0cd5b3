"""Data accounting: where several forms of one unit differ, and what cells of files count as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cyberstudy.declare.reconciliation import RULES
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.replies.entry import CellAccounting, DisagreementBars
from cyberstudy.draw.marks.axes import whole_ticks
from cyberstudy.draw.marks.bars import stacked_bars
from cyberstudy.draw.marks.count_tables import cells_with_counts
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import behind_bar, folded, name_rows
from cyberstudy.draw.style import FAINT, HUES, new_figure
from cyberstudy.tables.extremes import highest, total
from cyberstudy.tables.phrases import phrase
from cyberstudy.tables.statuses import NEVER_A_CELL, STATUSES
from cyberstudy.wording.alternative_text import listed_or_none, of_column
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.statuses import in_plain_words
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.view import View

NAME = 46  # letters in a line of a row's name
DECIDED: dict[str, Any] = {"facecolor": HUES[0], "edgecolor": "white"}
OPEN: dict[str, Any] = {"facecolor": HUES[1], "edgecolor": "white", "hatch": "//////"}
#: What is no answer, from what describes the form to what says nothing.
STRUCTURE = (
    phrase("identifying"),
    phrase("repeated"),
    phrase("metadata"),
    phrase("personal, dropped"),
    phrase("header"),
    phrase("the form's own text"),
    phrase("empty column"),
    phrase("blank row"),
)
LEFT_OUT = phrase("row left out")  # stands there only if any was
SUM_OF_FILES, SUM_OF_CELLS = phrase("all files"), phrase("all cells")


def disagreement_bars(view: View[DisagreementBars]) -> Drawn:
    """Draw the questions that differ most or are left open, and every rule's total."""
    say, at_least = view.say, view.entry.at_least
    everything = view.spoken(view.table("disagreements"))
    differing = everything.filter(pl.col("differ") > 0)
    shown = differing.filter((pl.col("differ") >= at_least) | (pl.col("open") > 0)).sort(
        "differ", descending=True, maintain_order=True
    )
    totals = _totals(say, differing)
    twice = highest(everything["asked_twice"]) or 0
    figure, (above, below) = new_figure(
        1.5 + 0.2 * (shown.height + totals.height),
        nrows=2,
        height_ratios=[max(shown.height, 1), totals.height],
    )
    beside = [
        say("{count} of {base}: {rule}", count=differ, base=twice, rule=_rule_in_words(say, rule))
        for differ, rule in shown.select("differ", "rule").iter_rows()
    ]
    whole = [twice] * shown.height
    _draw_panel(above, shown, beside, ends=whole, whole=whole)
    above.set_xlim(0, 1.5 * max(twice, 1))
    above.set_title(
        say("Questions in which {count} or more differ, or one is left open", count=at_least)
    )
    above.set_xlabel(say("Those with several forms"))
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
        Patch(label=say("agree, or one is blank"), facecolor=FAINT),
    ]
    legend_below(figure, handles)
    several = say.many(
        "{count} unit has several valid forms",
        "{count} units have several valid forms",
        twice,
        count=twice,
    )
    rest = differing.height - shown.height
    fewer = [say("questions in which fewer differ: {count}", count=rest)] if rest else []
    rules = [say.listed([say(rule.word), say(rule.takes)]) for rule in RULES.values()]
    return Drawn(
        figure=figure,
        data=_of_both_panels(shown, totals, twice),
        question=say.many(
            "The one question; a difference is one unit in it.",
            "All {count} questions; a difference is one unit in one question.",
            everything.height,
            count=everything.height,
        ),
        base=say("{clauses}.", clauses=say.clauses([several, *fewer])),
        method=say(
            "Forms differ where both give an answer and the answers are not the same. Rules: "
            "{rules}. If no rule applies, the conflicting answer is left out.",
            rules=say.clauses(rules),
        ),
        alt=_differences_in_words(say, everything, differing, shown, totals, twice),
    )


def _totals(say: Translator, differing: pl.DataFrame) -> pl.DataFrame:
    """Add up all questions by rule, also by one that decides none."""
    sums = differing.group_by("rule").agg(
        pl.col("differ", "decided", "open").sum(), questions=pl.len().cast(pl.Int64)
    )
    labels = [labelled(say, say(rule.word), say(rule.takes)) for rule in RULES.values()]
    return (
        pl.DataFrame({"rule": list(RULES), "label": labels})
        .join(sums, on="rule", how="left", maintain_order="left")
        .with_columns(pl.col("differ", "decided", "open", "questions").fill_null(0))
    )


def _rule_in_words(say: Translator, rule: str) -> str:
    return say(RULES[rule].word) if rule in RULES else rule


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


def _differences_in_words(
    say: Translator,
    everything: pl.DataFrame,
    differing: pl.DataFrame,
    shown: pl.DataFrame,
    totals: pl.DataFrame,
    twice: int,
) -> str:
    """Tell how often forms differ: in all questions, in those shown one by one, and by rule."""
    most = ""
    if shown.height:
        largest = highest(shown["differ"])
        most = say(
            "Most often, {count} of {base}: {labels}.",
            count=largest,
            base=twice,
            labels=say.listed(shown.filter(differ=largest)["label"]),
        )
    by_rule = [
        say(
            "{rule} {count}, of which {open} open",
            rule=_rule_in_words(say, rule),
            count=differ,
            open=unsettled,
        )
        for rule, differ, unsettled in totals.select("rule", "differ", "open").iter_rows()
    ]
    left_open = differing.filter(pl.col("open") > 0)["label"]
    return say.text(
        [
            say(
                "Two bar charts. Forms differ {count} times, in {differing} of {questions} "
                "questions.",
                count=total(differing["differ"]),
                differing=differing.height,
                questions=everything.height,
            ),
            most,
            say("By rule: {rules}.", rules=say.clauses(by_rule)),
            say("Left open in: {labels}.", labels=listed_or_none(say, left_open)),
        ]
    )


def cell_accounting(view: View[CellAccounting]) -> Drawn:
    """Draw a table of counts, shaded by the share of a file's answer cells, structure in grey."""
    say = view.say
    counts = view.table("accounting").group_by("source", "became").agg(pl.col("cells").sum())
    sources = counts["source"].unique().sort().to_list()
    found = set(counts["became"])
    answers = [status for status in STATUSES if status not in NEVER_A_CELL]
    answers += [status for status in NEVER_A_CELL if status in found]
    rows = [*answers, *STRUCTURE, *sorted(found - {*answers, *STRUCTURE})]
    number = {(source, row): cells for source, row, cells in counts.iter_rows()}
    cells = np.array([[number.get((source, row), 0) for source in sources] for row in rows])
    table = np.block([[cells, cells.sum(1, keepdims=True)], [cells.sum(0), cells.sum()]])
    judged = cells[: len(answers)]
    words = [in_plain_words(say, row) if row in answers else _structure(say, row) for row in rows]
    figure, axes = new_figure(1.35 + 0.185 * len(rows))
    # One file is all files: its name, which says nothing to a reader, has no column.
    alone = len(sources) == 1
    cells_with_counts(
        axes,
        table[:, :1] if alone else table,
        judged / np.maximum(judged.sum(0), 1),
        say,
        rows=[*words, say(SUM_OF_CELLS)],
        columns=[*([] if alone else sources), say(SUM_OF_FILES)],
    )
    data = pl.DataFrame(table, schema=[*sources, SUM_OF_FILES], orient="row").select(
        pl.Series("became", [*rows, SUM_OF_CELLS]), pl.all()
    )
    outcomes = data.head(-1).with_columns(label=pl.Series(words))
    sums = dict(zip(sources, cells.sum(0).tolist(), strict=True))
    largest = max(sums.values())
    empty = outcomes.filter(pl.col(SUM_OF_FILES) == 0)["label"]
    alt = [
        say(
            "Table of {total} cells by {rows} outcomes and {files} files; most, {largest}, "
            "are of {most}.",
            total=int(cells.sum()),
            rows=len(rows),
            files=len(sources),
            largest=largest,
            most=say.every(name for name in sources if sums[name] == largest),
        ),
        say("{valid} became valid answers.", valid=int(table[rows.index("valid"), -1])),
        say("All files: {lines}.", lines=say.clauses(of_column(say, outcomes, SUM_OF_FILES))),
        say("In no file: {outcomes}.", outcomes=say.listed(empty)) if empty.len() else "",
    ]
    return Drawn(
        figure=figure,
        data=data,
        question=say("Every cell of every file received is counted once."),
        base=say("{cells} cells of {files} files.", cells=int(cells.sum()), files=len(sources)),
        method=say(
            "Above: cells that hold an answer, by its status; darker cells are a larger share of "
            "the file’s answers. Grey: cells that identify the form, were dropped when the file "
            "was read, or are structure."
        ),
        alt=say.text(alt),
    )


def _structure(say: Translator, row: str) -> str:
    """Say what is no answer; what nobody foresaw stays as it is."""
    return say(row) if row in (*STRUCTURE, LEFT_OUT) else row
