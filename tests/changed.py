"""Run the tests whose imports reach a changed file: ``python tests/changed.py``.

Imports are read as rules read them (`workflow/lineage.py`): in tests, in what they share
(`tests/worlds`), and in those fixtures of conftest files that a test takes.
"""

import argparse
import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from cyberstudy.declare.plan.kinds import KINDS
from lineage import files_behind, names_in

REPOSITORY = Path(__file__).parents[1]
#: What reads all code, and so is reached by no import alone.
ALWAYS = ("tests/house/test_house.py",)


def changed(root, base):
    """Files changed since a branch left `base`, committed or not, and those that git has not."""

    def git(*command):
        done = subprocess.run(["git", *command], cwd=root, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"git {' '.join(command)}: {done.stderr.strip()}")
        return done.stdout.splitlines()

    (fork,) = git("merge-base", "HEAD", base)
    new = git("ls-files", "--others", "--exclude-standard")
    return sorted({*git("diff", "--name-only", "--no-renames", fork), *new})


def tests_of(root):
    """All files of tests."""
    folders = (root / "tests", *(root / "workflow").glob("*/tests"))
    return sorted(path for folder in folders for path in folder.rglob("test_*.py"))


def behind(test, root):
    """Files that a test rests on, nearest first, each with the file that imports it."""
    roots = tuple(root / folder for folder in ("workflow", "tests", "benchmarks"))
    own = tuple(sorted((root / "workflow").glob("*/tests")))
    tree = ast.parse(test.read_text(encoding="utf-8"))
    conftests = [path for folder in test.parents if (path := folder / "conftest.py").is_file()]
    taken = _words(tree)
    asked = [name for path in conftests for name in _taken_from(path, taken)]
    # A kind of exhibit that a test names is imported when it is drawn.
    drawn = [KINDS[word].drawn_in() for word in taken if word in KINDS]
    found = files_behind([*names_in(tree), *asked, *drawn], (*roots, *own))
    return {test: Path(), **dict.fromkeys(conftests, test)} | {
        path: test if importer == Path() else importer for path, importer in found.items()
    }


def _words(tree):
    """What code may take a fixture by: arguments, and texts, as in `usefixtures`."""
    nodes = [*ast.walk(tree)]
    arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
    texts = {node.value for node in nodes if isinstance(node, ast.Constant)}
    return arguments | {text for text in texts if isinstance(text, str) and text.isidentifier()}


def _taken_from(conftest, taken):
    """What those parts of a conftest file import that `taken` names, and what these name there."""
    imports, parts = _parts_of(conftest)
    automatic = {name for name, part in parts.items() if "autouse" in ast.dump(part)}
    waiting, seen, found = [*taken, *automatic], set(), []
    for name in waiting:  # grows
        if name in seen:
            continue
        seen.add(name)
        found += imports.get(name, [])
        if part := parts.get(name):
            found += names_in(part)
            waiting += [node.id for node in ast.walk(part) if isinstance(node, ast.Name)]
            waiting += _words(part)
    return found


@cache
def _parts_of(conftest):
    """Names that a file binds: by which modules, and in which statements."""
    imports, parts = {}, {}
    for node in ast.parse(conftest.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                alone = ast.Module([type(node)(**{**vars(node), "names": [alias]})], [])
                imports[(alias.asname or alias.name).partition(".")[0]] = names_in(alone)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            parts[node.name] = node
        elif isinstance(node, ast.Assign):
            parts |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return imports, parts


def selected(files, root):
    """Tests that reach one of `files`, nearest first, each with the way to it; and files unreached.

    Returns
    -------
    dict of Path to list of Path
        A test, and the files from it to what was changed, each imported by the one before.
    list of str
        Changed files that no test imports.
    """
    wanted = {root / file for file in files}
    ways, reached = {}, set()
    for test in tests_of(root):
        found = behind(test, root)
        hits = [path for path in found if path in wanted]
        reached |= {*hits}
        if hits:
            ways[test] = way = [hits[0]]
            while way[-1] != test:
                way.append(found[way[-1]])
            way.reverse()
    nearest = sorted(ways, key=lambda test: (len(ways[test]), test))
    unreached = [file for file in files if root / file not in reached]
    return {test: ways[test] for test in nearest}, unreached


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="main", help="the branch that this one left")
    parser.add_argument("--list", action="store_true", help="say which, and run none")
    given, others = parser.parse_known_args(arguments)
    ways, unreached = selected(changed(REPOSITORY, given.base), REPOSITORY)
    for test, way in ways.items():
        print("  ".join(path.relative_to(REPOSITORY).as_posix() for path in (test, *way[1:])))
    for file in unreached:
        print(f"no test imports {file}")
    print(f"{len(ways)} files of tests, nearest first, and {', '.join(ALWAYS)}")
    if given.list:
        return 0
    left = [] if "--after-study" in others else ["--without-study"]
    always = [path for name in ALWAYS if (path := REPOSITORY / name) not in ways]
    return pytest.main([*left, *others, *map(str, [*ways, *always])])


if __name__ == "__main__":
    sys.exit(main())
