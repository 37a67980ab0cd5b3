"""What a plan counts, estimates and compares: a class for each of its sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from surveyanswers.instrument.codebook import scores_of
from surveyanswers.instrument.entry import (
    Confidence,
    Distinct,
    Entry,
    FrameColumn,
    Grouping,
    Name,
    RawTable,
    RespondentGroup,
    Select,
    Sensitivity,
    Share,
    Some,
    Wave,
)
from surveyanswers.instrument.names import NameOf, Names, Problem
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.tables.statuses import SAID_INSTEAD

ScoredQuestion = Annotated[str, NameOf("question with scores")]
IndexSet = Annotated[str, NameOf("index")]
ResponseColumn = Annotated[str, NameOf("grouping or column in response.by")]


class Counted(Entry):
    """Something that units say of themselves."""

    question: Select = Field(description="A select question.")
    by: Literal["region"] | None = Field(
        default=None, description="Count the region of a country instead."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return a question whose answers are no countries with a region."""
        if self.by and (problem := names.foreign("column of the options", self.question, self.by)):
            yield "by", problem


class DeclaredLevels(Entry):
    """Means of the numbers that were given, by the groupings of `estimates`."""

    NEEDS = ("settings.minimum_base",)

    confidence: Confidence = Field(description="Of intervals.")


class DeclaredChange(Entry):
    """How the same units' answers changed from one wave to another.

    Who answers in both is a group that no other table has, so confidential surveys have none.
    """

    NEEDS = ("settings.minimum_base", "settings.protection: public")

    confidence: Confidence | None = Field(
        default=None,
        description="Of intervals; without it there are none, as records of all units need none.",
    )
    wave_from: Wave = Field(description="From which wave.")
    wave_to: Wave = Field(description="To which.")


class DeclaredResponse(Entry):
    """How replies are counted against the list of those who were to answer."""

    NEEDS = ("settings.frame",)

    by: Sequence[FrameColumn] = Field(description="Columns of the list.")


