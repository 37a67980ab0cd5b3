"""Beside the stages: the pages on the study, for readers; they need no server and no connection.

``index.html`` and the folder ``page/`` beside it go together.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from cyberstudy.declare.chapters import Story
from cyberstudy.declare.survey import Survey
from cyberstudy.release import relink
from cyberstudy.release.citation import NEEDED, bibtex, cited, titled
from cyberstudy.release.gather import (
    PHONE,
    ShownSurvey,
    chapters_of,
    front_of,
    gather,
    made_up,
    published_parts,
)
from cyberstudy.release.page.countries import NONE, countries_of, facts_of_all, facts_of_one
from cyberstudy.release.page.explorer import explorer_of
from cyberstudy.release.page.introduction import purpose_of, sentence_of
from cyberstudy.release.page.lagging import asked_about, lagging_in, on_all_lists
from cyberstudy.release.page.methods import (
    audit_in_words,
    claims_counted,
    claims_in_words,
    clusterings_in_words,
    how_sure,
)
from cyberstudy.release.page.numbers import read_numbers
from cyberstudy.release.page.numbers_on_pages import stop_unaudited_pages
from cyberstudy.release.page.passed_on import FILE, countries_as_csv
from cyberstudy.release.page.pointed_at import countries_in_figures, headings_of, named_in_figures
from cyberstudy.release.page.render import (
    ASSETS,
    HOME,
    placed,
    placed_data,
    placed_page,
    placed_report,
    render,
    script_of,
)
from cyberstudy.release.page.searchable import Searchable, names_in
from cyberstudy.release.page.translated import Speech
from cyberstudy.release.scan import stop_leaks
from cyberstudy.tables.files import read_table
from cyberstudy.wording.glossary import read_glossary
from cyberstudy.wording.translator import languages_of
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.languages import LANGUAGES, RIGHT_TO_LEFT

FOLDER = "page"
#: A survey's files that most people ask for; those that there are. `INTERFACE` says what they are.
FILES = (
    *("README.md", "codebook.html", "columns.csv", "inputs.csv", "tables/estimates.csv"),
    *("tables/levels.csv", "tables/index.csv", "tables/country_facts.csv"),
    *("tables/contradictions.csv", "report.json", "answers/answers.csv", "answers/answers.sav"),
    *("answers/answers.dta", "answers/statuses.csv", "answers/variables.csv"),
)
#: Pages and scripts of data, by their place.
_Texts = dict[str, str]


def make_pages(
    surveys: Sequence[Survey],
    releases: Sequence[str],
    *,
    tables: Sequence[str],
    languages: Sequence[str],
    left_out: Sequence[Survey],
    story: Story,
    publication: Mapping[str, str],
    glossary: str,
    folder: str,
    drawn: Sequence[str] = (),
    submissions: Sequence[str] = (),
    reports: Sequence[str] = (),
    aliases: Sequence[str] = (),
) -> None:
    """Write the study's pages, with every figure and the released numbers behind them.

    Parameters
    ----------
    surveys
        In the order of the study; their plans order the exhibits and name the stories.
    releases
        The folder that `release` wrote for each; nothing else of the results gets in but
        what is cited.
    tables
        The folder that `protect` wrote for each: of public surveys whose sources allow it, single
        values are cited from it, one country at a time.
    languages
        That exhibits are drawn in, and that pages are written in beside English.
    left_out
        Surveys whose answers could not be had; of them, figures that git holds are shown.
    story
        As the study declares it; exhibits that it does not name come behind, by survey.
    publication
        Who publishes the study, or by `Survey.published_by` a survey by itself, and how.
    glossary
        The glossary, as a table of Markdown.
    folder
        Where the first page and `FOLDER` go.
    drawn
        The folder that `draw` wrote for each in the first language: what a figure's numbers say of
        single countries is cited in the same way.
    submissions
        Of surveys whose answers are registered: what the pages say of each is compared with them.
    reports
        The study as a report to print, one file a language, which names it.
    aliases
        Reference tables of other names of countries, by which search finds them, too.

    Raises
    ------
    SurveyError
        Something of registered answers stands there word for word.
    """
    terms = read_glossary(Path(glossary))
    printed = {Path(report).stem: report for report in reports}
    folders = {survey.name: figures for survey, figures in zip(surveys, drawn, strict=False)}
    # English is beneath every other, which may lack words; one survey's are whole, or not there.
    survey_languages = languages_of(surveys[0]) if len(surveys) == 1 and not left_out else languages
    written = [code for code in LANGUAGES if code in {"en", *({*languages} & {*survey_languages})}]

    of_study = partial(
        _Pages,
        story=story,
        publication=publication,
        glossary=terms,
        written=written,
        reports=[*printed],
        drawn=folders,
    )
    other_names = [read_table(path) for path in aliases]
    texts: _Texts = {}
    shown: list[ShownSurvey] = []
    for code in written:
        drawn_in = [code, *languages]
        pages = partial(of_study, language=code, names=names_in(code, other_names))
        parts = [
            gather(survey, Path(release), drawn_in, cited)
            for survey, release, cited in zip(surveys, releases, tables, strict=True)
        ]
        for part in parts:
            if part.survey.settings.protection == CONFIDENTIAL:
                # By itself, since other surveys may show and name what this one must not.
                alone = pages([part], left_out=[]).texts()
                stop_unaudited_pages(alone, part, code, {**publication, **story.literature})
                files = {name: text.encode() for name, text in alone.items()}
                stop_leaks(files, part.survey, submissions)
        frozen = published_parts(left_out, drawn_in)
        texts |= pages(parts, left_out=frozen).texts()
        shown += [*parts, *frozen]
    target = Path(folder)
    for name, text in texts.items():
        (path := target / name).parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for part in shown:
        for name in _files(part):
            _copy(part.release / name, placed_file := target / _placed_file(part, name))
            if name.startswith("notebooks/"):
                # A release has its figures beside its notebooks; here they lie with all others.
                figures = {path.name for path in part.release.glob("figures/*/*")}
                relink(placed_file, figures=figures, to=f"../../figures/{{}}/{part.survey.name}")
        for exhibit in part.exhibits.values():
            for ending in (*exhibit.endings, PHONE):
                if (source := exhibit.file(ending)).is_file():
                    _copy(source, target / placed(exhibit, ending))
    shutil.copytree(ASSETS, target / FOLDER / "assets", dirs_exist_ok=True)
    for language, report in printed.items():
        _copy(Path(report), target / placed_report(language))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _files(part: ShownSurvey) -> list[str]:
    notebooks = sorted((part.release / "notebooks").glob("*.html"))
    pages = [f"notebooks/{notebook.name}" for notebook in notebooks] if part.survey.asks else []
    return [name for name in (*FILES, *pages) if (part.release / name).is_file()]


def _placed_file(part: ShownSurvey, name: str) -> str:
    return f"{FOLDER}/files/{part.survey.name}/{Path(name).name}"


class _Pages:
    """All texts of the study's pages in one language."""

    def __init__(
        self,
        parts: Sequence[ShownSurvey],
        *,
        left_out: Sequence[ShownSurvey],
        story: Story,
        publication: Mapping[str, str],
        glossary: Sequence[tuple[str, str]],
        language: str,
        written: Sequence[str],
        reports: Sequence[str],
        drawn: Mapping[str, str],
        names: Mapping[str, Sequence[str]],
    ) -> None:
        self.names = names
        self.parts, self.glossary, self.left_out = parts, glossary, left_out
        self.language = language
        surveys = [part.survey for part in (*parts, *left_out)]
        declared = [part.survey.settings for part in parts]
        self.speech = speech = Speech(language, surveys)
        shown = [*parts, *(part for part in left_out if part.exhibits)]
        self.chapters, self.story = chapters_of(shown, story, speech.say), story
        settings = parts[0].survey.settings
        alone = parts[0].survey.name if len(parts) == 1 and not left_out else ""
        title = settings.title if alone else publication.get("title") or "Findings and figures"
        named = {
            **publication,
            "title": titled(parts[0].survey, parts[0].report, publication) if alone else title,
        }
        self.countries = countries_of(parts, speech.of)
        self.passed_on, self.closed = countries_as_csv(parts, self.countries or NONE)
        self.pointed = countries_in_figures(parts, drawn, speech.of) if self.countries else {}
        study = speech.said(title, alone)
        sentence = (
            speech.said(settings.citation, alone)
            if alone
            else sentence_of(publication, parts, left_out, speech)
        )
        self.home = {
            exhibit.id: f"{placed_page(f'chapters/{chapter.id}', language)}#{exhibit.id}"
            for chapter in self.chapters
            for exhibit in chapter.exhibits
        }
        self.explorers = {
            name: explorer
            for part in parts
            if (explorer := explorer_of(part, speech.of[name := part.survey.name]))
        }
        optional_pages = {"countries": self.countries, "explorer": self.explorers}
        heads = {part.survey.name: headings_of(part.survey) for part in shown}
        numbers = {
            exhibit.id: read_numbers(
                exhibit.file("csv"), speech.of[exhibit.survey], heads=heads[exhibit.survey]
            )
            for chapter in self.chapters
            for exhibit in chapter.exhibits
            if "csv" in exhibit.endings
        }
        self.front = front_of(shown, story)
        self.lagging = {
            chapter.id: lagging_in(story.areas[chapter.id], parts, speech.of)
            for chapter in self.chapters
            if chapter.area
        }
        self.surveys = surveys
        self.shown: dict[str, Any] = {
            "study": study.striptags(),
            "study_said": study,
            "purpose": purpose_of(story, self.countries or NONE, speech.say),
            "sentence": sentence.striptags(),
            "sentence_said": sentence,
            "publication": dict.fromkeys(NEEDED, "") | {**publication},
            "cited": cited(named) if publication else settings.citation,
            "bibtex": bibtex(named) if publication else "",
            "parts": parts,
            "closed": self.closed,
            "names_countries": left_out or any(s.frame or s.choice_files for s in declared),
            "made_up": made_up(shown, speech.say),
            "languages": {code: LANGUAGES[code].own_name for code in written},
            "language": language,
            "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
            "interface": speech.interface,
            "says": speech.of,
            **{name: getattr(speech, name) for name in ("t", "said", "drawn", "verdict")},
            "plain": speech.say.word,
            "home": self.home,
            "reports": [code for code in reports if code in LANGUAGES],
            "papers": [code for code in reports if code not in LANGUAGES],
            "titles": {part.survey.name: self._titled(part) for part in shown},
            "numbers": lambda exhibit: numbers.get(exhibit.id),
            "pointed": self.pointed,
            "recommended": [e for c in self.chapters for e in c.exhibits if e.said["recommends"]],
            "literature": story.literature,
            "named": named_in_figures(parts, drawn, (self.countries or NONE)["countries"]),
            "menu": [name for name in optional_pages if optional_pages[name]] + ["methods", "data"],
        }

    def texts(self) -> _Texts:
        """Each page and each script of data, by its place."""
        say = self.speech.say
        pages = {HOME: self._home()}
        for place, chapter in enumerate(self.chapters):
            name = f"chapters/{chapter.id}"
            around: dict[str, Any] = {
                "before": self.chapters[place - 1] if place else None,
                "after": self.chapters[place + 1] if place + 1 < len(self.chapters) else None,
                "lagging": (lagging := self.lagging.get(chapter.id, [])),
                "on_all_lists": on_all_lists(lagging),
                "asked": asked_about(chapter.id, self.surveys, self.speech.of)
                if chapter.area
                else [],
            }
            pages[name] = render("chapter", name, chapter=chapter, **around, **self.shown)
        file_names = {
            part.survey.name: [Path(name).name for name in _files(part)] for part in self.parts
        }
        countries = self.countries or NONE
        search, not_covered = self._search(), self.speech.interface["not_covered"]
        more: dict[str, dict[str, Any]] = {
            "methods": {
                "glossary": self.glossary,
                "clusterings": clusterings_in_words(self.parts, say),
                "claims": claims_in_words(self.parts, say),
                "counted": claims_counted(self.parts, say),
                "audit": audit_in_words(self.parts, say),
            },
            "countries": {
                "counted": countries["counted"],
                "uncovered": [entry for entry in search if entry["kind"] == not_covered],
            },
            "data": {
                "files": file_names,
                "fetched": {
                    source["path"]: source
                    for part in self.parts
                    for source in part.report.get("sources", ())
                }.values(),
                "whole": [
                    f"{entry['title']} ({entry['whole']:,})"
                    for entry in countries["sources"]
                    if entry.get("whole")
                ],
            },
        }
        for name in self.shown["menu"]:
            pages[name] = render(name, name, **more.get(name, {}), **self.shown)
        files = {FILE: self.passed_on} if self.countries and self.language == "en" else {}
        data: dict[str, Any] = {"words": self.speech.words(), "search": search}
        if self.explorers:
            titles = self.shown["titles"]
            data["explorer"] = [{"name": name, "title": titles[name]} for name in self.explorers]
            data |= {f"explorer-{name}": explorer for name, explorer in self.explorers.items()}
        if self.countries:
            data["countries"] = facts_of_all(countries)
            for code in (entry["code"] for entry in countries["countries"]):
                figures = {id: outlines["told"].get(code) for id, outlines in self.pointed.items()}
                areas = self.lagging.values()
                lacks = [lack.measure for area in areas for lack in area if code in lack.states]
                country_facts = {"figures": figures, "lacks": lacks}
                data[f"country-{code}"] = facts_of_one(countries, code) | country_facts
            data["names"] = [[entry["code"], entry["name"]] for entry in countries["countries"]]
            data |= {f"outlines-{id}": outlines["at"] for id, outlines in self.pointed.items()}
        folder = placed_data(self.language)
        scripts = {f"{folder}/{name}.js": script_of(name, d) for name, d in data.items()}
        placed_pages = {placed_page(name, self.language): text for name, text in pages.items()}
        return placed_pages | scripts | files

    def _home(self) -> str:
        return render(
            "home",
            HOME,
            front=self.front,
            lagging=self.lagging,
            **how_sure(self.parts, self.speech.say),
            chapters=self.chapters,
            left_out=self.left_out,
            **self.shown,
        )

    def _search(self) -> list[dict[str, str | bool]]:
        titles = self.shown["titles"]
        sections = {"report": self.shown["reports"]}
        sections |= {key: self.shown[key] for key in ("recommended", "literature")}
        return Searchable(
            chapters=self.chapters,
            home=self.home,
            explorers=[(titles[name], explorer) for name, explorer in self.explorers.items()],
            countries=(self.countries or NONE)["countries"],
            names=self.names,
            glossary=self.glossary,
            story=self.story,
            speech=self.speech,
            without=[key for key, shown in sections.items() if not shown],
        ).entries()

    def _titled(self, part: ShownSurvey) -> str:
        title = self.speech.of[part.survey.name].word(part.survey.settings.title)
        simulated = self.speech.interface["simulated"].lower()
        return f"{title} ({simulated})" if part.simulated else title
