"""What an exhibit says: a headline and more, whose numbers come from tables, while they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from surveyanswers.instrument.entry import Entry, Number, Some
from surveyanswers.instrument.names import NameOf, Names, Problem

PLACE = re.compile(r"\{(\w+)\}")
_DIGITS = re.compile(r"[0-9]+")
_YEAR = re.compile(r"(19|20)[0-9]{2}")
Cell = str | bool | Number
Columns = Mapping[str, Cell]
Table = Annotated[str, NameOf("table of the release")]


def _without_numbers(text: str) -> str:
    """Return a text that holds no number but years: all others come from tables."""
    if typed := [number for number in _DIGITS.findall(text) if not _YEAR.fullmatch(number)]:
        raise ValueError(
            f"holds {typed[0]}; numbers come from tables: write {{a_place}} and give it a value"
        )
    return text


Text = Annotated[str, AfterValidator(_without_numbers)]


class Value(Entry):
    """What stands in a place of a sentence."""

    ALTERNATIVES = (("column",), ("median",), ("count",), ("plan",))

    column: str | None = Field(default=None, description="The row's value in this column.")
    median: str | None = Field(
        default=None, description="Median of this column, of all rows that `row` finds."
    )
    count: Columns | None = Field(
        default=None, description="How many rows hold these values; `{}` counts all."
    )
    plan: Some[str] | None = Field(
        default=None, description="What this plan says there, key below key."
    )
    table: Table | None = Field(default=None, description="Another table than the message's.")
    row: Columns | None = Field(default=None, description="Another row than the message's.")
    percent: bool = Field(default=False, description="Write a share as a percentage.")
    millions: bool = Field(default=False, description="Write a number in millions.")
    decimals: int | None = Field(
        default=None,
        ge=0,
        le=15,
        description="Decimals; by default one, of a percentage none.",
    )

    @property
    def columns(self) -> Mapping[str, str]:
        """Columns that it reads, each with the key that names it."""
        named = {c: key for key in ("column", "median") if (c := getattr(self, key))}
        named |= {column: f"row.{column}" for column in self.row or {}}
        return named | {column: f"count.{column}" for column in self.count or {}}


class Condition(Entry):
    """What must hold of a value for the sentence to be true."""

    at_least: Number | None = Field(default=None, description="The value is no less.")
    at_most: Number | None = Field(default=None, description="The value is no more.")
    equals: Cell | None = Field(default=None, description="The value is this one.")


class Sentence(Entry):
    """What was found, and under which conditions that is said."""

    headline: Text | None = Field(
        default=None,
        description="What was found, in under a dozen words, with `{places}` for values. Its only "
        "digits are years: numbers come from tables and from the plan.",
    )
    finding: Text | None = Field(
        default=None,
        description="The same in a sentence or three, as pages and reports tell it.",
    )
    claim: Annotated[str, NameOf("claim")] | None = Field(
        default=None,
        description="The claim, a table of choices that an analysis makes, which has to hold under "
        "every choice for headline and finding to be said.",
    )
    recommends: Text | None = Field(
        default=None,
        description="What follows from a claim, for whom: page and report say it while the claim "
        "holds.",
    )
    holds: Mapping[str, Condition] = Field(
        default={}, description="Conditions of values under which headline and finding are true."
    )


class Message(Sentence):
    """What an exhibit says beyond its topic.

    Where a value is not given, a condition fails or a claim does not hold, headline and finding are
    not said: the first of `weaker` that holds is, and where none does, the exhibit goes by its
    `title`. The log tells why.
    """

    subtitle: Text | None = Field(
        default=None, description="What was measured, of whom, how many, when."
    )
    weaker: Sequence[Sentence] = Field(
        default=(), description="What is said instead, the strongest first, of the same `values`."
    )
    table: Table | None = Field(
        default=None, description="A table of the release, without ending, that values are from."
    )
    row: Columns = Field(
        default={}, description="Columns with the values by which one row is found."
    )
    values: Mapping[Annotated[str, Field(pattern=r"^[a-z_]+$")], Value] = Field(
        default={}, description="What stands in each place, or is held to a condition."
    )

    @property
    def sentences(self) -> Sequence[Sentence]:
        """What may be said, the strongest first."""
        return [self, *self.weaker]

    @property
    def texts(self) -> Sequence[str]:
        """All that it may say."""
        parts = [
            (sentence.headline, sentence.finding, sentence.recommends)
            for sentence in self.sentences
        ]
        texts = [text for sentence in parts for text in sentence]
        return [text for text in (*texts, self.subtitle) if text]

    def contradictions(self) -> Iterator[Problem]:
        """Return places without values, values that nothing uses, values without a table."""
        places = {place for text in self.texts for place in PLACE.findall(text)}
        for place in sorted(places - {*self.values}):
            yield "values", f"nothing is said of the place {{{place}}}"
        held = {place for sentence in self.sentences for place in sentence.holds}
        for place in sorted({*self.values} - places - held):
            yield f"values.{place}", f"no text has a place {{{place}}}"
        for place in sorted(held - {*self.values}):
            yield f"holds.{place}", "there is no such value"
        for place, value in self.values.items():
            if not (value.plan or value.table or self.table):
                yield f"values.{place}", "no table is named"
        if any(sentence.recommends and not sentence.claim for sentence in self.sentences):
            yield "recommends", "no claim carries it; expected one beside it, in `claim`"

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return columns that the table does not have, and keys that the plan does not have."""
        if self.table:
            yield from names.each_foreign("column", self.table, self.row, "row")
        for place, value in self.values.items():
            for column, key in value.columns.items():
                table = value.table or self.table
                if table and (problem := names.foreign("column", table, column)):
                    yield f"values.{place}.{key}", problem
            if value.plan and (problem := names.unknown("place in the plan", dotted(value.plan))):
                yield f"values.{place}.plan", problem


def dotted(keys: Sequence[str]) -> str:
    """Write keys below keys as one text."""
    return ".".join(keys)
