"""What the page and the report show of each survey, read from its release."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from cyberstudy.declare.chapters import Story
from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.tables.files import read_table
from cyberstudy.tables.registry import labels_of
from cyberstudy.wording.translator import ENGLISH, Translator
from cyberstudy.wording.words import shown_title
from surveyanswers.instrument.data_access import AS_OF, PUBLISHED
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json
from surveyanswers.tables.waves import of_wave

#: What git holds of what was made, by survey.
FROZEN = Path("results", PUBLISHED)
#: Ending of what `draw` makes for a phone, of figures that have room there.
PHONE = "phone.svg"
#: Figures that are shown first where the story names none, and of a survey whose plan has none.
FRONT, FIRST = 5, 3
#: Exhibits of an area that are shown unfolded, those first that a survey's plan has in its story.
UNFOLDED = 8


@dataclass(frozen=True)
class ShownExhibit:
    """A figure with its words, in one language."""

    survey: str
    name: str
    area: str  # as the plan writes it
    declared: str  # the plan's entry, as it stands there
    language: str  # the folder that it lies in
    said: Mapping[str, Any]  # words, and the language that they are in
    figures: Path  # the release's folder of figures
    published: str = ""  # as of when, where this run could not make it

    @property
    def id(self) -> str:
        """What links go by."""
        return f"{self.survey}-{self.name}"

    @property
    def declared_in(self) -> str:
        """The file that declares it: the plan, unless an analysis does."""
        return self.said["code"] if self.said["kind"] == "own" else "plan.yaml"

    @property
    def title(self) -> str:
        """What it goes by."""
        return shown_title(self.said["headline"], self.said["title"])

    def file(self, ending: str) -> Path:
        """One of the figure's files."""
        return self.figures / self.language / f"{self.name}.{ending}"

    @cached_property
    def shown(self) -> str:
        """Ending of the file that a browser shows: the drawing, unless the picture is smaller.

        Hosts send drawings packed, so they are weighed so.
        """
        packed = len(zlib.compress(self.file("svg").read_bytes()))
        return "svg" if packed <= self.file("png").stat().st_size else "png"

    def size(self, ending: str = "svg") -> tuple[int, int] | None:
        """Return width and height in pixels, which keep a drawing's place while it loads, if any.

        Raises
        ------
        SurveyError
            The drawing does not say.
        """
        path = self.file(ending)
        return size_of(path) if path.is_file() else None

    @property
    def endings(self) -> Sequence[str]:
        """Of its files: the last is that of its numbers, where these may be passed on."""
        return [ending for ending in ("svg", "png", "csv") if self.file(ending).is_file()]

    @property
    def drawn(self) -> bool:
        """Whether it is a figure; else it is a table to read."""
        return "svg" in self.endings

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
    published: str = ""  # version and day of what is shown, where this run could not make it
    say: Translator = ENGLISH  # with the words of the survey
    drawn: Path | None = None  # what `draw` wrote: numbers that a release may have to leave out

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
        named = [self.exhibits[name] for name in self.survey.plan.story if name in self.exhibits]
        return [exhibit for exhibit in named if exhibit.said["finding"]]

    @cached_property
    def verdicts(self) -> dict[str, list[Mapping[str, Any]]]:
        """Each clustering's verdict, and its cautions behind: `said`, and `text` in English."""
        paths = sorted((self.release / "tables").glob("*/verdict.json"))
        read = {path.parent.name: read_json(path) for path in paths}
        return {name: [verdict, *verdict["cautions"]] for name, verdict in read.items()}

    @cached_property
    def headings(self) -> dict[str, str]:
        """What columns that the survey has of its own are called, by name.

        Those of its analyses by their labels, "" of one without; those named after questions by the
        short labels of these.
        """
        contracts = [*self.survey.made.values()]
        heads = {name: "" for contract in contracts for name in contract.columns()}
        heads |= labels_of(contracts)
        if self.survey.asks:
            labels = self.survey.codebook.select("question", "short_label").drop_nulls()
            heads |= dict(labels.iter_rows())
        return heads

    @property
    def replied(self) -> str:
        """How many of each group replied to the last wave; "" where nobody counted."""
        say, path = self.say, self.release / "tables" / "response.csv"
        if not path.is_file():
            return ""
        counted = of_wave(read_table(str(path))).filter(by="respondents")
        clauses = []
        for row in counted.sort("replied", descending=True).iter_rows(named=True):
            count = say.count(row["replied"])
            if row["listed"] is not None:
                base = say.count(row["listed"])
                count = say(phrase("{count} of {base} replied"), count=count, base=base)
            group = say.group(row["group"])
            clauses.append(say(phrase("{label}: {told}"), label=group, told=count))
        return say.clauses(clauses)


