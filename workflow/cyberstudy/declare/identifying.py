"""What gives a confidential survey away wherever it stands: its questions, rows and texts.

Nothing of it is written anywhere: it is read anew each time from where the answers lie.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from cyberstudy.declare.counting import CONFIDENTIAL as KEPT_IN
from cyberstudy.declare.data_access import (
    CONFIDENTIAL,
    MANIFEST,
    OF_CASES,
    RAW,
    SURVEYS,
    registered_files,
)
from cyberstudy.declare.yaml_files import read_yaml
from cyberstudy.tables.contents import Row, Table, said_in
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import read_text_table

#: So many characters of an answer are hardly written twice by chance.
LONG = 20
#: So many cells of a row, in their order, likewise.
WIDE = 4
#: So many questions make a table one of a survey's.
SEVERAL = 3


@dataclass(frozen=True)
class QuestionNames:
    """The questions of a survey, by their names, codes and wordings."""

    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, folder: Path) -> QuestionNames:
        """Read what a survey's folder says; what can't be read is passed over."""
        found: set[str] = set()
        for path in (folder / "questionnaire/survey.csv", *folder.glob("*.csv")):
            try:
                table = read_text_table(path)
            except StudyProblem:
                continue
            if path.parent != folder:
                kinds = pl.col("type").str.contains("^(begin|end)[ _]|^note$")
                table = table.filter(~kinds.fill_null(True)) if "type" in table.columns else table
                wordings = [c for c in table.columns if c.startswith(("name", "label"))]
                found.update(*(table[name].drop_nulls() for name in wordings))
            elif {"question", "option", "code"} <= {*table.columns}:
                found.update(table.filter(pl.col("option").is_null())["code"].drop_nulls())
        return cls(frozenset(map(_plain, found)))

    def among(self, cells: Iterable[str]) -> set[str]:
        """Return the questions that cells name, such as headings of an export."""
        return {form for cell in cells for form in _forms(cell) if form in self.names}

    def heads(self, table: Table) -> bool:
        """Whether several of a table's columns are questions, with rows below."""
        return any(len(self.among(row)) >= SEVERAL for row in table[:SEVERAL] if row != table[-1])

    def listed_in(self, table: Table) -> bool:
        """Whether a column of a table names several questions, and something stands beside."""
        columns = zip(*(row for row in table if len(row) == len(table[-1]) > 1), strict=True)
        return any(
            len({plain for plain in map(_plain, column) if plain in self.names}) >= SEVERAL
            and 2 * sum(_plain(cell) in self.names for cell in column) >= len(column)
            for column in columns
        )


@dataclass(frozen=True)
class Registered:
    """The registered answers of a survey, as far as they can be told from anybody else's.

    Attributes
    ----------
    name
        The survey's.
    root
        The study's folder that they lie in.
    asked
        What the survey asks.
    """

    name: str
    root: Path
    asked: QuestionNames = field(default_factory=QuestionNames)

    @cached_property
    def files(self) -> list[Path]:
        """Exports."""
        return registered_files(self.name, self.root)

    @cached_property
    def digests(self) -> frozenset[str]:
        """Checksums of the files, as they were registered and as they are."""
        manifest = self.root / CONFIDENTIAL / self.name / MANIFEST
        listed = read_text_table(manifest, ("sha256",))["sha256"].drop_nulls()
        return frozenset({*listed, *(digest_of(path.read_bytes()) for path in self.files)})

    @cached_property
    def rows(self) -> frozenset[Row]:
        """Rows of answers: `cells_of` each."""
        return frozenset(row for row in map(cells_of, self._answered) if is_wide(row))

    @cached_property
    def texts(self) -> list[str]:
        """Long cells that no declaration and no table of reference has."""
        cells = {plain_text(cell) for row in self._answered for cell in row}
        own = pl.Series(sorted(cell for cell in cells if len(cell) >= LONG), dtype=pl.String)
        if own.is_empty():
            return []
        declared = pl.Series([self._declared])
        said = declared.str.extract_many(own.implode(), overlapping=True).explode()
        return own.filter(~own.is_in(said.drop_nulls().unique().implode())).to_list()

    @cached_property
    def _answered(self) -> list[Row]:
        folder = self.root / CONFIDENTIAL
        judged = [path for name in OF_CASES if (path := folder / self.name / name).is_file()]
        return [
            row
            for path in (*self.files, *judged)
            for said in said_in(path.read_bytes(), scratch=folder)
            for table in said.tables
            for row in table[path in judged :]
            # Headings, which may be wordings, are the questionnaire's.
            if len(self.asked.among(row)) < SEVERAL
        ]

    @cached_property
    def _declared(self) -> str:
        folders = (self.root.joinpath(*SURVEYS, self.name), self.root / RAW / "reference")
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        texts = (path.read_text(encoding="utf-8", errors="ignore") for path in sorted(files))
        return plain_text("\n".join(texts))


def digest_of(data: bytes) -> str:
    """Return the sha256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def plain_text(text: str) -> str:
    """Return a text with single spaces between its words."""
    return " ".join(text.split())


def cells_of(row: Row) -> Row:
    """Return the cells of a row that hold something."""
    return tuple(cell for cell in row if cell)


def is_wide(row: Collection[str]) -> bool:
    """Whether a row says so much that it is hardly written twice by chance."""
    return len(row) >= WIDE and len({*row}) >= WIDE - 1


def is_public(folder: Path) -> bool:
    """Whether a survey's folder declares that its answers may be seen."""
    if (folder / ".gitignore").is_file():
        return False
    try:
        return read_yaml(folder / "settings.yaml").get("protection", KEPT_IN) != KEPT_IN
    except (StudyProblem, AttributeError):
        return False


def registered_surveys(root: Path) -> Iterator[Registered]:
    """Find the surveys whose answers are registered in a study's folder."""
    for manifest in sorted((root / CONFIDENTIAL).glob(f"*/{MANIFEST}")):
        name = manifest.parent.name
        yield Registered(name, root, QuestionNames.of(root.joinpath(*SURVEYS, name)))


def _plain(text: str) -> str:
    return plain_text(text).casefold()


def _forms(heading: str) -> Iterator[str]:
    """Return what a heading may name: ``q1[a]``, ``group/q1/a``, ``q1. Wording?``."""
    plain = _plain(heading)
    yield plain
    yield plain.partition("[")[0].strip()
    yield plain.partition(". ")[2]
    yield plain.partition(". ")[0]
    yield from plain.split("/")
