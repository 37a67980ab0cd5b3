"""Bars, stacked or not, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from cyberstudy.tables.extremes import total
from cyberstudy.wording.alternative_text import (
    by_panel,
    listed_or_none,
    of_column,
    panel,
    valued,
)
from cyberstudy.wording.questions import WITHHELD, labelled, share_in_words
from cyberstudy.wording.speech import Speech

FEW = 3  # questions that are named; of more it is said how many they are


def parts_of_a_bar(say: Speech, parts: Sequence[tuple[str, int]]) -> str:
    """Tell the parts of one bar with their lengths."""
    return say.listed(valued(say, label, count) for label, count in parts)


def stacked_answers(say: Speech, rows: pl.DataFrame, titles: Sequence[str]) -> str:
    """Tell every bar: each answer, how many answered, some together, and who gave no answer.

    Parameters
    ----------
    say
        The language.
    rows
        A row a part of a bar: panel, row, question, grouping, group, part, label, count, share,
        base and reason. What is withheld has no count.
    titles
        Of the panels; those without one have "".
    """
    panels = []
    told_of = 0
    for (number, name, *_), bar in rows.group_by(
        "panel", "row", "question", "grouping", "group", maintain_order=True
    ):
        title = titles[number - 1] if number > told_of else ""
        heading = labelled(say, title, "").strip() if title else ""
        panels.append((say.text([heading, name]), _bar(say, bar)))
        told_of = number
    return by_panel(say, say("Stacked bar charts of counts."), panels)


def _bar(say: Speech, bar: pl.DataFrame) -> list[str]:
    if bar["count"].null_count():
        return [say.reason(bar["reason"][0] or WITHHELD)]
    base = bar["base"][0]
    options, none = (
        parts_of_a_bar(say, bar.filter(part=part).select("label", "count").rows())
        for part in ("option", "no answer")
    )
    together = [
        labelled(say, label, share_in_words(say, count, base, share, ""))
        for label, count, share in bar.filter(part="together")
        .select("label", "count", "share")
        .iter_rows()
    ]
    return [options, say("n {base}", base=base), *together, none]


def replies_compared(say: Speech, panels: Iterable[pl.DataFrame]) -> str:
    """Tell panels of panel, label, told and rr2: every reply, and between whom the rates lie."""
    told = [say("Bar charts of replies.")]
    for rows in panels:
        told.append(panel(say, rows["panel"][0], of_column(say, rows, "told")))
        told.append(rates_compared(say, rows.select("label", rate="rr2")))
    return say.text(told)


def rates_compared(say: Speech, rows: pl.DataFrame) -> str:
    """Name the rows, of label and rate, that have the highest and the lowest rate."""
    rated = rows.drop_nulls("rate")
    if rated.height < 2:
        return ""
    low, high = _ends_of(rated["rate"])
    if low == high:
        return say("The rate is {rate} for each.", rate=say.percent(high))
    return say(
        "The rate is highest for {most}, {highest}, and lowest for {least}, {lowest}.",
        most=say.listed(rated.filter(rate=high)["label"]),
        highest=say.percent(high),
        least=say.listed(rated.filter(rate=low)["label"]),
        lowest=say.percent(low),
    )


def left_blank(say: Speech, rows: pl.DataFrame, reasons: Mapping[str, int], minimum: int) -> str:
    """Tell of bars along a form: totals, the questions most and least left blank, and sections.

    Parameters
    ----------
    say
        The language.
    rows
        A row a question: section, label, blank, asked, blank_share and section_blank, which are
        null where too few were asked.
    reasons
        How many answers there are in all of each.
    minimum
        No share is given of fewer.
    """
    pooled = rows.unique("section", maintain_order=True)
    counts = [valued(say, reason, count) for reason, count in reasons.items()]
    first = [
        say(
            "Bar chart of {questions} questions in {sections} sections.",
            questions=rows.height,
            sections=pooled.height,
        ),
        say("Answers in all: {counts}.", counts=say.listed(counts)),
    ]
    shown = rows.drop_nulls("blank_share")
    if shown.is_empty():
        return say.text([*first, say("No question was put to {count} or more.", count=minimum)])
    low, high = _ends_of(shown["blank_share"])
    most_and_least = say(
        "Left blank most: {most}, {high} of those asked; least: {least}, {low}.",
        most=_named_or_counted(say, shown.filter(blank_share=high)),
        high=say.percent(high),
        least=_named_or_counted(say, shown.filter(blank_share=low)),
        low=say.percent(low),
    )
    by_section = [
        valued(say, say.group(section), say.percent(blank))
        for section, blank in pooled.drop_nulls("section_blank")
        .select("section", "section_blank")
        .iter_rows()
    ]
    sections = say("Left blank by section, in order: {sections}.", sections=say.clauses(by_section))
    return say.text([*first, most_and_least, sections])


def differences(say: Speech, questions: pl.DataFrame, rules: pl.DataFrame, twice: int) -> str:
    """Tell how often forms differ: in questions of label, differ, open and shown, and by rule.

    Parameters
    ----------
    say
        The language.
    questions
        All of them; those shown one by one are marked.
    rules
        label, differ and open.
    twice
        How many units have several forms.
    """
    shown = questions.filter("shown")
    left_open = questions.filter(pl.col("differ") > 0, pl.col("open") > 0)["label"]
    most = ""
    if shown.height:
        largest = int(shown["differ"].to_numpy().max())
        most = say(
            "Most often, {count} of {base}: {labels}.",
            count=largest,
            base=twice,
            labels=say.listed(shown.filter(differ=largest)["label"]),
        )
    by_rule = [
        say("{rule} {count}, of which {open} open", rule=label, count=differ, open=unsettled)
        for label, differ, unsettled in rules.select("label", "differ", "open").iter_rows()
    ]
    return say.text(
        [
            say(
                "Two bar charts. Forms differ {count} times, in {differing} of {questions} "
                "questions.",
                count=total(questions["differ"]),
                differing=questions.filter(pl.col("differ") > 0).height,
                questions=questions.height,
            ),
            most,
            say("By rule: {rules}.", rules=say.clauses(by_rule)),
            say("Left open in: {labels}.", labels=listed_or_none(say, left_open)),
        ]
    )


def _named_or_counted(say: Speech, rows: pl.DataFrame) -> str:
    """Name questions with how many left them blank, or count them where they are many."""
    if rows.height > FEW:
        return say.many("{count} question", "{count} questions", rows.height, count=rows.height)
    return say.listed(
        say("{label} ({count} of {base})", label=label, count=blank, base=asked)
        for label, blank, asked in rows.select("label", "blank", "asked").iter_rows()
    )


def _ends_of(values: pl.Series) -> tuple[Any, Any]:
    return values.min(), values.max()