@dataclass(frozen=True)
class ShownChapter:
    """A chapter of the story, an annex, or an area of a survey that is shown by itself."""

    id: str
    title: str
    made_up: str  # what of it is simulated; "" where nothing is
    unfolded: Sequence[ShownExhibit]  # shown at once
    folded: Sequence[ShownExhibit] = ()  # the others
    introduction: str = ""
    limits: str = ""
    annex: bool = False
    area: bool = False  # of the memorandum

    @property
    def exhibits(self) -> Sequence[ShownExhibit]:
        """All of them, in the order in which they are shown."""
        return [*self.unfolded, *self.folded]

    @property
    def folded_by_area(self) -> Mapping[str, Sequence[ShownExhibit]]:
        """Those that are folded, by what the plan calls their area."""
        return _by_area(self.folded)


def gather(
    survey: Survey,
    release: Path,
    languages: Sequence[str],
    *,
    tables: str = "",
    published: str = "",
    drawn: str = "",
) -> ShownSurvey:
    """Read one survey's release, with what single values are cited from, if anything.

    Each exhibit is read in the first of the languages that it is drawn in.

    Of what is published of a survey that this run could not make there are only some figures.

    Raises
    ------
    SurveyError
        An exhibit of the plan is not in the release.
    """
    # As its author wrote it, in that order; what an analysis declares stands in no plan.
    written = read_yaml(survey.folder / "plan.yaml")["exhibits"]
    figures = release / "figures"
    drawn_names = {path.stem for path in figures.glob("*/*.json")} if published else None
    exhibits = {
        name: _exhibit(
            survey, name, written.get(name) or entry.plain(), figures, languages, published
        )
        for name, entry in survey.plan.exhibits.items()
        if drawn_names is None or name in drawn_names
    }
    report, folder = read_json(release / "report.json"), Path(drawn) if drawn else None
    return ShownSurvey(survey, release, report, exhibits, Path(tables), published, drawn=folder)


def published_parts(surveys: Sequence[Survey], languages: Sequence[str]) -> list[ShownSurvey]:
    """Read what git holds of surveys that this run could not make: figures of the story, if any."""
    as_of = read_json(FROZEN / AS_OF) if (FROZEN / AS_OF).is_file() else {}
    version_and_date = ", ".join(as_of[key] for key in ("version", "date") if as_of.get(key))
    return [
        gather(survey, FROZEN / survey.name, languages, published=version_and_date)
        if (FROZEN / survey.name / "report.json").is_file()
        else ShownSurvey(survey, FROZEN / survey.name, {"simulated": False}, {})
        for survey in surveys
    ]


def _exhibit(
    survey: Survey,
    name: str,
    entry: Mapping[str, Any],
    figures: Path,
    languages: Sequence[str],
    published: str,
) -> ShownExhibit:
    words = {
        language: read_json(path)
        for language in languages
        if (path := figures / language / f"{name}.json").is_file()
    }
    if not words:
        raise SurveyError(f"{figures} holds no exhibit {name!r}, which the plan asks for")
    # Of a survey that is not in some languages one English version is enough.
    translations = [language for language, text in words.items() if text["language"] == language]
    first = translations[0] if translations else next(iter(words))
    declared = yaml.safe_dump({name: entry}, sort_keys=False, allow_unicode=True, width=76)
    of_plan = survey.name, name, entry["area"], declared
    return ShownExhibit(*of_plan, first, words[first], figures, published)


def made_up(parts: Sequence[ShownSurvey], say: Translator = ENGLISH) -> str:
    """Return which answers are simulated and which are not, in words; "" where none is."""
    answered = [part for part in parts if part.survey.asks]
    simulated, real = (
        [say.word(part.survey.settings.title) for part in answered if part.simulated == generated]
        for generated in (True, False)
    )
    if not simulated:
        return ""
    if not real:
        return say(MADE_UP)
    return say(
        "Simulated, about no real State or person: {simulated}. Real data: {real}.",
        simulated=say.clauses(simulated),
        real=say.clauses(real),
    )


