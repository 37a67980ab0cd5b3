"""Files of analyses of one's own: found in a survey's folder, opened, and kept from other files."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from types import ModuleType

from cyberstudy.analyses import FOLDER, Figure, TableOfOwn, told
from cyberstudy.tables.contract import DESCRIBE
from cyberstudy.tables.problems import StudyProblem

#: What of ours such a file may import: nothing that opens files of answers or of results.
#: Assume: whoever writes an analysis opens none by other means; Python cannot be fenced in.
ALLOWED = (
    *("cyberstudy.analyses", "cyberstudy.claims", "cyberstudy.draw.of_tables"),
    "cyberstudy.draw.drawn",
    *("cyberstudy.draw.marks", "cyberstudy.draw.style", "cyberstudy.statistics"),
    *("cyberstudy.tables.disclosure", "cyberstudy.tables.extremes", "cyberstudy.tables.phrases"),
    *("cyberstudy.tables.problems", "cyberstudy.wording", "latentclass"),
)
OURS = ("cyberstudy", "disclosure", "latentclass", "simulation")


@dataclass(frozen=True)
class AnalysisFile:
    """What one file marks."""

    path: Path
    tables: Mapping[str, TableOfOwn]
    figures: Mapping[str, Figure]

    @property
    def place(self) -> str:
        """The folder of its tables, below the results of its survey."""
        return f"{DESCRIBE}/{FOLDER}/{self.path.stem}"

    @property
    def in_order(self) -> list[TableOfOwn]:
        """Its tables, each after those of the file that it reads."""
        reads = {n: [*filter(self.tables.get, made.beside)] for n, made in self.tables.items()}
        return [self.tables[name] for name in TopologicalSorter(reads).static_order()]

    def seen(self, *, inside: bool) -> Mapping[str, Figure]:
        """Figures that are drawn; where tables of analyses stay inside, those of other tables."""
        drawn = self.figures.items()
        return {
            name: each for name, each in drawn if not (inside and isinstance(each.of, TableOfOwn))
        }

    def line(self, name: str) -> str:
        """Say where a marked function stands."""
        made = self.tables.get(name) or self.figures[name]
        return f"{os.path.relpath(self.path)}, line {made.function.__code__.co_firstlineno}, {name}"


def files_in(folder: Path) -> list[Path]:
    """List the analyses in a survey's folder."""
    return sorted((folder / FOLDER).glob("[!_]*.py"))


def opened(path: Path) -> AnalysisFile:
    """Import an analysis.

    Raises
    ------
    StudyProblem
        It cannot be imported, imports what opens files, or marks nothing; with file and line.
    """
    return _opened(path, path.stat().st_mtime_ns)


@cache
def _opened(path: Path, changed: int) -> AnalysisFile:
    source = path.read_text(encoding="utf-8")
    module = ModuleType(f"analyses_{path.parent.parent.name}_{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    try:
        tree = ast.parse(source, str(path))
        _stop_reaching(tree, path)
        exec(compile(tree, str(path), "exec"), module.__dict__)
    except StudyProblem:
        raise
    except Exception as problem:
        raise told(problem, path, 1) from problem
    made = [each for each in vars(module).values() if isinstance(each, TableOfOwn | Figure)]
    tables = {each.name: each for each in made if isinstance(each, TableOfOwn)}
    figures = {each.name: each for each in made if isinstance(each, Figure)}
    if not made:
        raise StudyProblem(
            f"{os.path.relpath(path)}, line 1: marks nothing; put @table above a function that "
            "makes a table, @figure above one that draws it (docs/own_analysis.md)"
        )
    return AnalysisFile(path, tables, figures)


def _stop_reaching(tree: ast.AST, path: Path) -> None:
    """Stop at an import that would let an analysis read what it does not declare."""
    for node in ast.walk(tree):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            allowed = any(f"{name}.".startswith(f"{each}.") for each in ALLOWED)
            if name.partition(".")[0] in OURS and not allowed:
                raise StudyProblem(
                    f"{os.path.relpath(path)}, line {getattr(node, 'lineno', 1)}: an analysis "
                    f"does not import {name}: what it reads is given to it. It may import "
                    f"{', '.join(ALLOWED)}, and packages of others"
                )
