"""What `layout.yaml` may say of each export: which file, which format, what its columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from surveyanswers.instrument.entry import Entry, Some, inside
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.languages import LanguageCode
from surveyanswers.instrument.names import OneOf
from surveyanswers.tables.answers import INSTANCE, LANGUAGE, LAST_PAGE, REPEAT, SUBMITTED, WAVE
from surveyanswers.tables.statuses import BLANK, SAID_INSTEAD, STATUSES, missing_statuses

#: What a column may tell besides answers.
ROLES = (WAVE, SUBMITTED, LAST_PAGE, LANGUAGE, REPEAT, INSTANCE)
#: Statuses that a text may stand for; programs write codes for what nobody was shown, too.
WHY_MISSING = [s for s in STATUSES if s in (*SAID_INSTEAD, *missing_statuses(BLANK), "not_asked")]
#: A text that stands for a missing answer -> the status it means.
MissingTexts = Mapping[str, Annotated[str, OneOf(WHY_MISSING)]]


class Column(Entry):
    """Where the cells of a column belong."""

    question: str = Field(description="Name in the questionnaire.")
    separator: str | None = Field(
        default=None, description="What joins several answers in one cell."
    )
    option: str | None = Field(
        default=None,
        description="The one option that the column stands for, of a question with several "
        "answers that has a column an option.",
    )
    missing: MissingTexts = Field(
        default={},
        description="Texts that stand for a missing answer in this column, with the status they "
        "mean: 99 may be none on a scale from 1 to 5 and an age elsewhere.",
    )
    decimal_mark: Literal[".", ","] | None = Field(
        default=None, description="Decimal mark of this column's numbers, in place of the file's."
    )
    blank: str | None = Field(
        default=None,
        description="What a blank cell says, of a column that holds nothing but a tick: the option "
        "that was then not left out but not chosen.",
    )


def _column(declaration: object) -> object:
    return {"question": declaration} if isinstance(declaration, str) else declaration


AnyColumn = Annotated[Column, BeforeValidator(_column, json_schema_input_type=str | Column)]


class LongTable(Entry):
    """Where items and their values stand in a table with a row a unit, item and wave."""

    item: str = Field(description="Column that names the item, such as INDICATOR.")
    value: str = Field(description="Column that holds its value, such as OBS_VALUE.")
    leave_out: Sequence[str] = Field(
        default=(), description="Items that are no answers of this survey; their rows stay."
    )


class DeclaredExport(Entry):
    """One file as `layout.yaml` declares it."""

    file: Annotated[
        str,
        Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_ .-]*(/[A-Za-z0-9_][A-Za-z0-9_ .-]*)*$"),
        AfterValidator(inside),
    ] = Field(description="Path below data/raw; it can't lead out of it.")
    format: Annotated[str, OneOf(tuple(FORMATS))] = Field(description="Which reader.")
    encoding: str = Field(default="utf-8", description="The text's encoding.")
    separator: Annotated[str, Field(min_length=1, max_length=1)] = Field(
        default=",", description="What separates cells."
    )
    heading_rows: Annotated[int, Field(ge=1, le=9)] = Field(
        default=1,
        description="Rows of headings. The first names the columns, or the next where it is "
        "empty; further ones are counted as the form's own text.",
    )
    leave_out_sheets: Sequence[str] = Field(
        default=(),
        description="Sheets of a workbook that hold no answers, such as a guide; their cells are "
        "counted. Every other sheet is read.",
    )
    merged_cells: Literal["first", "each"] | None = Field(
        default=None,
        description="What merged cells of a workbook mean: their text belongs to the first of "
        "them, or to each. Without this key a workbook with merged cells is refused.",
    )
    channel: str = Field(description="How these answers came.")
    language: LanguageCode = Field(description="Language of the labels in the file.")
    submission: str | Some[str] | None = Field(
        default=None,
        description="Column that names the submission, where the format has none of its own; or "
        "several, whose texts are joined by a hyphen in the file's order, leaving out blanks.",
    )
    numbered: bool = Field(
        default=False,
        description="Whether a row's number names the submission, because no column does; rows may "
        "then be added at the end only.",
    )
    unit: str | None = Field(
        default=None,
        description="Column or question that names whom a submission speaks for; without it each "
        "speaks for a unit of its own.",
    )
    wave: str | None = Field(
        default=None,
        description="Wave (year, edition) that the whole file is of; where a file holds several, a "
        "column has the role `wave`.",
    )
    long: LongTable | None = Field(
        default=None,
        description="For a table with a row a unit, item and wave. Below columns, what stands for "
        "a header is then the name of an item.",
    )
    group: str | None = Field(
        default=None,
        description="Group of respondents; the form has the questions that the codebook gives it.",
    )
    prefix: str = Field(
        default="",
        description="Put before a submission's number so that numbers of files stay apart.",
    )
    codes: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+\.csv$")] | None = Field(
        default=None, description="Table of the collector's codes: question, option, code."
    )
    decimal_mark: Literal[".", ","] | None = Field(
        default=None,
        description="Decimal mark of the file's numbers, where it is known. Without it 12.000 and "
        "12,000 are refused, because the mark could part thousands; with it another sign between "
        "groups of three digits does.",
    )
    roles: Mapping[str, Annotated[str, OneOf(ROLES)]] = Field(
        default={},
        description="Columns that tell a submission's wave, when it came, its last page or its "
        "language, where the format does not know them, since its headings are translated, say. Of "
        "a file in which some rows are instances of repeats: which repeat a row is of, and which "
        "instance.",
    )
    repeat: str | None = Field(
        default=None,
        description="Repeat of the form whose instances the file's rows are; `submission` names "
        "the "
        "form that each belongs to, which another file holds.",
    )
    date_order: Literal["day", "month"] | None = Field(
        default=None,
        description="What the days on which forms were sent begin with, where that is not the "
        "year: 3/4/2026 is a day of April or of March.",
    )
    metadata: Sequence[str] = Field(
        default=(),
        description="Columns that are no answers but may stay. Here and under personal `*` stands "
        "for any text: `contact_*`. A column that is named in full anywhere is not taken for one "
        "of a pattern.",
    )
    personal: Sequence[str] = Field(
        default=(),
        description="Columns dropped when the file is read (addresses, tokens); they are counted, "
        "never "
        "written.",
    )
    leave_out_rows: Mapping[str, Some[str]] | None = Field(
        default=None,
        description="Column to texts of rows that are no answers, such as tests of the form. Their "
        "cells are counted. In place of what the format leaves out (Qualtrics: previews and "
        "tests); `{}` keeps every row.",
    )
    finished: Mapping[str, Some[str]] | None = Field(
        default=None,
        description="Column to texts, in any case, that say that a form was finished. One of which "
        "no such column says so counts as broken off. In place of the format's own.",
    )
    fielded_where: Mapping[str, Some[str]] = Field(
        default={},
        description="Column to questions, or groups of the form, that a row has only where the "
        "column is filled, such as `<form>_complete` of REDCap; elsewhere they are not_fielded.",
    )
    missing: MissingTexts = Field(
        default={},
        description="Texts that stand for a missing answer, with the status they mean.",
    )
    not_fielded: Sequence[str] = Field(
        default=(), description="Questions that this form did not have."
    )
    rankings: Mapping[str, Annotated[str, Field(min_length=1)]] = Field(
        default={},
        description="Columns whose cells put options in order, with what stands between: `; `. "
        "Each is read as a column a rank, too, which columns gives a question: `heading (rank 1)`.",
    )
    columns: Annotated[Mapping[str, AnyColumn], Field(min_length=1)] | None = Field(
        default=None,
        description="Header to question. {instance} in a header stands for a repeat's instances; "
        "{option} and {label} for the code and the label of each option of a question with several "
        "answers, as in `gym___{option}: gym`. Without columns, headings are those that the format "
        "makes of the group's questions, or of all.",
    )


class Layout(Entry):
    """The files as collectors wrote them, `layout.yaml`."""

    missing: MissingTexts = Field(
        default={},
        description="Texts that stand for a missing answer in every export, with the status they "
        "mean.",
    )
    exports: Some[DeclaredExport] = Field(description="The files as collectors wrote them.")
