"""Where a text is printed, and which tables that place was made of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.storage import read_json

#: A number as texts print it: thousands parted by commas, and its sign of per cent.
NUMBER = re.compile(
    r"(?<![\w.,])([-\u2212]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(\s?%)?(?!\w|[.,]\d)", re.ASCII
)
_MARKUP = re.compile(r"<[^>]*>|\]\([^)]*\)|[*`|\[\]]|\\n")
_OF_TABLES = re.compile(r"""\.(?:table|record)\(\s*["']([\w/.]+)["']""")
_NAMES = re.compile(r"""Study\(["'](\w+)["']""")


@dataclass(frozen=True)
class PrintedNumber:
    """A number as it is printed."""

    text: str
    value: float
    places: int
    percent: bool

    def is_year(self) -> bool:
        """Whether it may be a year, which is a name."""
        return not (self.places or self.percent) and 1900 <= self.value < 2100


@dataclass(frozen=True)
class PrintedPlace:
    """Where a text is printed."""

    file: str
    part: str  # a field of an exhibit's words, a cell, a line
    text: str  # what stands there
    tables: tuple[str, ...] = ()  # ``survey/table`` that it was made of, as far as it says
    exhibit: str = ""  # ``survey/name``


def numbers_in(text: str) -> list[PrintedNumber]:
    """List the numbers of a text in their order."""
    numbers = []
    for sign, whole, places, percent in NUMBER.findall(text):
        value = float(f"{'-' * bool(sign)}{whole.replace(',', '')}{places}")
        printed = f"{sign}{whole}{places}{percent}"
        numbers.append(PrintedNumber(printed, value, max(0, len(places) - 1), bool(percent)))
    return numbers


def plain(text: str) -> str:
    """Return a text without markup, its spaces alike, as a reader would copy it."""
    return " ".join(_MARKUP.sub(" ", text).replace("\u2212", "-").split())


def places_of(text: str, root: Path) -> list[PrintedPlace]:
    """List where a text is printed: words of exhibits, notebooks, then what people wrote.

    Parameters
    ----------
    text
        As it is printed, in English; a number in it is found as a whole, and not in a longer one.
    root
        The study's folder, with a finished run.
    """
    # Marks between words, such as those of a table's cells, are not asked for.
    phrase = plain(text)
    words = r"[^\w%]*".join(re.escape(word) for word in phrase.split())
    wanted = re.compile(rf"(?<![\w.,]){words}(?!\w|[.,]\d)", re.IGNORECASE)
    digits = re.findall(r"\d+", phrase)  # which most places lack: they are soon passed over
    likely = (place for place in _every(root) if all(number in place.text for number in digits))
    return [place for place in likely if wanted.search(place.text)]


def exhibit_at(path: Path) -> list[PrintedPlace]:
    """Return the words of an exhibit, a place a field."""
    words, survey = read_json(path), path.parents[2].name
    tables = tuple(f"{survey}/{name}" for name in words.get("tables", ()))
    named, file = f"{survey}/{words['exhibit']}", "/".join(path.parts[-5:])
    return [
        PrintedPlace(file, part, plain(text), tables, named)
        for part, text in words.items()
        if isinstance(text, str)
    ]


@cache
def _every(root: Path) -> tuple[PrintedPlace, ...]:
    return (*_exhibits(root), *_notebooks(root), *_written(root))


def _exhibits(root: Path) -> Iterator[PrintedPlace]:
    for path in sorted(root.glob(f"{RESULTS}/*/draw/en/*.json")):
        yield from exhibit_at(path)


def _notebooks(root: Path) -> Iterator[PrintedPlace]:
    for path in sorted(root.glob(f"{RESULTS}/*/narrate/*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "".join(
            "".join(code_cell["source"]) for code_cell in cells if code_cell["cell_type"] == "code"
        )
        surveys = _NAMES.findall(code) or [path.parents[1].name]
        every = tuple(
            f"{survey}/{name}"
            for name in dict.fromkeys(_OF_TABLES.findall(code))
            for survey in surveys
        )
        for number, cell in enumerate(cells, start=1):
            for text in (*_outputs(cell), "".join(cell["source"])):
                yield PrintedPlace(
                    path.relative_to(root).as_posix(), f"cell {number}", plain(text), every
                )


def _outputs(cell: dict[str, Any]) -> Iterator[str]:
    for output in cell.get("outputs") or ():
        shown = output.get("data", {})
        printed = shown.get("text/html") or shown.get("text/plain") or output.get("text")
        yield "".join(shown.get("text/markdown") or printed or "")


def _written(root: Path) -> Iterator[PrintedPlace]:
    """Yield what people wrote, where a number may stand that no table says: a year, a threshold."""
    declared = (root / "config").rglob("*.yaml")
    for path in [root / "README.md", *sorted((root / "docs").glob("*.md")), *sorted(declared)]:
        file, line = path.relative_to(root).as_posix(), 1
        for paragraph in re.split(r"(\n\s*\n)", path.read_text(encoding="utf-8")):
            if not paragraph.isspace():
                yield PrintedPlace(file, f"line {line}", plain(paragraph))
            line += paragraph.count("\n")
