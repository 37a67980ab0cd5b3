"""Declarations are parsed once, when the workflow is planned, and all their mistakes are told."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from surveyanswers.instrument.entry import Entry
from surveyanswers.instrument.mistakes import mistakes_in
from surveyanswers.instrument.names import Names
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.problems import SurveyError, listed

SHOWN = 200  # mistakes that a message lists
E = TypeVar("E", bound=Entry)


def parsed(content: object, kind: type[E], *, where: str, names: Names | None = None) -> E:
    """Make an entry of `content`, which may be one already.

    Raises
    ------
    SurveyError
        All that is wrong with it, each with its place.
    """
    if isinstance(content, kind):
        return content
    try:
        return kind.model_validate(content, context=names)
    except ValidationError as problem:
        lines = mistakes_in(problem, content, kind)
    raise SurveyError(f"{where}:{listed(lines, shown=SHOWN)}")


def load(path: Path, kind: type[E], *, names: Names | None = None) -> E:
    """Read a YAML file and make an entry of it."""
    return parsed(read_yaml(path), kind, where=str(path), names=names)
