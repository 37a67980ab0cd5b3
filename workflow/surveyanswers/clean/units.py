"""Whom the study counts: the members of the frame, nonrespondents too, and who has no frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from surveyanswers.clean.literals import Unreadable, read_number
from surveyanswers.clean.submissions import RECORD, place_of
from surveyanswers.instrument.cleaning import Cleaning
from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.matching import normalised
from surveyanswers.tables.answer_columns import items_of, said_to
from surveyanswers.tables.answers import ANSWER
from surveyanswers.tables.cell_columns import TextSheet, cells_of
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.statuses import BY_NAME, NOT_CONCERNED

_WHO = ["wave", "unit_id"]
_ANSWERED = [name for name, status in BY_NAME.items() if status.answered and status.applies]


def check_frame(submissions: pl.DataFrame, frame: pl.DataFrame | None, rules: Cleaning) -> None:
    """Stop where a form speaks for a unit that should be in the frame and is not.

    Assume: the frame lists one group of respondents, whom settings.yaml calls the unit. Who else
    answers, through an export of a group of its own, has no frame.

    Parameters
    ----------
    submissions
        The forms with unit_id, group, file, sheet and record.
    frame
        Units that were to answer (unit_id); None where there is no list of them.

    Raises
    ------
    SurveyError
        Every such form, with its file and row.
    """
    if frame is None or rules.frame is None:
        return
    forms = submissions.filter(pl.col("group").is_in(["", rules.unit]))
    strangers = forms.filter(~pl.col("unit_id").is_in(frame["unit_id"].implode()))
    listed_apart = rules.frame.others is not None and strangers.height < forms.height
    if strangers.is_empty() or listed_apart:
        return
    listed_as = {normalised(unit): f" (likely {unit!r})" for unit in frame["unit_id"].drop_nulls()}
    lines = [
        f"{place_of(row)}: {row['unit_id']!r} is not in the list"
        f"{listed_as.get(normalised(row['unit_id']), '')}"
        for row in strangers.sort("file", "sheet", "record").to_dicts()
    ]
    advice = (
        "Correct the form's answer by a row of corrections.csv, add a reviewed alias, give exports "
        "of those whom no list names a group of their own, or name a group for such units in "
        "settings.yaml (frame.others)."
    )
    if strangers.height == forms.height:
        some = ", ".join(map(repr, frame["unit_id"].head(3)))
        advice = (
            f"None of {forms.height} forms meets the list, which has {some} ...: is `unit` in "
            f"layout.yaml the right column or question, and `frame.unit` in settings.yaml?"
        )
    where = f"{rules.frame.path}, column {rules.frame.unit}"
    raise SurveyError(
        f"Units outside the list of those to answer ({where}):{listed(lines)}\n{advice}"
    )


def units_of(
    answers: pl.DataFrame,
    submissions: pl.DataFrame,
    rules: Mapping[str, float],
    *,
    frame: pl.DataFrame | None,
    group: str,
    others: str | None,
    told: pl.DataFrame,
) -> pl.DataFrame:
    """Return how complete the answers of each unit are.

    Parameters
    ----------
    submissions
        unit_id, wave and group of each form.
    rules
        Shares of applicable questions from which on a unit is complete or partial.
    frame
        Units that were to answer (unit_id), in every wave; None where there is no list of them.
    group
        Of the frame's members, and of everybody whose export names none.
    others
        Group of those of `group` that are not in the frame; None leaves them where they are.
    told
        Columns about units, from `unit_columns_of`.

    Returns
    -------
    pl.DataFrame
        `tables.Units`. Assume: of a repeat only the first instance is something that everybody
        should answer.
    """
    counted = _counted(answers)
    sent = submissions.group_by(_WHO).agg(
        pl.col("group").first().replace("", group), submissions=pl.len().cast(pl.UInt32)
    )
    listed_units = pl.Series(dtype=pl.String) if frame is None else frame["unit_id"]
    in_frame = pl.col("unit_id").is_in(listed_units.implode())
    if others is not None:
        strange = (pl.col("group") == group) & ~in_frame
        sent = sent.with_columns(group=pl.when(strange).then(pl.lit(others)).otherwise("group"))
    listed = submissions.select("wave").unique().join(listed_units.to_frame("unit_id"), how="cross")
    everybody = sent.join(listed, on=_WHO, how="full", coalesce=True)
    share = (pl.col("answered") / pl.max_horizontal("applied", pl.lit(1))).fill_null(0.0)
    return (
        everybody.join(counted, on=_WHO, how="left")
        .with_columns(
            pl.col("group").fill_null(group),
            pl.col("submissions").fill_null(0),
            answered_share=share,
        )
        .select(
            *_WHO,
            "group",
            in_frame=in_frame,
            outcome=pl.when(pl.col("answered_share") >= rules["complete"])
            .then(pl.lit("complete"))
            .when(pl.col("answered_share") >= rules["partial"])
            .then(pl.lit("partial"))
            .otherwise(pl.lit("none")),
            answered_share="answered_share",
            submissions="submissions",
        )
        .join(told, on="unit_id", how="left")
        .with_columns(pl.col("unit_columns").fill_null([]))
        .sort(_WHO)
    )


def _counted(answers: pl.DataFrame) -> pl.DataFrame:
    """Count each unit's answers, and the questions that applied to it; of options the first."""
    statuses = answers.filter(pl.col("instance") <= 1).select(
        *_WHO,
        *(said_to(sorted(columns)).alias(q) for q, columns in items_of(answers.columns).items()),
    )
    question_columns = pl.exclude(_WHO)
    return (
        statuses.select(
            *_WHO,
            answered=pl.sum_horizontal(question_columns.is_in(_ANSWERED).cast(pl.UInt32)),
            applied=pl.sum_horizontal((~question_columns.is_in(NOT_CONCERNED)).cast(pl.UInt32)),
        )
        .group_by(_WHO)
        .agg(pl.col("answered", "applied").sum())
    )


