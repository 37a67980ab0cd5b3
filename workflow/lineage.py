"""What a step rests on: the library files behind a module, found by reading its imports.

Snakemake reruns a step when its inputs change. With these files among the inputs, an edit of
the library reruns exactly the steps that import it, directly or not.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
#: Packages whose files are followed; all others are the environment's.
PACKAGES = ("cyberstudy", "disclosure", "latentclass", "twin")


def library_files(*modules: str) -> list[Path]:
    """List the files of our packages that `modules` rest on, directly or not.

    Parameters
    ----------
    modules
        Dotted names, such as ``"cyberstudy.clean"``; or ``"scripts.clean_answers"``, which is
        itself not listed, since Snakemake knows of it; or the path of an analysis of one's own.

    Returns
    -------
    list of Path
        Sorted files; a package stands for its ``__init__`` and the data files beside it
        (the style sheet beside ``draw/style.py``), its other modules only when imported.
    """
    found: set[Path] = set()
    for module in modules:
        if _file_of(module) is None:
            raise ModuleNotFoundError(f"{module} is no module of {', '.join(PACKAGES)}")
        _follow(module, found)
    return sorted(path for path in found if path.parent.name != "scripts")


def modules_of_notebook(path: str) -> list[str]:
    """List the modules of our packages that a notebook's cells import."""
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    names = {name for source in code for name in _names(source)}
    return sorted(name for name in names if _file_of(name))


def _follow(module: str, found: set[Path]) -> None:
    path = _file_of(module)
    if path is None or path in found:
        return
    found.add(path)
    if path.name != "__init__.py":
        found.update(p for p in path.parent.glob(f"{path.stem}.*") if p.is_file())
    for imported in _imports(path):
        _follow(imported, found)
    if "." in module and not module.endswith(".py"):
        _follow(module.rpartition(".")[0], found)


@cache
def _file_of(module: str) -> Path | None:
    if module.endswith(".py"):
        return Path(module)
    base = HERE.joinpath(*module.split("."))
    candidates = (base.with_suffix(".py"), base / "__init__.py")
    return next((p for p in candidates if p.is_file()), None)


@cache
def _imports(path: Path) -> tuple[str, ...]:
    return _names(path.read_text(encoding="utf-8"))


def _names(source: str) -> tuple[str, ...]:
    names: list[str] = []
    for node in _statements(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            # `from cyberstudy.draw import style` may name a module or something in one.
            names += [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return tuple(name for name in names if name.partition(".")[0] in PACKAGES)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Go through all statements that may run; their expressions hold no imports."""
    if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
        return
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        inner = getattr(node, part, ())
        for statement in inner if isinstance(inner, list) else ():
            yield statement
            yield from _statements(statement)
