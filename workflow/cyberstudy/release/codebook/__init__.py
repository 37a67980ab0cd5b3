"""The codebook of a release: every question with its wording, options, routing and frequencies.

One collection of entries is written twice: as a page for people, and as DDI-Codebook for
archives. Counts are those of the release's tables, which protection has let pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.declare.survey import Survey
from cyberstudy.release.spoken_numbers import leaves_of
from surveyanswers.instrument.questionnaire import Options, Question
from surveyanswers.tables.spreadsheets import restored
from surveyanswers.tables.statuses import BY_NAME
from surveyanswers.tables.waves import of_wave

#: The files, and the table that counts come from.
PAGE, DDI, COUNTED_IN = "codebook.html", "codebook.xml", "estimates.*"
#: All units of a way of dividing them, and the way that has groups of respondents.
TOTAL, RESPONDENTS = "total", "respondents"
#: What a count is of that is no option's and no status's.
BASE = "[base]"
#: What becomes of a question, as columns of the table count it.
STATUSES = tuple(name for name, status in BY_NAME.items() if status.units)


@dataclass(frozen=True)
class Frequencies:
    """How units of a group answered a question: None where a count is withheld or there is none."""

    grouping: str
    group: str
    base: int | None
    options: Mapping[str, int | None]
    statuses: Mapping[str, int | None]  # those that there are

    def count(self, answer: str) -> int | None:
        """Count an option; a status in brackets; or all who answered, `BASE`."""
        if answer == BASE:
            return self.base
        if answer.startswith("["):
            return self.statuses.get(answer[1:-1])
        return self.options.get(answer)


@dataclass(frozen=True)
class CodebookEntry:
    """A question as readers look it up."""

    question: Question
    short_label: str
    known: Mapping[str, str]  # what codebook.csv says of it besides
    options: Options | None
    frequencies: Sequence[Frequencies]
    drawn_in: Sequence[str]  # exhibits of the plan

    @property
    def title(self) -> str:
        """What it is called for short."""
        return self.short_label or self.question.name


def entries_of(survey: Survey, tables: Path) -> list[CodebookEntry]:
    """Collect what is said of each question, in the form's order.

    Parameters
    ----------
    survey
        Its form, codebook and plan.
    tables
        Of the release; of a survey with waves the last one is counted.
    """
    path = max(tables.glob(COUNTED_IN), default=None)
    counted = None if path is None else of_wave(_read(path))
    asked = set(survey.questionnaire.questions)
    drawn: dict[str, list[str]] = {}
    for name, entry in survey.plan.exhibits.items():
        for _, leaf in leaves_of(entry.plain()):
            if isinstance(leaf, str) and (found := leaf.partition("/")[0]) in asked:
                drawn.setdefault(found, []).append(name)
    return [
        CodebookEntry(
            question,
            row.pop("short_label") or "",
            {key: value for key, value in row.items() if value and key != "question"},
            survey.questionnaire.options_of(question) if question.choices else None,
            [] if counted is None else [*_frequencies(counted.filter(question=question.name))],
            [*dict.fromkeys(drawn.get(question.name, ()))],
        )
        for row in survey.codebook.iter_rows(named=True)
        for question in [survey.questionnaire.questions[row["question"]]]
    ]


def _read(path: Path) -> pl.DataFrame:
    counts = ("base", "count", *STATUSES)
    table = (
        pl.read_parquet(path)
        if path.suffix == ".parquet"
        else restored(pl.read_csv(path, infer_schema=False))
    )
    return table.with_columns(pl.col(n).cast(pl.Int64) for n in counts if n in table.columns)


def _frequencies(rows: pl.DataFrame) -> Iterator[Frequencies]:
    """Count all units first, then each group of respondents."""
    told = rows.filter((pl.col("group") == TOTAL) | (pl.col("grouping") == RESPONDENTS))
    for (grouping, group), own in told.group_by("grouping", "group", maintain_order=True):
        first: Mapping[str, Any] = own.row(0, named=True)
        yield Frequencies(
            str(grouping),
            str(group),
            first["base"],
            dict(own.select("option", "count").iter_rows()),
            {name: first[name] for name in STATUSES if first.get(name)},
        )
