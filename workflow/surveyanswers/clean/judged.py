"""Cells judged: a row an answer, each distinct text of a question once.

A table of judged answers has the columns of `JUDGED`. Every step until the forms are laid out adds
to it or changes its statuses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import polars as pl

from surveyanswers.clean.blocks import OptionCell, Ticks, decode_block
from surveyanswers.clean.decode import Judgement, constrained, decode, folded
from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.matching import index_of
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.tables.problems import SurveyError

_PLACE = {
    **dict.fromkeys(("file", "sheet"), pl.String),
    **dict.fromkeys(("record", "row"), pl.UInt32),
    **dict.fromkeys(("header", "submission_id", "question"), pl.String),
    "instance": pl.UInt32,
}
_OUTCOME = {
    **dict.fromkeys(("text", "value"), pl.String),
    "number": pl.Float64,
    **dict.fromkeys(("status", "how", "reason"), pl.String),
    "cells": pl.UInt32,
}
#: Where an answer is, what it became, and the options that its form has no column for.
JUDGED = {**_PLACE, **_OUTCOME, "lacking": pl.String}
_SHEET = ["sheet", "record", "instance"]


def judge(cells: pl.DataFrame, export: Export, form: Questionnaire) -> list[pl.DataFrame]:
    """Return what the cells of one sheet's answers became, a table a question.

    Parameters
    ----------
    cells
        `tables.Cells` of answers, with submission_id.
    """
    missing, known = folded(export.missing), FORMATS[export.format]
    ticks = Ticks.of(known, missing)
    places = {place.question: place for place in export.columns.values() if not place.option}
    judged: dict[str, pl.DataFrame] = {}
    columns = cells.partition_by("question", maintain_order=True, as_dict=True)
    # A text for "other" is judged before its parent, which it ticks.
    for (key,), column in sorted(
        columns.items(), key=lambda c: not str(c[0][0]).endswith("_other")
    ):
        name = str(key)
        question, place = form.questions[name], places.get(name, Place(name))
        if (column["option"] != "").any():
            other = judged.get(f"{name}_other")
            judged[name] = _of_options(column, question, form, ticks, other)
            continue
        texts = column["text"].unique(maintain_order=True)
        outcomes = decode(
            texts.to_list(),
            question,
            form,
            missing=missing | folded(place.missing),
            blank=place.blank,
            separators=(place.separator,) if place.separator else known.separators,
            codes=_codes(question, export, form) if export.codes else {},
            decimal_mark=place.decimal_mark or export.decimal_mark,
            by_program=known.by_program,
        )
        became = _table(outcomes).with_columns(texts, cells=pl.lit(1, pl.UInt32))
        table = column.join(became, on="text", how="left", nulls_equal=True, maintain_order="left")
        judged[name] = table.select(*_PLACE, *_OUTCOME, lacking=pl.lit(None, pl.String))
    return [*judged.values()]


def _of_options(
    column: pl.DataFrame,
    question: Question,
    form: Questionnaire,
    ticks: Ticks,
    other: pl.DataFrame | None,
) -> pl.DataFrame:
    """Judge a question's columns of options: each combination of their texts once.

    Parameters
    ----------
    other
        The judged texts for "other", where a question asks for them.
    """
    options = form.options_of(question)
    # Assume: this form did not offer an option that has no column; that nobody chose it is not
    # known. A text for "other" says that it was.
    lacking = {}
    for instance, offered in column.group_by("instance").agg("option").iter_rows():
        implied = {"other"} if other is not None and instance in other["instance"] else set()
        lacking[instance] = " ".join(sorted({*options.answers} - {*offered} - implied)) or None
    rows = column.group_by(*_SHEET, maintain_order=True).agg(
        pl.col("file", "submission_id").first(), "option", "text", "header", "row"
    )
    written = rows.with_columns(other=pl.lit(False))
    if other is not None:
        ticked = other.filter(status="valid").select(*_SHEET, other=True)
        written = rows.join(ticked, on=_SHEET, how="left", maintain_order="left")

    @cache
    def code_of(option: str, text: str | None) -> str | None:
        return ticks.code_of(text, option, question, form)

    @cache
    def block(
        options: Sequence[str], texts: Sequence[str | None], headers: Sequence[str], *implied: str
    ) -> Judgement:
        told = zip(options, texts, headers, strict=True)
        cells = [
            OptionCell(option, text, name, code_of(option, text)) for option, text, name in told
        ]
        return decode_block(cells, question, form, implied=implied)

    outcomes = [
        block(tuple(options), tuple(texts), tuple(headers), *["other"] * bool(implied))
        for options, texts, headers, implied in written.select(
            "option", "text", "header", "other"
        ).iter_rows()
    ]
    headers = [outcome.name for outcome in outcomes]
    columns = zip(
        headers, *rows.select("header", "row").to_dict(as_series=False).values(), strict=True
    )
    return (
        rows.drop("option", "text", "header", "row")
        .hstack(_table(constrained(outcomes, question)))
        .with_columns(
            question=pl.lit(question.name),
            header=pl.Series(headers, dtype=pl.String),
            row=pl.Series([at[of.index(header)] for header, of, at in columns], dtype=pl.UInt32),
            lacking=pl.col("instance").replace_strict(lacking, return_dtype=pl.String),
        )
        .select(*JUDGED)
    )


def _table(outcomes: Sequence[Judgement]) -> pl.DataFrame:
    """Return judgements as a table."""
    table = [tuple(getattr(outcome, name) for name in _OUTCOME) for outcome in outcomes]
    return pl.DataFrame(table, schema=_OUTCOME, orient="row")


def _codes(question: Question, export: Export, form: Questionnaire) -> Mapping[str, str]:
    """The collector's codes of a question's options: code -> option.

    Raises
    ------
    SurveyError
        A code could be two options, or is the code or label of another one.
    """
    found: dict[str, str] = {}
    for (name, option), code in export.codes.items():
        if name == question.name and option:
            match = index_of(form.options_of(question)).find(code)
            other = found.get(code, match.code if match else option)
            if other != option:
                raise SurveyError(
                    f"{export.file}: of {name}, the code {code!r} could be {other} or {option}; "
                    f"expected one option a code in the table of codes that layout.yaml names"
                )
            found[code] = option
    return found
