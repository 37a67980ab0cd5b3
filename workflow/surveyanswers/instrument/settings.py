"""What is decided of a whole survey: `settings.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from surveyanswers.instrument.cleaning import BadCells, Cleaning, Completeness, Frame
from surveyanswers.instrument.counting import CONFIDENTIAL, Counting, Design
from surveyanswers.instrument.entry import Entry, Name, RawTable, Sensitivity, Some
from surveyanswers.instrument.names import Names, Problem
from surveyanswers.instrument.study_facts import StudyFacts

#: Assume: answers of up to so many cells (rows of the labelled file times its columns) are written
#: for SPSS and Stata. The writer holds each cell as an object, so that time and memory grow
#: with them: these take 15 s and 0.7 GB, a million answers to 160 questions would take 200 s and 7.
MOST_CELLS = 10_000_000
#: Fewest that may answer for a group of answers that were registered.
FLOOR = 5
#: Sensitivities of questions of which registered answers withhold a group that says one thing.
UNANIMITY = ("perception", "capacity")
#: How what is known of units came about.
QUESTIONNAIRE, RECORD, SCORES = "questionnaire", "record", "scores"


class ChoiceFile(Entry):
    """The table that the options of a question come from."""

    path: RawTable = Field(description="The table.")
    code: str = Field(description="Column with the options' codes.")
    labels: Some[str] = Field(
        description="Columns with names by which options are recognised; the first is shown."
    )
    aliases: RawTable | None = Field(
        default=None, description="Table of further reviewed spellings."
    )
    refused: RawTable | None = Field(
        default=None,
        description="Table of texts that could be several, and so stand for nothing.",
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Yield columns that the tables do not have."""
        needed = [(self.path, "code", self.code)]
        needed += [(self.path, f"labels.{n}", label) for n, label in enumerate(self.labels)]
        if self.aliases:
            needed += [(self.aliases, "aliases", column) for column in ("alias", self.code)]
        if self.refused:
            needed += [(self.refused, "refused", "alias")]
        for table, place, column in needed:
            if problem := names.foreign("column", table, column):
                yield place, problem


class CoarseGroups(Entry):
    """A way of dividing units into groups that are coarse enough to be published."""

    by: str = Field(
        description="Column of the list of units, or one of `unit_columns`; of a public survey a "
        "question, too, as a grouping of the plan may be `by` one."
    )
    merge: Mapping[str, Sequence[str]] = Field(
        default={}, description="New name to values that are put together."
    )

    def contradictions(self) -> Iterator[Problem]:
        """Yield values that are merged in two places."""
        values = [value for old in self.merge.values() for value in old]
        for value in sorted({value for value in values if values.count(value) > 1}):
            yield "merge", f"{value!r} is put together twice"


class Disclosure(Entry):
    """What a confidential survey's suppression must achieve, besides `minimum_base`."""

    unanimity: Sequence[Sensitivity] = Field(
        default=(),
        description="Sensitivities of questions of which a group is withheld, too, where all its "
        "units chose the same.",
    )
    all_but_one: Sequence[Sensitivity] = Field(
        default=(),
        description="Sensitivities of questions of which it is withheld where all but one did: "
        "the one knows what all others chose.",
    )
    width: int = Field(
        default=1,
        ge=1,
        description="How many values more than one a withheld count must be able to have.",
    )
    coalition: Literal[0, 1, 2] = Field(
        default=1,
        description="How many respondents of one withheld group may pool what they know, and "
        "still not learn what others of it chose.",
    )
    complementary: Literal["all", "cheapest"] = Field(
        default="all",
        description="What is withheld of a question beside a group that must be: `all` groups of "
        "the same units, so that nobody who knows the rules can tell which group it was for, or "
        "the `cheapest` of those that keep it open.",
    )
    lots: Sequence[Annotated[float, Field(ge=0, lt=1)]] = Field(
        default=(),
        description="With which chance groups of a question that `unanimity` or `all_but_one` "
        "names are withheld by lot, as if they had to be: those that are joined first, and so on. "
        "Whoever knows the rules can then not tell that all of a group agree.",
    )


