"""Numbers in texts, and whether the tables that a text is about bear them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product

import polars as pl

from cyberstudy.tables.statuses import BASES
from cyberstudy.wording.translator import Translator

#: Assume: floats of this size may be said without places, such as a median of months; smaller ones,
#: such as shares, would pass for any small count.
LARGE = 10
#: Options of which any may be put together in a sentence; of more only single ones are looked for.
TOGETHER = 12
_ADDRESS = re.compile(r"https?://\S+")
#: Before a sign of per cent: spaces that do not break, and marks of direction.
_SPACE = "[\\s\u00a0\u202f\u200e\u200f]{0,2}"
#: Numbers that are no count where they stand: beside letters, or as a range such as ``10 - 25``.
_WORDED = re.compile(r"\d.*[^\W\d]|[^\W\d].*\d|\d\s*[-\u2013\u2014]\s*\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


class SpokenNumbers:
    """What a text may say: numbers of some tables, and counts of a base that stand in one row.

    Parameters
    ----------
    tables
        That the text is about. Besides what stands in them, their rows and different values may be
        counted, columns be added up, and answers to one question be taken together.
    say
        Its language: how numbers are written.
    declared
        Texts that people wrote, which are taken out before.
    thresholds
        Further numbers, such as those of settings.
    """

    def __init__(
        self,
        tables: Sequence[pl.DataFrame],
        say: Translator,
        *,
        declared: Iterable[str] = (),
        thresholds: Iterable[float] = (),
    ) -> None:
        self.tables, self._thresholds = tables, thresholds
        self.looked_at = 0
        with_digits = (text for text in declared if _WORDED.search(text))
        self._declared = sorted({*with_digits}, key=len, reverse=True)
        self._forms: dict[tuple[int, bool], set[str]] = {}
        between = re.sub(r"\d", "", say.count(1000))
        self._between, self._point = between, say.point
        number = rf"\d+(?:{re.escape(between)}\d{{3}})*" if between else r"\d+"
        places = rf"(?:{re.escape(say.point)}\d+)?"
        self._number = re.compile(
            rf"(?<![\w.,#])({number}{places})({_SPACE}[%\u066a])?(?!\w|[.,]\d)", re.A
        )
        # In every language as its catalogue has it.
        self._share = _pattern(say("{count} of {base}", count="<", base=">"), number)
        self._range = _pattern(say("{low} to {high}", low="<", high=">"), number)

    def strange(self, text: str, *, shares: bool = True) -> Iterator[str]:
        """Give the numbers of a text that no table bears, and the counts of a base."""
        text = _ADDRESS.sub(" ", text)
        for known in self._declared:
            text = text.replace(known, " ")
        for match in self._number.finditer(text):
            self.looked_at += 1
            if not self._bears(match[1], percent=match[2] is not None):
                yield match[0]
        yield from self.strange_shares(text) if shares else ()

    def strange_shares(self, text: str) -> Iterator[str]:
        """Give the counts of a base alone, as in "4 of 7"."""
        for match in self._share.finditer(self._range.sub(" ", text)):
            if (self._whole(match[1]), self._whole(match[2])) not in self._pairs:
                yield match[0]

    def _whole(self, written: str) -> int:
        return int(written.replace(self._between, "") if self._between else written)

    def _bears(self, written: str, *, percent: bool) -> bool:
        whole, _, places = written.partition(self._point)
        if not (places or percent) and _YEAR.fullmatch(written):
            return True
        key = len(places), percent
        if key not in self._forms:
            self._forms[key] = {*_written(self._values, *key)}
        return f"{self._whole(whole)}{'.' * bool(places)}{places}" in self._forms[key]

    @cached_property
    def _values(self) -> set[float]:
        found = {abs(float(number)) for number in self._thresholds}
        for table in self.tables:
            numbers = table.select(pl.selectors.numeric())
            found |= {float(table.height), *(float(n) for n in numbers.sum().row(0) if n)}
            found |= {float(column.n_unique()) for column in table}
            found |= {float(count) for count in _rows_with_more_than_none(table)}
            few = (column.unique().to_list() for column in numbers)
            found |= {abs(float(n)) for column in few for n in column if n is not None}
        return found

    @cached_property
    def _pairs(self) -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        for table in self.tables:
            counts = table.select(pl.selectors.integer()).unique()
            columns = {column.name: column.to_list() for column in counts}
            for base, name in product(columns.keys() & BASES, columns):
                if name != base:
                    found |= {*zip(columns[name], columns[base], strict=True)}
            if {"question", "grouping", "group", "count", "base"} <= {*table.columns}:
                keys = [n for n in ("wave", "grouping", "group", "question") if n in table.columns]
                for _, rows in table.drop_nulls(["count", "base"]).group_by(keys):
                    found |= _taken_together(rows)
            found |= {(count, table.height) for count in _rows_with_more_than_none(table)}
        return {pair for pair in found if None not in pair}


def _pattern(phrase: str, number: str) -> re.Pattern[str]:
    around = re.escape(phrase).replace("<", rf"(?<![\w.,])({number})")
    return re.compile(around.replace(">", rf"({number})(?!\w)"), re.A)


def _written(values: Iterable[float], places: int, percent: bool) -> Iterator[str]:
    for value in values:
        if percent and value <= 1:
            yield f"{value:.{places}%}"[:-1]
        elif not percent and (places or value == int(value) or value >= LARGE):
            yield f"{value:.{places}f}"


def _rows_with_more_than_none(table: pl.DataFrame) -> tuple[int, ...]:
    return table.select(pl.selectors.integer() > 0).sum().row(0)


def _taken_together(rows: pl.DataFrame) -> set[tuple[int, int]]:
    """Sums of the counts of some answers to a question, each with its base."""
    sums = {0}
    for count in rows["count"] if rows.height <= TOGETHER else ():
        sums |= {count + each for each in sums}
    return {*product(sums, rows["base"].unique())}
