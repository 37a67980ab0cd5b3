"""Names in declarations: which there are, and what to say of one that does not exist."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_POSSIBLE = 12  # names that a message lists as possible
_LONGEST = 60  # letters of a value that a message repeats

Problem = tuple[str, str]  # where below an entry, and what is wrong there


class Labelled(dict[str, str]):
    """Codes that are possible, each with its label, by which it may be meant."""


@dataclass(frozen=True)
class Names:
    """What names in a declaration may refer to.

    Attributes
    ----------
    known
        Kind of name -> the names there are. Of a kind that is not in it nothing is known (its
        file is broken, which is told elsewhere), so every name of it passes.
    lists
        Kind of name -> name -> the names that belong to it, as options do to a question.
    refused
        Kind of name -> name -> why it is none, where that says more than which there are.
    """

    known: Mapping[str, Collection[str]] = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, Collection[str]]] = field(default_factory=dict)
    refused: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def unknown(self, kind: str, name: str) -> str | None:
        """Return what is wrong with a name of some kind; None if there is such a name."""
        possible = self.known.get(kind)
        if possible is None or name in possible:
            return None
        return self.refused.get(kind, {}).get(name) or wrong_name(kind, name, possible)

    def foreign(self, kind: str, owner: str, name: str) -> str | None:
        """Return what is wrong with a name that should be in the owner's list; None if it is."""
        possible = self.lists.get(kind, {}).get(owner)
        return None if possible is None else wrong_name(f"{kind} of {owner}", name, possible)

    def each_foreign(
        self, kind: str, owner: str, names: Collection[str], place: str
    ) -> Iterator[Problem]:
        """Yield what is wrong with each name of a list, or key of a mapping, that is at `place`."""
        for number, name in enumerate(names):
            if problem := self.foreign(kind, owner, name):
                yield f"{place}.{name if isinstance(names, Mapping) else number}", problem

    def options_of(self, questions: Iterable[str]) -> Labelled:
        """List the options that any of these questions has."""
        lists = self.lists.get("option", {})
        every = (lists.get(question, ()) for question in questions)
        labelled_options = (
            options if isinstance(options, Labelled) else dict(zip(options, options, strict=True))
            for options in every
        )
        return Labelled(option for options in labelled_options for option in options.items())


def wrong_name(kind: str, name: object, possible: Collection[str]) -> str | None:
    """Return a message on a name that does not exist, with those that do; None if it does."""
    if name in possible:
        return None
    labels = possible if isinstance(possible, Labelled) else {}
    texts = {label.casefold(): code for code, label in labels.items()}
    texts |= {str(candidate).casefold(): candidate for candidate in possible}
    text = str(name).casefold()[:_LONGEST]
    near = difflib.get_close_matches(text, [*texts], n=1, cutoff=0.6)
    meant = f"; did you mean {texts[near[0]]!r}?" if near else ""
    return f"there is no {kind} {short(name)}{meant}{among(possible)}"


def among(possible: Collection[str]) -> str:
    """List names that are possible, the first of them, in brackets."""
    labels = possible if isinstance(possible, Labelled) else {}
    labelled_codes = {
        code for code, label in labels.items() if label.casefold().replace(" ", "_") != code
    }
    names = [
        f"{name} {short(labels[name])}" if name in labelled_codes else str(name)
        for name in possible
    ]
    more = len(names) - _POSSIBLE
    rest = f" and {more} more" if more > 0 else ""
    return f" (there are: {', '.join(names[:_POSSIBLE])}{rest})" if names else " (there are none)"


def short(value: object) -> str:
    """Write a value as a message repeats it."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


@dataclass(frozen=True)
class NameOf:
    """Marks a text of a declaration as the name of something, which must exist."""

    kind: str

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return a schema that resolves the name after the text has been checked."""
        return core_schema.with_info_after_validator_function(self._resolved, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON schema, with what the text is the name of."""
        return {**handler(schema), "x-name-of": self.kind}

    def _resolved(self, name: str, info: core_schema.ValidationInfo) -> str:
        problem = info.context.unknown(self.kind, name) if info.context else None
        if problem is not None:
            raise told([("", problem)])
        return name


@dataclass(frozen=True)
class OneOf:
    """Marks a text of a declaration as one of a closed list that stands elsewhere."""

    possible: Sequence[str]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the schema of a `Literal`, which JSON schemas and messages then follow, too."""
        return core_schema.literal_schema(list(self.possible))


def told(problems: Sequence[Problem]) -> PydanticCustomError:
    """Make what pydantic collects of problems, each below the entry that it is raised in."""
    return PydanticCustomError("told", "several problems", {"problems": list(problems)})
