"""What the study adds to a release's codebook: counts of its tables, and exhibits of its plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.release.citation import titled
from cyberstudy.release.records_audit import leaves_of
from cyberstudy.wording.translator import Translator, translator_of
from surveyanswers.codebook import entries
from surveyanswers.codebook.entries import STATUSES, TOTAL, CodebookEntry, Edition, Frequencies
from surveyanswers.tables.spreadsheets import restored
from surveyanswers.tables.waves import of_wave

#: The table that counts come from, and the way of dividing that has groups of respondents.
COUNTED_IN, RESPONDENTS = "estimates.*", "respondents"


def entries_of(survey: Survey, tables: Path) -> list[CodebookEntry]:
    """Return the entries of a survey's codebook, with the counts that tables have.

    Parameters
    ----------
    survey
        Its form, codebook and plan.
    tables
        Of the release, or those that `protect` wrote; of a survey with waves the last is counted.
    """
    path = max(tables.glob(COUNTED_IN), default=None)
    frequencies = {}
    if path is not None:
        english = translator_of(survey, "en")
        for (name,), rows in of_wave(_read(path)).group_by("question", maintain_order=True):
            frequencies[str(name)] = [*_frequencies(rows, english)]
    drawn_in = _exhibits_by_question(survey)
    return entries.entries_of(survey.questionnaire, survey.codebook, frequencies, drawn_in)


def edition_of(
    survey: Survey, report: Mapping[str, Any], publication: Mapping[str, str]
) -> Edition:
    """Return what a release adds to what the settings say.

    Parameters
    ----------
    survey, publication
        What was surveyed, and who publishes it.
    report
        Of the release: whether a generator made the answers, and their sources.
    """
    sources = report.get("sources", ())
    return Edition(
        title=titled(survey, report, publication),
        # Who made the answers did not make what was computed from them.
        makers=publication.get("makers", "") if sources else None,
        producer=publication.get("makers", ""),
        contact=publication.get("contact", ""),
        version=publication.get("version", ""),
        terms=[
            publication.get("licence", ""),
            *(f"{s['citation']} {s['licence']}." for s in sources),
        ],
        sources=[source["citation"] for source in sources],
        notice=MADE_UP if report["simulated"] else "",
        counts="Counts are those of the release's tables; a dash is a count that is withheld or "
        "that nobody made.",
    )


def _exhibits_by_question(survey: Survey) -> dict[str, list[str]]:
    questions = survey.questionnaire.questions
    exhibits: dict[str, dict[str, None]] = {}
    for name, entry in survey.plan.exhibits.items():
        for _, leaf in leaves_of(entry.plain()):
            if isinstance(leaf, str) and (question := leaf.partition("/")[0]) in questions:
                exhibits.setdefault(question, {})[name] = None
    return {question: [*names] for question, names in exhibits.items()}


def _read(path: Path) -> pl.DataFrame:
    counts = ("base", "count", *STATUSES)
    table = (
        pl.read_parquet(path)
        if path.suffix == ".parquet"
        else restored(pl.read_csv(path, infer_schema=False))
    )
    return table.with_columns(pl.col(n).cast(pl.Int64) for n in counts if n in table.columns)


def _frequencies(rows: pl.DataFrame, english: Translator) -> Iterator[Frequencies]:
    """Count all units first, then each group of respondents."""
    shown = rows.filter((pl.col("group") == TOTAL) | (pl.col("grouping") == RESPONDENTS))
    for (grouping, group), counted in shown.group_by("grouping", "group", maintain_order=True):
        first: Mapping[str, Any] = counted.row(0, named=True)
        yield Frequencies(
            str(grouping),
            str(group),
            english.group(str(group), str(grouping)),
            first["base"],
            dict(counted.select("option", "count").iter_rows()),
            {name: first[name] for name in STATUSES if first.get(name)},
        )
