"""What several labels begin with, such as the question before the items of a matrix."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

#: Where what several wordings begin with ends, and from so many words on, at any word.
_MARK, _WORDS = re.compile(r"(\.\.\.|[\[(:?.\u2013\u2014]|\s[-/]\s)\s*"), 4


def parted(labels: Sequence[str], *, at_words: bool = True) -> tuple[str, list[str]]:
    """Part several labels into what all begin with and what is each one's own.

    Items of a matrix repeat the question before the item. The beginning is "", and the labels are
    whole, where they share no two words up to a mark of punctuation, nor four up to a blank, where
    that is enough.
    """
    alike = takewhile(lambda letters: len({*letters}) == 1, zip(*labels, strict=False))
    shared = "".join(letters[0] for letters in alike) if len(labels) > 1 else ""
    ends = [match.end() for match in _MARK.finditer(shared)]
    if at_words and not ends and len(shared.split()) > _WORDS:
        ends = [shared.rfind(" ") + 1]
    begun = shared[: max(ends, default=0)]
    endings = [label.removeprefix(begun).strip() for label in labels]
    if len(begun.split()) < 2 or not all(endings):
        return "", [*labels]
    if begun.rstrip()[-1] in "[(":
        endings = [text[:-1] if text[-1] in "])" else text for text in endings]
    return begun.rstrip(" [(:-/\u2013\u2014"), endings
