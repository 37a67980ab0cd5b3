"""What those who replied say of themselves."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.kinds import ExpertCoverage
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import panels_from_above
from cyberstudy.draw.marks.bars import bars_with_counts
from cyberstudy.draw.marks.texts import folded, lines_of, name_rows
from cyberstudy.draw.style import HUES, MUTED
from cyberstudy.wording.alternative_text import by_panel, valued
from cyberstudy.wording.questions import first_capital, in_plain_words, wording_of
from cyberstudy.wording.view import View
from surveyanswers.tables.statuses import STATUSES

NAME = 40  # letters in a line of a row's name


def expert_coverage(view: View[ExpertCoverage]) -> Drawn:
    """Draw one panel a question, counts beside the bars, missing answers in grey."""
    say, data = view.say, _named(view, view.table("coverage"))
    groups = data.group_by("question", maintain_order=True)
    panels = {str(question): rows for (question,), rows in groups}
    names = [[folded(label, NAME) for label in rows["label"]] for rows in panels.values()]
    heights = [lines_of(labels) for labels in names]
    figure, grid = panels_from_above(1.0 + 0.2 * sum(heights) + 0.3 * len(panels), heights)
    for axes, (question, rows), shown in zip(grid, panels.items(), names, strict=True):
        colours = [MUTED if group in STATUSES else HUES[0] for group in rows["group"]]
        bars_with_counts(axes, rows["count"].to_list(), colours, say)
        name_rows(axes, range(rows.height), shown)
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.set_title(view.label(question), fontsize=8.5)
    who = say.word(view.survey.settings.respondents)
    grid[-1].set_xlabel(say("{who}, of {all}", who=first_capital(who), all=view.units))
    texts = [
        (
            view.label(name),
            [valued(say, row["label"], row["count"]) for row in view.citing(rows, "coverage")],
        )
        for name, rows in panels.items()
    ]
    return Drawn(
        figure=figure,
        data=data,
        question=say("Questions: {questions}.", questions=say.clauses(map(view.wording, panels))),
        base=say(
            "All {count} {who}; grey: no answer, refused or not applicable.",
            count=view.units,
            who=who,
        ),
        method=say(
            "Bars show counts. Countries are grouped by region (UN standard M49). If a "
            "respondent gave several answers, each is counted."
        ),
        alt=by_panel(say, say("Bar charts of who answered."), texts),
    )


def _named(view: View[ExpertCoverage], data: pl.DataFrame) -> pl.DataFrame:
    """Call options as the plan or else the questionnaire does, statuses and regions by words."""
    form, labels = view.survey.questionnaire, []
    for question, group, label in data.select("question", "group", "label").iter_rows():
        options = form.options_of(form.questions[question])
        if group in STATUSES:
            labels.append(first_capital(in_plain_words(view.say, group)))
        elif group in view.entry.labels:
            labels.append(view.entry.labels[group])
        elif group in options.codes:
            labels.append(wording_of(view.say, options, group))
        else:
            labels.append(view.say.word(label))
    return data.with_columns(label=pl.Series(labels, dtype=pl.String))
