"""The layout of each export: which file, which format, which column holds which answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from cyberstudy.declare.entry import Entry, Some, inside
from cyberstudy.declare.formats import FORMATS, ROWS, SHEETS
from cyberstudy.declare.languages import LanguageCode
from cyberstudy.declare.names import OneOf
from cyberstudy.declare.questionnaire import Question, Questionnaire
from cyberstudy.tables.answers import LANGUAGE, LAST_PAGE, SUBMITTED, WAVE
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.statuses import BLANK, SAID_INSTEAD, STATUSES, silent

TURN = "{instance}"


#: A text that stands for a missing answer -> the status it means.
MissingTexts = Mapping[
    str, Annotated[str, OneOf([s for s in STATUSES if s in (*SAID_INSTEAD, *silent(BLANK))])]
]


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


def _column(given: object) -> object:
    return {"question": given} if isinstance(given, str) else given


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
        "empty; further ones (Qualtrics writes one or two, SurveyMonkey one) are counted as the "
        "form's own text.",
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
    submission: str | None = Field(
        default=None,
        description="Column that names the submission, where the format has none of its own.",
    )
    unit: str = Field(description="Column or question that names whom it speaks for.")
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
    roles: Mapping[str, Annotated[str, OneOf((WAVE, SUBMITTED, LAST_PAGE, LANGUAGE))]] = Field(
        default={},
        description="Columns that tell a submission's wave, when it came, its last page or its "
        "language, where the format does not know them, since its headings are translated, say.",
    )
    metadata: Sequence[str] = Field(
        default=(), description="Columns that are no answers but may stay."
    )
    personal: Sequence[str] = Field(
        default=(),
        description="Columns dropped at the door (addresses, tokens); they are counted, never "
        "written.",
    )
    missing: MissingTexts = Field(
        default={},
        description="Texts that stand for a missing answer, with the status they mean.",
    )
    not_fielded: Sequence[str] = Field(
        default=(), description="Questions that this form did not have."
    )
    columns: Annotated[Mapping[str, AnyColumn], Field(min_length=1)] | None = Field(
        default=None,
        description="Header to question. {instance} in a header stands for a repeat's turns. "
        "Without columns, headings are those that the format makes of the group's questions.",
    )


class Layout(Entry):
    """The files as collectors wrote them, `layout.yaml`."""

    missing: MissingTexts = Field(
        default={},
        description="Texts that stand for a missing answer in every export, with the status they "
        "mean.",
    )
    exports: Some[DeclaredExport] = Field(description="The files as collectors wrote them.")


@dataclass(frozen=True)
class Place:
    """Where a column's text belongs."""

    question: str
    instance: int = 0
    option: str = ""  # for a column that stands for one option of several
    separator: str | None = None  # what joins several answers in one cell
    repeated: bool = False  # says again what the columns of the options say


@dataclass(frozen=True)
class Export:
    """One file as a collector wrote it."""

    file: str  # below data/raw
    format: str
    channel: str
    language: str  # of the labels; of a submission, unless a column tells it
    unit: str  # column or question that names whom a submission speaks for
    questions: Sequence[str]  # that this form has, in the form's order
    wave: str = ""  # that the file is of, unless a column tells it
    long: LongTable | None = None
    group: str = ""  # of respondents
    submission: str | None = None  # column that names the submission, unless the format knows it
    columns: Mapping[str, Place] = field(default_factory=dict)  # empty: the format's own headings
    codes: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (question, option) -> code
    prefix: str = ""  # put before a submission's number, so that numbers of files stay apart
    encoding: str = "utf-8"
    separator: str = ","
    decimal_mark: str | None = None  # of the numbers in the file; None: not told
    metadata: Sequence[str] = ()
    personal: Sequence[str] = ()  # dropped at the door
    missing: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    heading_rows: int = 1
    leave_out_sheets: Sequence[str] = ()
    merged_cells: str | None = None


def load_exports(
    layout: Layout,
    questionnaire: Questionnaire,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    codes: Mapping[str, Mapping[tuple[str, str], str]] | None = None,
) -> list[Export]:
    """Turn `layout.yaml` into exports, writing out the turns of repeats.

    A header with ``{instance}`` stands for as many columns as its repeat has turns. An export
    without columns has its format's own headings for the questions of its group.

    Parameters
    ----------
    groups
        Group of respondents -> questions that its form has; for exports that name a group.
    codes
        Name of a crosswalk -> (question, option or "") -> code of the collector.
    """
    files = [entry.file for entry in layout.exports]
    if twice := sorted({file for file in files if files.count(file) > 1}):
        raise StudyProblem(f"layout.yaml: {', '.join(twice)} is declared twice; expected once")
    return [
        _export(entry, questionnaire, layout.missing, groups or {}, codes or {})
        for entry in layout.exports
    ]


