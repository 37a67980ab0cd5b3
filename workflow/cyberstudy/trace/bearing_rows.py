"""Rows of protected tables that bear the numbers of a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from cyberstudy.declare.plan.exhibits import CODES
from cyberstudy.tables.files import read_table
from cyberstudy.tables.registry import TABLES
from cyberstudy.trace.printed import PrintedNumber, numbers_in
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.statuses import BASES
from surveyanswers.tables.storage import read_text_table

#: Assume: a number without places is said of a cell with places only from this size on; smaller
#: ones, such as shares, would bear any small count.
LARGE = 10
#: Rows that are compared with the words of a text, of those that bear most of its numbers.
COMPARED = 300
_WORD = re.compile(r"\w+")
#: A number and what it is counted of.
_OF = re.compile(r"([\d,.]+) of (?:the |all |these |those )?([\d,.]+)(?!\w)")


@dataclass(frozen=True)
class TracedRow:
    """A row of a protected table, and its cells that bear numbers of a text."""

    survey: str
    table: str
    number: int  # from 1, without the heading
    cells: dict[str, object]
    bears: dict[str, str]  # number as it is printed -> column
    #: How many of the numbers that were asked for it bears, how many of those around them, and how
    #: many words it shares with the text: what orders rows.
    weight: tuple[int, int, int] = (0, 0, 0)

    @property
    def is_told(self) -> bool:
        """Whether more than one number says that it is this row."""
        numbers, beside, words = self.weight
        return numbers + beside > 1 or words > 1


def rows_bearing(
    root: Path, numbers: Sequence[PrintedNumber], around: str, only: Collection[str] = ()
) -> list[TracedRow]:
    """List the rows that bear a number, those first that bear more of its text.

    Parameters
    ----------
    root
        The study's folder.
    numbers
        As they are printed; each row bears the first.
    around
        The text that they stand in, where further numbers of a row may stand.
    only
        Tables that may be meant, ``survey/table``; all by default.
    """
    cells = _cells(root)
    if only:
        cells = cells.filter(pl.col("table").is_in([*only]))
    number_of_text = {number.text: number for number in numbers}
    beside = {n.text: n for n in numbers_in(around) if n.text not in number_of_text}
    rows = cells.filter(_is_printed(numbers[0])).select("table", "row").unique()
    near = cells.join(rows, on=["table", "row"], how="semi")
    hits = pl.concat(
        near.filter(_is_printed(n)).select("table", "row", "column", text=pl.lit(text))
        for text, n in (number_of_text | beside).items()
    )
    several = hits.group_by("table", "row").agg(
        pl.col("text").n_unique(), pl.struct("text", "column").alias("of")
    )
    words = {*_words(around), *_words(" ".join(countries_named_in(root, around)))}
    shared = pl.sum_horizontal(
        pl.lit(0), *(pl.col("words").str.contains(f" {word} ", literal=True) for word in words)
    )
    likely = (
        several.join(_told(root), on=["table", "row"])
        .with_columns(shared=shared)
        .sort(-pl.col("text").cast(pl.Int64), -pl.col("shared"), "table", "row")
        .head(COMPARED)
    )
    bases = {base for _, base in _OF.findall(around)} & {*number_of_text}
    traced_rows = []
    for name, at, of, shared_words in likely.select("table", "row", "of", "shared").iter_rows():
        bears = _bearers({(hit["text"], hit["column"]): None for hit in of}, number_of_text, bases)
        number_hits = len({*number_of_text} & {*bears})
        all_hits = number_hits + sum(bears.get(text) in BASES for text in bases)
        columns = len(words & {*_words(" ".join(bears.values()))})
        weight = all_hits, len(bears) - number_hits, shared_words + columns
        survey, _, table = name.partition("/")
        held = _table(protected_tables(root)[name]).row(at, named=True)
        traced_rows.append(TracedRow(survey, table, at + 1, held, bears, weight))
    # Of rows that bear it alike, those first that are nearer to the answers.
    return sorted(traced_rows, key=lambda row: (row.weight, row.table in TABLES), reverse=True)


def _bearers(
    hits: Collection[tuple[str, str]], number_texts: Collection[str], bases: Collection[str]
) -> dict[str, str]:
    """Return the column of each number of a row, another for each, bases in columns of bases."""
    bears: dict[str, str] = {}
    for text in dict.fromkeys([*number_texts, *(text for text, _ in hits)]):
        free = [c for of, c in hits if of == text and c not in bears.values()]
        free.sort(key=lambda c: (c in BASES) != (text in bases))
        if free:
            bears[text] = free[0]
    return bears


@cache
def _countries(root: Path) -> dict[str, str]:
    table = read_text_table(root / CODES) if (root / CODES).is_file() else pl.DataFrame()
    return dict(table.select("label_en", "iso3").iter_rows()) if table.width else {}


def countries_named_in(root: Path, text: str) -> list[str]:
    """List the codes of countries that a text names in English."""
    code_of_name = _countries(root)
    longest_first = "|".join(map(re.escape, sorted(code_of_name, key=len, reverse=True)))
    return (
        [code_of_name[name] for name in re.findall(rf"\b(?:{longest_first})\b", text)]
        if code_of_name
        else []
    )


@cache
def protected_tables(root: Path) -> dict[str, Path]:
    """List the protected tables of all surveys, by ``survey/table``."""
    return {
        f"{folder.parents[1].name}/{path.relative_to(folder).with_suffix('').as_posix()}": path
        for folder in sorted(root.glob(f"{RESULTS}/*/protect/tables"))
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".csv", ".parquet")
    }


@cache
def _table(path: Path) -> pl.DataFrame:
    return read_table(str(path))


@cache
def _cells(root: Path) -> pl.DataFrame:
    """Lay all tables out, a row a cell that is a number, or a text that reads as one."""
    laid = []
    for name, path in protected_tables(root).items():
        table = _table(path)
        numbers = pl.selectors.numeric().cast(pl.Float64).abs()
        # Columns have any name, but no number of their place.
        texts = pl.selectors.string().cast(pl.Float64, strict=False)
        columns = table.select(numbers, texts)
        order = dict(zip(columns.columns, map(str, range(columns.width)), strict=True))
        names = pl.DataFrame({"place": order.values(), "column": order.keys()})
        long = (
            columns.rename(order)
            .with_row_index("row")
            .unpivot(index="row", variable_name="place", value_name="size")
        )
        named = long.drop_nulls("size").join(names, on="place", maintain_order="left")
        laid.append(named.select("row", "column", "size", table=pl.lit(name)))
    return pl.concat(laid)


@cache
def _told(root: Path) -> pl.DataFrame:
    """Lay out what rows say in words, each between spaces, with the words of the table's name."""
    return pl.concat(
        _table(path)
        .with_row_index(":row")
        .select(
            row=":row",
            table=pl.lit(name),
            words=pl.concat_str(
                pl.lit(f" {name} "), pl.selectors.string(), separator=" ", ignore_nulls=True
            )
            .str.to_lowercase()
            .str.replace_all(r"[^a-z0-9]+", " ")
            + " ",
        )
        for name, path in protected_tables(root).items()
    )


def _is_printed(number: PrintedNumber) -> pl.Expr:
    """Return whether each cell is printed so."""
    half, value, cell = 0.5 * 10.0**-number.places * (1 + 1e-9), abs(number.value), pl.col("size")
    near = (cell - value).abs() <= half
    if number.percent or number.places:
        # Headings of tables may say that shares are per cent.
        return near | ((cell * 100 - value).abs() <= half)
    return near & ((cell == value) | (cell >= LARGE))


def _words(text: str) -> Iterator[str]:
    words = (word.lower() for word in _WORD.findall(text.replace("_", " ")))
    return (word for word in words if not word.isdigit() and len(word) > 1)
