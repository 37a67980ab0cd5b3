"""Rows of protected tables that bear the numbers of a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
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
#: What a number is counted of.
_OF = re.compile(r"\d of (?:the |all |these |those )?([\d,.]*\d)(?!\w)")
#: Rows that are listed, of those that bear most of a text's numbers.
LISTED = 300


@dataclass(frozen=True)
class TracedRow:
    """A row of a protected table, and its cells that bear numbers of a text."""

    survey: str
    table: str
    number: int  # from 1, without the heading
    cells: dict[str, object]
    bears: dict[str, str]  # number as it is printed -> column
    #: How many of the text's numbers it bears, how many with those around the text, and how many
    #: words it shares with it.
    weight: tuple[int, ...] = (0, 0, 0)


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
    rows = cells.filter(_is_printed(numbers[0])).select("table", "row").unique()
    near = cells.join(rows, on=["table", "row"], how="semi")
    every = {number.text: number for number in (*numbers, *numbers_in(around))}
    hits = pl.concat(
        near.filter(_is_printed(number)).select("table", "row", "column", text=pl.lit(text))
        for text, number in every.items()
    )
    code_of_name = codes_of_countries(root)
    named = (
        code for name, code in code_of_name.items() if re.search(rf"\b{re.escape(name)}\b", around)
    )
    words = {word for word in re.findall(r"[^\W\d_]{2,}", " ".join([around.lower(), *named]))}
    shared = pl.sum_horizontal(
        pl.lit(0),
        *(pl.col("words").str.contains(f" {word.lower()} ", literal=True) for word in words),
    )
    of_text = pl.col("text").is_in([number.text for number in numbers])
    base = pl.col("text").is_in(_OF.findall(around)) & pl.col("column").is_in(BASES)
    # Of rows that bear it alike, those first that are nearer to the answers.
    likely = (
        hits.sort(~base, maintain_order=True)
        .unique(["table", "row", "text"], keep="first", maintain_order=True)
        .group_by("table", "row")
        .agg((of_text.sum() + base.sum()).alias("hits"), pl.len().alias("borne"), "text", "column")
        .join(_words(root), on=["table", "row"])
        .with_columns(shared=shared)
        .sort("table", "row")
        .sort("hits", "borne", "shared", "by_rule", descending=True, maintain_order=True)
        .head(LISTED)
    )
    columns = ("table", "row", "text", "column", "hits", "borne", "shared")
    traced_rows = []
    for name, at, texts, bearing, *weight in likely.select(columns).iter_rows():
        survey, _, table = name.partition("/")
        row_cells = _table(protected_tables(root)[name]).row(at, named=True)
        bears = dict(zip(texts, bearing, strict=True))
        traced_rows.append(TracedRow(survey, table, at + 1, row_cells, bears, tuple(weight)))
    return traced_rows


@cache
def codes_of_countries(root: Path) -> dict[str, str]:
    """Return the code of each country by its name in English."""
    if not (root / CODES).is_file():
        return {}
    return dict(read_text_table(root / CODES).select("label_en", "iso3").iter_rows())


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
        texts = pl.selectors.string().cast(pl.Float64, strict=False)
        numbers = _table(path).select(pl.selectors.numeric().cast(pl.Float64).abs(), texts)
        laid += [
            pl.DataFrame({"size": column, "column": column.name, "table": name})
            .with_row_index("row")
            .drop_nulls("size")
            for column in numbers
        ]
    return pl.concat(laid)


@cache
def _words(root: Path) -> pl.DataFrame:
    """Lay out the words of each row, its table and its columns, each between spaces."""
    return pl.concat(
        _table(path)
        .with_row_index(":row")
        .select(
            row=":row",
            table=pl.lit(name),
            by_rule=pl.lit(path.stem in TABLES),
            words=pl.concat_str(
                pl.lit(f" {name} {' '.join(_table(path).columns)} "),
                pl.selectors.string(),
                separator=" ",
                ignore_nulls=True,
            )
            .str.to_lowercase()
            .str.replace_all(r"[^a-z]+", " ")
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
