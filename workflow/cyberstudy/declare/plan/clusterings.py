"""Clusterings as a plan declares them: a class a method, and how it is judged what they show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, WrapValidator

from cyberstudy.declare.plan.verdict_rules import Rules
from surveyanswers.instrument.entry import (
    OF_WAVE,
    Distinct,
    Entry,
    FrameColumn,
    Name,
    RespondentGroup,
    Select,
    Share,
    Wave,
    telling,
)
from surveyanswers.instrument.names import NameOf, Names, Problem, wrong_name
from surveyanswers.tables.problems import SurveyError

#: The set of items, or of countries, that is judged; others are alternatives.
MAIN = "main"
ITEM = "question with one answer or a number"
Item = Annotated[str, NameOf(ITEM)]
#: Sets of items by name, at least one.
Sets = Annotated[Mapping[Name, Annotated[Distinct[Item], Field(min_length=2)]], Field(min_length=1)]
Treaty = Annotated[str, NameOf("treaty")]
OWN_TABLE = "table of an analysis"
#: Whom units name: a table that an analysis of the survey makes.
Naming = Annotated[str, NameOf(OWN_TABLE)]
_END = r"(-?[0-9]+(?:\.[0-9]+)?)"
_INTERVAL = rf"^([\[(]) *{_END} *, *{_END} *([\])])$"
#: As in ISO 80000-2: a square bracket takes the end in, a round one leaves it out.
IntervalText = Annotated[str, Field(pattern=_INTERVAL)]
#: What is chosen.
DIMENSIONS = ("items", "coding", "conflicts", "reconciliation", "missing")
CODED = 4  # the first four say which answers are coded how
AS_ANSWERED = "as_answered"  # the coding where items are no numbers


@dataclass(frozen=True)
class NumberInterval:
    """Numbers from one end to another, each end taken in or left out."""

    low: float
    high: float
    with_low: bool
    with_high: bool

    @classmethod
    def of(cls, written: str) -> NumberInterval:
        """Read ``[0, 1)`` and the like.

        Raises
        ------
        SurveyError
            It is no interval.
        """
        if (match := re.match(_INTERVAL, written)) is None:
            raise SurveyError(f"{written!r} is no interval; expected one like '[0, 0.5)'")
        return cls(float(match[2]), float(match[3]), match[1] == "[", match[4] == "]")

    @property
    def empty(self) -> bool:
        """Whether there is no number in it."""
        one = self.low == self.high and self.with_low and self.with_high
        return not (self.low < self.high or one)

    def holds(self, values: Any) -> Any:
        """Return for each number of an array whether it lies inside."""
        above = values >= self.low if self.with_low else values > self.low
        return above & (values <= self.high if self.with_high else values < self.high)


def wrong_coding(coding: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return empty categories, and borders that are in none of them, or in two."""
    intervals = {name: NumberInterval.of(written) for name, written in coding.items()}
    for name, interval in intervals.items():
        if interval.empty:
            yield name, f"{coding[name]} holds no number; write the lower end first"
    for (below, low), (name, high) in pairwise(intervals.items()):
        if low.high != high.low or low.with_high == high.with_low:
            yield (
                name,
                f"{coding[name]} does not begin where {below!r}, {coding[below]}, ends; categories "
                "go from low to high, and exactly one of two neighbours takes their border in",
            )


@dataclass(frozen=True)
class Combination:
    """One way through all choices.

    Attributes
    ----------
    number
        Place among all combinations; 0 is the main analysis.
    values
        What is chosen in each of `DIMENSIONS`.
    """

    number: int
    values: tuple[str, ...]

    @property
    def choices(self) -> dict[str, str]:
        """What is chosen, by dimension."""
        return dict(zip(DIMENSIONS, self.values, strict=True))

    @property
    def name(self) -> str:
        """All choices in one word, by which random numbers are seeded.

        That nothing is coded goes without saying.
        """
        return "/".join(value for value in self.values if value != AS_ANSWERED)


