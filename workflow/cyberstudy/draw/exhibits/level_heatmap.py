"""Means of numbers by group, as a heat map: the lowest of the first group on top."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits_of_waves import LevelHeatmap
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.matrices import annotated_matrix, columns_in_panels
from cyberstudy.draw.marks.texts import folded, height_of, letters
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.alternative_text import numbers_of_cells
from cyberstudy.wording.captions.waves import caption_of_cells
from cyberstudy.wording.numbers import places_for, range_of
from cyberstudy.wording.view import View

NAME, GROUP = 30, 20  # letters in a line of the names of questions and groups
LETTER = 0.05  # inches of a group's letter


def draw(view: View[LevelHeatmap]) -> Drawn:
    """Draw a row a question and a column a group, with the mean in each cell."""
    say, entry, form = view.say, view.entry, view.survey.questionnaire.questions
    groups = [f"{group.grouping}, {group.group}" for group in entry.answered_by]
    data = _levels(view)
    named = data.with_columns(column=pl.concat_str("grouping", "group", separator=", "))
    wide = named.pivot("column", on_columns=groups, index="question", values="mean")
    wide = wide.sort(groups[0], nulls_last=True, maintain_order=True)
    labels = [view.label(question) for question in wide["question"]]
    low, high = range_of([form[question] for question in entry.questions], [])
    places, cells = places_for(low, high), wide.select(groups)
    names = [folded(label, NAME) for label in labels]
    columns = [folded(group.who, GROUP) for group in entry.answered_by]
    longest = max(letters(line) for column in columns for line in column.split("\n"))
    figure, axes = new_figure(1.1 + LETTER * longest + height_of(names, 0.1, 0.09))
    annotated_matrix(
        axes,
        cells,
        columns=columns,
        rows=names,
        label=say("Mean ({low} to {high})", low=say.plain(low), high=say.plain(high)),
        told=[
            ["" if mean is None else say.decimal(mean, places) for mean in row]
            for row in cells.iter_rows()
        ],
        highest=high,
        location="bottom",
        pad=0.02,
    )
    columns_in_panels(axes, columns, [], len(names))
    who = [group.who for group in entry.answered_by]
    return Drawn(
        figure=figure,
        data=data,
        **caption_of_cells(view, data),
        alt=numbers_of_cells(say, labels, who, cells, places),
    )


def _levels(view: View[LevelHeatmap]) -> pl.DataFrame:
    """Return the mean of every question in every group, as far as there is one."""
    entry = view.entry
    keys = pl.DataFrame(
        [
            (question, group.grouping, group.group)
            for question in entry.questions
            for group in entry.answered_by
        ],
        schema=["question", "grouping", "group"],
        orient="row",
    )
    return keys.join(
        view.table("levels"),
        on=["question", "grouping", "group"],
        how="left",
        maintain_order="left",
    ).select(
        *("question", "grouping", "group"),
        *(pl.col(name).cast(pl.Int64) for name in ("listed", "base")),
        pl.col("mean").cast(pl.Float64),
        pl.col("reason").cast(pl.String).fill_null(""),
    )