class Settings(Entry):
    """What is decided of a whole survey."""

    title: str = Field(description="The survey's name for readers.")
    unit: str = Field(description="What one row of `units` is: expert, state, firm.")
    respondents: str = Field(description="What all who answered are called together.")
    citation: str = Field(description="How to cite the answers.")
    defined: str = Field(
        default="", description="What its numbers are of, in a sentence that every caption holds."
    )
    mode: Literal["questionnaire", "record", "scores"] = Field(
        default="questionnaire",
        description="How what is known of units came about (in DDI: mode of data collection). "
        "`questionnaire`: they, or persons on their behalf, replied. `record`: somebody wrote down "
        "what there is, and asked none of them. `scores`: somebody gave points for what they "
        "reported and what was found besides. Captions, legends and pages speak of replies only "
        "where there were such.",
    )
    study: StudyFacts = Field(
        default=StudyFacts(),
        description="What archives ask about it as a whole; releases say what is not blank.",
    )
    protection: Literal["public", "confidential"] = Field(
        description="How `protect` treats tables. `public` lets tables through and withholds "
        "personal columns and free text. `confidential` lets aggregated tables alone through: no "
        "answer of any unit."
    )
    choice_files: Mapping[str, ChoiceFile] = Field(
        default={},
        description="For each file that a select_one_from_file names, where its table is.",
    )
    frame: Frame | None = Field(
        default=None,
        description="The list of units that were to answer; a survey without one lists who "
        "answered.",
    )
    unit_columns: Sequence[str] = Field(
        default=(),
        description="Columns of the exports that are no answers and say the same of a unit in "
        "all of its forms: groupings of the plan may be `by` them as by columns of the list.",
    )
    design: Design | None = Field(
        default=None,
        description="How units were drawn, where the survey is a sample: shares and means by "
        "group are then weighted, with errors by the design.",
    )
    bad_cells: BadCells = Field(
        description="What an unacceptable cell does: `stop` ends the run with a list of such "
        "cells, `invalid` counts them as invalid and logs them."
    )
    guesses: Literal["ask", "accepted"] = Field(
        default="ask",
        description="Whether a run stops while columns are undecided that `make survey` put into "
        "columns.csv; `accepted` lets it run with what was guessed, and page and release say so.",
    )
    groups: Mapping[Name, CoarseGroups] = Field(
        default={},
        description="Ways of dividing units that any part of the plan may name as it does columns "
        "of the list. The plan of a confidential survey may name no others: they are coarse, and "
        "none refines another.",
    )
    disclosure: Disclosure = Field(
        default=Disclosure(),
        description="What suppression must achieve where answers are confidential.",
    )
    minimum_base: int | None = Field(
        default=None, ge=2, description="No share is given for fewer units that answered."
    )
    completeness: Completeness = Field(
        description="What counts as a complete reply, and what as a partial one."
    )

    @property
    def guessed(self) -> bool:
        """Whether it runs with guesses that nobody confirmed."""
        return self.guesses == "accepted"

    @property
    def counting(self) -> Counting:
        """What counting answers needs of it."""
        return Counting(
            protection=self.protection, minimum_base=self.minimum_base, design=self.design
        )

    @property
    def cleaning(self) -> Cleaning:
        """What cleaning needs of it."""
        numbers = self.design.numbers if self.design else ()
        return Cleaning(
            unit=self.unit,
            unit_columns=self.unit_columns,
            unit_numbers=[name for name in self.unit_columns if name in numbers],
            frame=self.frame,
            bad_cells=self.bad_cells,
            completeness=self.completeness,
        )

    @property
    def references(self) -> list[str]:
        """Every table that options and the list of units come from."""
        files = self.choice_files.values()
        named = [path for file in files for path in (file.path, file.aliases, file.refused)]
        if self.frame:
            named += [self.frame.path, *(table.path for table in self.frame.joined)]
        return sorted({path for path in named if path})

    def contradictions(self) -> Iterator[Problem]:
        """Yield a minimum base that a confidential survey lacks, and shares in the wrong order."""
        if self.protection == CONFIDENTIAL and self.minimum_base is None:
            yield "minimum_base", "is missing; a confidential survey needs it"
        if self.completeness.partial > self.completeness.complete:
            yield "completeness.partial", "is more than complete"
