"""Who answered: counts by what units say of themselves."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits import ExpertCoverage
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.texts import folded, lines_of, name_rows
from cyberstudy.draw.style import HUES, MUTED, new_figure
from cyberstudy.tables.statuses import STATUSES
from cyberstudy.wording.alternative_text import by_panel, of_column
from cyberstudy.wording.questions import first_capital
from cyberstudy.wording.statuses import in_plain_words
from cyberstudy.wording.view import View

NAME = 70  # letters in a line of a row's name


def draw(view: View[ExpertCoverage]) -> Drawn:
    """Draw one panel a question, counts beside the bars, missing answers in grey."""
    say, data = view.say, _named(view, view.table("coverage"))
    groups = data.group_by("question", maintain_order=True)
    panels = [(question[0], rows) for question, rows in groups]
    names = [[folded(label, NAME) for label in rows["label"]] for _, rows in panels]
    heights = [lines_of(labels) for labels in names]
    figure, grid = new_figure(
        1.0 + 0.2 * sum(heights) + 0.3 * len(panels),
        nrows=len(panels),
        height_ratios=heights,
        sharex=True,
        squeeze=False,
    )
    labels = {question: view.label(question) for question, _ in panels}
    for axes, (question, rows), shown in zip(grid[:, 0], panels, names, strict=True):
        places = range(rows.height)
        colours = [MUTED if group in STATUSES else HUES[0] for group in rows["group"]]
        axes.barh(places, rows["count"], color=colours, height=0.7)
        for place, count in zip(places, rows["count"], strict=True):
            axes.text(count + 0.6, place, say.count(count), va="center", fontsize=7.5)
        name_rows(axes, places, shown)
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.set_title(labels[question], fontsize=8.5)
    who = say.word(view.survey.settings["respondents"])
    grid[-1, 0].set_xlabel(say("{who}, of {all}", who=first_capital(who), all=view.units))
    wordings = say.text(view.wording(question) for question, _ in panels)
    return Drawn(
        figure=figure,
        data=data,
        question=say("Asked: {questions}", questions=wordings),
        base=say(
            "All {count} {who}; grey: no answer, refused or not applicable.",
            count=view.units,
            who=who,
        ),
        method=say(
            "Counts. Countries are counted by region (M49). Of several answers each counts."
        ),
        alt=by_panel(
            say,
            say("Bar charts of who answered."),
            [(labels[question], of_column(say, rows, "count")) for question, rows in panels],
        ),
    )


def _named(view: View[ExpertCoverage], data: pl.DataFrame) -> pl.DataFrame:
    """Call options as the questionnaire does, and statuses and regions by their words."""
    labels = []
    for question, group, label in data.select("question", "group", "label").iter_rows():
        asked = view.survey.questionnaire.questions[question]
        options = view.survey.questionnaire.options_of(asked).labels
        known = {language: named[group] for language, named in options.items() if group in named}
        if group in STATUSES:
            labels.append(in_plain_words(view.say, group))
        else:
            labels.append(view.say.wording(known) if known else view.say.word(label))
    return data.with_columns(label=pl.Series(labels, dtype=pl.String))
