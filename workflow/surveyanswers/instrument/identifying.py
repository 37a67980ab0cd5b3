"""What gives a confidential survey away wherever it stands: its questions, rows and texts.

Nothing of it is written anywhere: it is read anew each time from where the answers lie.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Any

import polars as pl

from surveyanswers.instrument.counting import CONFIDENTIAL as KEPT_IN
from surveyanswers.instrument.data_access import (
    CONFIDENTIAL,
    LAYOUT,
    MANIFEST,
    OF_CASES,
    RAW,
    SURVEYS,
    registered_files,
)
from surveyanswers.instrument.unit_lists import LISTED, UnitSpellings
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.contents import Row, Table, said_in, strings_in
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table

#: What parts several answers in one cell.
SEPARATORS = (";", "|", "\n", ",")
#: So many characters of an answer are hardly written twice by chance.
LONG = 20
#: So many cells of a row, in their order, likewise.
WIDE = 4
#: So many questions make a table one of a survey's.
SEVERAL = 3
#: So long a name of a question, or one with a number or a dash in it, is hardly anything else's.
UNLIKE = 12
#: So many cells of a row, one behind the other, are looked for at most.
PART = 12


@dataclass(frozen=True)
class QuestionNames:
    """The questions of a survey, by their names, codes and wordings."""

    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, folder: Path) -> QuestionNames:
        """Read what a survey's folder says; what can't be read is passed over."""
        names: set[str] = set()
        for path in (folder / "questionnaire/survey.csv", *folder.glob("*.csv")):
            try:
                table = read_text_table(path)
            except SurveyError:
                continue
            if path.parent != folder:
                kinds = pl.col("type").str.contains("^(begin|end)[ _]|^note$")
                table = table.filter(~kinds.fill_null(True)) if "type" in table.columns else table
                wordings = [c for c in table.columns if c.startswith(("name", "label"))]
                names.update(*(table[name].drop_nulls() for name in wordings))
            elif {"question", "option", "code"} <= {*table.columns}:
                names.update(table.filter(pl.col("option").is_null())["code"].drop_nulls())
        return cls(frozenset(map(_plain, names)))

    def among(self, cells: Iterable[str]) -> set[str]:
        """Return the questions that cells name, such as headings of an export."""
        return {form for cell in cells for form in _forms(cell) if form in self.names}

    @cached_property
    def telling(self) -> frozenset[str]:
        """Those that hardly anything else is called by, so that one of them is enough."""
        return frozenset(n for n in self.names if len(n) >= UNLIKE or re.search(r"[\d_]", n))

    def stand_in(self, table: Table, *, pasted: bool = False) -> bool:
        """Whether a table has questions, as columns or as rows, with values beside them.

        Assume: in a text of other things, such as a program, few questions are named as examples.
        """
        several, telling = (LISTED, frozenset[str]()) if pasted else (SEVERAL, self.telling)
        for row in (row for row in table[:SEVERAL] if row != table[-1]):
            questions = self.among(row)
            many = len(table) > LISTED and len(cells_of(row)) > 1
            if len(questions) >= several or (many and not questions.isdisjoint(telling)):
                return True
        for column in zip(*(row for row in table if len(row) == len(table[-1]) > 1), strict=True):
            named = [plain for plain in map(_plain, column) if plain in self.names]
            whole = not telling.isdisjoint(named) and len(named) >= several
            if (len({*named}) >= several or whole) and 2 * len(named) >= len(column):
                return True
        return False


@dataclass(frozen=True)
class ListedUnits:
    """The units that were to answer a survey, by the codes and names that its list has.

    Attributes
    ----------
    codes
        Of units; of countries those of two letters, and such abbreviations, are in `short`.
    names
        In every language of the list, and further reviewed spellings.
    """

    codes: frozenset[str] = frozenset()
    short: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Mapping[str, Any], root: Path) -> ListedUnits:
        """Read the list that a survey's settings declare; none where it can't be read."""
        declared = settings.get("frame") or {}
        try:
            table = read_text_table(root / declared["path"], (declared["unit"],))
        except (SurveyError, TypeError, KeyError):
            return cls()
        codes = {*table[declared["unit"]].drop_nulls()}
        stem = (declared.get("name") or "").rpartition("_")[0]
        wanted, names = {declared.get("name")}, set[str]()
        for entry in (settings.get("choice_files") or {}).values():
            if entry.get("path") == declared["path"]:
                wanted |= {*entry.get("labels", ())}
                if (aliases := root / (entry.get("aliases") or "")).is_file():
                    alias_rows = read_text_table(aliases, ("alias", entry["code"]))
                    names |= {*alias_rows.filter(pl.col(entry["code"]).is_in(codes))["alias"]}
        for column in table.columns:
            if column in wanted or (stem and column.startswith(f"{stem}_")):
                names |= {*table[column].drop_nulls()}
        # Venezuela (Bolivarian Republic of): what people write is what stands before the bracket.
        names |= {plain for name in names if len(plain := re.split(r" ?[(,]", name)[0]) > 3}
        countries, short = root / RAW / "reference/countries.csv", set[str]()
        country_table = read_text_table(countries) if countries.is_file() else pl.DataFrame()
        if {"iso3", "iso2"} <= {*country_table.columns}:
            short = {*country_table.filter(pl.col("iso3").is_in(codes))["iso2"].drop_nulls()}
        short |= {name for name in names if len(name) == 2 and name.isupper()}
        return cls(frozenset(codes), frozenset(short), frozenset(names - short))

    @cached_property
    def spellings(self) -> UnitSpellings:
        """How a text that lists them may write them; two letters, and numbers, only in cells."""
        written = self.codes | self.names | self.short
        known = {text for text in written if len(text) > 2 and not text.isdecimal()}
        return UnitSpellings(known, written - known)


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
    def parts(self) -> Mapping[int, frozenset[Row]]:
        """Parts of these rows, by their length: any half of a row has one."""
        parts_by_length: dict[int, set[Row]] = {}
        for row in self.rows:
            size = min(PART, max(WIDE, len(row) // 4))
            pieces = (row[at : at + size] for at in range(0, len(row) - size + 1, size))
            parts_by_length.setdefault(size, set()).update(filter(is_wide, pieces))
        return {size: frozenset(pieces) for size, pieces in parts_by_length.items()}

    def has_part_of(self, rows: Iterable[Row]) -> bool:
        """Whether one of some rows, each `cells_of`, holds half a row of answers."""
        return any(
            row[at : at + size] in pieces
            for row in rows
            for size, pieces in self.parts.items()
            for at in range(len(row) - size + 1)
        )

    @cached_property
    def unlike(self) -> UnitSpellings:
        """Cells that hardly two rows have in common, such as names and ids; no mere numbers."""
        distinct_cells: set[str] = set()
        for table in self._tables:
            for column in zip_longest(*table[1:], fillvalue=""):
                cells = [c for c in column if len(c) > 2 and not re.fullmatch(r"[\d.,\s-]+", c)]
                if len(cells) >= LISTED and len({*cells}) >= 0.9 * len(cells):
                    distinct_cells.update(cells)
        return UnitSpellings((), distinct_cells)

    @cached_property
    def texts(self) -> list[str]:
        """Long cells that no declaration and no table of reference has, and no lists of options."""
        cells = {plain_text(cell) for row in self._answered for cell in row}
        long_cells = pl.Series(sorted(cell for cell in cells if len(cell) >= LONG), dtype=pl.String)
        if long_cells.is_empty():
            return []
        declared = pl.Series([self._declared])
        declared_cells = declared.str.extract_many(long_cells.implode(), overlapping=True).explode()
        left = long_cells.filter(~long_cells.is_in(declared_cells.drop_nulls().unique().implode()))
        # Programs part lists of options by marks or by nothing but a space, as figures do.
        return [text for text in left if self._option.sub("", text).strip(" ".join(SEPARATORS))]

    @cached_property
    def _option(self) -> re.Pattern[str]:
        choices = self.root.joinpath(*SURVEYS, self.name, "questionnaire", "choices.csv")
        read = said_in(choices.read_bytes()) if choices.is_file() else ()
        rows = (row for content in read for table in content.tables for row in table)
        options = {plain_text(cell) for row in rows for cell in row} - {""}
        longest_first = sorted(map(re.escape, options), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first) or '(?!)'})(?!\w)")

    @cached_property
    def _tables(self) -> list[Table]:
        scratch = self.root / CONFIDENTIAL
        read = (said_in(path.read_bytes(), scratch=scratch) for path in self.files)
        return [table for contents in read for content in contents for table in content.tables]

    @cached_property
    def _answered(self) -> list[Row]:
        folder = self.root / CONFIDENTIAL
        judged = [path for name in OF_CASES if (path := folder / self.name / name).is_file()]
        cases = [
            table[1:]
            for path in judged
            for content in said_in(path.read_bytes())
            for table in content.tables
        ]
        # Headings, which may be wordings, are the questionnaire's.
        rows = (row for table in [*self._tables, *cases] for row in table)
        return [row for row in rows if len(self.asked.among(row)) < SEVERAL]

    @cached_property
    def _declared(self) -> str:
        """What the form, the layout and tables of reference say: no remark, and no plan.

        What a plan or a remark repeats of an answer is still an answer.
        """
        folder = self.root.joinpath(*SURVEYS, self.name)
        sheets = [path for path in folder.glob("*.csv") if path.name not in OF_CASES]
        reference = (self.root / RAW / "reference").rglob("*")
        files = [*folder.glob("questionnaire/*"), *sheets, *reference]
        cells = [*strings_in(read_yaml(folder / LAYOUT))] if (folder / LAYOUT).is_file() else []
        for path in sorted(filter(Path.is_file, files)):
            for content in said_in(path.read_bytes()):
                cells += [cell for table in content.tables for row in table for cell in row]
        return plain_text("\n".join(cells))


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
    except (SurveyError, AttributeError):
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
