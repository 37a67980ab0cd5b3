"""Who made the study, which version, when, and how to cite it, from its settings."""

from __future__ import annotations

from collections.abc import Mapping

#: What a citation needs, in its order; what is blank is named.
NEEDED = ("makers", "publisher", "contact", "licence", "version", "date")


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


def _bracketed(text: str) -> str:
    return f"({text})" if text else ""
