"""Who answered: counts by what units say of themselves."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits import ExpertCoverage
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import panels_from_above
from cyberstudy.draw.marks.bars import bars_with_counts
from cyberstudy.draw.marks.texts import folded, lines_of, name_rows
from cyberstudy.draw.style import HUES, MUTED
from cyberstudy.tables.statuses import STATUSES
from cyberstudy.wording.alternative_text import by_panel, of_column
from cyberstudy.wording.captions.replies import caption_of_coverage
from cyberstudy.wording.questions import first_capital
from cyberstudy.wording.statuses import in_plain_words
from cyberstudy.wording.view import View

NAME = 70  # letters in a line of a row's name


def draw(view: View[ExpertCoverage]) -> Drawn:
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
    who = first_capital(say.word(view.survey.settings.respondents))
    grid[-1].set_xlabel(say("{who}, of {all}", who=who, all=view.units))
    return Drawn(
        figure=figure,
        data=data,
        **caption_of_coverage(view, list(panels)),
        alt=by_panel(
            say,
            say("Bar charts of who answered."),
            [(view.label(name), of_column(say, rows, "count")) for name, rows in panels.items()],
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
            labels.append(first_capital(in_plain_words(view.say, group)))
        elif group in view.entry.labels:
            labels.append(view.entry.labels[group])
        else:
            labels.append(view.say.wording(known) if known else view.say.word(label))
    return data.with_columns(label=pl.Series(labels, dtype=pl.String))
