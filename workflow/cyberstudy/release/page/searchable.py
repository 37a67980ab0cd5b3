"""What can be found on the pages in one language, with where it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from surveyanswers.tables.phrases import phrase

from cyberstudy.declare.chapters import Story
from cyberstudy.release.gather import ShownChapter
from cyberstudy.release.page.render import placed_page
from cyberstudy.release.page.translated import Speech

#: Parts of pages that people look for, by key of the interface: where they are.
PLACES = {
    "asked_whom": ("methods", "#asked_whom"),
    "withheld_why": ("methods", "#withheld_why"),
    "glossary": ("methods", "#glossary"),
    "data": ("data", ""),
    "cite": ("data", "#cite"),
    "origin": ("data", ""),
    "how_sure": ("index", "#how_sure"),
    "report": ("data", ""),
}
#: Other words that they are looked for by.
ALSO = {
    "asked_whom": phrase("how many replied, real or simulated data"),
    "withheld_why": phrase("confidential, suppressed"),
    "glossary": phrase("terms, meaning"),
    "data": phrase("download tables as CSV files"),
    "cite": phrase("citation, licence, license, reuse, who made this, author, publisher, contact"),
    "origin": phrase("licence, license, reuse, share, copyright, terms"),
    "how_sure": phrase("robust, weak, firm, certain, uncertainty, reliable, trust, sensitivity"),
    "report": phrase("download"),
}


def names_in(language: str, tables: Sequence[pl.DataFrame]) -> dict[str, list[str]]:
    """Give other names of countries by code: of a language, of English, and of no language.

    Parameters
    ----------
    language
        Its code.
    tables
        The reference's `aliases.csv`, where there is one.
    """
    found: dict[str, list[str]] = {}
    for table in tables:
        of = pl.col("language") if "language" in table.columns else pl.lit("")
        wanted = table.filter(of.fill_null("").is_in(["", "en", language]))
        for code, names in wanted.group_by("iso3").agg("alias").iter_rows():
            found[code] = sorted(names)
    return found


def searchable(
    chapters: Sequence[ShownChapter],
    home: Mapping[str, str],
    explorers: Iterable[tuple[str, Mapping[str, Any]]],
    countries: Iterable[Mapping[str, str]],
    glossary: Iterable[tuple[str, str]],
    story: Story,
    speech: Speech,
    *,
    names: Mapping[str, Sequence[str]],
    printed: bool,
) -> list[dict[str, str | bool]]:
    """List chapters, exhibits, questions, countries, terms, topics and parts of pages.

    What the story tells is marked as `first`.

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
    story
        With topics that readers look for.
    speech
        The language; explorers and countries are in it.
    names
        Other names of countries, by code; of some there are none.
    printed
        Whether there is a report to print.
    """
    word = speech.say.word
    titles = {exhibit.id: exhibit.title for each in chapters for exhibit in each.exhibits}

    def to(page: str, place: str = "") -> str:
        return f"{placed_page(page, speech.code)}{place}"

    title = {each.id: word(each.title) for each in chapters}
    found: list[dict[str, str | bool]] = [
        {
            "kind": "chapter",
            "title": title[chapter.id],
            "text": f"{word(chapter.introduction)} {word(chapter.limits)}",
            "href": to(f"chapters/{chapter.id}"),
            "first": not chapter.annex,
        }
        for chapter in chapters
    ]
    keys = ("title", "subtitle", "finding", "caption", "question", "alt")
    found += [
        {
            "kind": "exhibit",
            "title": exhibit.title,
            "of": title[chapter.id],
            "text": " ".join(exhibit.said[key] for key in keys),
            "href": home[exhibit.id],
            "first": not (chapter.annex or exhibit.said["simulated"]),
        }
        for chapter in chapters
        for exhibit in chapter.exhibits
    ]
    found += [
        {
            "kind": "question",
            "title": asked["label"],
            "of": survey_title,
            "text": f"{asked['wording']} {' '.join(asked['options'].values())}",
            "href": to("explorer", f"#s={survey['name']}&q={asked['name']}"),
        }
        for survey_title, survey in explorers
        for asked in survey["questions"]
    ]
    found += [
        {
            "kind": "country",
            "title": country["name"],
            "of": country["region"],
            "text": " ".join(
                [country["code"], country["development"], *names.get(country["code"], ())]
            ),
            "href": to("countries", f"#c={country['code']}"),
        }
        for country in countries
    ]
    found += [
        {
            "kind": "glossary",
            "title": word(term),
            "text": word(meaning),
            "href": to("methods", f"#term-{place}"),
        }
        for place, (term, meaning) in enumerate(glossary, start=1)
    ]
    pages = story.pages
    found += [
        {
            "kind": "topic",
            "title": word(topic),
            "of": titles.get(id_ := (figure or "").replace("/", "-")) or title[each.id],
            "text": "",
            "href": home.get(id_) or to(f"chapters/{each.id}"),
            "first": True,
        }
        for each in chapters
        if each.id in pages
        for topic, figure in pages[each.id].topics.items()
    ]
    found += [
        {
            "kind": "page",
            "title": speech.interface[key],
            "text": word(ALSO[key]),
            "href": to(page, place),
        }
        for key, (page, place) in PLACES.items()
        if key != "report" or printed
    ]
    return [{**each, "kind": speech.interface[str(each["kind"])]} for each in found]
