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
    given: Mapping[str, Any] = read_yaml(path) if path.is_file() else {}
    doi, contacts = given.get("doi"), given.get("contact", [])
    addresses = (doi and f"https://doi.org/{doi}", given.get("url"), given.get("repository-code"))
    return {
        "title": given.get("title", ""),
        "makers": "; ".join(map(_named, given.get("authors", []))),
        "version": str(given.get("version", version())),
        "date": given.get("date-released", ""),
        "address": next(filter(None, addresses), ""),
        "contact": "; ".join(each.get("email") or _named(each) for each in contacts),
    }


def _named(each: Mapping[str, str]) -> str:
    """Return the name of an organization or, family name first, of a person."""
    parts = (each.get("family-names"), each.get("given-names"))
    return each.get("name") or ", ".join(filter(None, parts))
