"""The layout of each export: which file, which format, which column holds which answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.formats import FORMATS, ROWS, SHEETS
from surveyanswers.instrument.layout_keys import Column, DeclaredExport, Layout
from surveyanswers.instrument.matching import index_of
from surveyanswers.instrument.names import wrong_name
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.instrument.rankings import of_rank
from surveyanswers.tables.answers import SUBMISSION, UNIT, WAVE
from surveyanswers.tables.problems import SurveyError, listed

TURN = "{instance}"
OPTION, LABEL = "{option}", "{label}"
#: Keys of layout.yaml that say of a file what is known of it, word for word.
AS_DECLARED = (
    *("file", "format", "channel", "language", "long", "prefix", "encoding", "separator"),
    *("decimal_mark", "rankings", "personal", "roles", "heading_rows", "leave_out_sheets"),
    *("merged_cells", "date_order", "leave_out_rows", "finished"),
)


def load_exports(
    layout: Layout,
    questionnaire: Questionnaire,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    codes: Mapping[str, Mapping[tuple[str, str], str]] | None = None,
) -> list[Export]:
    """Turn `layout.yaml` into exports, writing out the instances of repeats.

    A header with ``{instance}`` stands for as many columns as its repeat has instances. An export
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
        raise SurveyError(f"layout.yaml: {', '.join(twice)} is declared twice; expected once")
    exports = [
        _export(entry, questionnaire, layout.missing, groups or {}, codes or {})
        for entry in layout.exports
    ]
    # What files of repeat instances hold is not expected beside the forms that the instances are
    # of.
    apart = {export.repeat for export in exports} - {""}
    return [
        export
        if export.repeat
        else replace(
            export,
            questions=[
                name
                for name in export.questions
                if questionnaire.questions[name].repeat not in apart
            ],
        )
        for export in exports
    ]


def _export(
    entry: DeclaredExport,
    questionnaire: Questionnaire,
    common: Mapping[str, str],
    groups: Mapping[str, Sequence[str]],
    codes: Mapping[str, Mapping[tuple[str, str], str]],
) -> Export:
    crosswalk = codes[entry.codes] if entry.codes else {}
    columns, problems = _columns(entry, questionnaire, crosswalk)
    questions_in_columns = {place.question for place in columns.values()}
    fielded: Sequence[str] = list(questionnaire.questions)
    if entry.group is not None:
        fielded = list(groups.get(entry.group, []))
        if not fielded:
            problems.append(
                f"the codebook gives no question to the group {entry.group!r}; expected one of "
                f"{', '.join(sorted(groups)) or 'none: it has no column groups'}"
            )
    elif entry.repeat is not None and entry.repeat not in questionnaire.repeats:
        wrong = wrong_name("repeat of the form", entry.repeat, questionnaire.repeats)
        problems.append(f"repeat: {wrong}")
    else:
        fielded = [
            name
            for name in fielded
            if name not in entry.not_fielded
            and entry.repeat in (None, questionnaire.questions[name].repeat)
        ]
        if columns:
            problems += [
                f"no column holds {name}; put it under not_fielded"
                for name in fielded
                if name not in questions_in_columns
            ]
    if not (columns or problems or FORMATS[entry.format].from_form):
        problems.append(f"needs columns: {entry.format} has no headings of its own")
    if fielded and entry.unit in questionnaire.questions and entry.unit not in fielded:
        problems.append(f"unit: this form does not have the question {entry.unit!r}")
    if entry.wave is not None and WAVE in entry.roles.values():
        problems.append("wave and a column with the role wave: expected one of them")
    if entry.long is not None and not columns:
        problems.append("long: needs columns, each an item with its question")
    problems += [
        f"rankings: {header}: expected columns of its ranks, beginning with {of_rank(header, 1)!r}"
        for header in entry.rankings
        if of_rank(header, 1) not in columns
    ]
    problems += _who_is_named(entry, columns, questionnaire)
    somewhere, unknown = _fielded_somewhere(entry, questionnaire)
    problems += unknown
    as_declared = {key: getattr(entry, key) for key in AS_DECLARED}
    export = Export(
        **as_declared,
        unit=entry.unit or "",
        questions=fielded,
        wave=entry.wave or "",
        group=entry.group or "",
        repeat=entry.repeat or "",
        submission=entry.submission or (FORMATS[entry.format].parent if entry.repeat else None),
        numbered=entry.numbered or FORMATS[entry.format].numbered,
        columns=columns,
        codes=crosswalk,
        metadata=[*entry.metadata, *entry.rankings],
        missing={**common, **entry.missing},
        fielded_where=somewhere,
    )
    submission_columns = {entry.unit, *export.ids, *entry.roles, *export.finished_where}
    kept = submission_columns if entry.long else {*submission_columns, *columns}
    problems += [
        f"{header}: stands under {'columns' if header in columns else 'unit, submission or roles'} "
        f"and under {key}; take out one of the two"
        for key in ("metadata", "personal")
        for header in sorted(getattr(entry, key))
        if header in kept
    ]
    problems += [
        f"{header}: a column dropped when the file is read can't say what a row has (fielded_where)"
        for header in sorted({*entry.fielded_where} & {*entry.personal})
    ]
    problems += [
        f"{header}: describes the submission in two ways (submission, roles, finished)"
        for header, times in Counter([*export.ids, *entry.roles, *(entry.finished or ())]).items()
        if times > 1
    ]
    problems += [
        f"{key}: the format {entry.format!r} has no such thing; expected it with "
        f"{', '.join(name for name, file_format in FORMATS.items() if key in file_format.shape)}"
        for key in sorted((ROWS | SHEETS) & entry.model_fields_set)
        if key not in FORMATS[entry.format].shape
    ]
    if problems:
        raise SurveyError(f"layout of {entry.file}:{listed(problems)}")
    return export


