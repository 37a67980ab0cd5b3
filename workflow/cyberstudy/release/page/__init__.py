"""Beside the stages: the pages on the study, for readers; they need no server and no connection.

``index.html`` and the folder ``page/`` beside it go together; ``study.html`` goes by itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cyberstudy.declare.chapters import Story
from cyberstudy.declare.languages import LANGUAGES
from cyberstudy.declare.survey import Survey
from cyberstudy.release.citation import NEEDED, bibtex, blank_in, cited
from cyberstudy.release.gather import (
    ShownChapter,
    ShownExhibit,
    ShownSurvey,
    chapters_of,
    figures_of,
    front_of,
    gather,
    made_up,
    published_parts,
)
from cyberstudy.release.page.countries import (
    NONE,
    countries_of,
    facts_of_all,
    facts_of_one,
    words_of_countries,
)
from cyberstudy.release.page.explorer import explorer_of, words_of_explorer
from cyberstudy.release.page.figures import PHONE, read_figure
from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.release.page.methods import audit_in_words, claims_in_words, clusterings_in_words
from cyberstudy.release.page.numbers import read_numbers
from cyberstudy.release.page.passed_on import FILE, countries_as_csv
from cyberstudy.release.page.pointed_at import countries_in_figures, short_labels
from cyberstudy.release.page.render import (
    ASSETS,
    placed,
    placed_report,
    render,
    render_single,
    script_of,
)
from cyberstudy.release.page.searchable import NO_WORDS, Spoken, searchable
from cyberstudy.release.page.translated import said_in
from cyberstudy.release.scan import stop_leaks
from cyberstudy.tables.phrases import phrase
from cyberstudy.tables.registry import labels_of
from cyberstudy.wording.glossary import read_glossary
from cyberstudy.wording.translator import ENGLISH, speaking_of, translator_of

HOME, FOLDER, SINGLE = "index.html", "page", "study.html"
#: Bytes of figures in the single file, which then stays under 5 MB with all else.
ROOM = 4_300_000
#: A survey's files that most people ask for; those that there are. `INTERFACE` says what they are.
FILES = (
    *("README.md", "data_dictionary.csv", "columns.csv", "tables/estimates.csv"),
    *("tables/levels.csv", "tables/index.csv", "tables/country_facts.csv"),
    *("tables/contradictions.csv", "report.json"),
)


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
        That exhibits are drawn in, and pages are offered in; the first is shown first.
    left_out
        Surveys whose answers could not be had; of them, figures that git holds are shown.
    story
        As the study declares it; exhibits that it does not name come behind, by survey.
    publication
        Who publishes the study, and how: `declare.settings.Publication`.
    glossary
        The glossary, as a table of Markdown.
    folder
        Where `HOME`, `FOLDER` and `SINGLE` go.
    drawn
        The folder that `draw` wrote for each in the first language: what a figure's numbers say of
        single countries is cited in the same way.
    submissions
        Of surveys whose answers are registered: what the pages say of each is compared with them.
    reports
        The study as a report to print, one file a language, which names it.

    Raises
    ------
    StudyProblem
        Something of registered answers stands there word for word.
    """
    parts = [
        gather(survey, Path(release), languages, cited)
        for survey, release, cited in zip(surveys, releases, tables, strict=True)
    ]
    terms = read_glossary(Path(glossary))
    printed = {Path(report).stem: report for report in reports}
    frozen = published_parts(left_out, languages)
    folders = {survey.name: figures for survey, figures in zip(surveys, drawn, strict=False)}

    def pages(of: Sequence[ShownSurvey], without: Sequence[ShownSurvey]) -> dict[str, str]:
        pointed = countries_in_figures(of, folders)
        return _Pages(
            of, story, publication, without, terms, languages, [*printed], pointed
        ).texts()

    for part in parts:
        if part.survey.data_access.registered is not None:
            # By itself, since other surveys may name what this one must not.
            alone = {name: text.encode() for name, text in pages([part], []).items()}
            stop_leaks(alone, part.survey, submissions)
    target = Path(folder)
    for name, text in pages(parts, frozen).items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(ASSETS, target / FOLDER / "assets", dirs_exist_ok=True)
    for language, report in printed.items():
        _copy(Path(report), target / placed_report(language))
    for part in [*parts, *frozen]:
        for name in _files(part):
            _copy(part.release / name, target / _placed_file(part, name))
        for exhibit in part.exhibits.values():
            for language in exhibit.words:
                for ending in (*exhibit.endings, PHONE):
                    if (source := exhibit.file(ending, language)).is_file():
                        _copy(source, target / placed(exhibit, ending, language))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _files(part: ShownSurvey) -> list[str]:
    return [name for name in FILES if (part.release / name).is_file()]


