"""How to cite the study and its releases: as a reference, for BibTeX and for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from cyberstudy.declare.identity import CITATION
from cyberstudy.declare.survey import MADE_UP, Survey
from surveyanswers.data_package import licences_of
from surveyanswers.instrument.data_access import RAW

#: What the licence of a release covers where it rests on data of others.
OURS_ALONE = (
    "The licence covers the tables, figures and texts of this study. Data of others keep the terms "
    "of their sources, which are stated with each."
)
#: Key of a release's report: SHA-256 of the list of its tables, by which versions differ.
TABLES_DIGEST = "tables_sha256"
#: Tables of a release whose rows are its variables: the columns of their names and labels.
VARIABLES = {
    "data_dictionary.csv": ("question", "short_label"),
    "tables/indicators.csv": ("indicator", "title"),
}
#: What a citation needs, in its order.
NEEDED = ("makers", "contact", "licence", "version", "date", "address")


def cited(publication: Mapping[str, str]) -> str:
    """Return the study as a line of a list of references."""
    fields = {key: value for key, value in publication.items() if value}
    year = f"({fields['date'][:4]})" if "date" in fields else ""
    attribution = " ".join(filter(None, (fields.get("makers"), year)))
    version = f"Version {fields['version']}" if "version" in fields else ""
    parts = (attribution, fields.get("title"), version, fields.get("address"))
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def bibtex(publication: Mapping[str, str]) -> str:
    """Return the study as an entry of BibTeX, without what is blank."""
    date = publication.get("date", "")
    # BibTeX would take an organization's last word for a family name.
    authors = (name if ", " in name else f"{{{name}}}" for name in makers_of(publication))
    fields = {
        "author": " and ".join(authors),
        "title": f"{{{publication.get('title', '')}}}",
        "year": date[:4],
        "version": publication.get("version", ""),
        "url": publication.get("address", ""),
    }
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items() if value.strip("{}")]
    return "\n".join(["@misc{cybercrime_study" + date[:4] + ",", *lines, "}"])


def write_citation(
    survey: Survey, publication: Mapping[str, str], report: Mapping[str, Any], folder: Path
) -> None:
    """Write ``CITATION.cff`` of a release; nothing where no maker is named.

    Parameters
    ----------
    survey, publication
        What was surveyed, and who publishes the release.
    report
        Of the release: whether answers are simulated, and its sources.
    folder
        That it goes into.
    """
    if not (makers := makers_of(publication)):
        return
    citation: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them and what they were made of.",
        "type": "dataset",
        "title": titled(survey, report, publication),
        "authors": [{"name": name} for name in makers],
    }
    fields = {"version": "version", "date-released": "date", "url": "address"}
    citation |= {key: publication[name] for key, name in fields.items() if publication.get(name)}
    if digest := report.get(TABLES_DIGEST):
        identifier = {"type": "other", "value": f"sha256:{digest}"}
        citation["identifiers"] = [identifier | {"description": "list of its tables"}]
    if licences := [licence["name"] for licence in licences_of(publication.get("licence", ""))]:
        citation["license"] = licences[0]
    based = [*references_of(survey, report)]
    if licences and any(reference.get("licence") for reference in based):
        citation["abstract"] = OURS_ALONE
    citation["references"] = [
        {
            "type": "generic",
            "title": reference["citation"],
            "authors": [{"name": name} for name in makers_of(reference)],
        }
        | ({"url": reference["url"]} if reference.get("url") else {})
        | ({"notes": f"Terms: {reference['licence']}"} if reference.get("licence") else {})
        for reference in based
        if makers_of(reference)
    ]
    citation = {key: value for key, value in citation.items() if value}
    written = yaml.safe_dump(citation, sort_keys=False, allow_unicode=True, width=100)
    (folder / CITATION).write_text(written, encoding="utf-8")


def for_search_engines(
    survey: Survey,
    publication: Mapping[str, str],
    report: Mapping[str, Any],
    release: Path = Path(),
    files: Sequence[str] = (),
) -> dict[str, Any]:
    """Describe a survey's data as catalogues of data sets read it: a Dataset of schema.org.

    Parameters
    ----------
    release
        Its questions or indicators are the variables.
    files
        Addresses of its files, from the page that holds the description.
    """
    facts, simulated = survey.settings.study, bool(report["simulated"])
    licences = [licence["path"] for licence in licences_of(publication.get("licence", ""))]
    based = [
        {
            "@type": "CreativeWork",
            "name": reference["citation"],
            "url": reference.get("url"),
            "copyrightNotice": reference.get("licence"),
        }
        for reference in references_of(survey, report)
    ]
    theirs = any(work["copyrightNotice"] for work in based)
    years, variables = re.findall(r"\d{4}(?:-\d\d)*", facts.collected), []
    for table, columns in VARIABLES.items():
        if (release / table).is_file():
            entries = pl.read_csv(release / table, infer_schema=False)
            variables += entries.select(columns).rows()
            if "first_year" in entries.columns:
                years += [entries["first_year"].min(), entries["last_year"].max()]
    properties = {
        "name": titled(survey, report, publication),
        "description": " ".join(
            filter(None, (MADE_UP * simulated, facts.kind, facts.universe, facts.collection))
        ),
        "creator": [{"@type": "Organization", "name": name} for name in makers_of(publication)],
        "license": licences[0] if licences else "",
        "copyrightNotice": OURS_ALONE if licences and theirs else "",
        "version": publication.get("version"),
        "datePublished": publication.get("date"),
        "url": publication.get("address"),
        "temporalCoverage": "/".join(dict.fromkeys([min(years), max(years)])) if years else "",
        "spatialCoverage": facts.coverage,
        "measurementTechnique": facts.collection,
        "variableMeasured": [
            {"@type": "PropertyValue", "name": name, "description": label}
            for name, label in variables
        ],
        "distribution": [
            {"@type": "DataDownload", "contentUrl": file, "encodingFormat": "text/csv"}
            for file in files
            if file.endswith(".csv")
        ],
        "isBasedOn": [{key: value for key, value in work.items() if value} for work in based],
        "isAccessibleForFree": True,
    }
    filled_properties = {key: value for key, value in properties.items() if value}
    return {"@context": "https://schema.org/", "@type": "Dataset", **filled_properties}


def titled(survey: Survey, report: Mapping[str, Any], publication: Mapping[str, str]) -> str:
    """Return the title of a survey's data: that of the study, then what they are and whose."""
    title, makers = survey.settings.title, survey.settings.study.makers
    if report.get("sources") and makers:
        title = f"Tables and figures computed from: {title} ({makers})"
    title = f"{title} (simulated answers)" if report["simulated"] else title
    return ". ".join(filter(None, (publication.get("title"), title)))


def references_of(survey: Survey, report: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """List what others made of what a release rests on, each once: citation, makers and terms."""
    survey_reference = {
        "citation": survey.settings.citation,
        "makers": survey.settings.study.makers,
    }
    sources = report.get("sources", ())
    paths = (path.removeprefix(f"{RAW}/") for path in survey.settings.references)
    named = [survey.references[path] for path in paths if path in survey.references]
    divided = {division.by for division in survey.groupings.values()}
    divided |= {group.by for group in survey.settings.groups.values()}
    named = [e for e in named if not e["cited_for"] or divided & {*e["cited_for"].split()}]
    cited = [*([] if sources else [survey_reference]), *sources, *named]
    yield from {reference["citation"]: reference for reference in cited}.values()


def makers_of(work: Mapping[str, str]) -> list[str]:
    """Return the names of who made something."""
    return [name for name in work.get("makers", "").split("; ") if name]
