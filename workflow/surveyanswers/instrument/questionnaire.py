"""The questionnaire is the codebook: questions in order, with their options and conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from surveyanswers.instrument.names import Labelled
from surveyanswers.tables.statuses import ASIDE, SAID_INSTEAD

TYPES = ("select_one", "select_multiple", "integer", "decimal", "text", "date")
#: Types of questions with options, and of those that ask for a number.
SELECTS = ("select_one", "select_multiple")
NUMBERS = ("integer", "decimal")
#: Groups that one option of a question with several answers makes of those who answered.
CHOSEN, NOT_CHOSEN = "chosen", "not_chosen"
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
        limit_by_side = {
            m["side"]: float(m["limit"]) for m in _LIMIT.finditer(self.constraint or "")
        }
        return limit_by_side.get(">"), limit_by_side.get("<")


@dataclass(frozen=True, eq=False)  # a list is known by itself: `matching.index_of`
class Options:
    """A list of options in its order, and by which texts they are recognised."""

    codes: list[str]
    labels: dict[str, dict[str, str]]  # language -> code -> label
    spellings: dict[str, list[str]] = field(default_factory=dict)  # code -> texts, itself first
    aliases: dict[str, str] = field(default_factory=dict)  # further reviewed text -> code
    refused: Sequence[str] = ()  # texts that could be several
    where: str = ""  # what an error names

    @property
    def answers(self) -> list[str]:
        """Codes of those that are answers, and do not say why there is none."""
        return [code for code in self.codes if code not in SAID_INSTEAD]

    @property
    def labelled(self) -> Labelled:
        """Codes of answers with their labels, for who names one."""
        texts = next(iter(self.labels.values()), {})
        return Labelled({code: texts.get(code, code) for code in self.answers})


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
        return [question.name for question in self.questions.values() if question.type in types]

    def asks_for_other(self, name: str) -> Question | None:
        """Return the question whose option ``other`` a question `name` asks the text of."""
        parent = self.questions.get(name.removesuffix("_other"))
        if parent is None or parent.name == name or not parent.choices:
            return None
        return parent if "other" in self.options_of(parent).codes else None

    def is_whole_in(self, language: str) -> bool:
        """Whether all questions and options are worded in a language; of files they name units."""
        questions = self.questions.values()
        lists = (
            self.options_of(question)
            for question in questions
            if "." not in (question.choices or ".")
        )
        return all(language in question.labels for question in questions) and all(
            {*options.codes} <= options.labels.get(language, {}).keys() for options in lists
        )

    def said_in(self, language: str) -> dict[str, str]:
        """Map English wordings of questions and options to those in another language."""
        worded = [question.labels for question in self.questions.values()]
        for listed in self.choices.values():
            worded += [
                {lang: texts[code] for lang, texts in listed.labels.items() if code in texts}
                for code in listed.codes
            ]
        return {
            labels["en"]: labels[language]
            for labels in reversed(worded)
            if language != "en" and labels.get("en") and labels.get(language)
        }

    @property
    def dividing(self) -> dict[str, str]:
        """What may divide units, with its question: one with one answer, an option of several.

        Assume: units are in one group each, so a question of which several options may be chosen
        divides by one of them at a time (``question/option``). Lists from a file name units.
        """
        divisions: dict[str, str] = {}
        for question in self.questions.values():
            if question.repeat is not None or "." in (question.choices or "."):
                continue
            codes = self.options_of(question).codes if question.type == "select_multiple" else ()
            divides = [f"{question.name}/{code}" for code in codes] or [question.name]
            divisions |= dict.fromkeys(divides, question.name)
        return divisions

    def groups_by(self, by: str, merge: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
        """Name the groups that one of `dividing` makes, in the form's order, with their labels.

        Of groups that the form does not name, such as those put together, there are no labels.
        """
        name, _, option = by.partition("/")
        question = self.questions[name]
        listed, into = (
            self.options_of(question),
            {old: n for n, members in merge.items() for old in members},
        )
        called = {
            code: {lang: texts[code] for lang, texts in listed.labels.items() if code in texts}
            for code in [*listed.answers, *ASIDE]
        }
        if option:
            aside = {name: called[name] for name in ASIDE}
            called = {CHOSEN: called.get(option, {}), NOT_CHOSEN: {}, **aside}
        groups: dict[str, dict[str, str]] = {}
        for code, labels in called.items():
            groups.setdefault(into.get(code, code), {} if code in into else labels)
        return groups

    def plain(self) -> dict[str, Any]:
        """Return it as plain data, which `of` reads back."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Questionnaire:
        """Make it of what `plain` returned, perhaps from JSON, whose lists were tuples."""
        questions = {
            name: Question(**plain_question | {"groups": tuple(plain_question["groups"])})
            for name, plain_question in plain["questions"].items()
        }
        choices = {name: Options(**options) for name, options in plain["choices"].items()}
        return cls(**{**plain, "questions": questions, "choices": choices})
