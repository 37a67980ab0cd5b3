"""Numbers in texts, and whether the tables that a text is about bear them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import product
from math import isfinite
from string import Formatter
from typing import Any

import polars as pl

from cyberstudy.wording.catalogues import phrases_in
from cyberstudy.wording.translator import Translator
from surveyanswers.tables.statuses import BASES

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
#: Numbers with a sign that counts do not have: ``55+``, ``< 5``.
_SIGNED = re.compile(r"(?=.*\d).*[^\w\s.,;:?!%()\[\]'\"\u2013\u2014-]", re.S)
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Places of phrases that are filled with what no answer decides: a threshold, or how many rows, or
#: files in columns, a figure has.
CONSTANTS = MINIMUM, ROWS, FILES = "minimum", "rows", "files"
#: Columns of a figure's numbers that name what a row is about.
_NAMED = frozenset({"wave", "grouping", "group", "question", "option", "answer", "label"})


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
    constants
        Numbers that the code's phrases may have in places of a name, beside digits of their own.
        They count there alone, whatever number they are.
    labelled
        The numbers of a figure, all as texts. A label that is a number itself is one where a number
        of its row follows.
    """

    def __init__(
        self,
        tables: Sequence[pl.DataFrame],
        say: Translator,
        *,
        declared: Iterable[str] = (),
        thresholds: Iterable[float] = (),
        constants: Mapping[str, Iterable[float]] | None = None,
        labelled: pl.DataFrame | None = None,
    ) -> None:
        self.tables, self._thresholds = tables, thresholds
        self.looked_at = 0
        self._say, self._constants, self._labelled = say, constants or {}, labelled
        self._forms: dict[tuple[int, bool], set[str]] = {}
        between = re.sub(r"\d", "", say.count(1000))
        self._between, self._point = between, say.point
        number = rf"\d+(?:{re.escape(between)}\d{{3}})*" if between else r"\d+"
        places = rf"(?:{re.escape(say.point)}\d+)?"
        self._written = rf"(?:{number}{places})"
        self._number = re.compile(
            rf"(?<![\w.,#])({self._written})({_SPACE}[%\u066a])?(?!\w|[.,]\d)", re.A
        )
        self._bare = re.compile(rf"[+-]?{self._written}(?:{_SPACE}[%\u066a])?", re.A)
        with_digits = [
            shown
            for text in declared
            # A wording is named without the sign that it ends with, and quoted with it.
            for shown in (text, text.rstrip("?.:! "), say("\u201c{wording}\u201d", wording=text))
            if _WORDED.search(shown) or _SIGNED.search(shown)
        ]
        self._declared = longest_first(with_digits)
        # In every language as its catalogue has it.
        self._share = _pattern(say("{count} of {base}", count="<", base=">"), number)
        self._range = _pattern(say("{low} to {high}", low="<", high=">"), number)

    def strange(self, text: str, *, shares: bool = True) -> Iterator[str]:
        """Yield the numbers of a text that no table bears, and the counts of a base."""
        text = without(_ADDRESS.sub(" ", text), self._declared)
        self.looked_at += len(self._number.findall(text))
        if self._unborne(text):
            text = self._without_labels(self._without_constants(text))
        yield from self._unborne(text)
        yield from self.strange_shares(text) if shares else ()

    def _unborne(self, text: str) -> list[str]:
        return [
            match[0]
            for match in self._number.finditer(text)
            if not self._bears(match[1], percent=match[2] is not None)
        ]

    def _without_constants(self, text: str) -> str:
        """Take out what phrases say themselves, which is known by its place among their words."""
        for first, pattern in _patterns(self._say.language, self._written):
            if first in text:
                text = pattern.sub(self._filled, text)
        return text

    def _filled(self, match: re.Match[str]) -> str:
        """Keep what a phrase was filled with, but for constants that are known."""
        named = {name: text for name, text in match.groupdict().items() if text is not None}
        for name, text in named.items():
            if self._read(text) not in {*self._constants.get(name, ())}:
                return match[0]
        constants = {match.span(name) for name in named}
        spans = (match.span(place) for place in range(1, len(match.groups()) + 1))
        return " ".join(match.string[slice(*span)] for span in spans if span not in constants)

    def _without_labels(self, text: str) -> str:
        """Take out labels that are numbers, each where a number of its row stands behind it."""
        rows = [] if self._labelled is None else self._labelled.iter_rows(named=True)
        for row in rows:
            label = row.get("label") or ""
            if not self._bare.fullmatch(label):
                continue
            numbers = (row[name] for name in row.keys() - {*_NAMED})
            behind = [
                self._say.count(int(number)) for number in numbers if number and number.isdecimal()
            ]
            behind += [self._say.reason(why)] if (why := row.get("reason")) else []
            if behind:
                after = "|".join(map(re.escape, longest_first(behind)))
                pattern = re.compile(rf"{_bounded(label)}(?=\s+(?:{after})(?!\w|[.,]\d))")
                text = pattern.sub(" ", text)
        return text

    def strange_shares(self, text: str) -> Iterator[str]:
        """Yield only the counts of a base that no table bears, as in "4 of 7"."""
        for match in self._share.finditer(self._range.sub(" ", text)):
            if (self._whole(match[1]), self._whole(match[2])) not in self._pairs:
                yield match[0]

    def _read(self, written: str) -> float:
        return float(written.replace(self._between, "").replace(self._point, "."))

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
        magnitudes = {abs(float(number)) for number in self._thresholds}
        for table in self.tables:
            numbers = table.select(pl.selectors.numeric())
            magnitudes |= {float(table.height), *(float(n) for n in numbers.sum().row(0) if n)}
            magnitudes |= {float(column.n_unique()) for column in table}
            magnitudes |= {float(count) for count in _rows_with_more_than_none(table)}
            few = (column.unique().to_list() for column in numbers)
            magnitudes |= {abs(float(n)) for column in few for n in column if n is not None}
        # A digest such as 6685286e0829 that was read as a number is infinite.
        return {*filter(isfinite, magnitudes)}

    @cached_property
    def _pairs(self) -> set[tuple[int, int]]:
        pairs: set[tuple[int, int]] = set()
        for table in self.tables:
            counts = table.select(pl.selectors.integer()).unique()
            columns = {column.name: column.to_list() for column in counts}
            for base, name in product(columns.keys() & BASES, columns):
                if name != base:
                    pairs |= {*zip(columns[name], columns[base], strict=True)}
            if {"question", "grouping", "group", "count", "base"} <= {*table.columns}:
                keys = [n for n in ("wave", "grouping", "group", "question") if n in table.columns]
                for _, rows in table.drop_nulls(["count", "base"]).group_by(keys):
                    pairs |= _taken_together(rows)
            pairs |= {(count, table.height) for count in _rows_with_more_than_none(table)}
        return {pair for pair in pairs if None not in pair}


