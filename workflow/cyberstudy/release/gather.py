"""What the page and the report show of each survey, read from its release."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from cyberstudy.declare.chapters import Chapter
from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.declare.yaml_files import read_yaml
from cyberstudy.tables.phrases import phrase
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import read_json, read_table
from cyberstudy.tables.waves import of_wave
from cyberstudy.wording.translator import ENGLISH, Translator, translator_of
from cyberstudy.wording.words import shown_title

MAIN, ANNEX = "main", "annex"
#: Exhibits that a chapter shows unfolded where none of it is declared to be a main one.
UNFOLDED = 2


@dataclass(frozen=True)
class ShownExhibit:
    """A figure with its words, in each language that it is drawn in."""

    survey: str
    name: str
    area: str  # as the plan writes it
    declared: str  # the plan's entry, as it stands there
    words: Mapping[str, Mapping[str, Any]]  # by language, the one shown first at the front
    figures: Path  # the release's folder of figures

    @property
    def id(self) -> str:
        """What links go by."""
        return f"{self.survey}-{self.name}"

    @property
    def declared_in(self) -> str:
        """The file that declares it: the plan, unless an analysis does."""
        return self.said["code"] if self.said["kind"] == "own" else "plan.yaml"

    @property
    def language(self) -> str:
        """The folder of the language that is shown first."""
        return next(iter(self.words))

    @property
    def said(self) -> Mapping[str, Any]:
        """Words in that language."""
        return self.words[self.language]

    @property
    def title(self) -> str:
        """What it goes by."""
        return shown_title(self.said["headline"], self.said["title"])

    def file(self, ending: str, language: str = "") -> Path:
        """One of the figure's files."""
        return self.figures / (language or self.language) / f"{self.name}.{ending}"

    @cached_property
    def shown(self) -> str:
        """Ending of the file that a browser shows: the drawing, unless the picture is smaller.

        Hosts send drawings packed, so they are weighed so.
        """
        packed = len(zlib.compress(self.file("svg").read_bytes()))
        return "svg" if packed <= self.file("png").stat().st_size else "png"

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, which keep the figure's place while it loads."""
        return size_of(self.file("svg"))

    @property
    def endings(self) -> Sequence[str]:
        """Of its files: the last is that of its numbers, where these may be passed on."""
        return ("svg", "png", "csv") if self.file("csv").is_file() else ("svg", "png")

    @cached_property
    def sha256(self) -> str:
        """Of its numbers, or else of its picture."""
        return hashlib.sha256(self.file(self.endings[-1]).read_bytes()).hexdigest()


@dataclass(frozen=True)
class ShownSurvey:
    """A survey's part."""

    survey: Survey
    release: Path
    report: Mapping[str, Any]
    exhibits: Mapping[str, ShownExhibit]
    tables: Path = Path()  # what `protect` wrote: of a public survey single values may be cited

    @property
    def may_cite(self) -> bool:
        """Whether its sources let single values be shown as facts."""
        return all(source["cite_values"] for source in self.report.get("sources", ()))

    @property
    def simulated(self) -> bool:
        """Whether a generator made its answers."""
        return bool(self.report["simulated"])

    @property
    def told(self) -> list[ShownExhibit]:
        """Exhibits of the plan's story that have something to tell."""
        named = [self.exhibits[name] for name in self.survey.plan.story]
        return [exhibit for exhibit in named if exhibit.said["finding"]]

    @cached_property
    def verdicts(self) -> dict[str, list[Mapping[str, Any]]]:
        """Each clustering's verdict, and its cautions behind: `said`, and `text` in English."""
        found = sorted((self.release / "tables").glob("*/verdict.json"))
        read = {path.parent.name: read_json(path) for path in found}
        return {name: [verdict, *verdict["cautions"]] for name, verdict in read.items()}

    def replied(self, say: Translator | None = None) -> str:
        """Say how many of each group replied, to the last wave; nothing where nobody counted."""
        say = say or translator_of(self.survey, "en")
        path = self.release / "tables" / "response.csv"
        if not path.is_file():
            return ""
        counted = of_wave(read_table(str(path))).filter(by="respondents")
        told = []
        for row in counted.sort("replied", descending=True).iter_rows(named=True):
            count = say.count(row["replied"])
            if row["listed"] is not None:
                base = say.count(row["listed"])
                count = say(phrase("{count} of {base} replied"), count=count, base=base)
            told.append(say(phrase("{label}: {told}"), label=say.group(row["group"]), told=count))
        return say.clauses(told)


