"""Cells judged: a row an answer, each distinct text of a question once.

A table of judged answers has the columns of `JUDGED`. Every step until the forms are laid out adds
to it or changes its statuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from surveyanswers.clean.blocks import OptionCell, Ticks, decode_block
from surveyanswers.clean.decode import OUTCOME, Judgement, constrained, decode, folded
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
#: Where an answer is, what it became, and the options that its form has no column for.
JUDGED = {**_PLACE, **OUTCOME, "lacking": pl.String}
del JUDGED["name"]
_SHEET = ["sheet", "record", "instance"]


def judge(cells: pl.DataFrame, export: Export, form: Questionnaire) -> list[pl.DataFrame]:
    """Return what the cells of one sheet's answers became, a table a question.

    Parameters
    ----------
    cells
        `tables.Cells` of answers, with submission_id.
    """
    missing, file_format = folded(export.missing), FORMATS[export.format]
    ticks = Ticks.of(file_format, missing)
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
            separators=(place.separator,) if place.separator else file_format.separators,
            codes=_codes(question, export, form) if export.codes else {},
            decimal_mark=place.decimal_mark or export.decimal_mark,
            by_program=file_format.by_program,
        )
        became = pl.DataFrame(outcomes, schema=OUTCOME, orient="row").with_columns(texts)
        table = column.join(became, on="text", how="left", nulls_equal=True, maintain_order="left")
        judged[name] = table.with_columns(lacking=pl.lit(None, pl.String)).select(*JUDGED)
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
    def block(implied: bool, *cells: tuple[str, str | None, str]) -> Judgement:
        coded = [
            OptionCell(option, text, header, ticks.code_of(text, option, question, form))
            for option, text, header in cells
        ]
        return decode_block(coded, question, form, implied=["other"] * implied)

    texts = written.select("other", "option", "text", "header").iter_rows()
    outcomes = [block(bool(other), *zip(*cells, strict=True)) for other, *cells in texts]
    places = zip(outcomes, rows["header"].to_list(), rows["row"].to_list(), strict=True)
    at = [numbers[headers.index(outcome.name)] for outcome, headers, numbers in places]
    return (
        rows.drop("option", "text", "header", "row")
        .hstack(pl.DataFrame(constrained(outcomes, question), schema=OUTCOME, orient="row"))
        .with_columns(
            question=pl.lit(question.name),
            header="name",
            row=pl.Series(at, dtype=pl.UInt32),
            lacking=pl.col("instance").replace_strict(lacking, return_dtype=pl.String),
        )
        .select(*JUDGED)
    )


def _codes(question: Question, export: Export, form: Questionnaire) -> Mapping[str, str]:
    """The collector's codes of a question's options: code -> option.

    Raises
    ------
    SurveyError
        A code could be two options, or is the code or label of another one.
    """
    option_of_code: dict[str, str] = {}
    for (name, option), code in export.codes.items():
        if name == question.name and option:
            match = index_of(form.options_of(question)).find(code)
            other = option_of_code.get(code, match.code if match else option)
            if other != option:
                raise SurveyError(
                    f"{export.file}: of {name}, the code {code!r} could be {other} or {option}; "
                    f"expected one option a code in the table of codes that layout.yaml names"
                )
            option_of_code[code] = option
    return option_of_code
