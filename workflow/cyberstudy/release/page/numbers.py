"""A figure's numbers as a table for readers: labels instead of codes, the answer first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import polars as pl

from cyberstudy.tables.files import read_table
from cyberstudy.tables.registry import TABLES, labels_of
from cyberstudy.wording.questions import as_heading
from cyberstudy.wording.translator import ENGLISH, Translator
from surveyanswers.tables.disclosure import SIMULATED
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.spreadsheets import restored

#: Digits that a table shows; the file to take away holds them all.
DIGITS = 4
#: Rows that a table shows; nobody reads more of them in a browser, and they make the page large.
MOST_ROWS = 60
#: Columns whose values are names for readers, in the order in which they are shown.
_NAMES = ("name", "country", "title", "row", "label", "type", "answer")
#: Columns that hold codes or places, which say nothing to a reader beside a name.
_CODES = frozenset(
    {"panel", "place", "order", "number", "question", "questions", "options", "option", "grouping"}
    | {"group", "part", "iso3", "unit_id", "item", "key", "clustering", "shown", "construct"}
    | {"fact", "family", "kind", "variable", "side", "class", "in_frame", "indicator"}
)
#: What a reader looks for first, behind the names.
_FIRST = ("wave", "share", "value", "mean", "index", "score", "probability", "count", "base")
#: From here on thousands are set apart; years are not.
_LARGE = 10_000
_SHARES = frozenset({"share", "low", "high", "bound_low", "bound_high"})
#: Column -> heading: as contracts have it, and here what figures alone have. Columns that are named
#: after data (channels, questions) have none.
HEADS = labels_of(TABLES.values()) | {
    "row": phrase("Row"),
    "edition": phrase("Edition"),
    "country": phrase("Country"),
    "index": phrase("Index"),
    "rank": phrase("Rank"),
    "score": phrase("Score"),
    "population": phrase("Population"),
    "label": phrase("Answer or group"),
    "answer": phrase("Answer"),
    "panel": phrase("Part of the figure"),
    "asked": phrase("Asked"),
    "hardly": phrase("Hardly begun"),
    "none": phrase("No reply"),
    "before": phrase("Before"),
    "after": phrase("After"),
    "all_countries": phrase("All countries together"),
    "told": phrase("In words"),
    "no structure": phrase("No structure"),
}


@dataclass(frozen=True)
class ReadersTable:
    """Headings, whether each column holds numbers, and rows as text.

    Attributes
    ----------
    rows
        The first `MOST_ROWS`.
    more
        How many more the file has.
    """

    heads: Sequence[str]
    numeric: Sequence[bool]
    rows: Sequence[Sequence[str]]
    more: int


def read_numbers(
    path: Path, say: Translator = ENGLISH, *, heads: Mapping[str, str] = MappingProxyType({})
) -> ReadersTable:
    """Read the CSV that lies beside a figure.

    Parameters
    ----------
    path
        The file.
    say
        The language; of the file's texts those are said in it that the survey's catalogue has.
    heads
        What columns are called, as `ShownSurvey.headings` says.
    """
    table = _told_once(restored(read_table(str(path))))
    shown = table.head(MOST_ROWS)
    columns = _columns(table, heads)
    # Beside a weight, the ends of an interval are weights, not shares.
    percent = _SHARES if {"share", "weight"} & {*table.columns} == {"share"} else frozenset()
    return ReadersTable(
        heads=[heading(name, say, heads) for name in columns],
        numeric=[shown[name].dtype.is_numeric() for name in columns],
        rows=[
            [_cell(say, name, row[name], percent=name in percent) for name in columns]
            for row in shown.iter_rows(named=True)
        ],
        more=max(0, table.height - MOST_ROWS),
    )


def heading(column: str, say: Translator, labels: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return a column's heading, by `labels` first; columns named after data keep their names."""
    head = labels.get(column) or HEADS.get(column)
    if not head and not column.isidentifier():
        return column
    return say.word(head) if head else as_heading(say, column)


def _told_once(table: pl.DataFrame) -> pl.DataFrame:
    """Leave out what several options have together where it is one option, which has its row."""
    if not {"part", "answer"} <= {*table.columns}:
        return table
    alone = (pl.col("part") == "together") & ~pl.col("answer").str.contains(" ")
    return table.filter(~alone)


def _columns(table: pl.DataFrame, heads: Mapping[str, str]) -> list[str]:
    names = [name for name in _NAMES if name in table.columns]
    # Of shares the answer is a code, and its label stands beside it.
    coded = {"answer"} if {"part", "label"} <= {*table.columns} else set()
    dropped = (_CODES if names else frozenset()) | coded
    filled = [
        name
        for name in table.columns
        if name not in dropped
        # What an analysis has not labelled is for programs, which read the file.
        and (name in HEADS or heads.get(name) != "")
        and (table[name].cast(pl.String).fill_null("") != "").any()
        # Where all of it is simulated the title says so.
        and not (name == SIMULATED and table[name].all())
    ]
    order = {name: place for place, name in enumerate((*_NAMES, *_FIRST))}
    return sorted(filled, key=lambda name: order.get(name, len(order)))


def _cell(say: Translator, column: str, value: object, *, percent: bool) -> str:
    match value:
        case None:
            return ""
        case bool():
            return say(phrase("yes")) if value else say(phrase("no"))
        case float() if percent:
            return say.percent(value)
        case int() | float() if abs(value) >= _LARGE:
            return say.decimal(value, 0)
        case float():
            return rounded(value).replace(".", say.point)
        case str():
            return say.reason(value) if column == "reason" and value else say.word(value)
        case _:
            return str(value)


def rounded(value: float, digits: int = DIGITS) -> str:
    """Round to so many digits that count, without an exponent; whole parts stay whole."""
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return str(value)
    places = max(0, digits - 1 - exact.adjusted()) if exact else 0
    text = f"{exact:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ranks(values: Mapping[str, float], bounds: Sequence[float], say: Translator) -> dict[str, str]:
    """Return each country's rank by a score, the best first, and its tier where there are some."""
    scores, tiers = sorted(values.values(), reverse=True), len(bounds) + 1
    sentence = phrase("rank {rank} of {base} by score")
    if bounds:
        sentence = phrase("rank {rank} of {base} by score; tier {tier} of {tiers}")
    of = {"base": len(scores), "tiers": tiers}
    return {
        code: say(sentence, rank=scores.index(v) + 1, tier=tiers - bisect_right(bounds, v), **of)
        for code, v in values.items()
    }
