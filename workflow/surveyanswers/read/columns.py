"""Match each column of a sheet to its role; of one that fits nothing, report what was expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.formats import FORMATS, fits
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.read.grid import Grid, Headings, Reader
from surveyanswers.tables.answers import (
    ANSWER,
    FINISHED,
    METADATA,
    PERSONAL,
    REPEATED,
    SUBMISSION,
    UNIT,
)
from surveyanswers.tables.problems import SurveyError, listed

#: Roles of cells that are neither an answer nor describe the submission.
DECLARED = "as declared"
SEPARATORS = ";,\t|"
LONGEST_SHOWN = 200  # characters of a heading in a message


@dataclass(frozen=True)
class Columns:
    """What each column of a sheet is for, by position; None for one without header and text."""

    headers: list[str]
    roles: list[str | None]
    places: list[Place | None]
    style: str


def match_columns(grid: Grid, export: Export, reader: Reader, form: Questionnaire) -> Columns:
    """Find the style of headings that fits best, and say what fits nothing.

    Raises
    ------
    SurveyError
        A column that nobody declared, or one that is missing.
    """
    headers = unique_headers(grid.headers)
    styles = _styles_of(export, reader, form)
    # Of two styles that fit alike the one that lacks fewer columns.
    style = max(styles, key=lambda name: (_fit(headers, styles[name]), -len(styles[name])))
    answers = styles[style]
    if alike := {*headers} & (answers.alike if isinstance(answers, Headings) else set()):
        raise SurveyError(
            f"{grid.where(export)}{'' if grid.places else ', row 1'} (headings: {style}): several "
            f"questions or options have the same heading, so it can't be told whose the column "
            f"is:{listed(sorted(map(repr, alike)))}\nHave it exported with codes or names as "
            f"headings, or give its columns in layout.yaml."
        )
    roles, file_format = _roles_of(export, form), FORMATS[export.format]
    personal = {*export.personal, *file_format.personal}.difference(export.columns)
    kept = {*export.metadata, *file_format.metadata}
    for header in answers if style != DECLARED else ():
        if header in headers and header in {*roles, *personal}:
            raise SurveyError(
                f"{grid.where(export)}: {header!r} is the heading of {answers[header].question} "
                f"and of a column that {export.format} writes itself; name every column under "
                f"columns in layout.yaml, or have the export made with codes for headings"
            )
    named = dict.fromkeys(kept, METADATA) | roles
    named |= {header: REPEATED if at.repeated else ANSWER for header, at in answers.items()}
    named |= dict.fromkeys(personal, PERSONAL)
    column_roles = [
        named.get(header)
        or (PERSONAL if fits(header, personal) else METADATA if fits(header, kept) else None)
        for header in headers
    ]
    strangers = [
        message
        for position, (header, role) in enumerate(zip(headers, column_roles, strict=True), start=1)
        if role is None
        for message in _stranger(header, position, headers, grid)
    ]
    declared = {*export.needed, export.long and export.long.item}
    needed = [*answers, *(h for h in roles if h in declared)]
    kind = "row" if grid.places else "column"
    present_headers = set(headers)
    missing = [
        f"{kind} {header!r} is missing" for header in needed if header not in present_headers
    ]
    missing += [
        f"no {kind} fits the pattern {pattern!r}"
        for pattern in (*export.metadata, *export.personal)
        if "*" in pattern and not any(fits(header, [pattern]) for header in headers)
    ]
    fits_none = style != DECLARED and not _fit(headers, answers)
    if fits_none:
        missing = [
            f"no {kind} holds an answer: expected {name}, such as {next(iter(headings))!r}"
            for name, headings in styles.items()
            if headings
        ]
    if (
        not (export.ids or export.numbered)
        and SUBMISSION in roles.values()
        and SUBMISSION not in column_roles
    ):
        names = [repr(header) for header, role in roles.items() if role == SUBMISSION]
        missing.insert(
            0,
            f"no column names the submission: expected {' or '.join(names[:2])}, or, in another "
            f"language, the heading under submission in layout.yaml",
        )
    if strangers or missing:
        sample = "" if style == DECLARED or fits_none else f" (headings: {style})"
        row = "" if grid.places else ", row 1"
        raise SurveyError(
            f"{grid.where(export)}{row}{sample}:{listed(missing)}{listed(strangers)}"
            f"{_advice(headers, answers, grid, export, reader, form)}"
        )
    return Columns(headers, column_roles, [answers.get(header) for header in headers], style)


def unique_headers(headers: Sequence[str]) -> list[str]:
    """Number the columns that share a header from the second on: ``Comments (2)``."""
    counts: dict[str, int] = {}
    names = []
    for header in headers:
        counts[header] = counts.get(header, 0) + 1
        names.append(f"{header} ({counts[header]})" if header and counts[header] > 1 else header)
    return names


def _styles_of(
    export: Export, reader: Reader, form: Questionnaire
) -> Mapping[str, Mapping[str, Place]]:
    if export.long:
        return {DECLARED: {export.long.value: Place("")}}  # whose question each row's item names
    if export.columns:
        return {DECLARED: export.columns}
    try:
        return reader.headings(export, form)
    except KeyError:
        raise SurveyError(
            f"{export.file}: layout.yaml says that the headings are in the language "
            f"{export.language!r}, in which a question or an option has no label"
        ) from None


def _roles_of(export: Export, form: Questionnaire) -> dict[str, str]:
    file_format = FORMATS[export.format]
    # Columns that say which rows are answers, and of which questions, need no other place.
    tell = {
        *file_format.leave_out_rows,
        *export.rows_left_out,
        *file_format.finished,
        *export.fielded_where,
    }
    roles = dict.fromkeys(sorted(tell.difference(export.personal)), METADATA)
    roles |= file_format.roles
    if export.ids:
        roles = {h: METADATA if role == SUBMISSION else role for h, role in roles.items()}
        roles |= dict.fromkeys(export.ids, SUBMISSION)
    roles |= dict.fromkeys(export.finished_where, FINISHED)
    if export.unit and export.unit not in form.questions:
        roles[export.unit] = roles.get(export.unit, UNIT)
    if export.long:
        roles[export.long.item] = METADATA
    return {**roles, **export.roles}


def _fit(headers: Sequence[str], answers: Mapping[str, Place]) -> int:
    return sum(header in answers for header in headers)


def _stranger(header: str, position: int, headers: Sequence[str], grid: Grid) -> list[str]:
    """Name a column that is not expected; one without a header is another matter."""
    first = header.rpartition(" (")[0]
    if first and first in headers:
        return [
            f"column {position}: column {first!r} stands twice; in the layout this one would be "
            f"{header!r}"
        ]
    place = f"row {grid.places[header][0]}" if grid.places else f"column {position}"
    shown = header if len(header) <= LONGEST_SHOWN else header[:LONGEST_SHOWN] + "..."
    return [f"{place} ({shown!r}) is not in the layout"] if header else []


def _advice(
    headers: Sequence[str],
    answers: Mapping[str, Place],
    grid: Grid,
    export: Export,
    reader: Reader,
    form: Questionnaire,
) -> str:
    """Return the likely cause of such a mismatch, and what to do."""
    fit = _fit(headers, answers)
    if len(headers) == 1 and any(mark in headers[0] for mark in SEPARATORS):
        marks = [mark for mark in SEPARATORS if mark in headers[0]]
        return f"\nThe row is one cell that holds {marks}: is one of these the file's separator?"
    if not export.columns:
        for language in form.questions[export.questions[0]].labels:
            try:
                others = reader.headings(replace(export, language=language), form).values()
            except KeyError:
                continue
            if max(_fit(headers, other) for other in others) > fit:
                return (
                    f"\nThe headings are in the language {language!r}; layout.yaml says "
                    f"{export.language!r}."
                )
    if not fit:
        return (
            "\nIs the row of headings missing, or is the file in another encoding, or of another "
            "group or collector, than layout.yaml says?"
            + f" A sheet without answers is named in layout.yaml: leave_out_sheets: [{grid.sheet}]."
            * bool(grid.sheet)
        )
    if grid.places:
        return f"\nExpected each question once, by its number: {', '.join(answers)}."
    return (
        "\nHave headings been changed by hand, or is this another version of the form? What is no "
        "answer can be named in layout.yaml: under metadata to be kept, under personal to be "
        "dropped."
    )