def chapters_of(
    parts: Sequence[ShownSurvey], story: Story, say: Translator = ENGLISH
) -> list[ShownChapter]:
    """Return the story's chapters with their exhibits, and an annex of the others for each survey.

    An area of the memorandum has its chapter even where no figure of it is at hand. Where the story
    names none of the exhibits, as that of a survey by itself, areas of the plan are chapters.
    """
    figures = figures_of(parts)
    pages = [
        (name, chapter, [figures[figure] for figure in chapter.figures if figure in figures])
        for name, chapter in story.pages.items()
    ]
    chapters = [
        ShownChapter(
            name,
            chapter.title,
            _made_up(parts, shown, say),
            [exhibit for exhibit in shown if exhibit.drawn],
            [exhibit for exhibit in shown if not exhibit.drawn],
            chapter.introduction,
            chapter.limits,
            area=name in story.areas,
        )
        for name, chapter, shown in pages
        if shown or (name in story.areas and any(chapter_figures for *_, chapter_figures in pages))
    ]
    placed = {exhibit.id for chapter in chapters for exhibit in chapter.exhibits}
    if not chapters:
        return [
            _area(parts, say, *area) for area in enumerate(_by_area(figures.values()).items(), 1)
        ]
    annexes = [([e for e in part.exhibits.values() if e.id not in placed], part) for part in parts]
    return chapters + [
        ShownChapter(
            f"annex-{part.survey.name}",
            part.survey.settings.title,
            _made_up(parts, rest, say),
            [exhibit for exhibit in rest if exhibit in part.told],
            [exhibit for exhibit in rest if exhibit not in part.told],
            annex=True,
        )
        for rest, part in annexes
        if rest
    ]


def figures_of(parts: Sequence[ShownSurvey]) -> dict[str, ShownExhibit]:
    """Every exhibit by its survey's name and its own, as a story names it."""
    return {f"{e.survey}/{e.name}": e for part in parts for e in part.exhibits.values()}


def front_of(parts: Sequence[ShownSurvey], story: Story) -> list[ShownExhibit]:
    """Figures that are shown first: the story's, or else some of each survey's, real ones first."""
    figures = figures_of(parts)
    if front := [figures[name] for name in story.front if name in figures]:
        return front
    real_first = sorted(parts, key=lambda part: part.simulated)
    fronts = [part.told or [*part.exhibits.values()][:FIRST] for part in real_first]
    depth = max(map(len, fronts), default=0)
    turns = [
        exhibits[place] for place in range(depth) for exhibits in fronts if place < len(exhibits)
    ]
    return sorted(turns[:FRONT], key=[exhibit for exhibits in fronts for exhibit in exhibits].index)


def _by_area(exhibits: Iterable[ShownExhibit]) -> dict[str, list[ShownExhibit]]:
    exhibits_by_area: dict[str, list[ShownExhibit]] = {}
    for exhibit in exhibits:
        exhibits_by_area.setdefault(exhibit.area, []).append(exhibit)
    return exhibits_by_area


def _area(
    parts: Sequence[ShownSurvey],
    say: Translator,
    number: int,
    area: tuple[str, Sequence[ShownExhibit]],
) -> ShownChapter:
    title, exhibits = area
    story_exhibits = [exhibit for part in parts for exhibit in part.told if exhibit in exhibits]
    rest = [exhibit for exhibit in exhibits if exhibit not in story_exhibits]
    unfolded = [*story_exhibits, *rest[: max(0, UNFOLDED - len(story_exhibits))]]
    plain = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
    return ShownChapter(
        f"{number}-{plain}".strip("-"),
        title,
        _made_up(parts, exhibits, say),
        unfolded,
        [exhibit for exhibit in exhibits if exhibit not in unfolded],
    )


def _made_up(
    parts: Sequence[ShownSurvey], exhibits: Iterable[ShownExhibit], say: Translator
) -> str:
    shown = {exhibit.survey for exhibit in exhibits}
    return made_up([part for part in parts if part.survey.name in shown], say)


_BOX = re.compile(r"""viewBox=["']\s*[-\d.]+\s+[-\d.]+\s+([\d.]+)\s+([\d.]+)""")
_PIXELS_A_POINT = 4 / 3


@cache
def size_of(path: Path) -> tuple[int, int]:
    """Read how large an SVG figure is, in pixels."""
    box = _BOX.search(path.read_text(encoding="utf-8"))
    if box is None:
        raise SurveyError(f"{path}: the figure does not say how large it is")
    return round(float(box[1]) * _PIXELS_A_POINT), round(float(box[2]) * _PIXELS_A_POINT)
