"""What a step rests on: the library files behind a module, found by reading its imports.

Snakemake reruns a step when its inputs change. With these files among the inputs, an edit of
the library reruns exactly the steps that import it, directly or not.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent


def library_files(*modules: str) -> list[Path]:
    """List the library's files that `modules` rest on, themselves among them.

    Parameters
    ----------
    modules
        Dotted names below ``cyberstudy``, such as ``"clean"`` or ``"draw.style"``.

    Returns
    -------
    list of Path
        Sorted files; a package stands for its ``__init__`` and the data files beside it
        (the style sheet beside ``draw/style.py``), its other modules only when imported.
    """
    found: set[Path] = set()
    for module in modules:
        _follow(module, found)
    return sorted(found)


def _follow(module: str, found: set[Path]) -> None:
    path = _file_of(module)
    if path is None or path in found:
        return
    found.add(path)
    if path.name != "__init__.py":
        found.update(p for p in path.parent.glob(f"{path.stem}.*") if p.is_file())
    for imported in _imports(path):
        _follow(imported, found)
    if "." in module:
        _follow(module.rpartition(".")[0], found)


@cache
def _file_of(module: str) -> Path | None:
    base = PACKAGE.joinpath(*module.split("."))
    candidates = (base.with_suffix(".py"), base / "__init__.py")
    return next((p for p in candidates if p.is_file()), None)


@cache
def _imports(path: Path) -> tuple[str, ...]:
    prefix = f"{PACKAGE.name}."
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            # `from cyberstudy.draw import style` may name a module or something in one.
            names += [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return tuple(n.removeprefix(prefix) for n in names if n.startswith(prefix))
