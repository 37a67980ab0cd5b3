"""Units by item, as a heat map whose columns stand in panels."""

from __future__ import annotations

from cyberstudy.declare.plan.exhibits_of_units import UnitHeatmap
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.matrices import annotated_matrix, columns_in_panels
from cyberstudy.draw.marks.texts import (
    above_column,
    beside_rows,
    folded,
    height_of,
    letters,
    narrowed,
)
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.alternative_text.scores import numbers_of_cells
from cyberstudy.wording.captions.scores_of_units import caption_of_items
from cyberstudy.wording.named_units import numbers_of_units, shown_units
from cyberstudy.wording.numbers import places_for, range_of
from cyberstudy.wording.view import View

NAME, ITEM, SCORE = 28, 34, 8  # letters in a line of the names of units, items and the score
TITLE = 5  # letters in a line of a panel's title for each of its columns
LINE, ROW, LETTER = 0.085, 0.045, 0.05  # inches of a line, between rows, and of an item's letter


def draw(view: View[UnitHeatmap]) -> Drawn:
    """Draw a row a unit and a column an item; titles of panels stand under their columns."""
    say, entry, form = view.say, view.entry, view.survey.questionnaire.questions
    items = [question for panel in entry.panels for question in panel.questions]
    score = entry.sorted_by
    asked = list(dict.fromkeys([*items, *([score] if score else [])]))
    rows = shown_units(view, numbers_of_units(view, asked))
    if score:
        rows = rows.sort(score, descending=True, nulls_last=True, maintain_order=True)
    cells, places = rows.select(items), [place + 0.5 for place in range(rows.height)]
    names = [folded(name, narrowed(NAME)) for name in rows["name"]]
    labels = [view.label(item) for item in items]
    lines = [folded(label, ITEM) for label in labels]
    longest = max(letters(line) for label in lines for line in label.split("\n"))
    height = height_of(names, LINE, ROW)
    figure, axes = new_figure(1.1 + LETTER * longest + height)
    low, high = range_of([form[item] for item in items], [])
    annotated_matrix(
        axes,
        cells,
        columns=lines,
        rows=names,
        label=say("Score ({low} to {high})", low=say.plain(low), high=say.plain(high)),
        highest=high,
        location="bottom",
        pad=0.15 / height,
    )
    sizes = [len(panel.questions) for panel in entry.panels]
    titles = [
        folded(panel.title, max(SCORE, TITLE * size))
        for panel, size in zip(entry.panels, sizes, strict=True)
    ]
    columns_in_panels(axes, lines, list(zip(titles, sizes, strict=True)), rows.height)
    if score:
        digits = places_for(*range_of([form[score]], []))
        texts = [
            "\u2013" if number is None else say.decimal(number, digits) for number in rows[score]
        ]
        muted = rows[score].is_null().to_list()
        beside_rows(axes, places, texts, x=len(items) + 0.2, muted=muted)
        above_column(axes, folded(view.label(score), SCORE), x=len(items) + 0.2, place=-0.3)
    return Drawn(
        figure=figure,
        data=rows,
        **caption_of_items(view, rows, (low, high)),
        alt=numbers_of_cells(say, rows["name"].to_list(), labels, cells, places_for(low, high)),
    )
