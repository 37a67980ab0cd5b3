"""What can be found on the pages, with where it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cyberstudy.release.gather import ShownChapter
from cyberstudy.release.page.interface import INTERFACE

#: Parts of pages that people look for: by key of the interface, where they are and other words
#: that they are looked for by.
PLACES = {
    "asked_whom": ("page/methods.html#asked_whom", "how many replied, real or simulated data"),
    "withheld_why": ("page/methods.html#withheld_why", "confidential, suppressed"),
    "glossary": ("page/methods.html#glossary", "terms, meaning"),
    "data": ("page/data.html", "download tables as CSV files"),
    "cite": ("page/data.html#cite", "citation, licence, who made it, author, contact"),
    "report": ("page/data.html", "download"),
}


def searchable(
    chapters: Sequence[ShownChapter],
    home: Mapping[str, str],
    explorers: Iterable[tuple[str, Mapping[str, Any]]],
    countries: Iterable[Mapping[str, str]],
    glossary: Iterable[tuple[str, str]],
    *,
    printed: bool,
) -> list[dict[str, str]]:
    """List chapters, exhibits, questions, countries, terms and parts of pages.

    Parameters
    ----------
    chapters
        With their exhibits.
    home
        Where each exhibit is, by its identifier.
    explorers
        What the explorer shows of each survey, behind the survey's title.
    countries
        By name.
    glossary
        Terms with what they mean.
    printed
        Whether there is a report to print.
    """
    found = [
        {
            "kind": "chapter",
            "title": chapter.title,
            "text": f"{chapter.introduction} {chapter.limits}",
            "href": f"page/chapters/{chapter.id}.html",
        }
        for chapter in chapters
    ]
    keys = ("title", "subtitle", "finding", "caption", "question", "alt")
    found += [
        {
            "kind": "exhibit",
            "title": exhibit.title,
            "of": chapter.title,
            "text": " ".join(exhibit.said[key] for key in keys),
            "href": home[exhibit.id],
        }
        for chapter in chapters
        for exhibit in chapter.exhibits
    ]
    found += [
        {
            "kind": "question",
            "title": question["label"],
            "of": title,
            "text": f"{question['wording']} {' '.join(question['options'].values())}",
            "href": f"page/explorer.html#s={survey['name']}&q={question['name']}",
        }
        for title, survey in explorers
        for question in survey["questions"]
    ]
    found += [
        {
            "kind": "country",
            "title": country["name"],
            "of": country["region"],
            "text": f"{country['code']} {country['development']}",
            "href": f"page/countries.html#c={country['code']}",
        }
        for country in countries
    ]
    found += [
        {
            "kind": "glossary",
            "title": term,
            "text": meaning,
            "href": f"page/methods.html#term-{place}",
        }
        for place, (term, meaning) in enumerate(glossary, start=1)
    ]
    found += [
        {"kind": "page", "title": INTERFACE[key], "text": text, "href": href}
        for key, (href, text) in PLACES.items()
        if key != "report" or printed
    ]
    return found
