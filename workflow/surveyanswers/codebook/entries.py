"""Every question of a survey with its wording, options, routing and frequencies.

One collection of entries is written twice: as a page for people, and as DDI-Codebook for archives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.tables.statuses import BY_NAME

#: The files.
PAGE, DDI = "codebook.html", "codebook.xml"
#: The group of all units.
TOTAL = "total"
#: What a count is of that is no option's and no status's.
BASE = "[base]"
#: What becomes of a question, as columns of the table count it.
STATUSES = tuple(name for name, status in BY_NAME.items() if status.units)
#: Longer lists of options, such as countries, are named and not written out.
LISTED = 30
#: The folder that these lie in.
OPTIONS = "options"


@dataclass(frozen=True)
class Frequencies:
    """How units of a group answered a question: None where a count is withheld or there is none."""

    grouping: str
    group: str
    label: str  # of the group, for readers
    base: int | None
    options: Mapping[str, int | None]
    statuses: Mapping[str, int | None]  # those that there are


@dataclass(frozen=True)
class CodebookEntry:
    """A question as readers look it up."""

    question: Question
    short_label: str
    known: Mapping[str, str]  # what codebook.csv says of it besides
    options: Options | None
    frequencies: Sequence[Frequencies]
    drawn_in: Sequence[str]  # exhibits that show it

    @property
    def title(self) -> str:
        """What it is called for short."""
        return self.short_label or self.question.name


@dataclass(frozen=True)
class Edition:
    """What a publisher adds to what a survey's settings say; what is blank is left out.

    Attributes
    ----------
    title
        Of the answers; by default the survey's.
    makers
        Who made them, separated by semicolons; by default who made the survey.
    producer, contact, version
        Of what is published.
    terms
        Licences and conditions of use.
    sources
        Works of others that the answers were taken from, as they are cited.
    notice
        What readers must know first, such as that answers are simulated.
    counts
        What the frequencies are counts of.
    """

    title: str = ""
    makers: str | None = None
    producer: str = ""
    contact: str = ""
    version: str = ""
    terms: Sequence[str] = ()
    sources: Sequence[str] = ()
    notice: str = ""
    counts: str = "Counts are of the units that answered; a dash is a count that nobody made."


def entries_of(
    questionnaire: Questionnaire,
    codebook: pl.DataFrame,
    frequencies: Mapping[str, Sequence[Frequencies]],
    drawn_in: Mapping[str, Sequence[str]],
) -> list[CodebookEntry]:
    """Return an entry for each question of the codebook, in its order.

    Parameters
    ----------
    questionnaire, codebook
        What was asked, and what ``codebook.csv`` says of each question.
    frequencies, drawn_in
        Of a question: its counts, a group each, and the names of exhibits that show it.
    """
    return [
        CodebookEntry(
            question,
            row.pop("short_label") or "",
            {key: text for key, text in row.items() if text and key != "question"},
            questionnaire.options_of(question) if question.choices else None,
            frequencies.get(question.name, ()),
            drawn_in.get(question.name, ()),
        )
        for row in codebook.iter_rows(named=True)
        for question in [questionnaire.questions[row["question"]]]
    ]


def long_lists(questionnaire: Questionnaire) -> dict[str, pl.DataFrame]:
    """Return the lists of more than `LISTED` options, by the name of a file for each."""
    lists = {}
    for question in questionnaire.questions.values():
        options = questionnaire.options_of(question) if question.choices else None
        if options and len(options.codes) > LISTED:
            labels = {
                f"label_{language}": [words.get(code) for code in options.codes]
                for language, words in options.labels.items()
            }
            lists[file_of(question)] = pl.DataFrame({"code": [*options.codes], **labels})
    return lists


def file_of(question: Question) -> str:
    """Return the name of the file that a long list of options lies in."""
    return f"{Path(question.choices or '').stem}.csv"