def longest_first(texts: Iterable[str]) -> list[str]:
    """Return texts in the order in which they are taken out of another."""
    return sorted({*texts} - {""}, key=lambda text: (-len(text), text))


def without(text: str, texts: Iterable[str]) -> str:
    """Take texts out of another where they stand by themselves, and not within a word or number."""
    for part in texts:
        if part in text:
            text = re.sub(_bounded(part), " ", text)
    return text


def _bounded(text: str) -> str:
    before = r"(?<![A-Za-z0-9_])(?<![0-9][.,])" if re.match(r"\w", text) else r"(?<![0-9])"
    after = r"(?![A-Za-z0-9_]|[.,][0-9])" if re.search(r"\w$", text) else r"(?![0-9])"
    return f"{before}{re.escape(text)}{after}"


@cache
def _patterns(language: str, number: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return patterns of the code's phrases with digits or constants, with words to look for."""
    patterns = []
    for phrase in phrases_in(language):
        parts = [*Formatter().parse(phrase)]
        names = {name for _, name, _, _ in parts if name}
        if not (names.intersection(CONSTANTS) or any(re.search(r"\d", part[0]) for part in parts)):
            continue
        words, pattern = longest_first(part[0] for part in parts), ""
        for literal, name, _, _ in parts:
            pattern += re.escape(literal)
            if name in CONSTANTS and f"<{name}>" not in pattern:
                pattern += rf"(?P<{name}>{number})"
            elif name is not None:
                pattern += "(.*?)"
        if words and re.search(r"[^\W\d]", words[0]):
            patterns.append((words[0], re.compile(pattern, re.A)))
    return patterns


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
        sums |= {count + total for total in sums}
    return {*product(sums, rows["base"].unique())}


def leaves_of(
    content: object, place: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the numbers and texts of a JSON file with the keys above each."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from leaves_of(value, (*place, str(key)))
    elif isinstance(content, (list, tuple)):
        for value in content:
            yield from leaves_of(value, place)
    elif isinstance(content, (int, float, str)) and not isinstance(content, bool):
        yield place, content
