"""The study's story, `chapters.yaml`: its first page, areas, chapters and their figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field

from cyberstudy.declare.entry import Distinct, Entry, Name
from cyberstudy.declare.names import Problem
from cyberstudy.declare.parsing import load
from cyberstudy.tables.problems import StudyProblem, listed

FILE = "chapters.yaml"

#: A figure of the study: its survey's name and its own.
FigureName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*/[a-z][a-z0-9_]*$")]
#: Of chapters and areas alike.
TOPICS: Mapping[str, FigureName | None] = Field(
    default={},
    description="What readers look for that no source asks by that name, and the figure that comes "
    "nearest; where it is empty, search leads here.",
)


class Chapter(Entry):
    """A chapter of page and report."""

    title: str = Field(description="What it is called.")
    introduction: str = Field(description="What it is about, and what sources there are.")
    limits: str = Field(description="What its sources cannot say.")
    figures: Distinct[FigureName] = Field(
        description="Its figures in their order, each as survey/exhibit."
    )
    topics: Mapping[str, FigureName | None] = TOPICS


class AreaSummary(Entry):
    """What is known of an area of the memorandum, in a few lines."""

    title: str = Field(description="What the area is called.")
    figures: Sequence[FigureName] = Field(
        default=(), description="Figures whose headlines say it, each as survey/exhibit."
    )
    lacking: str = Field(description="What no source that is read here says of it.")
    topics: Mapping[str, FigureName | None] = TOPICS


class Story(Entry):
    """What pages and report tell first; all other figures stand in an annex by survey."""

    purpose: str = Field(
        default="",
        description="Who asked for the study and why, for the first page; {members} stands for how "
        "many countries it is about, {first} and {last} for the years that values of them are of.",
    )
    front: Sequence[FigureName] = Field(
        default=(), description="Figures of the first page; chapters hold them, too."
    )
    areas: Mapping[Name, AreaSummary] = Field(
        default={}, description="Areas of the memorandum, in their order, as a table."
    )
    chapters: Mapping[Name, Chapter] = Field(
        default={}, description="Chapters of page and report in their order."
    )

    @property
    def figures(self) -> list[str]:
        """Every figure of the chapters, in their order."""
        return [figure for chapter in self.chapters.values() for figure in chapter.figures]

    @property
    def named(self) -> list[str]:
        """Those and, behind them, other figures that tell of an area."""
        told = [figure for area in self.areas.values() for figure in area.figures]
        return [*dict.fromkeys([*self.figures, *told])]

    def named_of(self, survey: str) -> list[str]:
        """Those of one survey, by their own names."""
        parts = (figure.partition("/") for figure in self.named)
        return [name for whose, _, name in parts if whose == survey]

    @property
    def nearest(self) -> list[str]:
        """Figures that search leads to of what no source asks."""
        told: list[Chapter | AreaSummary] = [*self.chapters.values(), *self.areas.values()]
        return [figure for each in told for figure in each.topics.values() if figure]

    def contradictions(self) -> Iterator[Problem]:
        """Tell figures that stand twice, or on the first page and in no chapter."""
        home: dict[str, str] = {}
        for name, chapter in self.chapters.items():
            for place, figure in enumerate(chapter.figures):
                if (first := home.setdefault(figure, name)) != name:
                    yield f"chapters.{name}.figures.{place}", f"stands in {first!r}, too"
        for place, figure in enumerate(self.front):
            if figure not in home:
                yield f"front.{place}", f"no chapter holds the figure {figure!r}"


def load_story(config: str | Path) -> Story:
    """Read the story that a config folder declares.

    Parameters
    ----------
    config
        The folder; without a file of chapters in it the story is empty.

    Raises
    ------
    StudyProblem
        The file is wrong: all mistakes, each with its place.
    """
    path = Path(config) / FILE
    return load(path, Story) if path.is_file() else Story()


def check_story(story: Story, exhibits: Mapping[str, Iterable[str]], config: str | Path) -> None:
    """Stop at a figure that its survey does not have.

    Parameters
    ----------
    story
        As it was read.
    exhibits
        Names of exhibits by survey; figures of other surveys are taken as they are written.
    config
        The folder that it was read from.

    Raises
    ------
    StudyProblem
        It names each of them.
    """
    known = {survey: {*names} for survey, names in exhibits.items()}
    unknown = [
        f"chapters: {figure}: the plan of {survey} has no exhibit {name!r}"
        for figure in dict.fromkeys([*story.named, *story.nearest])
        for survey, _, name in [figure.partition("/")]
        if survey in known and name not in known[survey]
    ]
    if unknown:
        raise StudyProblem(f"{Path(config) / FILE}:{listed(unknown)}")
