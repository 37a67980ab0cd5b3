"""What the pages show in one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl
from markupsafe import Markup

from cyberstudy.declare.chapters import Story
from cyberstudy.release.citation import NEEDED, bibtex, cited, titled
from cyberstudy.release.gather import ShownExhibit, ShownSurvey, chapters_of, front_of, made_up
from cyberstudy.release.page.countries import countries_of
from cyberstudy.release.page.explorer import explorer_of
from cyberstudy.release.page.lagging import lagging_in
from cyberstudy.release.page.map_classes import named_in_figures
from cyberstudy.release.page.numbers import read_numbers
from cyberstudy.release.page.render import placed_page
from cyberstudy.release.page.translated import Speech
from cyberstudy.wording.translator import Translator
from surveyanswers.instrument.languages import LANGUAGES, RIGHT_TO_LEFT
from surveyanswers.tables.phrases import phrase

_LINK = Markup('<a class="cell" href="{}" data-of="{}" data-row="{}" aria-haspopup="dialog">{}</a>')


@dataclass(frozen=True, kw_only=True)
class Site:
    """What pages share in all languages.

    Attributes
    ----------
    story
        As the study declares it; exhibits that it does not name come behind, by survey.
    publication
        Who publishes the study, or a survey by itself, and how.
    glossary
        Terms with what they mean.
    languages
        That there are pages in.
    reports
        Names of the files of the report to print: languages, and what else is printed.
    aliases
        Reference tables of other names of countries, by which search finds them, too.
    numbers
        Of findings, by survey, with their rows (`trace.findings.numbers_of_findings`).
    """

    story: Story
    publication: Mapping[str, str]
    glossary: Sequence[tuple[str, str]]
    languages: Sequence[str]
    reports: Sequence[str]
    aliases: Sequence[pl.DataFrame]
    numbers: Mapping[str, Any]


class PageContents:
    """What the pages show in one language, of some surveys and of others that could not be had."""

    def __init__(
        self,
        site: Site,
        language: str,
        parts: Sequence[ShownSurvey],
        left_out: Sequence[ShownSurvey] = (),
    ) -> None:
        self.site, self.language, self.parts, self.left_out = site, language, parts, [*left_out]
        self.with_figures = [*parts, *(part for part in left_out if part.exhibits)]
        self.speech = Speech(language, [*parts, *left_out])
        self.chapters = chapters_of(self.with_figures, site.story, self.speech.say)
        self.countries = countries_of(parts)
        self.titles = {part.survey.name: self._titled(part) for part in self.with_figures}
        self.home = {
            exhibit.id: f"{placed_page(f'chapters/{chapter.id}', language)}#{exhibit.id}"
            for chapter in self.chapters
            for exhibit in chapter.exhibits
        }
        explorers = map(explorer_of, parts)
        self.explorers = {explorer["name"]: explorer for explorer in explorers if explorer}
        self.lagging = {
            chapter.id: lagging_in(site.story.areas[chapter.id], parts)
            for chapter in self.chapters
            if chapter.area
        }
        self.recommended = [
            exhibit
            for chapter in self.chapters
            for exhibit in chapter.exhibits
            if exhibit.said["recommends"]
        ]

    def _titled(self, part: ShownSurvey) -> str:
        title = part.say.word(part.survey.settings.title)
        simulated = self.speech.interface["simulated"].lower()
        return f"{title} ({simulated})" if part.simulated else title

    def _linked(self, exhibit: ShownExhibit, href: str) -> Markup:
        """Return a finding whose numbers are links, which a program makes open their rows."""
        text, parts, done = exhibit.said["finding"], list[str | Markup](), 0
        places = self.site.numbers.get(exhibit.survey, {"places": {}})["places"]
        for start, end, row in places.get((exhibit.language, exhibit.name), ()):
            link = _LINK.format(href, exhibit.survey, row, text[start:end])
            parts, done = [*parts, text[done:start], link], end
        return Markup().join([*parts, text[done:]])

    @cached_property
    def shown(self) -> dict[str, Any]:
        """What templates of all pages ask for, by the name that they ask by."""
        speech, parts, publication = self.speech, self.parts, self.site.publication
        first = parts[0].survey
        alone = first.name if len([*parts, *self.left_out]) == 1 else ""
        title = (
            first.settings.title if alone else publication.get("title") or "Findings and figures"
        )
        data_title = titled(first, parts[0].report, publication) if alone else title
        named = {**publication, "title": data_title}
        study, sentence = speech.said(title, alone), speech.said(first.settings.citation, alone)
        if not alone:
            sentence = sentence_of(publication, parts, self.left_out, speech)
        numbers = {
            exhibit.id: read_numbers(exhibit.file("csv"), part.say, heads=part.headings)
            for part in self.with_figures
            for exhibit in part.exhibits.values()
            if "csv" in exhibit.endings
        }
        declared = [part.survey.settings for part in parts]
        optional_pages = {"countries": self.countries["countries"], "explorer": self.explorers}
        return {
            "study": study.striptags(),
            "study_said": study,
            "purpose": purpose_of(self.site.story, self.countries, speech.say),
            "sentence": sentence.striptags(),
            "sentence_said": sentence,
            "publication": dict.fromkeys(NEEDED, "") | {**publication},
            "cited": cited(named) if publication else first.settings.citation,
            "bibtex": bibtex(named) if publication else "",
            "parts": parts,
            "names_countries": self.left_out or any(s.frame or s.choice_files for s in declared),
            "made_up": made_up(self.with_figures, speech.say),
            "languages": {code: LANGUAGES[code].own_name for code in self.site.languages},
            "language": self.language,
            "direction": "rtl" if self.language in RIGHT_TO_LEFT else "ltr",
            "interface": speech.interface,
            **{name: getattr(speech, name) for name in ("t", "said", "drawn", "verdict")},
            "plain": speech.say.word,
            "home": self.home,
            "reports": [code for code in self.site.reports if code in LANGUAGES],
            "papers": [code for code in self.site.reports if code not in LANGUAGES],
            "titles": self.titles,
            "numbers": lambda exhibit: numbers.get(exhibit.id),
            "linked": self._linked,
            "recommended": self.recommended,
            "literature": self.site.story.literature,
            "named": named_in_figures(parts, self.countries["countries"]),
            "menu": [name for name in optional_pages if optional_pages[name]] + ["methods", "data"],
            "chapters": self.chapters,
            "front": front_of(self.with_figures, self.site.story),
            "left_out": self.left_out,
        }


def purpose_of(story: Story, countries: Mapping[str, Any], say: Translator) -> str:
    """Return who asked for the study and why, and how many countries and which years it covers.

    Assume: the year of a measure is the one that most countries' latest value is of.

    Parameters
    ----------
    story
        As the study declares it.
    countries
        By `countries.countries_of`.
    say
        The language.
    """
    facts = [fact for source in countries["sources"] for fact in source["facts"]]
    dated = [Counter(fact["years"].values()) for fact in facts if fact.get("years")]
    years = [years.most_common(1)[0][0] for years in dated]
    years += [wave for source in countries["sources"] for wave in source["waves"] if wave.isdigit()]
    if not story.purpose or not years:
        return ""
    members = sum(not country["outside"] for country in countries["countries"])
    first, last = (f"{year}" for year in (min(map(int, years)), max(map(int, years))))
    return say(story.purpose, members=members, first=first, last=last)


def sentence_of(
    publication: Mapping[str, str],
    parts: Sequence[ShownSurvey],
    left_out: Sequence[ShownSurvey],
    speech: Speech,
) -> Markup:
    """Return the publisher's sentence on the study, or the surveys of this run where one lacks.

    Parameters
    ----------
    publication
        As it is declared.
    parts, left_out
        Surveys that are here, and that could not be had.
    speech
        The language.
    """
    if all(part.exhibits for part in left_out):
        return speech.said(publication.get("sentence", ""))
    asking = (part for part in parts if part.survey.asks)
    titles = [part.say.word(part.survey.settings.title) for part in asking]
    clauses = speech.say.clauses(titles)
    return Markup.escape(speech.say(phrase("This run covers {titles}."), titles=clauses))
