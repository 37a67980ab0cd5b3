"""Harmful slips in the study's code, and whether the nearest tests notice them.

``mutants.csv`` holds them, one in a row. A slip is found by what its statement says, with the
function and module that it stands in, so that it survives renaming and moving:

    PYTHONPATH=workflow:tests nice .venv/bin/python -m mutants.mutants run --until 08:50

runs the 12 nearest files of tests against each slip that has no result yet (``--only D01 H2``:
against these, anew) and writes the first test that fails into the column ``caught_by``.

Assume: the random ones (D) are two in each room, a folder of the library or all analyses, and 18 in
any room by its number of places; a kind of slip is drawn first and its place then, with equal
chances. ``tests/mutants/slips.py`` of commit 16f3bb87 drew them, once, with seed 20261201.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from lineage import PACKAGES

REPOSITORY = Path(__file__).parents[2]
TABLE = Path(__file__).with_name("mutants.csv")
NEAREST = 12
SURVIVED = "none"
#: What a slip that lasts for ever is cut off after.
SECONDS = 900


class Statement(NamedTuple):
    """A statement without the statements inside it, and where it stands."""

    node: ast.stmt
    file: Path
    function: str  # dotted, with classes
    subject: str  # first line of the module's docstring

    @property
    def text(self) -> str:
        return ast.unparse(bare(self.node))


def code_files(root: Path) -> list[Path]:
    """All files of code that slips may stand in."""
    folders = ("config", *(f"workflow/{name}" for name in PACKAGES))
    files = [path for folder in folders for path in (root / folder).rglob("*.py")]
    return sorted(path for path in files if "tests" not in path.relative_to(root).parts)


def bare(statement: ast.stmt) -> ast.stmt:
    """A statement's own line: bodies are left out."""
    if not hasattr(statement, "body"):
        return statement
    kept = {name: value for name, value in ast.iter_fields(statement)}
    for name in {"body", "orelse", "finalbody", "handlers", "cases"} & {*kept}:
        kept[name] = [ast.Pass()] if name == "body" else []
    if isinstance(statement, ast.Try | ast.TryStar):
        kept["finalbody"] = [ast.Pass()]
    return ast.copy_location(type(statement)(**kept), statement)


def statements(file: Path) -> Iterator[Statement]:
    """All statements of a file, outer ones first."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    subject = (ast.get_docstring(tree) or "").partition("\n")[0]

    def inside(node: ast.AST, function: str) -> Iterator[Statement]:
        for child in ast.iter_child_nodes(node):
            scope = isinstance(child, ast.FunctionDef | ast.ClassDef)
            if isinstance(child, ast.stmt) and not isinstance(child, ast.Match):
                yield Statement(child, file, function, subject)
            yield from inside(child, f"{function}.{child.name}".strip(".") if scope else function)

    return inside(tree, "")


def names(node: ast.AST) -> list[str]:
    """Names of variables, functions and arguments in a statement, in the order of its nodes."""
    kinds = {ast.Name: "id", ast.arg: "arg", ast.FunctionDef: "name"}
    return [getattr(n, kinds[type(n)]) for n in ast.walk(node) if type(n) in kinds]


def renamed(node: ast.AST, into: dict[str, str]) -> ast.AST:
    """The same code with other names."""
    for part in ast.walk(node):
        for field in {"id", "arg", "name"} & {*part._fields}:
            if not isinstance(part, ast.keyword) and getattr(part, field) in into:
                setattr(part, field, into[getattr(part, field)])
    return node


def shape(text: str) -> str:
    """A statement's text with its names numbered, so that renamed variables do not count."""
    tree = ast.parse(text)
    numbered = {name: f"v{i}" for i, name in enumerate(dict.fromkeys(names(tree)))}
    return ast.unparse(renamed(tree, numbered))


@cache
def all_statements(root: Path) -> dict[tuple[object, ...], list[Statement]]:
    """All statements by what renaming leaves: their kind, and the attributes that they name."""
    sorted_out: dict[tuple[object, ...], list[Statement]] = {}
    for file in code_files(root):
        for statement in statements(file):
            sorted_out.setdefault(_sort(bare(statement.node)), []).append(statement)
    return sorted_out


def _sort(node: ast.AST) -> tuple[object, ...]:
    parts = [*ast.walk(node)]
    return type(node), len(parts), *(n.attr for n in parts if isinstance(n, ast.Attribute))


