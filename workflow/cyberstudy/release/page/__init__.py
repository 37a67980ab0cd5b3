"""Beside the stages: the pages on the study, for readers; they need no server and no connection.

``index.html`` and the folder ``page/`` beside it go together; ``study.html`` goes by itself.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cyberstudy.declare.chapters import Chapter
from cyberstudy.declare.languages import LANGUAGES, RIGHT_TO_LEFT
from cyberstudy.declare.survey import Survey
from cyberstudy.release.gather import (
    ShownChapter,
    ShownExhibit,
    ShownSurvey,
    chapters_of,
    gather,
)
from cyberstudy.release.page.countries import countries_of
from cyberstudy.release.page.explorer import explorer_of
from cyberstudy.release.page.figures import read_figure
from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.release.page.numbers import read_numbers
from cyberstudy.release.page.render import ASSETS, placed, render, render_single, script_of
from cyberstudy.release.scan import stop_leaks
from cyberstudy.tables.storage import read_json
from cyberstudy.wording.speech import PHRASES, read_catalogue

HOME, FOLDER, SINGLE = "index.html", "page", "study.html"
#: Bytes of figures in the single file, which then stays under 5 MB with all else.
ROOM = 4_300_000
#: Numbers and stories on the first page.
CARDS, STORIES = 4, 5
#: A survey's files that most people ask for, with what they are; those that there are.
FILES = {
    "README.md": "what the release holds",
    "data_dictionary.csv": "every question: wording, options, who was asked",
    "columns.csv": "every column of every table",
    "tables/estimates.csv": "shares by question, answer and group",
    "tables/levels.csv": "means by question and group",
    "tables/index.csv": "the index by country",
    "tables/country_facts.csv": "what is known of countries",
    "tables/contradictions.csv": "where sources contradict each other",
    "report.json": "what was let through and what was withheld",
}
_TERM = re.compile(r"^\| (?!term \||-)(?P<term>[^|]+) \| (?P<meaning>.+) \|$", re.M)


def make_pages(
    surveys: Sequence[Survey],
    releases: Sequence[str],
    *,
    languages: Sequence[str],
    left_out: Mapping[str, str],
    chapters: Mapping[str, Chapter],
    publication: Mapping[str, str],
    glossary: str,
    folder: str,
    submissions: Sequence[str] = (),
) -> None:
    """Write the study's pages, with every figure and the released numbers behind them.

    Parameters
    ----------
    surveys
        In the order of the study; their plans order the exhibits and name the stories.
    releases
        The folder that `release` wrote for each; nothing else of the results gets in.
    languages
        That exhibits are drawn in; the first is shown first.
    left_out
        Surveys whose answers could not be had, with their titles.
    chapters
        As the study declares them; exhibits of other areas come behind.
    publication
        Who publishes the study, and how: `declare.settings.Publication`.
    glossary
        The glossary, as a table of Markdown.
    folder
        Where `HOME`, `FOLDER` and `SINGLE` go.
    submissions
        Of surveys whose answers are registered: what the pages say of each is held against them.

    Raises
    ------
    StudyProblem
        Something of registered answers stands there word for word.
    """
    parts = [
        gather(survey, Path(release), languages)
        for survey, release in zip(surveys, releases, strict=True)
    ]
    terms = [
        (found["term"].replace("`", ""), found["meaning"].replace("`", ""))
        for found in _TERM.finditer(Path(glossary).read_text(encoding="utf-8"))
    ]

    def pages(of: Sequence[ShownSurvey], without: Mapping[str, str]) -> dict[str, str]:
        return _Pages(of, chapters_of(of, chapters), publication, without, terms).texts()

    for part in parts:
        if part.survey.holdings.registered is not None:
            # By itself, since other surveys may name what this one must not.
            alone = {name: text.encode() for name, text in pages([part], {}).items()}
            stop_leaks(alone, part.survey, submissions)
    target = Path(folder)
    for name, text in pages(parts, left_out).items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(ASSETS, target / FOLDER / "assets", dirs_exist_ok=True)
    for part in parts:
        for name in _files(part):
            _copy(part.release / name, target / _placed_file(part, name))
        for exhibit in part.exhibits.values():
            for language in exhibit.words:
                for ending in ("svg", "png", "csv"):
                    source = exhibit.file(ending, language)
                    _copy(source, target / placed(exhibit, ending, language))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _files(part: ShownSurvey) -> dict[str, str]:
    return {name: meaning for name, meaning in FILES.items() if (part.release / name).is_file()}


def _placed_file(part: ShownSurvey, name: str) -> str:
    return f"{FOLDER}/files/{part.survey.name}/{Path(name).name}"


class _Pages:
    """All texts of the study's pages."""

    def __init__(
        self,
        parts: Sequence[ShownSurvey],
        chapters: Sequence[ShownChapter],
        publication: Mapping[str, str],
        left_out: Mapping[str, str],
        glossary: Sequence[tuple[str, str]],
    ) -> None:
        self.parts, self.chapters, self.glossary = parts, chapters, glossary
        settings = parts[0].survey.settings
        alone = len(parts) == 1 and not left_out
        title = settings.title if alone else publication.get("title") or "Findings and figures"
        sentence = settings.citation if alone else publication.get("sentence") or ""
        self.home = {
            exhibit.id: f"{FOLDER}/chapters/{chapter.id}.html#{exhibit.id}"
            for chapter in chapters
            for exhibit in chapter.exhibits
        }
        self.explorers = [found for part in parts if (found := explorer_of(part))]
        self.countries = countries_of(parts)
        there = {"countries": self.countries, "explorer": self.explorers}
        labels = {
            part.survey.name: dict(
                part.survey.codebook.select("question", "short_label").iter_rows()
            )
            for part in parts
            if part.survey.asks
        }
        self.told = [
            exhibit
            for part in sorted(parts, key=lambda part: part.simulated)
            for exhibit in part.told
        ]
        self.shown: dict[str, Any] = {
            "study": title,
            "sentence": sentence,
            "publication": {
                key: publication.get(key, "")
                for key in ("makers", "publisher", "contact", "licence", "cite")
            },
            "parts": parts,
            "titles": {part.survey.name: part.survey.settings.title for part in parts},
            "numbers": lambda exhibit: read_numbers(
                exhibit.file("csv"), labels.get(exhibit.survey, {})
            ),
            "menu": [name for name in there if there[name]] + ["methods", "data"],
        }
        self.left_out = left_out

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
        known = {part.survey.name: self._known_files(part) for part in self.parts}
        more: dict[str, dict[str, Any]] = {
            "methods": {"verdicts": self._verdicts(), "glossary": self.glossary},
            "data": {"files": known},
        }
        for name in self.shown["menu"]:
            page = f"{FOLDER}/{name}.html"
            pages[page] = render(name, page, **more.get(name, {}), **self.shown)
        data: dict[str, Any] = {f"lang-{code}": self._language(code) for code in LANGUAGES}
        data["search"] = self._search()
        if self.explorers:
            titles = self.shown["titles"]
            data["explorer"] = [
                {"name": each["name"], "title": titles[each["name"]]} for each in self.explorers
            ]
            data |= {f"explorer-{each['name']}": each for each in self.explorers}
        if self.countries:
            data["countries"] = self.countries
        return pages | {f"{FOLDER}/data/{name}.js": script_of(name, d) for name, d in data.items()}

    def _known_files(self, part: ShownSurvey) -> list[tuple[str, str]]:
        return [(Path(name).name, meaning) for name, meaning in _files(part).items()]

    def _stories(self) -> list[ShownExhibit]:
        """Tell of each survey in turn, so that none fills the first page; real ones first."""
        by_survey: dict[str, list[ShownExhibit]] = {}
        for exhibit in self.told:
            by_survey.setdefault(exhibit.survey, []).append(exhibit)
        depth = max(map(len, by_survey.values()), default=0)
        turns = [told[i] for i in range(depth) for told in by_survey.values() if i < len(told)]
        return sorted(turns[:STORIES], key=self.told.index)

    def _home(self) -> str:
        exhibits = [exhibit for chapter in self.chapters for exhibit in chapter.exhibits]
        maps = [exhibit for exhibit in exhibits if exhibit.said["kind"] == "world_map"]
        # Assume: a map shows at a glance what the study is about; without one the first story does.
        lead = next(iter([*maps, *self.told, *exhibits]), None)
        return render(
            "home",
            HOME,
            lead=lead,
            cards=[exhibit for exhibit in self.told if exhibit.said.get("number")][:CARDS],
            told=self._stories(),
            link=lambda exhibit: self.home[exhibit.id],
            chapters=self.chapters,
            left_out=self.left_out,
            **self.shown,
        )

    def _single(self) -> str:
        """Keep stories first, then main exhibits, as long as there is room."""
        unfolded = [exhibit for chapter in self.chapters for exhibit in chapter.unfolded]
        room, kept = ROOM, []
        for exhibit in dict.fromkeys([*(e.id for e in self.told), *(e.id for e in unfolded)]):
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
            told=self._stories(), kept=[(c, e) for c, e in in_chapters if e], **self.shown
        )

    def _verdicts(self) -> list[tuple[str, str, list[str]]]:
        found = []
        for part in self.parts:
            for path in sorted((part.release / "tables").glob("*/verdict.json")):
                verdict = read_json(path)
                title = f"{part.survey.settings.title}: {path.parent.name.replace('_', ' ')}"
                cautions = [each["text"] for each in verdict.get("cautions", [])]
                found.append((title, verdict["text"], cautions))
        return found

    def _language(self, code: str) -> dict[str, Any]:
        """What the pages say in one language, as far as it is translated."""
        own = read_catalogue(PHRASES / f"{code}.po", code)
        say = own.found.gettext  # places are filled by the page's program
        texts: dict[str, str] = {}
        drawn = []
        if code != "en":
            for chapter in self.chapters:
                for key in ("title", "introduction", "limits"):
                    if (text := getattr(chapter, key)) in own.known:
                        texts[f"chapter:{chapter.id}:{key}"] = say(text)
        for part in self.parts:
            for exhibit in part.exhibits.values():
                if (said := exhibit.words.get(code)) and said["language"] == code:
                    drawn.append(f"{exhibit.survey}/{exhibit.name}")
                    texts[f"{exhibit.id}:title"] = said["headline"] or said["title"]
                    texts |= {
                        f"{exhibit.id}:{key}": said[key]
                        for key in ("finding", "caption", "notes", "alt")
                    }
        return {
            "interface": {
                key: say(text)
                for key, text in INTERFACE.items()
                if code == "en" or text in own.known
            },
            "texts": texts if code != "en" or "en" not in self._first_languages() else {},
            "drawn": drawn,
            "rtl": code in RIGHT_TO_LEFT,
            "unreviewed": bool(own.unreviewed),
        }

    def _first_languages(self) -> set[str]:
        return {e.language for part in self.parts for e in part.exhibits.values()}

    def _search(self) -> list[dict[str, str]]:
        """What can be found, with where it is."""
        found = [
            {
                "kind": "chapter",
                "title": chapter.title,
                "text": f"{chapter.introduction} {chapter.limits}",
                "href": f"{FOLDER}/chapters/{chapter.id}.html",
            }
            for chapter in self.chapters
        ]
        for chapter in self.chapters:
            for exhibit in chapter.exhibits:
                keys = ("title", "subtitle", "finding", "caption", "question", "alt")
                found.append(
                    {
                        "kind": "exhibit",
                        "title": exhibit.title,
                        "of": chapter.title,
                        "text": " ".join(exhibit.said[key] for key in keys),
                        "href": self.home[exhibit.id],
                    }
                )
        for survey in self.explorers:
            for question in survey["questions"]:
                found.append(
                    {
                        "kind": "question",
                        "title": question["label"],
                        "of": self.shown["titles"][survey["name"]],
                        "text": f"{question['wording']} {' '.join(question['options'].values())}",
                        "href": f"{FOLDER}/explorer.html#s={survey['name']}&q={question['name']}",
                    }
                )
        for country in (self.countries or {"countries": []})["countries"]:
            found.append(
                {
                    "kind": "country",
                    "title": country["name"],
                    "of": country["region"],
                    "text": f"{country['code']} {country['development']}",
                    "href": f"{FOLDER}/countries.html#c={country['code']}",
                }
            )
        for place, (term, meaning) in enumerate(self.glossary, start=1):
            href = f"{FOLDER}/methods.html#term-{place}"
            found.append({"kind": "glossary", "title": term, "text": meaning, "href": href})
        return found
