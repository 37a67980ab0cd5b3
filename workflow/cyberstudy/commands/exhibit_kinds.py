"""Write the page of exhibit kinds: ``python -m cyberstudy.commands.exhibit_kinds``.

What a kind shows and which keys it takes is read off the code; which tables it reads, and what it
looks like, shows when it is drawn from what the study made.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from pydantic.fields import FieldInfo

from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.plan.exhibits import DeclaredExhibit
from cyberstudy.declare.survey import Survey
from cyberstudy.draw.exhibit import draw_exhibit, drawing_of
from cyberstudy.draw.families import KINDS
from cyberstudy.draw.style import save_figure

PAGE, PICTURES = Path("docs/exhibits.md"), Path("docs/exhibits")
OF_ALL = DeclaredExhibit.model_fields  # keys that every exhibit has
ROOM, COLOURS = (520, 640), (128, 32, 16)  # pixels that a picture takes at most, and its colours
LARGEST = 50_000  # bytes

HEAD = """# Kinds of exhibits

A plan's `exhibits` name one of these kinds each. Every exhibit takes these keys, and those of its
kind. `make reference` writes this page.
"""
TABLE = ("| key | needed | what it says |", "|---|---|---|")


@dataclass(frozen=True)
class Example:
    """An exhibit of a kind, and the protected tables that it reads."""

    survey: str
    name: str
    title: str
    tables: Sequence[str]


def page(examples: Mapping[str, Example]) -> str:
    """Write the page, a section a kind."""
    common = "\n".join([*TABLE, *(_key(name, OF_ALL[name]) for name in OF_ALL), ""])
    sections = (_section(kind, example) for kind, example in examples.items())
    return "\n".join([HEAD, common, *sections])


def _section(kind: str, example: Example) -> str:
    fields = KINDS[kind].model_fields
    drawing = drawing_of(kind)
    keys = [_key(name, fields[name]) for name in fields if name not in OF_ALL]
    return "\n".join(
        [
            f"## {kind}\n",
            f"{_first_paragraph(KINDS[kind].__doc__)} {_first_paragraph(drawing.__doc__)}\n",
            *((*TABLE, *keys, "") if keys else ("It takes no further keys.\n",)),
            f"Tables: {', '.join(f'`{name}`' for name in example.tables)}\n",
            f"![{example.title}]({PICTURES.name}/{kind}.png)\n",
            f"From the survey {example.survey}, exhibit `{example.name}`.\n",
        ]
    )


def _key(name: str, key: FieldInfo) -> str:
    return f"| `{name}` | {'yes' if key.is_required() else 'no'} | {key.description or ''} |"


def _first_paragraph(doc: str | None) -> str:
    return " ".join((doc or "").strip().partition("\n\n")[0].split())


def examples_on(text: str) -> dict[str, Example]:
    """Read back from the page what only drawing tells."""
    found = re.findall(
        r"^## (\w+)\n.*?^Tables: (.*?)\n\n!\[(.*?)\].*?^From the survey (\w+), exhibit `(\w+)`",
        text,
        re.M | re.S,
    )
    return {
        kind: Example(survey, name, title, re.findall(r"`(.*?)`", tables))
        for kind, tables, title, survey, name in found
    }


def draw_examples(surveys: Sequence[str], root: Path, results: Path) -> dict[str, Example]:
    """Draw the first exhibit of every kind, of the first survey that has it, into docs.

    Assume: a picture may be of what a release gives everybody, or of simulated answers.
    """
    found: dict[str, Example] = {}
    for survey in (open_survey(name, root / "config", root) for name in surveys):
        for name, entry in survey.plan.exhibits.items():
            if entry.kind not in found:
                protected = results / survey.name / "protect"
                made = draw_exhibit(
                    str(protected / "tables"),
                    survey,
                    name=name,
                    language="en",
                    entry=entry,
                    plan=survey.plan,
                    report=str(protected / "report.json"),
                )
                with tempfile.TemporaryDirectory() as folder:
                    large = Path(folder, "figure.png")
                    save_figure(made.drawn.figure, [str(large)], name=entry.title, alt="")
                    _shrink(large, root / PICTURES / f"{entry.kind}.png")
                tables = _without_names(made.looked_for, survey)
                found[entry.kind] = Example(survey.name, name, entry.title, tables)
    return {kind: found[kind] for kind in KINDS}


def _without_names(looked_for: frozenset[str], survey: Survey) -> list[str]:
    """List tables without their endings; a clustering's stand in its folder."""
    names = {pattern.rpartition(".")[0] for pattern in looked_for}
    for clustering in survey.plan.clusterings or {}:
        names = {re.sub(rf"^{clustering}/", "<clustering>/", name) for name in names}
    return sorted(names)


def _shrink(large: Path, small: Path) -> None:
    small.parent.mkdir(exist_ok=True)
    with Image.open(large) as figure:
        picture = figure.convert("RGB")
    picture.thumbnail(ROOM, Image.Resampling.LANCZOS)
    # Of the ways to choose colours this one keeps those that few pixels have: marks. A picture
    # full of text in cells has so many edges that it needs to have fewer.
    for colours in COLOURS:
        few = picture.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(small, optimize=True)
        if small.stat().st_size < LARGEST:
            return


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page and its pictures, or say that the page is out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("surveys", nargs="*", help="that examples are taken from")
    parser.add_argument("--root", type=Path, default=Path(), help="of the repository")
    parser.add_argument("--results", type=Path, default=Path("results"), help="of the study")
    parser.add_argument("--check", action="store_true", help="write nothing, say what is wrong")
    asked = parser.parse_args(arguments)
    path = asked.root / PAGE
    if not asked.check:
        path.write_text(
            page(draw_examples(asked.surveys, asked.root, asked.results)), encoding="utf-8"
        )
        return 0
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    examples = examples_on(text)
    if list(examples) == list(KINDS) and page(examples) == text:
        return 0
    print(f"{path} is out of date: make reference", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
