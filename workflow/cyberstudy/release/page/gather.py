"""What the page shows of a survey, read from its release."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import yaml

from cyberstudy.declare.survey import Survey
from cyberstudy.declare.written import read_yaml
from cyberstudy.release.page.figures import Figure, read_figure
from cyberstudy.release.page.numbers import Numbers, read_numbers
from cyberstudy.tables.problems import StudyProblem


@dataclass(frozen=True)
class Version:
    """An exhibit in one language."""

    language: str  # by its folder
    spoken: str  # English where the survey's questionnaire is not in that language
    title: str
    headline: str  # "" where it says nothing beyond its topic
    finding: str
    area: str
    rank: str
    caption: str
    notes: str
    alt: str
    simulated: bool
    figure: Figure | None  # inside the page
    numbers: Numbers | None  # likewise
    links: dict[str, str]  # to the files of both, from the page


@dataclass(frozen=True)
class Shown:
    """An exhibit as the page shows it."""

    name: str
    kind: str
    declared: str  # the plan's entry, as it stands there
    versions: Sequence[Version]

    @property
    def area(self) -> str:
        """What it belongs to, in the language that is shown first."""
        return self.versions[0].area

    @property
    def title(self) -> str:
        """What it is called, in the language that is shown first."""
        return self.versions[0].title

    @property
    def spoken(self) -> str:
        """The language that is shown first."""
        return self.versions[0].spoken


@dataclass(frozen=True)
class SurveyOnPage:
    """A survey as the page shows it."""

    name: str
    title: str
    citation: str
    simulated: bool
    story: Sequence[str]  # exhibits whose findings are told first
    exhibits: Sequence[Shown]

    @property
    def told(self) -> list[Shown]:
        """Exhibits of the story that have something to tell."""
        named = {exhibit.name: exhibit for exhibit in self.exhibits}
        return [named[name] for name in self.story if named[name].versions[0].finding]

    @property
    def areas(self) -> dict[str, list[Shown]]:
        """Exhibits by area, in the order of the plan."""
        found: dict[str, list[Shown]] = {}
        for exhibit in self.exhibits:
            found.setdefault(exhibit.area, []).append(exhibit)
        return found


def gather_survey(
    survey: Survey,
    release: Path,
    *,
    languages: Sequence[str],
    inside: Collection[str],
    beside: Path,
) -> SurveyOnPage:
    """Read one survey's release, for a page in `beside` with figures of some languages `inside`.

    Raises
    ------
    StudyProblem
        An exhibit of the plan is not in the release, or a headline can't be filled.
    """
    plan = survey.plan
    written = read_yaml(survey.folder / "plan.yaml")  # as its author wrote it, in that order
    report = json.loads((release / "report.json").read_text(encoding="utf-8"))
    return SurveyOnPage(
        name=survey.name,
        title=survey.settings.title,
        citation=survey.settings.citation,
        simulated=report["simulated"],
        story=plan.story,
        exhibits=[
            _exhibit(name, entry, release / "figures", languages, inside, beside)
            for name, entry in written["exhibits"].items()
        ],
    )


def _exhibit(
    name: str,
    entry: dict,
    figures: Path,
    languages: Sequence[str],
    inside: Collection[str],
    beside: Path,
) -> Shown:
    drawn = {
        language: base
        for language in languages
        if (base := figures / language / name).with_suffix(".json").is_file()
    }
    if not drawn:
        raise StudyProblem(f"{figures} holds no exhibit {name!r}, which the plan asks for")
    versions = [
        _version(base, language, beside, inside=language in inside)
        for language, base in drawn.items()
    ]
    # Of a survey that is not in some languages one English version is enough.
    own = [version for version in versions if version.spoken == version.language]
    declared = yaml.safe_dump({name: entry}, sort_keys=False, allow_unicode=True, width=76)
    return Shown(name, entry["kind"], declared, own or versions[:1])


def _version(base: Path, language: str, beside: Path, *, inside: bool) -> Version:
    words = json.loads(base.with_suffix(".json").read_text(encoding="utf-8"))
    figure, numbers = base.with_suffix(".svg"), base.with_suffix(".csv")
    return Version(
        language=language,
        spoken=words.get("language", language),
        title=words["title"],
        headline=words["headline"],
        finding=words["finding"],
        area=words["area"],
        rank=words["rank"],
        caption=words["caption"],
        notes=words["notes"],
        alt=words["alt"],
        simulated=words["simulated"],
        figure=read_figure(figure) if inside else None,
        numbers=read_numbers(numbers) if inside else None,
        links={
            "figure": quote(Path(os.path.relpath(figure, beside)).as_posix()),
            "numbers": quote(Path(os.path.relpath(numbers, beside)).as_posix()),
        },
    )
