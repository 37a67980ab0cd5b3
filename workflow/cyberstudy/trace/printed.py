"""Where a text is printed, and which cells the numbers in it were taken from."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cyberstudy.wording.references import CellReference, Place
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.storage import read_json, read_text_table

#: A number as texts print it: thousands parted by commas, and its sign of per cent.
NUMBER = re.compile(
    r"(?<![\w.,])([-\u2212]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(\s?%)?(?!\w|[.,]\d)", re.ASCII
)
#: Declares each number of texts that people wrote: the words around it, and its cell.
DECLARED = "docs/numbers.csv"
#: The texts whose numbers it declares.
PAGES = ("README.md", "docs/findings.md", "docs/types.md")
#: In place of a table, of a number that a survey's plan decides.
PLAN = "plan.yaml"
#: Of a number that a test computes of these rows: no function of one column gives it.
COMPUTED = "computed"
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Of a sentence, a paragraph or a row of a table.
_END = re.compile(r"[.!?]\s+|\n\s*\n|\n(?=\|)")
_MARKED = re.compile(r"\[([^\]]+)\]")
#: What may stand between two words: marks, such as those of tables and links.
_BETWEEN = r"(?:\]\([^)]*\)|<[^>]*>|[^\w%])*"
_OF_TABLES = re.compile(r"""\.(?:table|record)\(\s*["']([\w/.]+)["']""")
_NAMES = re.compile(r"""Study\(["'](\w+)["']""")


@dataclass(frozen=True)
class PrintedText:
    """A text, and the cells of its numbers.

    Attributes
    ----------
    part
        A field of an exhibit's words, a cell of a notebook, a line.
    numbers
        Those with a record; tables are named ``survey/table``, or by their file.
    tables
        ``survey/table`` that the text was made of, as far as that is known.
    exhibit
        ``survey/name``; "" of other texts.
    """

    file: str
    part: str
    text: str
    numbers: Sequence[Place] = ()
    tables: Sequence[str] = ()
    exhibit: str = ""


@dataclass(frozen=True)
class FoundText:
    """A text that was asked for, and where it begins and ends in the text that prints it."""

    printed: PrintedText
    start: int
    end: int

    @property
    def sentence(self) -> str:
        """The sentences that it stands in."""
        text = self.printed.text
        ends = [found.end() for found in _END.finditer(text)]
        start = max((at for at in ends if at <= self.start), default=0)
        end = min((at for at in ends if at >= self.end), default=len(text))
        return " ".join(text[start:end].split())

    @property
    def cells(self) -> list[tuple[str, CellReference]]:
        """Its numbers as they are printed, each with its cell, as far as they have a record."""
        return [
            (self.printed.text[start:end], cell)
            for start, end, cell in self.printed.numbers
            if self.start <= start and end <= self.end
        ]

    @property
    def unrecorded(self) -> list[str]:
        """Its other numbers; years are names."""
        return [
            found[0]
            for found in NUMBER.finditer(self.printed.text, self.start, self.end)
            if not _YEAR.fullmatch(found[0])
            and not any(
                at < found.end() and found.start() < to for at, to, _ in self.printed.numbers
            )
        ]


def texts_with(phrase: str, root: Path) -> list[FoundText]:
    """List the texts that a phrase is printed in.

    Parameters
    ----------
    phrase
        As it is printed, in English; a number in it is found as a whole, and not in a longer one.
    root
        The study's folder, with a finished run.
    """
    words = [re.escape(word).replace(r"\-", "[-\u2212]") for word in phrase.split()]
    wanted = re.compile(rf"(?<![\w.,]){_BETWEEN.join(words)}(?!\w|[.,]\d)", re.IGNORECASE)
    digits = re.findall(r"\d+", phrase)  # which most texts lack: they are soon passed over
    likely = (text for text in _every(root) if all(number in text.text for number in digits))
    return [
        FoundText(text, *found.span()) for text in likely for found in wanted.finditer(text.text)
    ]


def declared_numbers(text: str, rows: Sequence[Mapping[str, str]]) -> Iterator[Place]:
    """Yield the numbers of a text that people wrote, with the cells that are declared for them.

    Parameters
    ----------
    text
        With or without marks, its lines broken anywhere.
    rows
        Of `DECLARED`; those whose words are not in the text are passed over, and those that are
        declared to be no results.
    """
    for row in rows:
        before, number, behind = (
            r"\s+".join(re.escape(word) for word in re.split(r"\s+", part))
            for part in _MARKED.split(row["words"])
        )
        if not row["table"]:
            continue
        for found in re.finditer(rf"{before}({number}){behind}", text):
            yield (*found.span(1), reference_of(row))


def reference_of(row: Mapping[str, str]) -> CellReference:
    """Return the cell that a row of `DECLARED` names: columns and cells as ``a=b; c=d``."""
    key = dict(part.split("=", 1) for part in (row["row"] or "").split("; ") if part)
    return CellReference(row["table"], key, row["column"] or "", row["of"] or "")


@cache
def _every(root: Path) -> tuple[PrintedText, ...]:
    return (*_exhibits(root), *_pages(root), *_notebooks(root))


def _exhibits(root: Path) -> Iterator[PrintedText]:
    for path in sorted(root.glob(f"{RESULTS}/*/draw/en/*.json")):
        yield from exhibit_at(path)


def exhibit_at(path: Path) -> list[PrintedText]:
    """Return the words of an exhibit, a text a field."""
    words, survey = read_json(path), path.parents[2].name
    tables = tuple(f"{survey}/{name}" for name in words["tables"])
    return [
        PrintedText(
            "/".join(path.parts[-5:]),
            part,
            text,
            _recorded(path.parent).get((words["exhibit"], part), ()),
            tables,
            f"{survey}/{words['exhibit']}",
        )
        for part, text in words.items()
        if isinstance(text, str)
    ]


@cache
def _recorded(drawn: Path) -> Mapping[tuple[str, str], list[Place]]:
    """Return what a run recorded of the numbers in exhibits, by exhibit and part."""
    survey, numbers = drawn.parents[1].name, defaultdict[tuple[str, str], list[Place]](list)
    if not drawn.with_suffix(".csv").is_file():  # of an earlier version
        return numbers
    for row in read_text_table(drawn.with_suffix(".csv")).iter_rows(named=True):
        table = f"{survey}/{row['table'] or PLAN}"
        cell = CellReference(table, json.loads(row["row"]), row["column"] or "", row["of"] or "")
        place = (int(row["start"]), int(row["end"]), cell)
        numbers[row["exhibit"], row["part"]].append(place)
    return numbers


def _pages(root: Path) -> Iterator[PrintedText]:
    """Yield what people wrote: the pages whose numbers are declared, and the other documents."""
    rows = [*read_text_table(root / DECLARED).iter_rows(named=True)]
    for path in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        file, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        numbers = [*declared_numbers(text, rows)] if file in PAGES else []
        yield PrintedText(file, "", text, numbers)


def _notebooks(root: Path) -> Iterator[PrintedText]:
    for path in sorted(root.glob(f"{RESULTS}/*/narrate/*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        surveys = _NAMES.findall(code) or [path.parents[1].name]
        names = dict.fromkeys(_OF_TABLES.findall(code))
        tables = [f"{survey}/{name}" for name in names for survey in surveys]
        for number, cell in enumerate(cells, start=1):
            for text in (*_outputs(cell), "".join(cell["source"])):
                file = path.relative_to(root).as_posix()
                yield PrintedText(file, f"cell {number}", text, (), tables)


def _outputs(cell: dict[str, Any]) -> Iterator[str]:
    for output in cell.get("outputs") or ():
        shown = output.get("data", {})
        printed = shown.get("text/html") or shown.get("text/plain") or output.get("text")
        yield "".join(shown.get("text/markdown") or printed or "")