def places(row: dict[str, str], root: Path) -> list[Statement]:
    """The statements that a slip fits best: one, where it is found."""
    (wanted,) = ast.parse(row["statement"]).body
    alike = {}
    for statement in all_statements(root).get(_sort(wanted), ()):
        text = statement.text
        same = text == row["statement"]
        if same or shape(text) == shape(row["statement"]):
            here = statement.function == row["function"]
            alike[statement] = 2 * same + 2 * here + (statement.subject == row["subject"])
    most = max(alike.values(), default=0)
    return [statement for statement, points in alike.items() if most and points == most]


def slipped(row: dict[str, str], root: Path) -> tuple[Path, str]:
    """The file in which a slip is found, and its text with it."""
    (statement,) = places(row, root)
    (wanted,) = ast.parse(row["statement"]).body
    into = dict(zip(names(wanted), names(bare(statement.node)), strict=True))
    before, after = (
        ast.unparse(renamed(ast.parse(row[name]), into)) for name in ("before", "after")
    )
    parts = ast.walk(bare(statement.node))
    fitting = [n for n in parts if hasattr(n, "lineno") and ast.unparse(n) == before]
    node = fitting[int(row["which"])]
    lines = statement.file.read_bytes().splitlines(keepends=True)
    begin = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    new = f"({after})" if isinstance(node, ast.expr) else after
    code = b"".join(lines)
    return statement.file, (code[:begin] + new.encode() + code[end:]).decode()


def nearest_tests(file: Path, root: Path) -> list[str]:
    """The files of tests that reach a file, nearest first; an analysis is called by its name."""
    import changed

    tests = changed.tests_of(root)
    ways, _ = changed.selected([file.relative_to(root).as_posix()], root)
    by_name = [test for test in tests if file.parent.name == "analyses" and
               f'"{file.stem}"' in test.read_text(encoding="utf-8")]  # fmt: skip
    nearest = [*by_name, *(test for test in ways if test not in by_name)][:NEAREST]
    # Those that mirror the file's folder are likeliest to fail, so they begin.
    nearest.sort(key=lambda test: (test not in by_name, file.parent.name not in test.parts))
    return [test.relative_to(root).as_posix() for test in nearest]


def first_failure(root: Path, tests: list[str], left_out: set[str]) -> str:
    """The first test that fails in a copy of the study, or nothing."""
    command = [sys.executable, "-m", "pytest", "-o", "addopts=", "--import-mode=importlib"]
    command += ["-q", "-x", "-p", "no:xdist", "--without-study", "--cache-clear"]
    command += [f"--deselect={test}" for test in sorted(left_out)]
    paths = os.pathsep.join(str(root / folder) for folder in ("workflow", "tests"))
    try:
        subprocess.run(
            [*command, *tests], cwd=root, env={**os.environ, "PYTHONPATH": paths},
            capture_output=True, timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"{SECONDS} s were not enough"
    failed = root / ".pytest_cache/v/cache/lastfailed"
    return next(iter(json.loads(failed.read_text())), "") if failed.is_file() else ""


def caught_by(row: dict[str, str], root: Path, unfit: set[str]) -> str:
    """The first of the nearest tests that fails with a slip, and passes without it."""
    file, code = slipped(row, root)
    tests, right = nearest_tests(file, root), file.read_text(encoding="utf-8")
    while True:
        file.write_text(code, encoding="utf-8")
        failed = first_failure(root, tests, unfit)
        file.write_text(right, encoding="utf-8")
        if "::" not in failed or not first_failure(root, [failed], set()):
            return failed or SURVIVED
        unfit.add(failed)  # it fails in any copy


def read() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(rows: list[dict[str, str]]) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("find", "run"))
    parser.add_argument("--only", nargs="*", default=(), help="numbers of slips, to be run anew")
    parser.add_argument("--until", default="23:59", help="begin none after this time of day")
    arguments = parser.parse_args()
    rows = read()
    if arguments.what == "find":
        for row in rows:
            found = [
                f"{p.file.relative_to(REPOSITORY)}:{p.node.lineno}" for p in places(row, REPOSITORY)
            ]
            print(row["number"], *(found or [row["gone"] or "NOT FOUND"]), sep="  ")
        return
    with TemporaryDirectory() as folder:
        root, unfit = Path(folder) / "study", set[str]()
        subprocess.run(["git", "clone", "-q", "--shared", REPOSITORY, root], check=True)
        shutil.copytree(REPOSITORY / "data", root / "data", dirs_exist_ok=True)
        (root / ".venv").symlink_to(REPOSITORY / ".venv")
        for row in rows:
            wanted = row["number"] in arguments.only if arguments.only else not row["caught_by"]
            if not wanted or row["gone"] or f"{datetime.now():%H:%M}" >= arguments.until:
                continue
            row["caught_by"] = caught_by(row, root, unfit)
            print(row["number"], row["caught_by"], flush=True)
            write(rows)


if __name__ == "__main__":
    main()
