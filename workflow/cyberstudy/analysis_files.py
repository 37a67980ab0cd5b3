"""Files of analyses of one's own: found in a survey's folder, and imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from inspect import unwrap
from pathlib import Path
from types import ModuleType

from cyberstudy.analyses import FOLDER, Figure, TableOfOwn, told
from surveyanswers.tables.contract import DESCRIBE
from surveyanswers.tables.problems import SurveyError


@dataclass(frozen=True)
class AnalysisFile:
    """What one file marks."""

    path: Path
    tables: Mapping[str, TableOfOwn]
    figures: Mapping[str, Figure]
    #: Where each marked function stands.
    lines: Mapping[str, int]

    @property
    def place(self) -> str:
        """The folder of its tables, below the results of its survey."""
        return f"{DESCRIBE}/{FOLDER}/{self.path.stem}"

    @property
    def in_order(self) -> list[TableOfOwn]:
        """Its tables, each after those of the file that it reads."""
        reads = {n: [*filter(self.tables.get, table.beside)] for n, table in self.tables.items()}
        return [self.tables[name] for name in TopologicalSorter(reads).static_order()]

    def seen(self, *, inside: bool) -> Mapping[str, Figure]:
        """Figures that are drawn; where tables of analyses stay inside, those of other tables."""
        drawn = self.figures.items()
        return {
            name: figure
            for name, figure in drawn
            if not (inside and isinstance(figure.of, TableOfOwn))
        }

    def line(self, name: str) -> str:
        """Return the file and the line of a marked function."""
        return f"{os.path.relpath(self.path)}, line {self.lines[name]}, {name}"


def files_in(folder: Path) -> list[Path]:
    """List the analyses in a survey's folder."""
    return sorted((folder / FOLDER).glob("[!_]*.py"))


def opened(path: Path) -> AnalysisFile:
    """Import an analysis, which runs what stands in it: others ask `analysis_descriptions`.

    Raises
    ------
    SurveyError
        It cannot be imported, or marks nothing; with file and line.
    """
    return _opened(path, path.stat().st_mtime_ns)


@cache
def _opened(path: Path, changed: int) -> AnalysisFile:
    source = path.read_text(encoding="utf-8")
    module = ModuleType(f"analyses_{path.parent.parent.name}_{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)
    except Exception as problem:
        raise told(problem, path, 1) from problem
    marks = [mark for mark in vars(module).values() if isinstance(mark, TableOfOwn | Figure)]
    tables = {mark.name: mark for mark in marks if isinstance(mark, TableOfOwn)}
    figures = {mark.name: mark for mark in marks if isinstance(mark, Figure)}
    if not marks:
        raise SurveyError(
            f"{os.path.relpath(path)}, line 1: marks nothing; put @table above a function that "
            "makes a table, @figure above one that draws it (docs/own_analysis.md)"
        )
    lines = {mark.name: unwrap(mark.function).__code__.co_firstlineno for mark in marks}
    return AnalysisFile(path, tables, figures, lines)
