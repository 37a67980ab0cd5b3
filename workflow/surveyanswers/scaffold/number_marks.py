"""Which mark parts decimals in the numbers of a column, where they tell it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)([.,]\d+)?")
#: More digits than a number is held with name something, as do noughts before others.
_MOST_DIGITS = 15
_GROUPED = re.compile(
    r"[+-]?[1-9]\d{0,2}(?P<by>[.,' \u00a0\u202f\u2019])\d{3}((?P=by)\d{3})*([.,]\d+)?"
)
_EITHER_WAY = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
OTHER_MARK = {".": ",", ",": "."}


@dataclass(frozen=True)
class Marks:
    """What the numbers of a column say of its decimal mark.

    Attributes
    ----------
    decimal
        The mark; None where the numbers do not tell.
    unsure
        A mark that may part thousands or decimals: three digits stand behind it, always.
    whole
        Whether nothing stands behind a decimal mark.
    """

    decimal: str | None = None
    unsure: str | None = None
    whole: bool = True


def is_number(text: str) -> bool:
    """Whether a text is a number, thousands parted or not."""
    written = _NUMBER.fullmatch(text) or _GROUPED.fullmatch(text)
    return bool(written) and len(re.split(r"[.,]", text)[0]) <= _MOST_DIGITS


def as_number(text: str) -> float | None:
    """Read a number by whatever mark, and one that may be of thousands as such; None of a text."""
    if not is_number(text):
        return None
    several = len({mark for mark in text if mark in ".,"}) > 1 or not _parted(text)
    last = max(text.rfind("."), text.rfind(",")) if several else -1
    whole, decimals = (text, "") if last < 0 else (text[:last], text[last + 1 :])
    return float(f"{re.sub(r'[^0-9+-]', '', whole)}.{decimals or 0}")


def _parted(text: str) -> bool:
    """Whether all marks of a number may part thousands."""
    return bool(re.fullmatch(r"[+-]?[1-9]\d{0,2}(\D\d{3})+", text))


def marks_of(texts: Iterable[str]) -> Marks:
    """Return what numbers show about the decimal mark.

    Assume: one to three digits, a mark and three digits are thousands or decimals, and say nothing;
    any other number with one mark has decimals, and of one with two the last parts them.
    """
    sure, unsure, whole, parted = set[str](), set[str](), True, False
    for text in texts:
        marks = re.findall(r"[.,]", text)
        if not marks:
            parted = parted or not text.lstrip("+-").isdecimal()  # 1 234: any mark will do
        elif _EITHER_WAY.fullmatch(text):
            unsure.add(marks[0])
        elif len({*marks}) == 1 and len(marks) > 1:  # 1.234.567
            sure.add(OTHER_MARK[marks[0]])
        else:
            sure.add(marks[-1])
            whole = False
    if len(sure) == 1:
        (mark,) = sure
        return Marks(mark, whole=whole and mark not in unsure)
    if len(unsure) == 1 and not sure:
        return Marks(unsure=min(unsure))
    return Marks("." if parted and not (sure or unsure) else None, whole=whole and not unsure)
