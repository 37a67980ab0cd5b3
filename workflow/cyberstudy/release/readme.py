"""A release's README, under the headings of the Social Science Data Editors' template.

https://social-science-data-editors.github.io/template_README/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cyberstudy.declare.identity import CITATION
from cyberstudy.declare.survey import GUESSED, MADE_UP, Survey
from cyberstudy.release.citation import NEEDED, TABLES_DIGEST, references_of, titled
from cyberstudy.release.dictionaries import COLUMNS, WIDE
from cyberstudy.release.rights import COMMAND, INPUTS, in_words, linked
from cyberstudy.tables.digits import PLACES, SIGNIFICANT
from cyberstudy.wording.markup import in_markdown
from surveyanswers.codebook.entries import DDI, OPTIONS, PAGE
from surveyanswers.data_package import FILE, SUMS
from surveyanswers.instrument.data_access import LABELLED
from surveyanswers.instrument.settings import MOST_CELLS
from surveyanswers.tables.storage import read_json

#: Where simulated answers are marked.
MARKED = "Tables made from them have a column `simulated`, and records a key; titles begin with it."
#: Programs that read the table of countries and years.
READERS = "readers"
#: What a release may hold, in the order in which its README lists what it does hold.
HOLDS = {
    "tables/": "every table that may be seen, as CSV and, where it has types, Parquet",
    "answers/": "for other programs: Parquet, CSV, SPSS, Stata (the last two of at most "
    f"{MOST_CELLS:,} cells); see variables.csv",
    f"{LABELLED['simulated']}/": "a data set of its own: simulated answers of every "
    "unit, for other programs; see the README there",
    WIDE: "tables/country_years.csv with a column an indicator (see tables/indicators.csv)",
    f"{READERS}/": "programs in Python, R and Stata that read tables/country_years.csv, also the "
    "one with all rows that `make study` writes into results/sources/protect/tables",
    "figures/": "exhibits: figure (SVG, PDF, PNG; phone.svg for phones), numbers (CSV), "
    "caption and text alternative (JSON)",
    "notebooks/": "executed notebooks, to read",
    COLUMNS: "every column of every table: type, values, part in disclosure, meaning",
    FILE: "for programs: every CSV file, with types, blanks and limits (Data Package 2.0)",
    PAGE: "every question, to read: wordings, options, routing, counts, where it is drawn",
    DDI: "the same for archives (DDI-Codebook 2.5)",
    "data_dictionary.csv": "every question: wording, options, routing, sensitivity",
    f"{OPTIONS}/": "options of questions with long lists: codes, and labels by language",
    "questionnaire.xml": "the form, for ODK and KoboToolbox",
    "settings.yaml": "the settings and the analysis plan of this run",
    INPUTS: "every file that went in: where it can be had, on what terms, sha256",
    "software.csv": "the study's commit, Python and packages, with versions and licences",
    CITATION: "how to cite it, for programs (CFF)",
    "report.json": "what was released and what was withheld",
}


def readme_of(
    survey: Survey,
    report: Mapping[str, Any],
    publication: Mapping[str, str],
    folder: Path,
    *,
    seed: object,
) -> str:
    """Write the README of a release.

    Parameters
    ----------
    survey
        Whose it is.
    report
        Of the release.
    publication
        Who publishes it, and how, with its version.
    folder
        With all that the release holds, but what lists its files.
    seed
        Of the study.
    """
    simulated = f"**{MADE_UP}** {MARKED}\n\n" if report["simulated"] else ""
    if made_up := report.get("simulated_tables"):
        simulated = f"**Simulated answers stand with real ones in: {', '.join(made_up)}.**\n\n"
    guessed = f"**{GUESSED}**\n\n" if survey.settings.guessed else ""
    held = (f"| {name} | {what} |\n" for name, what in HOLDS.items() if (folder / name).exists())
    citation = linked(survey.settings.citation)
    references = "\n\n".join(
        linked(reference["citation"]) for reference in references_of(survey, report)
    )
    labelled_facts = {**survey.settings.study.told(), "Unit": survey.settings.unit}
    labelled_facts |= {
        f"Release, {key}": publication[key] for key in NEEDED if publication.get(key)
    }
    labelled_facts |= {"Release, sha256 of its tables": report.get(TABLES_DIGEST, "")}
    outdated = report.get("multiverses_of_other_answers", ())
    labelled_facts |= {"Left out, since made of other answers": ", ".join(outdated)}
    facts = "".join(
        f"| {label} | {in_markdown(fact)} |\n" for label, fact in labelled_facts.items() if fact
    )
    return f"""# {in_markdown(titled(survey, report, publication))}

{simulated}{guessed}Please cite: {citation}

## Overview

| file | what |
|---|---|
{"".join(held)}| MANIFEST.csv | every file with bytes and sha256 |
| {SUMS} | the same for `sha256sum --check {SUMS}` |

Numbers have {SIGNIFICANT} significant digits, and no more than {PLACES} places behind the point.
In CSV files an apostrophe stands before a text that a spreadsheet would take for a formula, at its
beginning or behind a tab, an end of line or a semicolon. To have the text as it was given, take one
apostrophe away there, or read the Parquet beside it.

## The study

| | |
|---|---|
{facts}
## Data Availability and Provenance Statements

{_availability(report)}
{in_words(report)}
## Computational requirements

- Software: version {report["version"]} of the study's programs, Python and the packages of
  software.csv, in these versions; the commit of the programs stands there, too.
- Controlled randomness: every random draw starts from seed {seed}.
- Memory, runtime and storage: measured ones are in docs/running.md of the study.

## Instructions to Replicators

In a copy of the study, `{COMMAND}` makes all of this again; `sha256sum --check {SUMS}`
in this folder compares the files.

## List of tables, figures and programs

Each table of `tables/` is described in {COLUMNS}; programs are named from the study's folder.

| figure | title | program |
|---|---|---|
{"".join(_figures(folder))}
## References

{references}
"""


def _availability(report: Mapping[str, Any]) -> str:
    if report["simulated"]:
        return (
            "The answers are simulated; a generator of this study wrote them. Real ones are "
            "confidential and are not part of it."
        )
    if not report.get("sources"):
        return "The answers are not part of this release; see report.json for what was withheld."
    return (
        f"The data were made by others, who published them. {INPUTS} has the details: whose copy "
        "was used, what it was compared with, its terms and what they allow."
    )


def _figures(folder: Path) -> Iterator[str]:
    """List each figure once, whatever languages it is drawn in."""
    names = set[str]()
    for path in sorted((folder / "figures").glob("*/*.json")):
        words = read_json(path)
        if path.stem not in names and "title" in words:
            names.add(path.stem)
            yield f"| {path.stem} | {in_markdown(words['title'])} | {words.get('code', '')} |\n"
