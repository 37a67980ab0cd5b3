"""Statuses that follow from the form: not asked, not submitted, not fielded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.instrument.routing import decidable, names_in, to_polars
from surveyanswers.tables.cell_columns import TextSheet, cells_of
from surveyanswers.tables.statuses import SAID_INSTEAD

#: Why an answer is invalid that a form's conditions leave no place for.
UNASKED = "answered though not asked"
_UNASKED = ("no_answer", "not_asked")
_RECORD = ["file", "sheet", "record"]


def route(judged: pl.DataFrame, questionnaire: Questionnaire) -> pl.DataFrame:
    """Mark questions that were not asked.

    An answer to one of them becomes invalid, and counts as no answer for the questions after it.
    """
    parts = judged.partition_by("question", maintain_order=True, as_dict=True)
    done = {str(name): answers for (name,), answers in parts.items()}
    for question in questionnaire.questions.values():
        condition = decidable(question.relevant or "", done)
        if condition and question.name in done:
            done[question.name] = _routed(question, condition, done, questionnaire)
    return pl.concat([judged.clear(), *done.values()])


def _routed(
    question: Question,
    condition: str,
    done: Mapping[str, pl.DataFrame],
    questionnaire: Questionnaire,
) -> pl.DataFrame:
    """Mark the answers to one question whose condition does not hold in their form."""
    answers = done[question.name]
    keys = {":form": pl.col("submission_id"), ":turn": pl.col("instance")}
    table = answers.select(**keys)
    for name in sorted(names_in(condition)):
        same_turn = questionnaire.questions[name].repeat == question.repeat
        on = [*keys] if same_turn else [":form"]
        values = done[name].select(pl.col("value").alias(name), **keys)
        values = values.unique(on, keep="first", maintain_order=True).select(*on, name)
        table = table.join(values, on=on, how="left", maintain_order="left")
    relevance = pl.lit(table.with_columns(to_polars(condition).alias(":asked"))[":asked"])
    answered = ~relevance & pl.col("status").is_in(["valid", "invalid"])
    return answers.with_columns(
        value=pl.when(relevance).then("value"),
        number=pl.when(relevance).then("number"),
        status=pl.when(answered)
        .then(pl.lit("invalid"))
        .when(~relevance)
        .then(pl.lit("not_asked"))
        .otherwise("status"),
        how=pl.when(answered).then(pl.lit("not_asked")).otherwise("how"),
        reason=pl.when(answered).then(pl.lit(f"{UNASKED}: {condition}")).otherwise("reason"),
    )


def mark_not_submitted(
    routed: pl.DataFrame, questionnaire: Questionnaire, submissions: pl.DataFrame
) -> pl.DataFrame:
    """Mark blanks on pages that were never opened: they are no refusals to answer.

    Parameters
    ----------
    submissions
        last_page of each form (null where the collector does not tell).
    """
    sections = dict.fromkeys(q.section for q in questionnaire.questions.values() if q.section)
    number = {section: place for place, section in enumerate(sections, start=1)}
    pages = {q.name: number.get(q.section or "", 0) for q in questionnaire.questions.values()}
    page = pl.col("question").replace_strict(pages, return_dtype=pl.UInt32)
    beyond = page > pl.col("last_page")
    last = submissions.select("submission_id", "last_page")
    blank = pl.col("status").is_in(_UNASKED)
    return (
        routed.join(last, on="submission_id", how="left", maintain_order="left")
        .with_columns(
            status=pl.when(blank & beyond).then(pl.lit("not_submitted")).otherwise("status")
        )
        .drop("last_page")
    )


def mark_not_fielded(
    routed: pl.DataFrame, sheets: Sequence[TextSheet], exports: Sequence[Export]
) -> pl.DataFrame:
    """Mark blanks whose row's form did not have the question (``fielded_where``).

    Assume: an answer in such a row is an answer all the same.
    """
    headers = [header for export in exports for header in export.fielded_where]
    cells = cells_of(sheets, pl.col("header").is_in(headers))
    absent = [
        cells.filter(pl.col("text").str.strip_chars().fill_null("") == "", file=e.file, header=h)
        .select(_RECORD)
        .join(pl.DataFrame({"question": [*names]}), how="cross")
        for e in exports
        for h, names in e.fielded_where.items()
    ]
    marked = pl.concat(absent).unique().with_columns(absent=True)
    blank = pl.col("status").is_in([*_UNASKED, "not_submitted"])
    return (
        routed.join(marked, on=[*_RECORD, "question"], how="left", maintain_order="left")
        .with_columns(
            status=pl.when(pl.col("absent") & blank).then(pl.lit("not_fielded")).otherwise("status")
        )
        .drop("absent")
    )


def mark_missing_codes(routed: pl.DataFrame) -> pl.DataFrame:
    """Turn options such as "don't know" into the status of their name, once routing is done."""
    instead = (pl.col("status") == "valid") & pl.col("value").is_in(SAID_INSTEAD)
    return routed.with_columns(
        status=pl.when(instead).then("value").otherwise("status"),
        value=pl.when(~instead).then("value"),
    )


def check_routing(answers: pl.DataFrame, questionnaire: Questionnaire) -> pl.DataFrame:
    """Find accepted answers to questions that the accepted answers before them do not ask.

    Of a unit with several forms, a question and the one that leads to it may have been accepted
    from different forms. Such an answer contradicts its gate, and neither form says so by itself.

    Assume: it is a `conflict`; what was said stays in `submitted`.

    Parameters
    ----------
    answers
        `tables.Answers` of units with several forms.
    """
    unit, status = ["wave", "unit_id"], pl.col("status").cast(pl.String)
    ticked = pl.when(pl.col("number") == 1).then("option")
    answer_text = pl.when(pl.col("option") == "").then("value").otherwise(ticked).drop_nulls()
    first_status = status.filter(status != "not_fielded").first()
    instead = pl.when(first_status.is_in(SAID_INSTEAD)).then(first_status)
    values = (
        answers.filter(pl.col("instance") == 0)
        .group_by(*unit, "question", maintain_order=True)
        .agg(said=pl.coalesce(instead, answer_text.str.join(" ").replace("", None)))
    )
    wide = values.pivot(on="question", index=unit, values="said")
    refuted = []
    for question in questionnaire.questions.values():
        condition = question.relevant
        if condition and {question.name, *names_in(condition)} <= set(wide.columns):
            relevance = to_polars(condition)
            units = wide.filter(~relevance & pl.col(question.name).is_not_null())
            refuted.append(units.select(*unit, question=pl.lit(question.name)))
    if not refuted:
        return answers
    marked = pl.concat(refuted).with_columns(refuted=pl.lit(True))
    against = pl.col("refuted").is_not_null() & status.is_in(["valid", *SAID_INSTEAD])
    return (
        answers.join(marked, on=[*unit, "question"], how="left", maintain_order="left")
        .with_columns(
            pl.when(~against).then(pl.col("value", "number")),
            status=pl.when(against).then(pl.lit("conflict")).otherwise("status"),
            rule=pl.when(against).then(pl.lit("gate")).otherwise("rule"),
        )
        .drop("refuted")
    )
