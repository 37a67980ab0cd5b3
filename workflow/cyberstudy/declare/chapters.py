"""Chapters of page and report, `chapters.yaml`: their order, and what is said at their head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import Field

from cyberstudy.declare.entry import Entry, Name
from cyberstudy.declare.names import Problem
from cyberstudy.declare.parsing import load

FILE = "chapters.yaml"


class Chapter(Entry):
    """A chapter: the exhibits of all surveys whose `area` is its title."""

    title: str = Field(description="What it is called; exhibits name it as their `area`.")
    introduction: str = Field(description="What it is about, and what sources there are.")
    limits: str = Field(description="What its sources cannot say.")


class Chapters(Entry):
    """Chapters of page and report."""

    chapters: Mapping[Name, Chapter] = Field(
        description="Chapters in their order. Exhibits of an area that is no chapter come last."
    )

    def contradictions(self) -> Iterator[Problem]:
        """Tell titles that stand twice: an exhibit's area would name both."""
        titles: dict[str, str] = {}
        for name, chapter in self.chapters.items():
            if (first := titles.setdefault(chapter.title, name)) != name:
                yield f"chapters.{name}.title", f"is that of {first!r}, too; expected another"


def load_chapters(config: str | Path) -> Mapping[str, Chapter]:
    """Read the chapters that a config folder declares, in their order.

    Parameters
    ----------
    config
        The folder; without a file of chapters in it there are none.

    Raises
    ------
    StudyProblem
        The file is wrong: all mistakes, each with its place.
    """
    path = Path(config) / FILE
    return load(path, Chapters).chapters if path.is_file() else {}