def _who_is_named(
    entry: DeclaredExport, columns: Mapping[str, Place], questionnaire: Questionnaire
) -> Iterator[str]:
    """Yield what can't name a submission or a unit, and what names it in two ways."""
    file_format = FORMATS[entry.format]
    ids = [entry.submission] if isinstance(entry.submission, str) else entry.submission or []
    # A sheet that names the unit is a form, and its own name is the submission's.
    named = (
        {SUBMISSION, UNIT} & {*file_format.roles.values()} or file_format.numbered or entry.numbered
    )
    if not ids and not named:
        yield "needs submission: a column that names each row; the format has none of its own"
    if ids and entry.numbered:
        yield "submission and numbered: expected one of them"
    for header in ids:
        if header in columns:
            yield f"submission: the column {header!r} holds an answer; name one that does not"
    question = questionnaire.questions.get(entry.unit or "")
    if entry.unit is None or question is None:
        return
    unit_place = columns.get(entry.unit)
    others = {*ids, *entry.metadata, *entry.personal, *file_format.roles}
    if entry.unit in others or (unit_place and unit_place.question != entry.unit):
        yield (
            f"unit: {entry.unit!r} is both a column of the file and a question; rename the "
            f"question, or name another column"
        )
    elif question.repeat or question.type == "select_multiple":
        yield f"unit: the question {entry.unit!r} may have several answers; expected one"


def _fielded_somewhere(
    entry: DeclaredExport, questionnaire: Questionnaire
) -> tuple[dict[str, list[str]], list[str]]:
    """Resolve `fielded_where` to questions, and tell names that are neither those nor groups."""
    questions = questionnaire.questions
    groups = dict.fromkeys(group for question in questions.values() for group in question.groups)
    questions_by_column: dict[str, list[str]] = {}
    problems: list[str] = []
    for header, names in entry.fielded_where.items():
        questions_by_column[header] = [
            question.name
            for question in questions.values()
            if {question.name, *question.groups} & {*names}
        ]
        problems += [
            f"fielded_where: {header}: {wrong}"
            for name in names
            if (wrong := wrong_name("question or group of the form", name, [*questions, *groups]))
        ]
    every = [name for names in questions_by_column.values() for name in names]
    problems += [
        f"fielded_where: {name} depends on several columns; expected one"
        for name in sorted({name for name in every if every.count(name) > 1})
    ]
    return questions_by_column, problems


def _columns(
    entry: DeclaredExport, questionnaire: Questionnaire, codes: Mapping[tuple[str, str], str]
) -> tuple[dict[str, Place], list[str]]:
    columns: dict[str, Place] = {}
    problems: list[str] = []
    for header, where in (entry.columns or {}).items():
        question = questionnaire.questions.get(where.question)
        if question is None:
            problems.append(f"{header}: the questionnaire has no question {where.question!r}")
            continue
        place = Place(**dict(where) | {"option": where.option or ""})
        if OPTION in header or LABEL in header:
            if question.type != "select_multiple" or where.option or where.separator:
                problems.append(
                    f"{header}: {OPTION} and {LABEL} stand for the options of a question with "
                    f"several answers; expected one, without option or separator"
                )
                continue
            options = questionnaire.options_of(question)
            labels = options.labels.get(entry.language, {})
            if LABEL in header and not labels.keys() >= {*options.codes}:
                problems.append(f"{header}: an option has no label in {entry.language!r}")
                continue
            places = {
                header.replace(OPTION, codes.get((question.name, code), code)).replace(
                    LABEL, labels.get(code, "")
                ): replace(place, option=code)
                for code in options.codes
            }
        else:
            problems += _option_problems(header, where, question, questionnaire)
            places = {header: place}
        if TURN not in header:
            columns |= places
            continue
        turns = questionnaire.repeats.get(question.repeat or "", 0)
        for turn in range(1, turns + 1):
            for name, its in places.items():
                columns[name.replace(TURN, str(turn))] = replace(its, instance=turn)
        if not turns:
            problems.append(f"{header}: {question.name} stands in no repeat with a repeat_count")
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
    """Return where a column's heading and its declaration name different options.

    Assume: a heading that ends in an option's code behind ``___``, as REDCap writes it, or in an
    option's label behind a mark, is the column of that option.
    """
    if question.type != "select_multiple":
        message = f"{header}: option: {question.name} has not several answers; expected no option"
        return [message] if where.option is not None else []
    options = questionnaire.options_of(question)
    if where.option is not None and where.option not in options.codes:
        return [
            f"{header}: option: {question.name} has no option {where.option!r}; it has "
            f"{', '.join(options.codes)}"
        ]
    coded, _, tail = header.rpartition("___")
    if not coded:
        tail = re.split(r"[/\[]| - |: |\. ", header)[-1]
    match = index_of(options).find(tail.strip(" ]."))
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