def _placed_file(part: ShownSurvey, name: str) -> str:
    return f"{FOLDER}/files/{part.survey.name}/{Path(name).name}"


class _Pages:
    """All texts of the study's pages."""

    def __init__(
        self,
        parts: Sequence[ShownSurvey],
        story: Story,
        publication: Mapping[str, str],
        left_out: Sequence[ShownSurvey],
        glossary: Sequence[tuple[str, str]],
        languages: Sequence[str],
        reports: Sequence[str],
        pointed: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self.parts, self.glossary, self.left_out = parts, glossary, left_out
        # English is beneath every other, which may lack words.
        self.languages = [code for code in LANGUAGES if code in {"en", *languages}]
        self.translated = [code for code in self.languages if code != "en"]
        shown = [*parts, *(part for part in left_out if part.exhibits)]
        self.chapters, self.story = chapters_of(shown, story), story
        self.figures = figures_of(shown)
        settings = parts[0].survey.settings
        alone = len(parts) == 1 and not left_out
        title = settings.title if alone else publication.get("title") or "Findings and figures"
        self.countries = countries_of(parts)
        self.pointed = pointed if self.countries else {}
        sentence = settings.citation if alone else _promised(publication, parts, left_out)
        self.home = {
            exhibit.id: f"{FOLDER}/chapters/{chapter.id}.html#{exhibit.id}"
            for chapter in self.chapters
            for exhibit in chapter.exhibits
        }
        self.explorers = {part.survey.name: found for part in parts if (found := explorer_of(part))}
        there = {"countries": self.countries, "explorer": self.explorers}
        self.labels = {part.survey.name: short_labels(part.survey) for part in shown}
        self.heads = {part.survey.name: labels_of(part.survey.made.values()) for part in shown}
        says = {part.survey.name: translator_of(part.survey, "en") for part in shown}
        self.numbers = {
            exhibit.id: read_numbers(
                exhibit.file("csv"),
                self.labels[exhibit.survey],
                says[exhibit.survey],
                heads=self.heads[exhibit.survey],
            )
            for chapter in self.chapters
            for exhibit in chapter.exhibits
            if "csv" in exhibit.endings
        }
        self.front = front_of(shown, story)
        self.shown: dict[str, Any] = {
            "study": title,
            "sentence": sentence,
            "publication": dict.fromkeys(NEEDED, "") | {**publication},
            "blank": blank_in(publication),
            "cited": cited({**publication, "title": title}),
            "bibtex": bibtex({**publication, "title": title}),
            "parts": parts,
            "made_up": made_up(shown),
            "languages": {code: LANGUAGES[code].own_name for code in self.languages},
            "reports": reports,
            "titles": {part.survey.name: _titled(part) for part in shown},
            "numbers": lambda exhibit: self.numbers.get(exhibit.id),
            "pointed": self.pointed,
            "menu": [name for name in there if there[name]] + ["methods", "data"],
        }

    def texts(self) -> dict[str, str]:
        """Each page and each script of data, by its place."""
        pages = {HOME: self._home(), SINGLE: self._single()}
        for place, chapter in enumerate(self.chapters):
            name = f"{FOLDER}/chapters/{chapter.id}.html"
            around = {
                "before": self.chapters[place - 1] if place else None,
                "after": self.chapters[place + 1] if place + 1 < len(self.chapters) else None,
            }
            pages[name] = render("chapter", name, chapter=chapter, **around, **self.shown)
        known = {
            part.survey.name: [Path(name).name for name in _files(part)] for part in self.parts
        }
        passed_on, closed = countries_as_csv(self.parts, self.countries or NONE)
        more: dict[str, dict[str, Any]] = {
            "methods": {
                "glossary": self.glossary,
                "clusterings": clusterings_in_words(self.parts),
                "claims": claims_in_words(self.parts),
                "audit": audit_in_words(self.parts),
            },
            "countries": {"counted": (self.countries or NONE)["counted"], "closed": closed},
            "data": {"files": known},
        }
        for name in self.shown["menu"]:
            page = f"{FOLDER}/{name}.html"
            pages[page] = render(name, page, **more.get(name, {}), **self.shown)
        files = {FILE: passed_on} if self.countries else {}
        study = {"title": self.shown["study"], "sentence": self.shown["sentence"]}
        data: dict[str, Any] = {
            f"lang-{code}": said_in(code, self.parts, self.chapters, study, self.glossary)
            for code in self.languages
        }
        if self.explorers:
            data["explorer"] = [
                {"name": name, "title": self.shown["titles"][name]} for name in self.explorers
            ]
        for part in self.parts:
            if found := self.explorers.get(part.survey.name):
                data[f"explorer-{part.survey.name}"] = found
                for code in self.translated:
                    data[f"explorer-{part.survey.name}-{code}"] = words_of_explorer(
                        part, found, code
                    )
        if self.countries:
            data["countries"] = facts_of_all(self.countries)
            for code in (each["code"] for each in self.countries["countries"]):
                figures = {id: own["told"].get(code) for id, own in self.pointed.items()}
                data[f"country-{code}"] = facts_of_one(self.countries, code) | {"figures": figures}
            named = ((each["code"], each["name"]) for each in self.countries["countries"])
            data["names"] = [*named]
            data |= {f"outlines-{id}": own["at"] for id, own in self.pointed.items()}
            for code in self.translated:
                data[f"countries-{code}"] = words_of_countries(self.parts, self.countries, code)
        for code in self.translated:
            data |= {
                f"numbers-{chapter.id}-{code}": self._numbers(chapter, code)
                for chapter in self.chapters
            }
        data |= {f"search-{code}": self._search(code, data) for code in self.languages}
        scripts = {f"{FOLDER}/data/{name}.js": script_of(name, d) for name, d in data.items()}
        return pages | scripts | files

    def _home(self) -> str:
        areas = [
            (name, area, [self.figures[each] for each in area.figures if each in self.figures])
            for name, area in self.story.areas.items()
        ]
        return render(
            "home",
            HOME,
            front=self.front,
            areas=areas,
            recommended=[e for e in self._unfolded if e.said["recommends"]],
            link=lambda exhibit: self.home[exhibit.id],
            chapters=self.chapters,
            left_out=self.left_out,
            **self.shown,
        )

    @property
    def _unfolded(self) -> list[ShownExhibit]:
        return [exhibit for chapter in self.chapters for exhibit in chapter.unfolded]

    def _single(self) -> str:
        """Keep figures of the first page, then unfolded ones, as long as there is room."""
        room, kept = ROOM, []
        for exhibit in dict.fromkeys(each.id for each in [*self.front, *self._unfolded]):
            found = next(e for c in self.chapters for e in c.exhibits if e.id == exhibit)
            size = len(read_figure(found.file("svg")))
            if size <= room:
                room -= size
                kept.append(exhibit)
        in_chapters = [
            (chapter, [exhibit for exhibit in chapter.exhibits if exhibit.id in kept])
            for chapter in self.chapters
        ]
        return render_single(
            told=self.front, kept=[(c, e) for c, e in in_chapters if e], **self.shown
        )

    def _numbers(self, chapter: ShownChapter, code: str) -> dict[str, list[str | None]]:
        """Cells of the tables beside figures, headings first; None where nothing is otherwise."""
        surveys = {part.survey.name: part.survey for part in [*self.parts, *self.left_out]}
        told: dict[str, list[str | None]] = {}
        for exhibit in (each for each in chapter.exhibits if each.id in self.numbers):
            drawn = code if code in exhibit.words else exhibit.language
            own = read_numbers(
                exhibit.file("csv", drawn),
                self.labels[exhibit.survey],
                speaking_of(surveys[exhibit.survey], code),
                heads=self.heads[exhibit.survey],
            )
            told[exhibit.id] = [
                text if text != other else None
                for text, other in zip(own.cells, self.numbers[exhibit.id].cells, strict=True)
            ]
        return told

    def _search(self, code: str, data: Mapping[str, Any]) -> list[dict[str, str]]:
        """List what can be found, in a language whose words are in the scripts of data."""
        own = data.get(f"lang-{code}", {"texts": {}, "interface": {}})
        said = Spoken(
            language=code,
            texts={**INTERFACE, **own["texts"], **own["interface"]},
            countries=data.get(f"countries-{code}", {}),
            explorers={
                name: data.get(f"explorer-{name}-{code}", NO_WORDS) for name in self.explorers
            },
        )
        return searchable(
            self.chapters,
            self.home,
            [(self.shown["titles"][name], found) for name, found in self.explorers.items()],
            (self.countries or NONE)["countries"],
            self.glossary,
            said,
            printed=bool(self.shown["reports"]),
        )


def _titled(part: ShownSurvey) -> str:
    title = part.survey.settings.title
    return f"{title} ({INTERFACE['simulated'].lower()})" if part.simulated else title


def _promised(
    publication: Mapping[str, str],
    parts: Sequence[ShownSurvey],
    left_out: Sequence[ShownSurvey],
) -> str:
    """Say what the study is in the words of who publishes it, while all that they name is there."""
    if all(part.exhibits for part in left_out):
        return publication.get("sentence", "")
    titles = [part.survey.settings.title for part in parts if part.survey.asks]
    return ENGLISH(phrase("What there is in this run: {titles}."), titles=ENGLISH.clauses(titles))
