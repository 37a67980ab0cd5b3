"""What the page shows of a survey, read from its release."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from cyberstudy.page.figures import Figure, read_figure
from cyberstudy.page.headlines import Headline, fill_headline
from cyberstudy.page.numbers import Numbers, read_numbers
from cyberstudy.problems import StudyProblem
from cyberstudy.survey import Survey


@dataclass(frozen=True)
class Version:
    """An exhibit in one language."""

    language: str
    title: str
    area: str
    caption: str
    alt: str
    simulated: bool
    figure: Figure
    numbers: Numbers


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


@dataclass(frozen=True)
class Part:
    """A survey as the page shows it."""

    name: str
    title: str
    citation: str
    simulated: bool
    headlines: Sequence[Headline]
    exhibits: Sequence[Shown]

    @property
    def areas(self) -> dict[str, list[Shown]]:
        """Exhibits by area, in the order of the plan."""
        found: dict[str, list[Shown]] = {}
        for exhibit in self.exhibits:
            found.setdefault(exhibit.area, []).append(exhibit)
        return found


def gather_survey(survey: Survey, release: Path, *, languages: Sequence[str]) -> Part:
    """Read one survey's release.

    Raises
    ------
    StudyProblem
        An exhibit of the plan is not in the release, or a headline can't be filled.
    """
    plan = survey.plan
    report = json.loads((release / "report.json").read_text(encoding="utf-8"))
    return Part(
        name=survey.name,
        title=survey.settings["title"],
        citation=survey.settings["citation"],
        simulated=report["simulated"],
        headlines=[
            fill_headline(entry, tables=release / "tables", plan=plan, where=survey.name)
            for entry in plan.get("headlines", [])
        ],
        exhibits=[
            _exhibit(name, entry, release / "figures", languages)
            for name, entry in plan["exhibits"].items()
        ],
    )


def _exhibit(name: str, entry: dict, figures: Path, languages: Sequence[str]) -> Shown:
    versions = [
        _version(figures / language / name, language)
        for language in languages
        if (figures / language / f"{name}.json").is_file()
    ]
    if not versions:
        raise StudyProblem(f"{figures} holds no exhibit {name!r}, which the plan asks for")
    declared = yaml.safe_dump({name: entry}, sort_keys=False, allow_unicode=True, width=76)
    return Shown(name, entry["kind"], declared, versions)


def _version(base: Path, language: str) -> Version:
    words = json.loads(base.with_suffix(".json").read_text(encoding="utf-8"))
    return Version(
        language=language,
        title=words["title"],
        area=words["category"],
        caption=words["caption"],
        alt=words["alt"],
        simulated=words["simulated"],
        figure=read_figure(base.with_suffix(".svg")),
        numbers=read_numbers(base.with_suffix(".csv")),
    )
