"""What can be found on the pages in one language, with where it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from cyberstudy.declare.chapters import Story
from cyberstudy.release.gather import ShownChapter
from cyberstudy.release.page.render import placed_page
from cyberstudy.release.page.translated import Speech
from surveyanswers.tables.phrases import phrase

#: Parts of pages that people look for, by key of the interface: where they are, and by what words.
PLACES = {
    "methods": ("methods", phrase("methodology, how it was made")),
    "check": ("methods#check", phrase("reproduce, replicate, verify, source code, repository")),
    "literature": ("methods#literature", phrase("references, bibliography, papers, DOI")),
    "asked_whom": ("methods#asked_whom", phrase("how many replied, real or simulated data")),
    "withheld_why": ("methods#withheld_why", phrase("confidential, suppressed")),
    "glossary": ("methods#glossary", phrase("terms, meaning")),
    "data": ("data", phrase("download tables as CSV files")),
    "codebook.html": ("data", phrase("codebook, data dictionary, variables, questions")),
    "cite": (
        "data#cite",
        phrase("citation, licence, license, reuse, who made this, author, publisher, contact"),
    ),
    "origin": ("data", phrase("licence, license, reuse, share, copyright, terms, embed")),
    "how_sure": (
        "index#how_sure",
        phrase("robust, weak, firm, certain, uncertainty, reliable, trust, sensitivity"),
    ),
    "recommended": ("index#recommended", phrase("what next, what to do, next steps, advice")),
    "report": ("data", phrase("download")),
}
#: Other words that areas of the memorandum are looked for by.
OF_AREAS = phrase("who lags, what States lack, least developed countries, LDC")


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
    without: Collection[str],
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
    without
        Keys of `PLACES` that these pages do not have.
    """
    word = speech.say.word
    titles = {exhibit.id: exhibit.title for each in chapters for exhibit in each.exhibits}

    def to(page: str, place: str = "") -> str:
        return f"{placed_page(page, speech.code)}{place}"

    title = {each.id: word(each.title) for each in chapters}
    found: list[dict[str, str | bool]] = []

    def put(
        kind: str, title: str, href: str, text: str = "", of: str = "", *, first: bool = False
    ) -> None:
        told = {"kind": speech.interface[kind], "title": title, "of": of, "text": text}
        found.append({**told, "href": href, "first": first})

    for chapter in chapters:
        also = word(OF_AREAS) if chapter.area else ""
        text = f"{word(chapter.introduction)} {word(chapter.limits)} {also}"
        href = to(f"chapters/{chapter.id}")
        put("chapter", title[chapter.id], href, text, first=not chapter.annex)
    keys = ("title", "subtitle", "finding", "caption", "question", "alt")
    for chapter, exhibit in ((each, exhibit) for each in chapters for exhibit in each.exhibits):
        text = " ".join(exhibit.said[key] for key in keys)
        first = not (chapter.annex or exhibit.said["simulated"])
        put("exhibit", exhibit.title, home[exhibit.id], text, title[chapter.id], first=first)
    for survey_title, survey in explorers:
        for asked in survey["questions"]:
            href = to("explorer", f"#s={survey['name']}&q={asked['name']}")
            text = f"{asked['wording']} {' '.join(asked['options'].values())}"
            put("question", asked["label"], href, text, survey_title)
    for country in countries:
        code = country["code"]
        text = " ".join([code, country["development"], *names.get(code, ())])
        put("country", country["name"], to("countries", f"#c={code}"), text, country["region"])
    for number, (term, meaning) in enumerate(glossary, start=1):
        put("glossary", word(term), to("methods", f"#term-{number}"), word(meaning))
    for chapter in chapters:
        told = story.pages[chapter.id].topics if chapter.id in story.pages else {}
        for topic, figure in told.items():
            id_ = (figure or "").replace("/", "-")
            href = home.get(id_) or to(f"chapters/{chapter.id}", "#limits")
            of = titles.get(id_) or title[chapter.id]
            put("topic" if figure else "not_covered", word(topic), href, of=of, first=True)
    for key, (where, also) in PLACES.items():
        page, _, place = where.partition("#")
        text = " ".join([word(also), *(story.literature.values() if key == "literature" else ())])
        if key not in without:
            put("page", speech.interface[key], to(page, f"#{place}" if place else ""), text)
    return found
