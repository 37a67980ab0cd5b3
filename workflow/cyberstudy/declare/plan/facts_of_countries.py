"""What is put together of countries from surveys and files of reference, as a plan declares it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from surveyanswers.instrument.entry import Distinct, Entry, Name, Share
from surveyanswers.instrument.names import Problem, wrong_name

#: How tables of reference lie in their files.
WDI, LONG, HDR = "world_development_indicators", "a_row_a_year", "human_development_report"
INDICES, SIGNATORIES = "a_row_an_index", "list_of_signatories"
#: A file of `sources.yaml`, below data/raw.
Fetched = Annotated[str, Field(pattern=r"^[a-z0-9_]+(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$")]


class MeasureOfStates(Entry):
    """What a public survey says of States: a number, or how many of several things they have."""

    title: str = Field(description="What it is called.")
    survey: Name = Field(description="A public survey whose units are States.")
    wave: str = Field(default="", description="Wave of the survey, where it has several.")
    year: int = Field(description="Reference year.")
    questions: Distinct[str] = Field(
        description="The question that gives the number, or, with `options`, the things."
    )
    options: Distinct[str] | None = Field(
        default=None,
        description="Answers that say that a State has the thing; the value is then the share of "
        "things it has, of those that are known.",
    )
    minimum_answered: Share = Field(
        default=1.0, description="Share of the questions that must have an answer."
    )

    def contradictions(self) -> Iterator[Problem]:
        """Return several questions for one number."""
        if self.options is None and len(self.questions) > 1:
            yield "questions", "several need `options`; a number comes from one question"


class FactOfReference(Entry):
    """What a table of reference says of countries."""

    title: str = Field(description="What it is called.")
    file: Fetched = Field(description="Its file below data/raw, one of `sources.yaml`.")
    form: Literal[
        "world_development_indicators",
        "a_row_a_year",
        "human_development_report",
        "a_row_an_index",
        "list_of_signatories",
    ] = Field(
        description="A row a country and a column a year, a row a year, UNDP's table 1, a row an "
        "index and edition, or a row a signatory: then 1 for those that had signed by a day, and "
        "0 for all other Member States, which have not or of which it is not known."
    )
    index: str = Field(
        default="", description="Index whose rows count, in a file of a row an index and edition."
    )
    edition: str = Field(default="", description="Edition of the index, by its year.")
    until: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = Field(
        default="", description="Last day that counts, of a list of signatories."
    )
    signatories: int | None = Field(
        default=None, description="How many had signed by that day, whoever the list lacks."
    )

    def contradictions(self) -> Iterator[Problem]:
        """Return what a form needs and lacks, and what it has no use for."""
        needed = {"index": INDICES, "edition": INDICES}
        for key, form in (needed | dict.fromkeys(("until", "signatories"), SIGNATORIES)).items():
            if bool(getattr(self, key)) != (self.form == form):
                yield key, f"is what the form {form} needs, and no other has"
        if self.edition and not re.fullmatch(r"\d{4}", self.edition):
            yield "edition", f"{self.edition!r}; expected a year"


class ProductOfFacts(Entry):
    """What two facts make together, such as a total of one per head and of heads."""

    title: str = Field(description="What it is called.")
    of: Distinct[Name] = Field(
        description="Facts whose values are multiplied, where a country has all of them."
    )


class IndexOfCountries(Entry):
    """A table of countries that an analysis of another survey makes: nought for all others."""

    table: Annotated[str, Field(pattern=r"^[a-z0-9_]+/[a-z][a-z0-9_]*$")] = Field(
        description="Survey and table, as in `survey/table`; its column `iso3` names countries."
    )
    columns: Annotated[Mapping[Name, str], Field(min_length=1)] = Field(
        description="Columns of numbers, each with what it is called; the first is of all."
    )

    @property
    def survey(self) -> str:
        """The survey whose analysis makes it."""
        return self.table.partition("/")[0]

    @property
    def name(self) -> str:
        """The table's."""
        return self.table.partition("/")[2]


class DeclaredStatements(Entry):
    """What each source says of each country, construct by construct of `crosswalk.csv`."""

    strategies: Fetched = Field(
        description="Path below data/raw of the list of first national strategies, one of "
        "`sources.yaml`; without it constructs are compared by surveys alone."
    )


class DeclaredCountryFacts(Entry):
    """What each source says of each country: an index of experts, measures of States, facts."""

    experts: IndexOfCountries = Field(description="What experts say of countries.")
    year: int = Field(description="Year that experts were asked; facts are the latest up to it.")
    measures: Annotated[Mapping[Name, MeasureOfStates], Field(min_length=1)] = Field(
        description="What States have, by name."
    )
    facts: Mapping[Name, FactOfReference] = Field(
        default={}, description="What else is known of countries."
    )
    products: Mapping[Name, ProductOfFacts] = Field(
        default={}, description="What facts make together."
    )

    def contradictions(self) -> Iterator[Problem]:
        """Return names that stand for two things."""
        for name in sorted({*self.measures} & {*self.facts}):
            yield f"facts.{name}", "is the name of a measure, too"
        for name, product in self.products.items():
            if name in {*self.measures, *self.facts}:
                yield f"products.{name}", "is the name of a measure or fact, too"
            for fact in product.of:
                if problem := wrong_name("fact", fact, self.facts):
                    yield f"products.{name}.of", problem

    @property
    def titles(self) -> Mapping[str, str]:
        """What measures, facts and the experts' index are called."""
        several = (self.measures, self.facts, self.products)
        titles = {name: entry.title for every in several for name, entry in every.items()}
        return titles | dict(self.experts.columns)

    @property
    def surveys(self) -> Sequence[str]:
        """Surveys that must have run."""
        return list(
            dict.fromkeys([self.experts.survey, *(m.survey for m in self.measures.values())])
        )
