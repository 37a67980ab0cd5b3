"""Texts whose numbers were recorded when they were written, and the cells of these numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from cyberstudy.wording.recorded_places import read_places
from cyberstudy.wording.references import CellReference, Place
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.storage import read_json, read_text_table

#: A number as texts print it: thousands parted by commas, and its sign of per cent.
NUMBER = re.compile(
    r"(?<![\w.,])([-\u2212]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(\s?%)?(?!\w|[.,]\d)", re.ASCII
)
#: Declares each number of `PAGES`: the words around it, and its cell.
DECLARED = "docs/numbers.csv"
PAGES = ("README.md", "docs/findings.md", "docs/types.md")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Of a sentence, a paragraph or a row of a table.
_END = re.compile(r"[.!?]\s+|\n\s*\n|\n(?=\s*[|\t])")
_MARKED = re.compile(r"\[([^\]]+)\]")
#: What stands between two words: a space or the end of a link, and marks around it.
_BETWEEN = r"[^\w%]*(?:\]\([^)]*\)|\s)[^\w%]*"


@dataclass(frozen=True)
class PrintedText:
    """A text, and the cells of its numbers.

    Attributes
    ----------
    place
        An exhibit or a notebook, ``survey/name``, or a file.
    part
        A field of the exhibit's words, or a notebook's cell; "" of a file.
    numbers
        Those with a record; tables are named ``survey/table``, or by their file.
    tables
        ``survey/table`` that an exhibit, or a cell of a notebook, was made of.
    """

    place: str
    part: str
    text: str
    numbers: Sequence[Place] = ()
    tables: Sequence[str] = ()

    def sentence(self, start: int, end: int) -> str:
        """Return the sentences between two places."""
        ends = [match.end() for match in _END.finditer(self.text)]
        start = max((at for at in ends if at <= start), default=0)
        end = min((at for at in ends if at >= end), default=len(self.text))
        return " ".join(self.text[start:end].split())

    def cells(self, start: int, end: int) -> list[tuple[str, CellReference | None]]:
        """List the numbers between two places as they are printed; None without a record."""
        inside = [place for place in self.numbers if start <= place[0] and place[1] <= end]
        others = [
            (*match.span(), None)
            for match in NUMBER.finditer(self.text, start, end)
            if not _YEAR.fullmatch(match[0])  # which is a name
            and not any(at < match.end() and match.start() < to for at, to, _ in self.numbers)
        ]
        return [
            (self.text[at:to], cell)
            for at, to, cell in sorted([*inside, *others], key=itemgetter(0))
        ]


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """Return a pattern of a phrase as it is printed; its numbers are no parts of longer ones."""
    words = [re.escape(word).replace(r"\-", "[-\u2212]") for word in phrase.split()]
    return re.compile(rf"(?<![\w.,]){_BETWEEN.join(words)}(?!\w|[.,]\d)", re.IGNORECASE)


def printed_texts(root: Path) -> Iterator[PrintedText]:
    """Yield the words of all exhibits in English, notebooks, and pages with declared numbers."""
    for folder in sorted(root.glob(f"{RESULTS}/*/draw/en")):
        yield from _of_exhibits(folder)
    for record in sorted(root.glob(f"{RESULTS}/*/narrate.json")):
        yield from _of_notebooks(record)
    rows = [*read_text_table(root / DECLARED).iter_rows(named=True)]
    for name in PAGES:
        text = (root / name).read_text(encoding="utf-8")
        yield PrintedText(name, "", text, [*declared_numbers(text, rows)])


def _of_exhibits(folder: Path) -> Iterator[PrintedText]:
    """Yield the words of a survey's exhibits, a text a field."""
    survey = folder.parents[1].name
    places = read_places(folder.with_suffix(".csv"), survey)
    for path in sorted(folder.glob("*.json")):
        words = read_json(path)
        name, tables = words["exhibit"], [f"{survey}/{table}" for table in words["tables"]]
        for part, text in words.items():
            if isinstance(text, str):
                yield PrintedText(f"{survey}/{name}", part, text, places[name, part], tables)


def _of_notebooks(record: Path) -> Iterator[PrintedText]:
    """Yield what the cells of a survey's notebooks print, a text a cell."""
    for name, cells in read_json(record).items():
        for cell in cells:
            places = [(at, to, CellReference(*of)) for at, to, *of in cell["numbers"]]
            place = f"{record.parent.name}/{name}"
            yield PrintedText(place, f"cell {cell['cell']}", cell["text"], places, cell["tables"])


def declared_numbers(text: str, rows: Sequence[Mapping[str, str]]) -> Iterator[Place]:
    """Yield the numbers of a page, with the cells that are declared for them.

    Parameters
    ----------
    text
        Its lines may be broken anywhere.
    rows
        Of `DECLARED`; those whose words are not in the text are passed over, and those that are
        declared to be no results.
    """
    for row in (row for row in rows if row["table"]):
        before, number, behind = (
            r"\s+".join(re.escape(word) for word in re.split(r"\s+", part))
            for part in _MARKED.split(row["words"])
        )
        for match in re.finditer(rf"{before}({number}){behind}", text):
            yield (*match.span(1), reference_of(row))


def reference_of(row: Mapping[str, str]) -> CellReference:
    """Return the cell that a row of `DECLARED` names: columns and cells as ``a=b; c=d``."""
    key = dict(part.split("=", 1) for part in (row["row"] or "").split("; ") if part)
    return CellReference(row["table"], key, row["column"] or "", row["of"] or "")
