"""What can be found on the pages in one language, with where it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cyberstudy.release.gather import ShownChapter
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.words import shown_title

#: Parts of pages that people look for, by key of the interface: where they are.
PLACES = {
    "asked_whom": "page/methods.html#asked_whom",
    "withheld_why": "page/methods.html#withheld_why",
    "glossary": "page/methods.html#glossary",
    "data": "page/data.html",
    "cite": "page/data.html#cite",
    "report": "page/data.html",
}
#: Other words that they are looked for by.
ALSO = {
    "asked_whom": phrase("how many replied, real or simulated data"),
    "withheld_why": phrase("confidential, suppressed"),
    "glossary": phrase("terms, meaning"),
    "data": phrase("download tables as CSV files"),
    "cite": phrase("citation, licence, who made it, author, contact"),
    "report": phrase("download"),
}
#: What readers look for that no source asks by that name, and the chapter with what comes nearest.
TOPICS = {
    phrase("Ransomware"): "Where cybercrime comes from",
    phrase("Phishing"): "Where cybercrime comes from",
    phrase("Dissemination of information"): "Data and knowledge",
}
#: What the explorer says of a survey in a language that it does not speak.
NO_WORDS: Mapping[str, Any] = {"words": {}, "questions": {}}


@dataclass(frozen=True)
class Spoken:
    """What the pages say in one language, as far as they do.

    Attributes
    ----------
    language
        Its code.
    texts
        By what the pages call them: see `translated.said_in`.
    countries
        Names and regions by the English ones.
    explorers
        What `explorer.words_of_explorer` says of each survey.
    """

    language: str
    texts: Mapping[str, str]
    countries: Mapping[str, str]
    explorers: Mapping[str, Mapping[str, Any]]


def searchable(
    chapters: Sequence[ShownChapter],
    home: Mapping[str, str],
    explorers: Iterable[tuple[str, Mapping[str, Any]]],
    countries: Iterable[Mapping[str, str]],
    glossary: Iterable[tuple[str, str]],
    said: Spoken,
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
    said
        What of it is said otherwise; the rest is in English.
    printed
        Whether there is a report to print.
    """
    text = said.texts
    title = {each.id: text.get(f"chapter:{each.id}:title", each.title) for each in chapters}
    found = [
        {
            "kind": "chapter",
            "title": title[chapter.id],
            "text": " ".join(
                text.get(f"chapter:{chapter.id}:{key}", getattr(chapter, key))
                for key in ("introduction", "limits")
            ),
            "href": f"page/chapters/{chapter.id}.html",
        }
        for chapter in chapters
    ]
    keys = ("title", "subtitle", "finding", "caption", "question", "alt")
    for chapter in chapters:
        for exhibit in chapter.exhibits:
            words = exhibit.words.get(said.language, exhibit.said)
            found.append(
                {
                    "kind": "exhibit",
                    "title": shown_title(words["headline"], words["title"]),
                    "of": title[chapter.id],
                    "text": " ".join(words[key] for key in keys),
                    "href": home[exhibit.id],
                }
            )
    for english, survey in explorers:
        own = said.explorers[survey["name"]]
        for asked in survey["questions"]:
            words = own["questions"].get(asked["name"], asked)
            found.append(
                {
                    "kind": "question",
                    "title": own["words"].get(asked["label"], asked["label"]),
                    "of": text.get(f"survey:{survey['name']}:title", english),
                    "text": f"{words['wording']} {' '.join(words['options'].values())}",
                    "href": f"page/explorer.html#s={survey['name']}&q={asked['name']}",
                }
            )
    found += [
        {
            "kind": "country",
            "title": said.countries.get(country["name"], country["name"]),
            "of": said.countries.get(country["region"], country["region"]),
            "text": " ".join(
                [
                    country["code"],
                    said.countries.get(country["development"], country["development"]),
                ]
            ),
            "href": f"page/countries.html#c={country['code']}",
        }
        for country in countries
    ]
    found += [
        {
            "kind": "glossary",
            "title": text.get(f"glossary:{place}:term", term),
            "text": text.get(f"glossary:{place}:meaning", meaning),
            "href": f"page/methods.html#term-{place}",
        }
        for place, (term, meaning) in enumerate(glossary, start=1)
    ]
    found += [
        {"kind": "topic", "title": topic, "of": title[each.id], "text": "", "href": href}
        for topic, about in TOPICS.items()
        for each in chapters
        if each.title == about and (href := f"page/chapters/{each.id}.html")
    ]
    found += [
        {
            "kind": "page",
            "title": text[key],
            "text": text.get(f"also:{key}", ALSO[key]),
            "href": href,
        }
        for key, href in PLACES.items()
        if key != "report" or printed
    ]
    return found