def _number(text: str, export: Export) -> str:
    """Write a number with a point; what is none, or may be two, stays as it is."""
    by_program = FORMATS[export.format].by_program
    try:
        number = read_number(
            text, whole=False, decimal_mark=export.decimal_mark, by_program=by_program
        )
    except Unreadable:
        return text
    return number.value


def unit_columns_of(
    sheets: Sequence[TextSheet],
    submissions: pl.DataFrame,
    exports: Iterable[Export],
    rules: Cleaning,
) -> pl.DataFrame:
    """Collect what forms say of their units in columns that are no answers.

    Parameters
    ----------
    submissions
        unit_id of each form, with its file, sheet and record.
    exports
        How each file writes numbers.
    rules
        Which columns these are, and which of them hold numbers.

    Returns
    -------
    pl.DataFrame
        unit_id, and unit_columns: a list of column and value.

    Raises
    ------
    SurveyError
        Two forms say different things of one unit.
    """
    columns = rules.unit_columns
    if not columns:
        value = pl.Struct({"column": pl.String, "value": pl.String})
        return pl.DataFrame(schema={"unit_id": pl.String, "unit_columns": pl.List(value)})
    entries = (
        cells_of(sheets, pl.col("header").is_in(list(columns)), pl.col("role") != ANSWER)
        .join(submissions.select("unit_id", *RECORD), on=RECORD)
        .select("unit_id", "file", column="header", value=pl.col("text").str.strip_chars())
        .filter(pl.col("value").fill_null("") != "")
    )
    exports_by_file = {export.file: export for export in exports}
    texts = [
        _number(value, exports_by_file[file]) if column in rules.unit_numbers else value
        for file, column, value in entries.select("file", "column", "value").iter_rows()
    ]
    entries = (
        entries.select("unit_id", "column", value=pl.Series(texts, dtype=pl.String))
        .unique()
        .sort("unit_id", "column", "value")
    )
    several = entries.filter(pl.struct("unit_id", "column").is_duplicated())
    if several.height:
        lines = [
            f"{column} of {unit}: {', '.join(map(repr, values))}"
            for unit, column, values in several.group_by("unit_id", "column", maintain_order=True)
            .agg("value")
            .iter_rows()
        ]
        raise SurveyError(
            f"Forms say different things of their units in unit_columns of settings.yaml; expected "
            f"one a unit:{listed(lines)}"
        )
    return entries.group_by("unit_id", maintain_order=True).agg(
        unit_columns=pl.struct("column", "value")
    )
