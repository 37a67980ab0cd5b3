"""Which mark parts decimals in the numbers of a column, where they tell it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)([.,]\d+)?")
#: More digits than a number is held with name something, as do noughts before others.
_MOST_DIGITS = 15
_GROUPED = re.compile(
    r"[+-]?[1-9]\d{0,2}(?P<by>[.,' \u00a0\u202f\u2019])\d{3}((?P=by)\d{3})*([.,]\d+)?"
)
_EITHER_WAY = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
#: From so many numbers on, and so many different ones, it says something that they rise.
_MANY, _DIFFERENT = 20, 11
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


def measures(values: Sequence[str]) -> bool:
    """Whether a column holds numbers that no program counted: they do not rise row by row.

    Those of few may all differ, and name nobody: ages, amounts.
    """
    if not all(is_number(value.strip()) for value in values):
        return False
    whole = [value.strip() for value in values if value.strip().isdecimal()]
    return len(whole) < len(values) or any(int(a) >= int(b) for a, b in pairwise(whole))


def rises(values: Sequence[str]) -> bool:
    """Whether whole numbers of many rows hardly ever fall, as numbers of households in a file."""
    whole = [int(value) for value in values if value.isdecimal()]
    falls = sum(a > b for a, b in pairwise(whole))
    return len(whole) > _MANY and len({*whole}) > _DIFFERENT and falls * 20 < len(whole)
