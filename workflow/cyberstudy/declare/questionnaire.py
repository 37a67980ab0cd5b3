"""The questionnaire is the codebook: questions in order, with their options and conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

TYPES = ("select_one", "select_multiple", "integer", "decimal", "text", "date")
#: Types of questions with options, and of those that ask for a number.
SELECTS = ("select_one", "select_multiple")
NUMBERS = ("integer", "decimal")
_LIMIT = re.compile(r"\.\s*(?P<side>[<>])=\s*(?P<limit>-?\d+(?:\.\d+)?)(?!\S)")


@dataclass(frozen=True)
class Question:
    """One question as the form puts it."""

    name: str
    type: str
    choices: str | None  # name of its list of options
    section: str | None  # name of the outermost group it stands in: a page of the form
    repeat: str | None  # name of the repeat it stands in
    relevant: str | None  # conditions of the groups around it and its own, joined
    constraint: str | None
    constraint_message: str | None
    labels: dict[str, str]  # language -> wording
    order: int
    groups: tuple[str, ...] = ()  # groups and repeats around it, from without

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """The least and the greatest number that the constraint allows, where it says so."""
        found = {m["side"]: float(m["limit"]) for m in _LIMIT.finditer(self.constraint or "")}
        return found.get(">"), found.get("<")


@dataclass(frozen=True, eq=False)  # a list is known by itself: `matching.index_of`
class Options:
    """A list of options in its order, and by which texts they are recognised."""

    codes: list[str]
    labels: dict[str, dict[str, str]]  # language -> code -> label
    spellings: dict[str, list[str]] = field(default_factory=dict)  # code -> texts, itself first
    aliases: dict[str, str] = field(default_factory=dict)  # further reviewed text -> code
    refused: Sequence[str] = ()  # texts that could be several
    where: str = ""  # what an error names


@dataclass(frozen=True)
class Questionnaire:
    """Questions in order, lists of options, and repeats with their number of instances."""

    questions: dict[str, Question]
    choices: dict[str, Options]
    repeats: dict[str, int]
    title: str
    translation_status: str = ""  # what the form says of its translations, such as to be reviewed

    def options_of(self, question: Question) -> Options:
        """Return the options of a select question."""
        return self.choices[question.choices or ""]

    def of_type(self, *types: str) -> list[str]:
        """Name the questions of some types, such as `SELECTS`, in the form's order."""
        return [asked.name for asked in self.questions.values() if asked.type in types]

    def asks_for_other(self, name: str) -> Question | None:
        """Return the question whose option ``other`` a question `name` asks the text of."""
        parent = self.questions.get(name.removesuffix("_other"))
        if parent is None or parent.name == name or not parent.choices:
            return None
        return parent if "other" in self.options_of(parent).codes else None

    def plain(self) -> dict[str, Any]:
        """Return it as plain data, which `of` reads back."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Questionnaire:
        """Make it of what `plain` returned, perhaps from JSON, whose lists were tuples."""
        questions = {
            name: Question(**asked | {"groups": tuple(asked["groups"])})
            for name, asked in plain["questions"].items()
        }
        choices = {name: Options(**options) for name, options in plain["choices"].items()}
        return cls(**{**plain, "questions": questions, "choices": choices})
