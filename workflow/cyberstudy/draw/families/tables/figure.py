"""A table to read, whose questions, options and groups are called by their wordings."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.kinds import RowsShown
from cyberstudy.draw.drawn import Drawn
from cyberstudy.wording.questions import labelled, questions_asked, wording_of
from cyberstudy.wording.view import View
from cyberstudy.wording.words import name_of_grouping


def table(view: View[RowsShown]) -> Drawn:
    """Return the rows that the plan names, of all waves or the one it names, with labels.

    Rows stand in the order of the plan's values; those without a number come last.
    """
    entry, form = view.entry, view.survey.questionnaire
    rows = view.table(entry.table) if entry.wave else view.of_all_waves(entry.table)
    for name, values in reversed([*entry.rows.items()]):
        place = pl.col(name).cast(pl.String)
        rows = rows.filter(place.is_in([*values])).sort(
            place.replace_strict({value: n for n, value in enumerate(values)}), maintain_order=True
        )
    if "reason" in rows.columns:  # a reader looks for numbers first
        rows = rows.sort(pl.col("reason").fill_null("") != "", maintain_order=True)
    shown = rows.select(entry.columns or pl.all())
    column = next((name for name in ("question", "item") if name in rows.columns), "")
    questions = [*rows[column].unique(maintain_order=True)] if column else []
    names = [name for name in questions if name in form.questions]
    if names and "label" not in shown.columns:
        shown = shown.with_columns(label=rows[column].replace({n: view.label(n) for n in names}))
    if names and "option" in rows.columns:
        answers = [
            wording_of(view.say, form.options_of(form.questions[name]), option)
            if name in names and option
            else option
            for name, option in rows.select(column, "option").iter_rows()
        ]
        shown = shown.with_columns(answer=pl.Series(answers, dtype=pl.String))
    by = next((name for name in ("grouping", "by") if name in shown.columns), "")
    if by and "group" in shown.columns:
        groups = [_group(view, *row) for row in shown.select(by, "group").iter_rows()]
        shown = shown.with_columns(row=pl.Series(groups, dtype=pl.String))
    who = view.say.word(view.survey.settings.respondents)
    return Drawn(
        figure=None,
        data=shown,
        question=questions_asked(view, names, who) if names else "",
        base="",
        method=entry.remark or "",
        alt="",
    )


def _group(view: View[RowsShown], grouping: str, group: str) -> str:
    """Return what figures of the plan call a group, or its code behind what its grouping is."""
    for entry in view.survey.plan.exhibits.values():
        for rows in getattr(entry, "across", ()):
            if rows.grouping == grouping and group in rows.labels:
                return view.say.word(rows.labels[group])
    return labelled(
        view.say, view.say.word(name_of_grouping(grouping)), view.say.group(group, grouping)
    )
