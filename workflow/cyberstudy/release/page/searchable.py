"""What can be found on the pages in one language, with where it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from cyberstudy.release.gather import ShownChapter
from cyberstudy.release.page.contents import PageContents
from cyberstudy.release.page.render import placed_page
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
#: Kind, title, what it is of, a text to look in, a link, and whether it is shown first.
_Entry = dict[str, str | bool]
#: Other words that areas of the memorandum are looked for by.
OF_AREAS = phrase("who lags, what States lack, least developed countries, LDC")


def names_in(language: str, tables: Sequence[pl.DataFrame]) -> dict[str, list[str]]:
    """Return other names of countries by code: in a language, in English, and in no language.

    Parameters
    ----------
    language
        Its code.
    tables
        The reference's `aliases.csv`, where there is one.
    """
    names_by_code: dict[str, list[str]] = {}
    for table in tables:
        of = pl.col("language") if "language" in table.columns else pl.lit("")
        wanted = table.filter(of.fill_null("").is_in(["", "en", language]))
        for code, names in wanted.group_by("iso3").agg("alias").iter_rows():
            names_by_code[code] = sorted(names)
    return names_by_code


@dataclass(frozen=True)
class Searchable:
    """What can be found: chapters, exhibits, questions, countries, terms, topics, places."""

    contents: PageContents

    def entries(self) -> list[_Entry]:
        """Return all that can be found; what the story tells is marked as `first`."""
        return [
            *self._chapters(),
            *self._exhibits(),
            *self._questions(),
            *self._countries(),
            *self._glossary(),
            *self._topics(),
            *self._places(),
        ]

    def _entry(
        self, kind: str, title: str, href: str, text: str = "", of: str = "", *, first: bool = False
    ) -> _Entry:
        shown = {
            "kind": self.contents.speech.interface[kind],
            "title": title,
            "of": of,
            "text": text,
        }
        return {**shown, "href": href, "first": first}

    def _page(self, page: str, place: str = "") -> str:
        return f"{placed_page(page, self.contents.speech.code)}{place}"

    def _titled(self, chapter: ShownChapter) -> str:
        return self.contents.speech.say.word(chapter.title)

    def _chapters(self) -> Iterator[_Entry]:
        word = self.contents.speech.say.word
        for chapter in self.contents.chapters:
            also = word(OF_AREAS) if chapter.area else ""
            text = f"{word(chapter.introduction)} {word(chapter.limits)} {also}"
            href = self._page(f"chapters/{chapter.id}")
            title = self._titled(chapter)
            yield self._entry("chapter", title, href, text, first=not chapter.annex)

    def _exhibits(self) -> Iterator[_Entry]:
        keys = ("title", "subtitle", "finding", "caption", "question", "alt")
        for chapter in self.contents.chapters:
            for exhibit in chapter.exhibits:
                text = " ".join(exhibit.said[key] for key in keys)
                first = not (chapter.annex or exhibit.said["simulated"])
                of, href = self._titled(chapter), self.contents.home[exhibit.id]
                yield self._entry("exhibit", exhibit.title, href, text, of, first=first)

    def _questions(self) -> Iterator[_Entry]:
        for name, survey in self.contents.explorers.items():
            for question in survey["questions"]:
                href = self._page("explorer", f"#s={name}&q={question['name']}")
                text = f"{question['wording']} {' '.join(question['options'].values())}"
                yield self._entry(
                    "question", question["label"], href, text, self.contents.titles[name]
                )

    def _countries(self) -> Iterator[_Entry]:
        names = names_in(self.contents.language, self.contents.site.aliases)
        for country in self.contents.countries["countries"]:
            code, region = country["code"], country["region"]
            text = " ".join([code, country["development"], *names.get(code, ())])
            href = self._page("countries", f"#c={code}")
            yield self._entry("country", country["name"], href, text, region)

    def _glossary(self) -> Iterator[_Entry]:
        word = self.contents.speech.say.word
        for number, (term, meaning) in enumerate(self.contents.site.glossary, start=1):
            href = self._page("methods", f"#term-{number}")
            yield self._entry("glossary", word(term), href, word(meaning))

    def _topics(self) -> Iterator[_Entry]:
        """Yield topics of the story: of a figure, or of what its chapter says is not covered."""
        figures = {
            one.id: one.title for chapter in self.contents.chapters for one in chapter.exhibits
        }
        for chapter in self.contents.chapters:
            page = self.contents.site.story.pages.get(chapter.id)
            for topic, figure in page.topics.items() if page else ():
                name = (figure or "").replace("/", "-")
                href = self.contents.home.get(name) or self._page(
                    f"chapters/{chapter.id}", "#limits"
                )
                of, kind = figures.get(name), "topic" if figure else "not_covered"
                title = self.contents.speech.say.word(topic)
                yield self._entry(kind, title, href, of=of or self._titled(chapter), first=True)

    def _places(self) -> Iterator[_Entry]:
        shown = {"report": self.contents.shown["reports"]}
        shown |= {"recommended": self.contents.recommended}
        shown |= {"literature": self.contents.site.story.literature}
        for key, (where, also) in PLACES.items():
            if not shown.get(key, True):
                continue
            page, _, place = where.partition("#")
            literature = self.contents.site.story.literature.values() if key == "literature" else ()
            text = " ".join([self.contents.speech.say.word(also), *literature])
            href = self._page(page, f"#{place}" if place else "")
            yield self._entry("page", self.contents.speech.interface[key], href, text)
