"""List the judgement calls that the code makes: ``python -m cyberstudy.commands.assumptions``.

Each begins with ``Assume:``, in a comment or a docstring, at the line that rests on it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

MARK = "Assume:"
#: Where there is code, from the repository's root, and the endings of its files.
CODE = ("workflow", "benchmarks", "profiles")
ENDINGS = (".py", ".smk", ".yaml")
COMMENT = re.compile(r"\s*#:? ?")

HEAD = """# Assumptions

Judgement calls that the code makes where neither the answers nor a source decides. Each stands as a
comment that begins with `Assume:` at the line that rests on it; `make reference` gathers them here.
What the simulated answers rest on, and what the analysts decided, stands beside the survey:
`config/surveys/<survey>/`.
"""


def assumptions_in(text: str) -> list[str]:
    """Read the assumptions of one file, each as one line of text, in their order.

    A comment ends where its lines end; a paragraph of a docstring at a blank line, at the quotes,
    or where a line begins further left.
    """
    lines = text.splitlines()
    return [
        " ".join(_passage(lines, number, at=found.end()))
        for number, line in enumerate(lines)
        for found in re.finditer(MARK, line)
    ]


def _passage(lines: list[str], number: int, at: int) -> Iterator[str]:
    first = lines[number]
    comment = COMMENT.match(first)
    depth = len(first) - len(first.lstrip())
    text, number = first[at:], number + 1
    while True:
        said, more, _ = text.partition(MARK)  # what follows is another one
        said, quotes, _ = said.partition('"""')
        if said.strip():
            yield said.strip()
        if more or quotes or number == len(lines):
            return
        line, number = lines[number], number + 1
        goes_on = COMMENT.match(line) if comment else line[:depth].isspace() or not depth
        text = COMMENT.sub("", line) if comment else line
        if not goes_on or not text.strip():
            return


def code_in(root: Path) -> list[Path]:
    """List all code below `root`, that of the study's own analyses, too."""
    files = [path for folder in CODE for path in (root / folder).rglob("*")]
    return [p for p in files if p.suffix in ENDINGS] + [*(root / "config").rglob("analyses/*.py")]


def page(root: Path) -> str:
    """Write the page on the assumptions of all code below `root`, by folder and file."""
    held = [
        (path.relative_to(root), said)
        for path in sorted(code_in(root), key=lambda path: (path.parent, path.name))
        if path.resolve() != Path(__file__).resolve()
        for said in assumptions_in(path.read_text(encoding="utf-8"))
    ]
    parts = [HEAD]
    for folder, several in groupby(held, key=lambda pair: pair[0].parent.as_posix()):
        items = (f"- [{path.name}](../{path.as_posix()}): {said}" for path, said in several)
        parts += [f"## {folder}\n", *items, ""]
    return "\n".join(parts).rstrip() + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write ``docs/assumptions.md``, or with ``--check`` only say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    target = given.root / "docs" / "assumptions.md"
    text = page(given.root)
    if not given.check:
        target.write_text(text, encoding="utf-8")
    elif text != target.read_text(encoding="utf-8"):
        print("docs/assumptions.md is out of date: make reference", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
