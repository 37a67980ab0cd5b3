"""Recognise a text as one of a list of options: exactly or after normalising, never fuzzily."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cyberstudy.tables.problems import StudyProblem

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\ufeff": " "})


def normalised(text: str) -> str:
    """Fold what a spelling may differ in without meaning another thing.

    Unicode compatibility forms, byte-order marks and no-break blanks, curly apostrophes, runs
    of blanks and letter case are folded. Accents and punctuation are kept: they tell names apart.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    return " ".join(folded.split()).casefold()


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
    StudyProblem
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
        self._refused = {normalised(text) for text in refused}
        self._exact = {text for texts in spellings.values() for text in texts}
        self._codes: dict[str, Match] = {}
        for code, texts in spellings.items():
            for text in texts:
                self._add(text, Match(code, "normalised"), where)
        for alias, code in aliases.items():
            if code not in spellings:
                raise StudyProblem(f"{where}: alias {alias!r} names the unknown option {code!r}")
            self._add(alias, Match(code, "alias"), where)

    def _add(self, text: str, match: Match, where: str) -> None:
        known = self._codes.setdefault(normalised(text), match)
        if known.code != match.code:
            raise StudyProblem(f"{where}: {text!r} could be {known.code} or {match.code}")

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
            None where no way of cutting leaves known options only.
        """
        pieces = text.split(separator)
        found: list[Match] = []
        start = 0
        while start < len(pieces):
            # The longest run of pieces that is an option, so "a, b" wins over "a".
            for end in range(len(pieces), start, -1):
                match = self.find(separator.join(pieces[start:end]).strip())
                if match is not None:
                    found.append(match)
                    start = end
                    break
            else:
                return None
        return found