def _export(
    entry: DeclaredExport,
    questionnaire: Questionnaire,
    common: Mapping[str, str],
    groups: Mapping[str, Sequence[str]],
    codes: Mapping[str, Mapping[tuple[str, str], str]],
) -> Export:
    columns, problems = _columns(entry.columns or {}, questionnaire)
    given = {place.question for place in columns.values()}
    fielded: Sequence[str] = list(questionnaire.questions)
    if entry.group is not None:
        fielded = list(groups.get(entry.group, []))
        if not fielded:
            problems.append(
                f"the codebook gives no question to the group {entry.group!r}; expected one of "
                f"{', '.join(sorted(groups)) or 'none: it has no column groups'}"
            )
    elif not columns:
        problems.append("needs columns, or a group whose questions the format has headings for")
    else:
        fielded = [name for name in fielded if name not in entry.not_fielded]
        problems += [f"no column holds {name}" for name in fielded if name not in given]
    if fielded and entry.unit in questionnaire.questions and entry.unit not in fielded:
        problems.append(f"unit: this form does not have the question {entry.unit!r}")
    if entry.wave is not None and WAVE in entry.roles.values():
        problems.append("wave and a column with the role wave: expected one of them")
    if entry.long is not None and not columns:
        problems.append("long: needs columns, each an item with its question")
    problems += _who_is_named(entry, columns, questionnaire)
    told = {entry.unit, entry.submission, *entry.roles}
    kept = told if entry.long else {*told, *columns}
    problems += [
        f"{header}: is both needed and listed under metadata or personal"
        for header in sorted({*entry.metadata, *entry.personal})
        if header in kept
    ]
    problems += [
        f"{key}: the format {entry.format!r} has no such thing; expected it with "
        f"{', '.join(name for name, known in FORMATS.items() if key in known.shape)}"
        for key in sorted((ROWS | SHEETS) & entry.model_fields_set)
        if key not in FORMATS[entry.format].shape
    ]
    if problems:
        raise StudyProblem(f"layout of {entry.file}:{listed(problems)}")
    return Export(
        file=entry.file,
        format=entry.format,
        channel=entry.channel,
        language=entry.language,
        unit=entry.unit,
        questions=fielded,
        wave=entry.wave or "",
        long=entry.long,
        group=entry.group or "",
        submission=entry.submission,
        columns=columns,
        codes=codes[entry.codes] if entry.codes else {},
        prefix=entry.prefix,
        encoding=entry.encoding,
        separator=entry.separator,
        decimal_mark=entry.decimal_mark,
        metadata=entry.metadata,
        personal=entry.personal,
        missing={**common, **entry.missing},
        roles=entry.roles,
        heading_rows=entry.heading_rows,
        leave_out_sheets=entry.leave_out_sheets,
        merged_cells=entry.merged_cells,
    )


def _who_is_named(
    entry: DeclaredExport, columns: Mapping[str, Place], questionnaire: Questionnaire
) -> Iterator[str]:
    """Tell what can't name a submission or a unit, or what names it in two ways."""
    known = FORMATS[entry.format]
    if entry.submission is None and not known.roles:
        yield "needs submission: a column that names each row; the format has none of its own"
    if entry.submission in columns:
        yield f"submission: the column {entry.submission!r} holds an answer; name one that does not"
    question = questionnaire.questions.get(entry.unit)
    if question is None:
        return
    own = columns.get(entry.unit)
    others = {entry.submission, *entry.metadata, *entry.personal, *known.roles}
    if entry.unit in others or (own and own.question != entry.unit):
        yield (
            f"unit: {entry.unit!r} is both a column of the file and a question; rename the "
            f"question, or name another column"
        )
    elif question.repeat or question.type == "select_multiple":
        yield f"unit: the question {entry.unit!r} may have several answers; expected one"


def _columns(
    declared: Mapping[str, Column], questionnaire: Questionnaire
) -> tuple[dict[str, Place], list[str]]:
    columns: dict[str, Place] = {}
    problems: list[str] = []
    for header, where in declared.items():
        question = questionnaire.questions.get(where.question)
        if question is None:
            problems.append(f"{header}: the questionnaire has no question {where.question!r}")
            continue
        problems += _option_problems(header, where, question, questionnaire)
        place = Place(question.name, option=where.option or "", separator=where.separator)
        if TURN in header:
            turns = questionnaire.repeats.get(question.repeat or "", 0)
            for turn in range(1, turns + 1):
                columns[header.replace(TURN, str(turn))] = replace(place, instance=turn)
            if not turns:
                problems.append(
                    f"{header}: {question.name} stands in no repeat with a repeat_count"
                )
        else:
            columns[header] = place
    return columns, problems + _held_twice(columns)


def _held_twice(columns: Mapping[str, Place]) -> list[str]:
    """Name columns that hold one answer together, of which only one could count."""
    headers: dict[tuple[str, int, str], list[str]] = {}
    for header, place in columns.items():
        headers.setdefault((place.question, place.instance, place.option), []).append(header)
    return [
        f"{', '.join(several)}: all hold {question}; expected one column. Where each stands for "
        f"one option, say which: {several[0]}: {{question: {question}, option: ...}}"
        for (question, _, _), several in headers.items()
        if len(several) > 1
    ]


def _option_problems(
    header: str, where: Column, question: Question, questionnaire: Questionnaire
) -> list[str]:
    """Say where a column's heading and its declaration speak of different options.

    Assume: a heading that ends in an option's code behind ``___``, as REDCap writes it, or in an
    option's label behind a mark, is the column of that option.
    """
    if question.type != "select_multiple":
        said = f"{header}: option: {question.name} has not several answers; expected no option"
        return [said] if where.option is not None else []
    options = questionnaire.options_of(question)
    if where.option is not None and where.option not in options.codes:
        return [
            f"{header}: option: {question.name} has no option {where.option!r}; it has "
            f"{', '.join(options.codes)}"
        ]
    coded, _, tail = header.rpartition("___")
    if not coded:
        tail = re.split(r"[/\[]| - |: |\. ", header)[-1]
    match = options.index.find(tail.strip(" ]."))
    if match is None or tail == header or (not coded and tail.strip(" ].").isdecimal()):
        return []
    if where.option is None and where.separator is None:
        return [
            f"{header}: is the column of one option of {question.name}; expected "
            f"{{question: {question.name}, option: {match.code!r}}}, or separator where a cell "
            f"lists several"
        ]
    if where.option not in (None, match.code):
        return [f"{header}: the heading names the option {match.code!r}, not {where.option!r}"]
    return []
