"""See that a column of a question with several answers holds what the layout says it holds."""

from __future__ import annotations

import polars as pl

from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.matching import index_of, normalised
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.read.columns import DECLARED, Columns
from surveyanswers.read.grid import Grid
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import SAID_INSTEAD


def check_ticks(grid: Grid, columns: Columns, export: Export, form: Questionnaire) -> None:
    """Refuse ticks that would be read as codes, and options in another option's column.

    Headings that a format makes itself say what they stand for; declared columns may be wrong.

    Raises
    ------
    SurveyError
        Noughts and ones where options are expected, which a list of options with the code 1 turns
        into an answer that nobody gave; or another option's name than the column's.
    """
    if columns.style != DECLARED:
        return
    for at, place in enumerate(columns.places):
        question = form.questions.get(place.question) if place else None
        if place is None or question is None or question.type != "select_multiple":
            continue
        texts = grid.body.to_series(at).cast(pl.String)
        wrong = _wrong_in(texts.unique(maintain_order=True), place, question, export, form)
        if wrong:
            row = grid.first_row + (texts == wrong[0]).arg_true()[0]
            raise SurveyError(
                f"{grid.where(export)}, row {row}, column {at + 1} ({columns.headers[at]!r}): "
                f"{wrong[0]!r} {wrong[1]}"
            )


def _wrong_in(
    texts: pl.Series, place: Place, question: Question, export: Export, form: Questionnaire
) -> tuple[str, str] | None:
    """Return the text that contradicts the column's place, and what is said of it."""
    distinct = dict.fromkeys(text for text in texts if text and text.strip())
    options = form.options_of(question)
    if not place.option:
        if place.separator is None and distinct.keys() == {"0", "1"} and "1" in options.codes:
            return "1", (
                f"looks like a tick, since the column holds nothing but 0 and 1, but would be read "
                f"as the option 1 of {question.name}. Write {{question: {question.name}, option: "
                f"...}} in layout.yaml, or a separator where a cell lists options"
            )
        return None
    file_format = FORMATS[export.format]
    marks = {*map(normalised, file_format.ticked | file_format.unticked | file_format.unseen)}
    marks |= {normalised(text) for text in export.missing}
    for text in distinct:
        match = index_of(options).find(text)
        if match is None or normalised(text) in marks or match.code in SAID_INSTEAD:
            continue
        if match.code != place.option:
            return text, (
                f"is the option {match.code!r} of {question.name}; layout.yaml gives the "
                f"column to the option {place.option!r}"
            )
    return None
