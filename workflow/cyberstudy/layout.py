"""The layout of each export: which file, which format, which column holds which answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cyberstudy.problems import StudyProblem, listed
from cyberstudy.questionnaire import Questionnaire

TURN = "{instance}"


@dataclass(frozen=True)
class Place:
    """Where a column's text belongs."""

    question: str
    instance: int = 0
    separator: str | None = None  # what joins several answers in one cell


@dataclass(frozen=True)
class Export:
    """One file as a collector wrote it."""

    file: str  # below data/raw
    format: str
    channel: str
    language: str
    submission: str  # column that names the submission
    unit: str  # column that names whom it speaks for
    columns: Mapping[str, Place]
    encoding: str = "utf-8"
    separator: str = ","
    metadata: Sequence[str] = ()
    personal: Sequence[str] = ()  # dropped at the door
    missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> set[str]:
        """Every header that the file must have, and may have."""
        return {
            self.submission,
            self.unit,
            *self.columns,
            *self.metadata,
            *self.personal,
        }


def load_exports(layout: Mapping[str, object], questionnaire: Questionnaire) -> list[Export]:
    """Turn `layout.yaml` into exports, writing out the turns of repeats.

    A header with ``{instance}`` stands for as many columns as its repeat has turns.
    """
    return [_export(entry, questionnaire) for entry in layout["exports"]]


def _export(entry: Mapping[str, object], questionnaire: Questionnaire) -> Export:
    columns: dict[str, Place] = {}
    problems: list[str] = []
    for header, given in entry["columns"].items():
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
    given = {place.question for place in columns.values()}
    problems += [
        f"no column holds {name}"
        for name in questionnaire.questions
        if name not in given and name not in entry.get("not_fielded", [])
    ]
    if problems:
        raise StudyProblem(f"layout of {entry['file']}:{listed(problems)}")
    rest = {k: v for k, v in entry.items() if k not in {"columns", "not_fielded"}}
    return Export(columns=columns, **rest)
