"""What a step rests on: the library files behind a module, found by reading its imports.

Snakemake reruns a step when its inputs change. With these files among the inputs, an edit of
the library reruns exactly the steps that import it, directly or not.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from surveyanswers.tables.checksums import write_sealed
from surveyanswers.tables.storage import sha256_of

HERE = Path(__file__).parent
#: Packages whose files are followed; all others are the environment's.
PACKAGES = sorted(path.parent.name for path in HERE.glob("*/__init__.py"))
_IMPORT = re.compile(
    r"^ *((?:from [\w.]+ import (?:\([^)]*\)|[^\n]*)|import [^\n]*))", re.MULTILINE
)


def library_files(*modules: str) -> list[Path]:
    """List the files of our packages that `modules` rest on, directly or not.

    Parameters
    ----------
    modules
        Dotted names, such as ``"surveyanswers.clean"``; or ``"scripts.clean_answers"``, which is
        itself not listed, since Snakemake knows of it; or the path of an analysis of one's own.

    Returns
    -------
    list of Path
        Sorted files; a package stands for its ``__init__`` and the data files beside it
        (the style sheet beside ``draw/style.py``), its other modules only when imported.
    """
    for module in modules:
        if _file_of(module, (HERE,)) is None:
            raise ModuleNotFoundError(f"{module} is no module of {', '.join(PACKAGES)}")
    files = files_behind(modules)
    return sorted(path for path in files if path.parent.name != "scripts")


def files_behind(modules: Iterable[str], roots: tuple[Path, ...] = (HERE,)) -> dict[Path, Path]:
    """List the files that `modules` rest on, each with the file by which it was first come to.

    What lies below none of the `roots` is the environment's, and is not followed.
    """
    importers: dict[Path, Path] = {}
    waiting = [(module, Path()) for module in modules]
    for name, importer in waiting:  # grows: nearest first
        path, beside, further = _step(name, roots)
        if path is None or path in importers:
            continue
        importers[path] = importer
        importers.update({p: path for p in beside if p not in importers})
        waiting += [(dependency, path) for dependency in further]
    return importers


@cache  # a plan goes from some ninety scripts and kinds of exhibits through the same files
def _step(name: str, roots: tuple[Path, ...]) -> tuple[Path | None, list[Path], list[str]]:
    """Find the file that a name comes from, the files beside it, and the names that it imports."""
    module = _module_of(name, roots)
    path = _file_of(module, roots)
    if path is None:
        return None, [], []
    alone = path.name == "__init__.py"
    beside = [] if alone else [p for p in path.parent.glob(f"{path.stem}.*") if p.is_file()]
    package = "" if module.endswith(".py") else module.rpartition(".")[0]
    return path, beside, [dependency for dependency in (*imports_of(path), package) if dependency]


def date_edits(files: Mapping[str, Path], record: Path) -> None:
    """Set the time of files that changed since a run was planned last to now.

    Snakemake looks at a file's time first, which copies, archives and shared folders keep.

    Parameters
    ----------
    files
        What people write and steps read as it stands, by a name.
    record
        Their checksums, of one planning for the next.
    """
    lines = record.read_text(encoding="utf-8").splitlines() if record.is_file() else []
    digests = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    now = {name: sha256_of(path) for name, path in sorted(files.items())}
    for name, digest in now.items():
        if digests.get(name, digest) != digest:
            files[name].touch()
    write_sealed(record.as_posix(), "".join(f"{digest}  {name}\n" for name, digest in now.items()))


def modules_of_notebook(path: str) -> list[str]:
    """List the modules of our packages that a notebook's cells import."""
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    names = {_module_of(name, (HERE,)) for source in code for name in names_in(source)}
    return sorted(name for name in names if _file_of(name, (HERE,)))


@cache
def _file_of(module: str, roots: tuple[Path, ...]) -> Path | None:
    if module.endswith(".py"):
        return Path(module)
    bases = [root.joinpath(*module.split(".")) for root in roots]
    files = (file for base in bases for file in (base.with_suffix(".py"), base / "__init__.py"))
    return next((file for file in files if file.is_file()), None)


def _module_of(name: str, roots: tuple[Path, ...]) -> str:
    """Name the module that a name of a package comes from, if it is imported when first used."""
    package, _, last = name.rpartition(".")
    path = _file_of(package, roots) if package and last != "py" else None
    return _handed_on(path).get(last, name) if path and path.name == "__init__.py" else name


@cache
def _handed_on(path: Path) -> dict[str, str]:
    """Return the modules of names that a package imports for types only."""
    later = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if _of_types(node)]
    imports = [node for block in later for node in ast.walk(block)]
    named = [node for node in imports if isinstance(node, ast.ImportFrom) and node.module]
    return {alias.name: str(node.module) for node in named for alias in node.names}


@cache
def imports_of(path: Path) -> list[str]:
    """List what may be a module among the names that a file imports, or says that it does."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":  # rules are no Python that could be parsed as a whole
        source = "\n".join(_IMPORT.findall(source))
    return names_in(source)


def names_in(source: str | ast.AST) -> list[str]:
    """List what may be a module among the names that code imports."""
    names: list[str] = []
    for node in _statements(ast.parse(source) if isinstance(source, str) else source):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            # `from cyberstudy.draw import style` may name a module or something in one.
            names += [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return names


def without_comments(source: str) -> str:
    """Strip what does nothing when code runs: comments, docstrings, empty lines.

    Lines are kept as they are, since how trees are printed differs between versions of Python.
    """
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str):
            for row in range(first.lineno, (first.end_lineno or 0) + 1):
                lines[row - 1] = ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Go through all statements that may run; their expressions hold no imports."""
    if _of_types(node):
        return
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        inner = getattr(node, part, ())
        for statement in inner if isinstance(inner, list) else ():
            yield statement
            yield from _statements(statement)


def _of_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