class Types(Entry):
    """How it is judged whether there are types, one gradient or nothing, written before looking."""

    resamples: int = Field(
        ge=20, description="Bootstrap resamples for stability and for intervals."
    )
    permutations: int = Field(
        ge=99, description="Of the tests of what classes are associated with."
    )
    alpha: float = Field(
        gt=0,
        lt=1,
        description="Level of those tests, adjusted for all variables of a clustering.",
    )
    confidence: float = Field(gt=0, lt=1, description="Of intervals.")
    rules: Annotated[Rules, WrapValidator(telling)] = Field(
        description="Rules of the verdict; those that are left out keep the library's value."
    )


class Known(Entry):
    """A variable that made no class, with which classes are compared."""

    ALTERNATIVES = (("frame",), ("treaty",), ("question",))

    frame: FrameColumn | None = Field(
        default=None, description="A column of the list of those who were to answer."
    )
    treaty: Treaty | None = Field(
        default=None, description="An instrument of the reference, party to it or not."
    )
    question: Select | None = Field(default=None, description="What the unit says of itself.")
    by: Literal["region"] | None = Field(
        default=None, description="The region of the country that is the answer."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return a question whose answers are no countries with a region."""
        question = self.question or ""
        if self.by and (problem := names.foreign("column of the options", question, self.by)):
            yield "by", problem


def known_variables(written: Mapping[str, object]) -> dict[str, Known]:
    """Read the variables that an entry declares as known, by name."""
    return {name: Known.model_validate(entry) for name, entry in written.items()}


def questions_of(variables: Mapping[str, Known]) -> list[str]:
    """Name the questions that variables are answers to."""
    return [entry.question for entry in variables.values() if entry.question]


Conflicts = Literal["in", "out"]
Reconciliation = Literal["declared", "latest"]
Missing = Literal["as_is", "complete_cases", "as_category", "multiple_imputation"]


class ChoicesCrossed(Entry):
    """Every defensible choice of the analysis; all are crossed."""

    conflicts: Distinct[Conflicts] = Field(
        description="Units whose submissions contradict one another."
    )
    reconciliation: Distinct[Reconciliation] = Field(
        description="As declared for each question, or each unit's latest submission."
    )
    missing: Distinct[Missing] = Field(description="What is made of missing answers.")
    minimum_units: int = Field(ge=10, description="With fewer units a combination is not judged.")


class MadeOf(Entry):
    """What latent classes are made of: answers to questions, or who is named."""

    ALTERNATIVES = (("of", "items", "minimum_answered"), ("table", "named"))

    of: RespondentGroup | None = Field(default=None, description="Which group of respondents.")
    items: Sets | None = Field(
        default=None,
        description="Sets of questions with one answer each, or with a number each where there are "
        "codings, by name; `main` is judged, the others are alternatives.",
    )
    codings: Mapping[Name, Annotated[Mapping[Name, IntervalText], Field(min_length=2)]] | None = (
        Field(
            default=None,
            description="How numbers become ordered categories, by name; `main` is judged, the "
            "others are alternatives. A category is an interval, from low to high, as in `none: "
            '"[0, 0]"`, `some: "(0, 1]"`: a square bracket takes the end in, a round one leaves it '
            "out. An answer in none of them is an error. Items are numbers where this is given.",
        )
    )
    table: Naming | None = Field(
        default=None,
        description="A table of an analysis that says whom units name: a row each, with the "
        "columns `unit_id` and `iso3`.",
    )
    named: Mapping[Name, Annotated[int, Field(ge=1)]] | None = Field(
        default=None,
        description="Sets of countries, by name: those that at least so many experts named.",
    )
    wave: Wave | None = Field(default=None, description=OF_WAVE)
    merge: Mapping[str, Sequence[str]] = Field(
        default={},
        description="Options put together in every item that has them, by the new name.",
    )
    minimum_answered: Share | None = Field(
        default=None, description="Share of the items that a unit must have answered."
    )

    @property
    def questions(self) -> list[str]:
        """All items of all sets."""
        return [item for items in (self.items or {}).values() for item in items]

    @property
    def sets(self) -> Mapping[str, object]:
        """The sets of what classes are made of, by name."""
        return self.items or self.named or {}


class LatentClasses(MadeOf):
    """Latent classes of units by their answers, or by whom they name."""

    NEEDS = ("types",)

    method: Literal["latent_classes"] = Field(description="How it is made.")
    title: str = Field(description="What is looked for types of.")
    known: Mapping[Name, Known] = Field(
        description="Variables that made no class, by name, with which classes are compared."
    )
    leave_out: str = Field(description="The variable whose groups are left out in turn.")
    multiverse: ChoicesCrossed = Field(
        description="Every defensible choice of the analysis; all are crossed."
    )

    def contradictions(self) -> Iterator[Problem]:
        """Return names that are not among those declared here."""
        if MAIN not in (self.sets or {MAIN: None}):
            yield "items" if self.named is None else "named", f"needs a set {MAIN!r}"
        yield from self._wrong_codings()
        if problem := wrong_name("variable", self.leave_out, self.known):
            yield "leave_out", problem
        values = [value for old in self.merge.values() for value in old]
        for value in sorted({value for value in values if values.count(value) > 1}):
            yield "merge", f"{value!r} is put together twice"

    def _wrong_codings(self) -> Iterator[Problem]:
        if self.codings is None:
            return
        if MAIN not in self.codings:
            yield "codings", f"needs a coding {MAIN!r}"
        for name, coding in self.codings.items():
            for category, problem in wrong_coding(coding):
                yield f"codings.{name}.{category}", problem
        if self.items is None or self.merge:
            yield (
                "codings",
                "code numbers of items; they go with no other names and nothing to merge",
            )
        if "as_category" in self.multiverse.missing:
            yield "multiverse.missing", "as_category has no place in the order of coded numbers"

    def crossed(self) -> list[Combination]:
        """Cross the choices of the multiverse; its first ones are the main analysis."""
        chosen = self.multiverse
        every = product(
            *(self.sets, self.codings or [AS_ANSWERED]),
            *(chosen.conflicts, chosen.reconciliation, chosen.missing),
        )
        return [Combination(number, values) for number, values in enumerate(every)]

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return items of another type, options to merge that no item has, and missing columns."""
        items = {item for questions in (self.items or {}).values() for item in questions}
        wanted = f"question with {'one answer' if self.codings is None else 'a number'}"
        for name, questions in (self.items or {}).items():
            for place, item in enumerate(questions):
                # What is no question at all is told already.
                if not names.unknown(ITEM, item) and (problem := names.unknown(wanted, item)):
                    yield f"items.{name}.{place}", problem
        lists = names.lists.get("option", {})
        if items <= lists.keys():
            had = names.options_of(sorted(items))
            for new, options in self.merge.items():
                for place, option in enumerate(options):
                    if problem := wrong_name("option of any item", option, had):
                        yield f"merge.{new}.{place}", problem
        if self.table is not None:
            yield from _lacking(names, self.table, "unit_id", "iso3")


class CountMixture(Entry):
    """A mixture of countries by counts of nominations."""

    NEEDS = ("types",)

    method: Literal["count_mixture"] = Field(description="How it is made.")
    title: str = Field(description="What is looked for types of.")
    table: Naming = Field(
        description="A table of an analysis that says whom units name: a row each, with the "
        "columns `unit_id`, `iso3` and `part`."
    )
    parts: Annotated[Distinct[str], Field(min_length=2)] = Field(
        description="What countries are named for, the values of `part`."
    )
    minimum_nominations: int = Field(ge=1, description="A country with fewer is left out.")

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return a table without the columns of who names whom for what."""
        yield from _lacking(names, self.table, "unit_id", "iso3", "part")


def _lacking(names: Names, table: str, *columns: str) -> Iterator[Problem]:
    """Return columns that a table of an analysis lacks."""
    problems = (names.foreign("column", f"{OWN_TABLE} {table}", column) for column in columns)
    yield from (("table", problem) for problem in problems if problem)


ByMethod = LatentClasses | CountMixture
Clustering = Annotated[ByMethod, Field(discriminator="method")]
#: Every method there is, by the class of its entries: the one list of them.
CLUSTERING_METHODS = {
    method: entry
    for entry in get_args(ByMethod)
    for method in get_args(entry.model_fields["method"].annotation)
}
