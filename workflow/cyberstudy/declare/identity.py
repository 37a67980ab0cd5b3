"""Who made the study, what it is called, which version it is and of which day: `CITATION.cff`.

https://github.com/citation-file-format/citation-file-format
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cyberstudy.declare.version import version
from surveyanswers.instrument.yaml_files import read_yaml

#: The file that programs and people read a citation from.
CITATION = "CITATION.cff"


def identity(root: Path) -> dict[str, str]:
    """Return title, makers, version, date, address and contact of the study; "" where not given.

    Without a `CITATION.cff` only the version is known, which is that of the programs.

    Parameters
    ----------
    root
        The study's folder.
    """
    path = root / CITATION
    citation: Mapping[str, Any] = read_yaml(path) if path.is_file() else {}
    doi, contacts = citation.get("doi"), citation.get("contact", [])
    addresses = (
        doi and f"https://doi.org/{doi}",
        citation.get("url"),
        citation.get("repository-code"),
    )
    return {
        "title": citation.get("title", ""),
        "makers": "; ".join(map(_named, citation.get("authors", []))),
        "version": str(citation.get("version", version())),
        "date": citation.get("date-released", ""),
        "address": next(filter(None, addresses), ""),
        "contact": "; ".join(contact.get("email") or _named(contact) for contact in contacts),
    }


def _named(party: Mapping[str, str]) -> str:
    """Return the name of an organization or, family name first, of a person."""
    parts = (party.get("family-names"), party.get("given-names"))
    return party.get("name") or ", ".join(filter(None, parts))