@dataclass(frozen=True)
class ShownChapter:
    """An area of the study."""

    id: str
    title: str
    introduction: str
    limits: str
    made_up: str  # what of it is simulated; "" where nothing is
    exhibits: Sequence[ShownExhibit]  # main ones first

    @property
    def unfolded(self) -> Sequence[ShownExhibit]:
        """Exhibits that are shown at once."""
        main = [exhibit for exhibit in self.exhibits if exhibit.said["rank"] == MAIN]
        return main or self.exhibits[:UNFOLDED]

    @property
    def folded(self) -> Sequence[ShownExhibit]:
        """The others."""
        unfolded = self.unfolded
        return [exhibit for exhibit in self.exhibits if exhibit not in unfolded]


def gather(
    survey: Survey, release: Path, languages: Sequence[str], tables: str = ""
) -> ShownSurvey:
    """Read one survey's release, with the tables that single values are cited from, if any.

    Raises
    ------
    StudyProblem
        An exhibit of the plan is not in the release.
    """
    # As its author wrote it, in that order; what an analysis declares stands in no plan.
    written = read_yaml(survey.folder / "plan.yaml")["exhibits"]
    exhibits = {
        name: _exhibit(
            survey.name, name, written.get(name) or entry.plain(), release / "figures", languages
        )
        for name, entry in survey.plan.exhibits.items()
    }
    report = read_json(release / "report.json")
    return ShownSurvey(survey, release, report, exhibits, Path(tables))


def _exhibit(
    survey: str,
    name: str,
    entry: Mapping[str, Any],
    figures: Path,
    languages: Sequence[str],
) -> ShownExhibit:
    words = {
        language: read_json(path)
        for language in languages
        if (path := figures / language / f"{name}.json").is_file()
    }
    if not words:
        raise StudyProblem(f"{figures} holds no exhibit {name!r}, which the plan asks for")
    # Of a survey that is not in some languages one English version is enough.
    own = {language: said for language, said in words.items() if said["language"] == language}
    first = dict([next(iter(words.items()))])
    declared = yaml.safe_dump({name: entry}, sort_keys=False, allow_unicode=True, width=76)
    return ShownExhibit(survey, name, entry["area"], declared, own or first, figures)


def made_up(parts: Sequence[ShownSurvey], say: Translator = ENGLISH) -> str:
    """Say which answers are simulated, and which are not; nothing where none is."""
    asked = [part for part in parts if part.survey.asks]
    simulated, real = (
        [say.word(part.survey.settings.title) for part in asked if part.simulated == made]
        for made in (True, False)
    )
    if not simulated:
        return ""
    if not real:
        return say(MADE_UP)
    return say(
        "Simulated, so that it describes no real State or person: {simulated}. Real: {real}.",
        simulated=say.clauses(simulated),
        real=say.clauses(real),
    )


def chapters_of(
    parts: Sequence[ShownSurvey], declared: Mapping[str, Chapter]
) -> list[ShownChapter]:
    """Put exhibits into chapters: declared ones in their order, then other areas."""
    # What is real comes before what is simulated.
    ordered = sorted(parts, key=lambda part: part.simulated)
    found: dict[str, list[ShownExhibit]] = {chapter.title: [] for chapter in declared.values()}
    for exhibit in (exhibit for part in ordered for exhibit in part.exhibits.values()):
        found.setdefault(exhibit.area, []).append(exhibit)
    known = {chapter.title: (name, chapter) for name, chapter in declared.items()}
    made = []
    for number, (title, exhibits) in enumerate(found.items(), start=1):
        plain = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
        name, chapter = known.get(title, (f"{number}-{plain}".strip("-"), None))
        by_rank = sorted(exhibits, key=lambda e: (e.said["rank"] != MAIN, e.said["rank"] == ANNEX))
        introduction, limits = (chapter.introduction, chapter.limits) if chapter else ("", "")
        own = [part for part in parts if part.survey.name in {e.survey for e in exhibits}]
        made.append(ShownChapter(name, title, introduction, limits, made_up(own), by_rank))
    return [chapter for chapter in made if chapter.exhibits]


_BOX = re.compile(r"""viewBox=["']\s*[-\d.]+\s+[-\d.]+\s+([\d.]+)\s+([\d.]+)""")
_PIXELS_A_POINT = 4 / 3


def size_of(path: Path) -> tuple[int, int]:
    """Read how large an SVG figure is, in pixels.

    Raises
    ------
    StudyProblem
        It does not say.
    """
    box = _BOX.search(path.read_text(encoding="utf-8"))
    if box is None:
        raise StudyProblem(f"{path}: the figure does not say how large it is")
    width, height = (round(float(side) * _PIXELS_A_POINT) for side in box.groups())
    return width, height
