"""Whether a text lists units with something beside each, in whatever language it is written.

A text is cut into words and the signs between them; docs/guard.md states the rule.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import unescape
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple
from unicodedata import normalize

from surveyanswers.tables.contents import Said

#: So many units a line each, or some lines each, are a list.
LISTED = 5
#: So many are one however they are written.
MANY = 12
#: So many words a list has at most between two units of one line.
REACH = 40
#: Words from this length are checksums or encoded, and say nothing of a unit.
CHECKSUM = 32
_WORD = re.compile(r"[^\W_]+")
#: What stands around values; it may differ within a list.
_AROUND = str.maketrans("", "", " \r\"'`“”‘’«»+-\\")


class UnitSpellings:
    """How units are written.

    Parameters
    ----------
    known
        Spellings that are units wherever they occur.
    cells
        Spellings that are units only between two signs, such as the commas of a table. What is
        `known` is a unit there also if it has other capitals.
    """

    def __init__(self, known: Iterable[str], cells: Iterable[str] = ()) -> None:
        self._known = set(map(_words, known)) - {()}
        self._cells = {*map(_words, cells), *(tuple(map(str.casefold, w)) for w in self._known)}
        self._longest: dict[str, int] = {}
        for words in (self._known | self._cells) - {()}:
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    def listed_in(self, content: Said) -> bool:
        """Return whether a file lists units with something beside each."""
        return any(map(self._listed_in, content.texts))

    def _listed_in(self, text: str) -> bool:
        text = normalize("NFC", unescape(text))
        words = _WORD.findall(text)
        begun = {word for word in {*words} if {word, word.casefold()} & self._longest.keys()}
        if len(begun) < LISTED:
            return False
        between = _WORD.split(text)
        mentions = list(self._mentions(words, between, begun))
        return _has_values(mentions, words, between) or _has_columns(mentions, between)

    def _mentions(
        self, words: Sequence[str], between: Sequence[str], begun: Collection[str]
    ) -> Iterator[_Mention]:
        """Yield units, the longest spelling of each; `begun` are words that begin a spelling."""
        stop = 0
        for start in (at for at, word in enumerate(words) if word in begun):
            forms = words[start], words[start].casefold()
            longest = max(self._longest.get(form, 0) for form in forms)
            for size in range(longest, 0, -1) if start >= stop else ():
                unit = tuple(words[start : start + size])
                folded = tuple(map(str.casefold, unit))
                signs = _sign(between[start], -1), _sign(between[min(start + size, len(words))], 0)
                if unit in self._known or (" " not in signs and {unit, folded} & self._cells):
                    stop = start + size
                    yield _Mention(folded, start, stop, signs)
                    break


class _Mention(NamedTuple):
    """A unit in a text, its first word and the word behind it, and the signs next to it."""

    unit: tuple[str, ...]
    start: int
    stop: int
    signs: tuple[str, str]


class _Gap(NamedTuple):
    """Two units, and between them: words that are no units, their number, and ends of lines."""

    units: tuple[_Mention, _Mention]
    words: tuple[str, ...]
    size: int
    lines: int


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(normalize("NFC", text)))


def _sign(between: str, nearest: int) -> str:
    """Return the sign next to a word: a character, the end of a line or a column, or a blank."""
    if signs := between.strip():
        return signs[nearest]
    return "\n" if "\n" in between or not between else "\t" if between != " " else " "


def _has_values(mentions: Sequence[_Mention], words: Sequence[str], between: Sequence[str]) -> bool:
    """Whether units that have the same signs next to them have words between them."""
    others = [int(len(word) < CHECKSUM) for word in words]
    alike: dict[tuple[str, str], list[_Mention]] = defaultdict(list)
    for mention in mentions:
        alike[mention.signs].append(mention)
        others[mention.start : mention.stop] = [0] * (mention.stop - mention.start)
    before = [0, *accumulate(others)]
    lines = [0, *accumulate("\n" in signs for signs in between)]
    for signs, group in alike.items():
        gaps = [
            _Gap(
                (one, other),
                tuple(words[at] for at in range(one.stop, other.start)[:REACH] if others[at]),
                before[other.start] - before[one.stop],
                lines[other.start + 1] - lines[one.stop],
            )
            for one, other in pairwise(group)
        ]
        for apart, run in groupby(gaps, key=lambda gap: gap.lines):
            if apart and _is_list([*run], LISTED):
                return True
        # Assume: between blanks a sentence names units, unless all are equally far apart.
        blank = signs == (" ", " ")
        for (near, _), run in groupby(gaps, key=lambda gap: (gap.size <= REACH, blank * gap.size)):
            if near and _is_list([*run], MANY):
                return True
    return False


def _is_list(run: Sequence[_Gap], least: int) -> bool:
    """Whether most gaps have words: one each, or not always the same."""
    filled = [gap for gap in run if gap.size]
    units = {mention.unit for gap in filled for mention in gap.units}
    if len(units) < least or 2 * len(filled) < len(run) or 2 * len(units) < len(filled):
        return False
    # Assume: words that nine in ten gaps have are the form of the list, such as tags; no values.
    ((_, alike),) = Counter(gap.words for gap in filled).most_common(1)
    return filled[0].size == 1 or 10 * alike < 9 * len(filled)


def _has_columns(mentions: Sequence[_Mention], between: Sequence[str]) -> bool:
    """Whether units follow each other, and near them as many cells that are no units."""
    starts = {mention.start for mention in mentions}
    breaks = accumulate((one.stop < other.start for one, other in pairwise(mentions)), initial=0)
    chains = groupby(zip(mentions, breaks, strict=False), key=lambda each: each[1])
    for _, chain in chains:
        units = [mention for mention, _ in chain]
        if len({mention.unit for mention in units}) < MANY:
            continue
        size, mark = len(units), _mark(between[units[0].stop])
        first, last = units[0].start, units[-1].stop
        reach = REACH + 4 * size
        for places in (range(first)[-reach:], range(last, len(between) - 1)[1:reach]):
            cells = [at for at in places if not mark or _mark(between[at])]
            for _, run in groupby(cells, key=lambda at: _mark(between[at])):
                column = {*run}
                if size - 1 <= len(column) <= size and 2 * len(starts & column) < size:
                    return True
    return False


def _mark(between: str) -> str:
    """Return what separates two cells: signs, the end of a line or a column; "" within a cell."""
    signs = between.translate(_AROUND)
    return signs.strip() or signs[:1]