class DeclaredFrameComparison(Entry):
    """A column of the exports that repeats what the list of units says."""

    NEEDS = ("settings.frame",)

    column: FrameColumn = Field(description="Column of the list that says the same.")
    values: Annotated[Mapping[str, Distinct[str]], Field(min_length=1)] = Field(
        description="Each text of the exports' column, with the values of the list's column that "
        "may stand beside it."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return values that the column of the list does not have."""
        for text, values in self.values.items():
            yield from names.each_foreign("value", self.column, values, f"values.{text}")


class IndexOfItems(Entry):
    """An index of scored items, the mean of them."""

    title: str = Field(description="What it is of.")
    items: Annotated[Distinct[ScoredQuestion], Field(min_length=2)] = Field(
        description="Questions with scores in the codebook."
    )


class DeclaredIndices(Entry):
    """Indices of scored items, each the mean of its items."""

    NEEDS = ("settings.minimum_base",)

    of: RespondentGroup = Field(description="Group of respondents that has the indices.")
    minimum_answered: Share = Field(
        description="Share of the items applicable to a unit that it must have answered to have a "
        "score."
    )
    confidence: Confidence = Field(description="Of intervals.")
    resamples: int = Field(ge=100, description="Bootstrap resamples of units for alpha.")
    sets: Annotated[Mapping[Name, IndexOfItems], Field(min_length=1)] = Field(
        description="Indices by name."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return items that the group was not asked."""
        for name, entry in self.sets.items():
            place = f"sets.{name}.items"
            yield from names.each_foreign("question with scores", self.of, entry.items, place)

    @property
    def questions(self) -> list[str]:
        """All items."""
        return [item for entry in self.sets.values() for item in entry.items]


class Comparison(Entry):
    """Groups compared by a share or by an index."""

    ALTERNATIVES = (("questions", "options"), ("index",))

    title: str = Field(description="What is compared.")
    questions: Some[Select] | None = Field(
        default=None, description="A select question, or the same one as several forms put it."
    )
    options: Some[str] | None = Field(
        default=None, description="Options that count; choosing any of them counts once."
    )
    index: IndexSet | None = Field(default=None, description="An index of `indices` instead.")
    by: Grouping = Field(description="A grouping of `estimates`, or `respondents`.")
    groups: Annotated[Mapping[str, Some[str]], Field(min_length=2)] | None = Field(
        default=None,
        description="New name to groups that are put together; groups named nowhere are left out. "
        "By default all groups as they are.",
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return options that a question lacks, and groups that the grouping lacks."""
        yield from foreign_options(names, self.questions or (), self.options or ())
        for new, groups in (self.groups or {}).items():
            yield from names.each_foreign("group", self.by, groups, f"groups.{new}")


class EveryQuestion(Entry):
    """Every single-answer question of some kind."""

    of: RespondentGroup = Field(description="Group of respondents that was asked.")
    sensitivity: Some[Sensitivity] = Field(description="Classes of the codebook.")
    by: Grouping = Field(description="A grouping of `estimates`, or `respondents`.")

    def screened(
        self, codebook: pl.DataFrame, questionnaire: Questionnaire
    ) -> dict[str, Comparison]:
        """Write out the comparisons, by question.

        Assume: a question is looked at by its best-scored options taken together, so that an
        offence under a general law counts as one under a law of its own; without scores by its
        first option. Lists from a file, such as of States, are not looked at.
        """
        chosen = {}
        for row in codebook.iter_rows(named=True):
            question = questionnaire.questions[row["question"]]
            put = "groups" not in row or self.of in (row["groups"] or "").split()
            listed = question.type == "select_one" and "." not in (question.choices or ".")
            if not (put and listed and row["sensitivity"] in self.sensitivity):
                continue
            scores = scores_of(row.get("scores") or "")
            codes = questionnaire.options_of(question).codes
            codes = [code for code in codes if code not in SAID_INSTEAD]
            best = max(scores.values(), default=0)
            top = [code for code in codes if scores.get(code) == best] if scores else codes[:1]
            chosen[question.name] = Comparison(
                title=row["short_label"], questions=[question.name], options=top, by=self.by
            )
        return chosen


class DeclaredFamily(Entry):
    """A family of comparisons, within which p-values are adjusted."""

    ALTERNATIVES = (("comparisons",), ("every",))

    kind: Literal["confirmatory", "screen"] = Field(
        description="confirmatory: Holm's adjustment; screen: that of Benjamini and Hochberg."
    )
    alpha: float = Field(
        gt=0, lt=1, description="Groups differ when the adjusted p-value is no larger."
    )
    comparisons: Annotated[Mapping[Name, Comparison], Field(min_length=1)] | None = Field(
        default=None, description="Comparisons by name."
    )
    every: EveryQuestion | None = Field(
        default=None,
        description="Instead of comparisons by name, every single-answer question of some kind.",
    )

    def written_out(
        self, codebook: pl.DataFrame, questionnaire: Questionnaire
    ) -> Mapping[str, Comparison]:
        """Name all comparisons, those of a screen, too."""
        if self.every is not None:
            return self.every.screened(codebook, questionnaire)
        return self.comparisons or {}


class DeclaredContrasts(Entry):
    """Groups compared, in families declared before looking."""

    NEEDS = ("settings.minimum_base",)

    confidence: Confidence = Field(description="Of effect sizes.")
    permutations: int = Field(
        ge=20000, description="Shuffles for a p-value where not every table can be listed."
    )
    families: Annotated[Mapping[Name, DeclaredFamily], Field(min_length=1)] = Field(
        description="Families of comparisons by name; p-values are adjusted within a family."
    )


class Mapped(Entry):
    """A published finding, and what it is compared with."""

    id: str = Field(description="Of the finding.")
    part: str = Field(description="Its part, as text.")
    question: Select | None = Field(
        default=None, description="A select question; without it replies are counted."
    )
    options: Some[str] | None = Field(
        default=None, description="Options that count; choosing any of them counts once."
    )
    by: ResponseColumn = Field(
        description="A grouping of `estimates`, or `respondents`; of replies a column in "
        "`response.by`."
    )
    groups: Some[str] = Field(description="Groups taken together.")

    def contradictions(self) -> Iterator[Problem]:
        """Return a question without options, or options without a question."""
        if (self.question is None) != (self.options is None):
            yield "", "needs both question and options, or neither"

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Return options, groups and findings that do not exist."""
        if self.question:
            yield from foreign_options(names, [self.question], self.options or ())
        kind = ("grouping", "group") if self.question else ("column of replies", "group of replies")
        if problem := names.unknown(kind[0], self.by):
            yield "by", problem
        yield from names.each_foreign(kind[1], self.by, self.groups, "groups")
        if problem := names.unknown("published finding", f"{self.id} part {self.part}"):
            yield "", problem


class PublishedFindings(Entry):
    """Published findings to compare our counts with."""

    NEEDS = ("settings.minimum_base",)

    published: RawTable = Field(description="Table of findings, each a band from low to high.")
    confidence: Confidence = Field(description="Of our intervals.")
    mapping: Some[Mapped] = Field(
        description="What each finding is compared with; a finding may stand several times."
    )


def foreign_options(
    names: Names, questions: Sequence[str], options: Sequence[str], *, place: str = "options"
) -> Iterator[Problem]:
    """Return options, below a key, that one of the questions does not have."""
    for number, option in enumerate(options):
        problems = [names.foreign("option", question, option) for question in questions]
        if problem := next(filter(None, problems), None):
            yield f"{place}.{number}", problem
