"""Who made the study, which version, when, and how to cite it, from its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from cyberstudy.declare.settings import Settings
from cyberstudy.declare.study_facts import NOT_GIVEN, StudyFacts
from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.release.data_package import licences_of

#: The file that programs read a citation from.
CITATION = "CITATION.cff"

#: What a citation needs, in its order; what is blank is named.
NEEDED = ("makers", "publisher", "contact", "licence", "version", "date")


def publication_of(survey: Survey, publication: Mapping[str, str]) -> Mapping[str, str]:
    """Return what a survey by itself, as a release or as pages, says of who publishes it, and how.

    Where nobody has said what survey it is, it goes out under no terms but its own: nothing.
    """
    unsaid = survey.asks and survey.settings.study == StudyFacts()
    return {} if unsaid else publication


def blank_in(publication: Mapping[str, str]) -> list[str]:
    """Name what nobody has filled in yet, as `config.yaml` calls it."""
    return [key for key in NEEDED if not publication.get(key)]


def cited(publication: Mapping[str, str]) -> str:
    """Return the study as a line of a list of references."""
    known = {key: value for key, value in publication.items() if value}
    made = " ".join(filter(None, (known.get("makers"), _bracketed(known.get("date", "")[:4]))))
    version = f"Version {known['version']}" if "version" in known else ""
    parts = (made, known.get("title"), version, known.get("publisher"), known.get("address"))
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def bibtex(publication: Mapping[str, str]) -> str:
    """Return the study as an entry of BibTeX, without what is blank."""
    date = publication.get("date", "")
    fields = {
        "author": publication.get("makers", "").replace("; ", " and "),
        "title": f"{{{publication.get('title', '')}}}",
        "year": date[:4],
        "publisher": publication.get("publisher", ""),
        "version": publication.get("version", ""),
        "url": publication.get("address", ""),
    }
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items() if value.strip("{}")]
    return "\n".join(["@misc{cybercrime_study" + date[:4] + ",", *lines, "}"])


def write_citation(
    publication: Mapping[str, str],
    references: Sequence[str],
    folder: Path,
    *,
    simulated: bool = False,
) -> None:
    """Write ``CITATION.cff`` of a data set: what is blank is left out, or named where it must be.

    Parameters
    ----------
    publication
        As for `cited`; its title is that of the data.
    references
        What it rests on.
    folder
        That it goes into.
    simulated
        Whether its title has to say so.
    """
    told: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them and what they were made of.",
        "type": "dataset",
        "title": titled(publication["title"], simulated=simulated),
        "authors": [{"name": name} for name in _makers(publication) or [NOT_GIVEN]],
    }
    known = {"version": "version", "date-released": "date", "url": "address"}
    told |= {key: publication[name] for key, name in known.items() if publication.get(name)}
    if licences := [each["name"] for each in licences_of(publication.get("licence", ""))]:
        told["license"] = licences[0]
    told["references"] = [
        {"type": "generic", "title": text, "authors": [{"name": NOT_GIVEN}]}
        for text in dict.fromkeys(references)
    ]
    written = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=100)
    (folder / CITATION).write_text(written, encoding="utf-8")


def for_search_engines(
    settings: Settings, publication: Mapping[str, str], report: Mapping[str, Any]
) -> dict[str, Any]:
    """Describe a survey's data as catalogues of data sets read it: a Dataset of schema.org."""
    facts, simulated = settings.study, bool(report["simulated"])
    licences = [each["path"] for each in licences_of(publication.get("licence", ""))]
    told = {
        "name": titled(settings.title, simulated=simulated),
        "description": " ".join(
            filter(None, (MADE_UP * simulated, facts.kind, facts.universe, facts.collection))
        ),
        "citation": settings.citation,
        "creator": [{"@type": "Organization", "name": name} for name in _makers(publication)],
        "publisher": publication.get("publisher"),
        "license": licences[0] if licences else "",
        "version": publication.get("version"),
        "datePublished": publication.get("date"),
        "url": publication.get("address"),
        "temporalCoverage": facts.collected.replace(" to ", "/"),
        "spatialCoverage": facts.coverage,
        "measurementTechnique": facts.collection,
        "isBasedOn": [each.get("url") or each["citation"] for each in report.get("sources", ())],
        "isAccessibleForFree": True,
    }
    known = {key: value for key, value in told.items() if value}
    return {"@context": "https://schema.org/", "@type": "Dataset", **known}


def titled(title: str, *, simulated: bool) -> str:
    """Call data what they are, wherever they are cited."""
    return f"{title} (simulated answers)" if simulated else title


def _makers(publication: Mapping[str, str]) -> list[str]:
    return [name for name in publication.get("makers", "").split("; ") if name]


def _bracketed(text: str) -> str:
    return f"({text})" if text else ""
