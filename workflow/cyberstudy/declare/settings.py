"""What is decided of a whole survey, `settings.yaml`, and of the study, `config.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cyberstudy.declare.cleaning import BadCells, Cleaning, Completeness, Frame
from cyberstudy.declare.counting import CONFIDENTIAL, Counting, Design
from cyberstudy.declare.entry import Distinct, Entry, Name, RawTable, Sensitivity, Some
from cyberstudy.declare.figure_style import DeclaredStyle
from cyberstudy.declare.languages import LanguageCode
from cyberstudy.declare.names import Names, Problem
from cyberstudy.declare.study_facts import StudyFacts

#: Assume: answers of up to so many cells (rows of the labelled file times its columns) are written
#: for SPSS and Stata unasked. The writer holds each cell as an object, so that time and memory grow
#: with them: these take 15 s and 0.7 GB, a million answers to 160 questions would take 200 s and 7.
MOST_CELLS = 10_000_000
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
        """Tell columns that the tables do not have."""
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
        "the `cheapest` of those that keep it open. `make groupings` compares them.",
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
        description="Whether a run stops while questions are open that `make survey` put into "
        "questions.csv; `accepted` lets it run with what was guessed, and page and release say so.",
    )
    groups: Mapping[Name, CoarseGroups] = Field(
        default={},
        description="Ways of dividing units that any part of the plan may name as it does columns "
        "of the list. The plan of a confidential survey may name no others: they are coarse, and "
        "none refines another.",
    )
    spss_and_stata: Literal["unless_large", "always"] = Field(
        default="unless_large",
        description="Whether the labelled answers are written for SPSS and Stata, too. "
        f"`unless_large`: where they have at most {MOST_CELLS:,} cells (rows times columns); "
        "they are Parquet and CSV in any case.",
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
        """Tell a confidential survey without a minimum base."""
        if self.protection == CONFIDENTIAL and self.minimum_base is None:
            yield "minimum_base", "is missing; a confidential survey needs it"
        if self.completeness.partial > self.completeness.complete:
            yield "completeness.partial", "is more than complete"


#: Names that rules have, and folders that lie beside those of surveys.
RESERVED = {"all", "analyse", "multiverse", "report", "study"} | {
    *("checksums", "code", "logs", "page", "published", "reference", "refused")
}


def unreserved(name: str) -> str:
    """Return a survey's name that nothing else has.

    Raises
    ------
    ValueError
        A rule or a folder of the workflow has it.
    """
    if name in RESERVED:
        raise ValueError("a rule or a folder of the workflow has this name; choose another")
    return name


SurveyName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$"), AfterValidator(unreserved)]


class Publication(Entry):
    """What the study's pages say of it, besides what `CITATION.cff` says."""

    sentence: str = Field(
        default="",
        description="What it is, in one sentence. Where nothing can be shown of a survey the pages "
        "name what there is instead.",
    )
    licence: str = Field(default="", description="Under which licence it may be used.")


class DeclaredStudy(Entry):
    """What an analyst may choose for a run."""

    surveys: Distinct[SurveyName] = Field(
        description="Surveys to run, in this order; each is a folder in config/surveys."
    )
    languages: Distinct[LanguageCode] = Field(
        description="Languages that exhibits are drawn in, each into its own folder; the page "
        "shows the first one first. Native speakers have reviewed all translations into it. A "
        "survey whose questionnaire lacks one is drawn in English and says so."
    )
    seed: int = Field(ge=0, description="Every random draw of the study starts from this number.")
    style: DeclaredStyle | None = Field(
        default=None, description="How figures look; a survey's plan may say otherwise."
    )
    pdf: Literal["story", "all"] = Field(
        default="story",
        description="Which figures there are as PDF, too, for print: those that chapters.yaml or "
        "the plan's `story` names, or all. As SVG and PNG there are all.",
    )
    publication: Publication = Field(
        default=Publication(), description="What the study's pages say of who publishes them."
    )
