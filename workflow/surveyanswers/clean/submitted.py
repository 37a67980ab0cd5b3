"""Every form's answers: a row an answer, of several answers a row an option."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from surveyanswers.instrument.collected import Collected
from surveyanswers.tables.answer_columns import NUMBER, STATUS, TAKEN, items_of
from surveyanswers.tables.answers import Submitted
from surveyanswers.tables.statuses import SAID_INSTEAD
from surveyanswers.tables.storage import schema_of

#: A text is held as a code where each has so many rows, at least.
_ROWS_A_CODE = 64
_ANSWER = ["submission_id", "question", "instance"]


def submitted_answers(
    judged: pl.DataFrame, submissions: pl.DataFrame, survey: Collected
) -> pl.DataFrame:
    """Return what every form says, and why it says nothing (`tables.Submitted`)."""
    several = [
        (question.name, option)
        for question in survey.questionnaire.questions.values()
        if question.type == "select_multiple"
        for option in survey.questionnaire.options_of(question).codes
        if option not in SAID_INSTEAD
    ]
    options = pl.DataFrame(several, schema=["question", "option"], orient="row")
    options = options.cast(pl.String)
    absent = _without_cells(judged, submissions, survey)
    rows = pl.concat([judged.select(*_ANSWER, "value", "number", "status", "lacking"), absent])
    is_one, valid = pl.col("option") == "", pl.col("status") == "valid"
    away = pl.col("lacking").str.split(" ").list.contains(pl.col("option")).fill_null(False)
    ticked = pl.col("value").str.split(" ").list.contains(pl.col("option")).cast(pl.Int8)
    ticked = pl.when(valid & ~away).then(ticked)
    status = pl.when(away & ~is_one).then(pl.lit("not_fielded")).otherwise("status")
    kinds = schema_of(Submitted)
    return (
        rows.join(options, on="question", how="left")
        .with_columns(pl.col("option").fill_null(""))
        .with_columns(
            value=pl.when(is_one).then("value").otherwise(ticked.cast(pl.String)),
            number=pl.when(is_one).then("number").otherwise(ticked.cast(pl.Float64)),
            status=status.cast(kinds["status"]),
        )
        .join(submissions.select("submission_id", "unit_id", "wave"), on="submission_id")
        .select([*kinds])
    )


def _without_cells(
    judged: pl.DataFrame, submissions: pl.DataFrame, survey: Collected
) -> pl.DataFrame:
    """Return the questions that forms have no cell for, with the reason as a status.

    Assume: a repeat that nobody began was asked and left blank, unless a column tells where it is
    fielded: then it is nowhere in this form.
    """
    schema = {"file": pl.String, "question": pl.String, "instance": pl.UInt32, "status": pl.String}
    questions = pl.DataFrame([*_absent_questions(survey)], schema=schema, orient="row")
    forms = submissions.select("submission_id", "file", "wave")
    held = judged.select("submission_id", "question").unique()
    # Nobody in the wave has a row of the item, or this unit alone has none.
    wave = ["file", "wave", "question"]
    fielded = held.join(forms, on="submission_id").select(wave).unique().with_columns(fielded=True)
    nobody = (pl.col("status") == "not_submitted") & pl.col("fielded").is_null()
    return (
        forms.join(questions, on="file")
        .join(held, on=["submission_id", "question"], how="anti")
        .join(fielded, on=wave, how="left")
        .select(
            *_ANSWER,
            value=pl.lit(None, pl.String),
            number=pl.lit(None, pl.Float64),
            status=pl.when(nobody).then(pl.lit("not_fielded")).otherwise("status"),
            lacking=pl.lit(None, pl.String),
        )
    )


def _absent_questions(survey: Collected) -> Iterator[tuple[str, str, int, str]]:
    """Yield file, question, instance and status where a form may have no cell of a question."""
    apart = {export.repeat for export in survey.exports} - {""}
    for export in survey.exports:
        marked = {name for names in export.fielded_where.values() for name in names}
        for name, question in survey.questionnaire.questions.items():
            if name not in export.questions and question.repeat not in apart:
                yield export.file, name, 0, "not_fielded"
            elif export.long:
                if name in export.questions:
                    yield export.file, name, 0, "not_submitted"
            elif question.repeat:
                yield export.file, name, 1, "not_fielded" if name in marked else "no_answer"


def in_codes(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return what all forms say in columns; texts that are few, and no numbers, as codes."""
    wide = pl.concat(parts, how="diagonal")
    items = [item for _, names in sorted(items_of(wide.columns).items()) for item in sorted(names)]
    beside = [item + kind for item in items for kind in ("", STATUS, NUMBER)]
    wide = wide.select(*TAKEN, *(name for name in beside if name in wide.columns))
    texts = [i for i in items if i + NUMBER not in wide.columns and wide[i].dtype == pl.String]
    distinct = {name: wide[name].unique() for name in texts}
    return wide.with_columns(
        pl.col(name).cast(pl.Enum(categories.drop_nulls().sort()))
        for name, categories in distinct.items()
        if (len(categories) + 1) * _ROWS_A_CODE < wide.height
    )
