"""The study's story, `chapters.yaml`: its first page, areas, chapters and their figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field

from surveyanswers.instrument.entry import Distinct, Entry, Name
from surveyanswers.instrument.names import Problem
from surveyanswers.instrument.parsing import load
from surveyanswers.tables.problems import SurveyError, listed

FILE = "chapters.yaml"

#: A figure of the study: its survey's name and its own.
FigureName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*/[a-z][a-z0-9_]*$")]


class Chapter(Entry):
    """A chapter of page and report: an area of the memorandum, or another."""

    title: str = Field(description="What it is called.")
    introduction: str = Field(description="What it is about, and what sources there are.")
    limits: str = Field(description="What its sources cannot say.")
    figures: Distinct[FigureName] = Field(
        description="Its figures in their order, each as survey/exhibit."
    )
    measures: Sequence[FigureName] = Field(
        default=(),
        description="Questions of public surveys, each as survey/question: the page names the "
        "States that lack what they ask for.",
    )
    topics: Mapping[str, FigureName | None] = Field(
        default={},
        description="What readers look for that no source asks by that name, and the figure that "
        "comes nearest; where it is empty, search leads here.",
    )


class Story(Entry):
    """What pages and report tell first; all other figures stand in an annex by survey."""

    purpose: str = Field(
        default="",
        description="Who asked for the study and why, for the first page; {members} stands for how "
        "many countries it is about, {first} and {last} for the years that values of them are of.",
    )
    literature: Mapping[str, str] = Field(
        default={}, description="References on methods by DOI, which the page on methods lists."
    )
    front: Sequence[FigureName] = Field(
        default=(), description="Figures of the first page; chapters hold them, too."
    )
    areas: Mapping[Name, Chapter] = Field(
        default={},
        description="Areas of the memorandum in their order, named as in codebooks: the first "
        "chapters.",
    )
    chapters: Mapping[Name, Chapter] = Field(
        default={}, description="Other chapters of page and report in their order."
    )

    @property
    def pages(self) -> dict[str, Chapter]:
        """All chapters, the areas first."""
        return {**self.areas, **self.chapters}

    @property
    def figures(self) -> list[str]:
        """Every figure of the chapters, in their order."""
        return [figure for chapter in self.pages.values() for figure in chapter.figures]

    def figures_of(self, survey: str) -> list[str]:
        """Those of one survey, by their own names."""
        parts = (figure.partition("/") for figure in self.figures)
        return [name for whose, _, name in parts if whose == survey]

    @property
    def nearest(self) -> list[str]:
        """Figures that search leads to of what no source asks."""
        return [figure for page in self.pages.values() for figure in page.topics.values() if figure]

    def contradictions(self) -> Iterator[Problem]:
        """Yield figures and names that stand twice, or on the first page and in no chapter."""
        for name in {*self.areas} & {*self.chapters}:
            yield f"chapters.{name}", "is an area, too"
        home: dict[str, str] = {}
        for name, chapter in self.pages.items():
            of = "areas" if name in self.areas else "chapters"
            for place, figure in enumerate(chapter.figures):
                if (first := home.setdefault(figure, name)) != name:
                    yield f"{of}.{name}.figures.{place}", f"stands in {first!r}, too"
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
    SurveyError
        The file is wrong: all mistakes, each with its place.
    """
    path = Path(config) / FILE
    return load(path, Story) if path.is_file() else Story()


def check_story(
    story: Story,
    exhibits: Mapping[str, Iterable[str]],
    questions: Mapping[str, Iterable[str]],
    config: str | Path,
) -> None:
    """Stop at a figure or a measure that its survey does not have.

    Parameters
    ----------
    story
        As it was read.
    exhibits, questions
        Names by survey; figures and measures of other surveys are taken as they are written.
    config
        The folder that it was read from.

    Raises
    ------
    SurveyError
        It names each of them.
    """
    measures = [reference for chapter in story.pages.values() for reference in chapter.measures]
    unknown = [
        f"chapters: {reference}: {survey} has no {what} {name!r}"
        for what, named, names_by_survey in (
            ("exhibit", [*story.figures, *story.nearest], exhibits),
            ("question", measures, questions),
        )
        for reference in dict.fromkeys(named)
        for survey, _, name in [reference.partition("/")]
        if survey in names_by_survey and name not in {*names_by_survey[survey]}
    ]
    if unknown:
        raise SurveyError(f"{Path(config) / FILE}:{listed(unknown)}")
