"""The layout of each export: which file, which format, which column holds which answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cyberstudy.declare.questionnaire import Questionnaire
from cyberstudy.tables.problems import StudyProblem, listed

TURN = "{instance}"


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
    group: str = ""  # of respondents
    submission: str | None = None  # column that names the submission, unless the format knows it
    columns: Mapping[str, Place] = field(default_factory=dict)  # empty: the format's own headings
    codes: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (question, option) -> code
    prefix: str = ""  # put before a submission's number, so that numbers of files stay apart
    encoding: str = "utf-8"
    separator: str = ","
    metadata: Sequence[str] = ()
    personal: Sequence[str] = ()  # dropped at the door
    missing: Mapping[str, str] = field(default_factory=dict)


def load_exports(
    layout: Mapping[str, object],
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
    files = [entry["file"] for entry in layout["exports"]]
    if twice := sorted({file for file in files if files.count(file) > 1}):
        raise StudyProblem(f"layout.yaml: {', '.join(twice)} is declared twice; expected once")
    common = layout.get("missing", {})
    return [
        _export(entry, questionnaire, common, groups or {}, codes or {})
        for entry in layout["exports"]
    ]


def _export(
    entry: Mapping[str, object],
    questionnaire: Questionnaire,
    common: Mapping[str, str],
    groups: Mapping[str, Sequence[str]],
    codes: Mapping[str, Mapping[tuple[str, str], str]],
) -> Export:
    columns, problems = _columns(entry.get("columns", {}), questionnaire)
    given = {place.question for place in columns.values()}
    fielded = list(questionnaire.questions)
    if "group" in entry:
        fielded = groups.get(entry["group"], [])
        if not fielded:
            problems.append(
                f"the codebook gives no question to the group {entry['group']!r}; expected one of "
                f"{', '.join(sorted(groups)) or 'none: it has no column groups'}"
            )
    elif not columns:
        problems.append("needs columns, or a group whose questions the format has headings for")
    else:
        left_out = entry.get("not_fielded", [])
        fielded = [name for name in fielded if name not in left_out]
        problems += [f"no column holds {name}" for name in fielded if name not in given]
    if fielded and entry["unit"] in questionnaire.questions and entry["unit"] not in fielded:
        problems.append(f"unit: this form does not have the question {entry['unit']!r}")
    kept = {*columns, entry["unit"], entry.get("submission")}
    problems += [
        f"{header}: is both needed and listed under metadata or personal"
        for header in sorted({*entry.get("metadata", []), *entry.get("personal", [])})
        if header in kept
    ]
    if problems:
        raise StudyProblem(f"layout of {entry['file']}:{listed(problems)}")
    own = {"columns", "not_fielded", "codes", "missing"}
    return Export(
        columns=columns,
        questions=fielded,
        codes=codes[entry["codes"]] if "codes" in entry else {},
        missing={**common, **entry.get("missing", {})},
        **{key: value for key, value in entry.items() if key not in own},
    )


def _columns(
    declared: Mapping[str, object], questionnaire: Questionnaire
) -> tuple[dict[str, Place], list[str]]:
    columns: dict[str, Place] = {}
    problems: list[str] = []
    for header, given in declared.items():
        where = {"question": given} if isinstance(given, str) else dict(given)
        question = questionnaire.questions.get(where["question"])
        if question is None:
            problems.append(f"{header}: the questionnaire has no question {where['question']!r}")
        elif TURN in header:
            turns = questionnaire.repeats.get(question.repeat or "", 0)
            for turn in range(1, turns + 1):
                columns[header.replace(TURN, str(turn))] = Place(**where, instance=turn)
            if not turns:
                problems.append(
                    f"{header}: {question.name} stands in no repeat with a repeat_count"
                )
        else:
            columns[header] = Place(**where)
    return columns, problems
