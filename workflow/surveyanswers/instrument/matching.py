"""Recognise a text as one of a list of options: exactly or after normalising, never fuzzily."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from surveyanswers.instrument.questionnaire import Options
from surveyanswers.tables.problems import SurveyError

#: Marks that nobody sees and that collectors, Arabic ones above all, leave in texts: soft hyphens,
#: joiners, byte-order marks, directions of writing, variants of a glyph. As a regular expression.
INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_INVISIBLE = re.compile(INVISIBLE)
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'"})


def visible(text: str) -> str:
    """Take out the marks that nobody sees, and make every run of blanks one blank."""
    return " ".join(_INVISIBLE.sub("", text).split())


def normalised(text: str) -> str:
    """Fold what a spelling may differ in without meaning another thing.

    Unicode compatibility forms, invisible marks, no-break blanks, curly apostrophes, runs of
    blanks and letter case are folded. Accents and punctuation are kept: they distinguish names.

    Assume: joiners, which Persian words and emoji are written with, distinguish no two options.
    Where they do, the list of options is refused (`TextIndex`).
    """
    if text.isascii():  # which holds nothing to fold but blanks and case
        return " ".join(text.split()).casefold()
    folded = unicodedata.normalize("NFKC", visible(text)).translate(_APOSTROPHES)
    return unicodedata.normalize("NFKC", visible(folded).casefold())


@dataclass(frozen=True)
class Match:
    """What a text stands for, and how it was recognised."""

    code: str
    how: str  # "exact", "normalised" or "alias"


class TextIndex:
    """Look up texts of one list of options.

    Parameters
    ----------
    spellings
        For each code the texts that stand for it.
    aliases
        Further reviewed texts, each with its code.
    where
        What to name in an error: the list and its file.
    refused
        Texts that could be several options, or none: they stand for nothing, even where an
        option has that very label.

    Raises
    ------
    SurveyError
        Two options share a text, or an alias names an option that does not exist.
    """

    def __init__(
        self,
        spellings: Mapping[str, Sequence[str]],
        *,
        aliases: Mapping[str, str],
        where: str,
        refused: Collection[str] = (),
    ) -> None:
        self.spellings = spellings
        self._refused = {normalised(text) for text in refused}
        self._exact = {text for texts in spellings.values() for text in texts}
        self._codes: dict[str, Match] = {}
        for code, texts in spellings.items():
            for text in texts:
                self._add(text, Match(code, "normalised"), where)
        for alias, code in aliases.items():
            if code not in spellings:
                raise SurveyError(f"{where}: alias {alias!r} names the unknown option {code!r}")
            self._add(alias, Match(code, "alias"), where)
        self._sorted = sorted(self._codes)

    def _add(self, text: str, match: Match, where: str) -> None:
        earlier_match = self._codes.setdefault(normalised(text), match)
        if earlier_match.code != match.code:
            raise SurveyError(f"{where}: {text!r} could be {earlier_match.code} or {match.code}")

    def find(self, text: str) -> Match | None:
        """Return what `text` stands for, or None."""
        folded = normalised(text)
        match = None if folded in self._refused else self._codes.get(folded)
        if match is not None and text in self._exact:
            return Match(match.code, "exact")
        return match

    def split(self, text: str, separator: str) -> list[Match] | None:
        """Cut a joined text into options; labels may hold the separator themselves.

        Returns
        -------
        list of Match or None
            None where no way of cutting leaves known options only. Assume: a text that could be
            cut in several ways says nothing, even if one way has longer labels: of "a", "b" and
            "a, b", any may have been chosen.
        """
        pieces = text.strip().split(separator)
        if not separator.strip():  # a run of blanks parts no more than one does
            pieces = [piece for piece in pieces if piece.strip()]
        # For each number of pieces, in how many ways they can be cut (two stand for several), and
        # where the last option of such a way begins: the text is gone through once.
        ways = [1, *[0] * len(pieces)]
        last: dict[int, tuple[int, Match]] = {}
        begins, find = cache(self._begins), cache(self.find)
        for start in range(len(pieces)):
            for end in range(start + 1, len(pieces) + 1) if ways[start] else ():
                run = separator.join(pieces[start:end]).strip()
                if not begins(run):
                    break
                if match := find(run):
                    ways[end] = min(ways[end] + ways[start], 2)
                    last[end] = start, match
        if ways[-1] != 1:
            return None
        matches: list[Match] = []
        end = len(pieces)
        while end:
            end, match = last[end]
            matches.append(match)
        return matches[::-1]

    def _begins(self, text: str) -> bool:
        """Whether any known text begins with this one, both normalised."""
        folded = normalised(text)
        place = bisect_left(self._sorted, folded)
        return place < len(self._sorted) and self._sorted[place].startswith(folded)


@cache
def index_of(options: Options) -> TextIndex:
    """Look up texts of a list of options; made once a list."""
    return TextIndex(
        options.spellings, aliases=options.aliases, where=options.where, refused=options.refused
    )
