"""Codes of missing answers: those that programs document, and numbers that look like some."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count, takewhile

from surveyanswers.scaffold.number_marks import as_number

#: Headings that a program writes, in small letters; its codes, as its documentation gives them; and
#: those of its codes that may be answers, too. Of SoSci Survey, EFS (Unipark), Survey Solutions.
_PROGRAMS: tuple[tuple[set[str], dict[str, str], set[str]], ...] = (
    ({"case", "questnnr"}, {"-9": "no_answer"}, set()),
    (
        {"lfdn"},
        {"-77": "not_asked", "-66": "not_asked", "-99": "no_answer"},
        {"0"},
    ),
    ({"interview__key"}, {"-999999999": "no_answer", "##N/A##": "no_answer"}, set()),
)
_NEGATIVE = re.compile(r"-([1-9]|([6-9])\2+|9+[5-9])")
_POSITIVE = re.compile(r"([78])\1+|9+[7-9]")
_LAST_STEPS = ("6", "7", "8", "9")
#: Codes of steps that are far from them and mean anything, as 96 does.
_BESIDE_STEPS = {66, 77, 88, *range(94, 100)}
#: So much larger than what else there is, whoever gave it; and where several did.
_FAR, _FARTHER = 1.1, 2
_FEW, _SPIKE, _STEPS = 3, 3, 11
_RARE = 12  # of so many answers the last step has one, or counts may have a gap there
_OPTIONS = 30  # of more texts each is its own, and no number is made of them


@dataclass
class ProgramCodes:
    """Codes of the program that wrote a file.

    Attributes
    ----------
    missing
        Text -> status.
    doubted
        Texts that may be such a code or an answer.
    """

    missing: dict[str, str] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)


#: Of a file that no known program wrote.
NOBODYS = ProgramCodes()


def known_codes(headers: Iterable[str]) -> ProgramCodes:
    """Name the codes of the program that writes such headings."""
    small = {header.casefold() for header in headers}
    return next((ProgramCodes(m, d) for signs, m, d in _PROGRAMS if signs <= small), NOBODYS)


def doubtful(counts: Counter[str], also: Iterable[str] = ()) -> list[str]:
    """List numbers in a column that may be codes of missing answers.

    Assume: so where they are apart from all that else was given, in the way that such codes are
    chosen: below zero, where nothing else is; 77, 88, 97 to 99 and their like, far above all else,
    or of three digits and more and given three times as often as any other; 6 to 9 beyond a gap
    behind a run of codes from 0 or 1 whose last is no rarity, as the last of numbers would be.
    """
    numbers = {text: number for text in counts if (number := as_number(text)) is not None}
    plain = {text: _plain(text) for text in numbers}
    rest = [n for text, n in numbers.items() if not _looks(plain[text]) and plain[text] not in also]
    if are_codes(numbers):
        rest = [number for number in rest if number not in _BESIDE_STEPS]
    if (len(counts) - len(numbers)) * 2 > len(counts):
        if len(counts) > _OPTIONS:
            return []
        return sorted(t for t, p in plain.items() if len(p) > 1 and _looks(p) and not rest)
    low, high = min(rest, default=0), max(rest, default=0)
    codes = [text for text in numbers if plain[text] in also and low >= 1]
    most = max((counts[text] for text in numbers if not _looks(plain[text])), default=0)
    for text in sorted(numbers, key=lambda text: abs(numbers[text])):
        number, times = numbers[text], counts[text]
        if _NEGATIVE.fullmatch(plain[text]):
            if low >= 0 or (number <= -60 and number < 3 * low):
                codes.append(text)
        elif _POSITIVE.fullmatch(plain[text]):
            if len(plain[text]) == 2 and not all(n == int(n) for n in rest):
                continue  # 88 is a number like others where there are decimals
            spike = len(plain[text]) > 2 and times >= _SPIKE * max(most, 2) and len(rest) > _STEPS
            if spike or number >= high * (
                _FAR if times >= _FEW or plain[text][0] == "9" else _FARTHER
            ):
                codes.append(text)
            else:
                high = max(high, number)
    if _symmetric(numbers, codes):
        codes = [text for text in codes if numbers[text] > 0]
    return sorted({*codes, *_beyond_last_step(numbers, counts, codes)}, key=numbers.__getitem__)


def _plain(text: str) -> str:
    number = as_number(text)
    return str(int(number)) if number is not None and number == int(number) else text


def _looks(plain: str) -> bool:
    return bool(_NEGATIVE.fullmatch(plain) or _POSITIVE.fullmatch(plain))


def _symmetric(numbers: Mapping[str, float], codes: Iterable[str]) -> bool:
    """Whether numbers below zero are the other half of a scale, such as -2 to 2."""
    below = {numbers[text] for text in codes if numbers[text] < 0}
    above = {number for number in numbers.values() if number >= 0}
    half = {float(step) for step in range(len(below) + 1)}
    return len(below) > 1 and {-number for number in below} == half - {0} and above <= half


def are_codes(numbers: Mapping[str, float]) -> bool:
    """Whether numbers are small and whole, beside such as stand for what is none of them."""
    small = {number for number in numbers.values() if number not in _BESIDE_STEPS}
    return 1 < len(small) <= _STEPS and all(n == int(n) and abs(n) < _STEPS for n in small)


def _beyond_last_step(
    numbers: Mapping[str, float], counts: Mapping[str, int], codes: Iterable[str]
) -> list[str]:
    times: Counter[float] = Counter()
    for text in numbers.keys() - {*codes}:
        times[numbers[text]] += counts[text]
    run = [float(step) for step in takewhile(times.__contains__, count(int(0 not in times)))]
    beyond = [text for text, n in numbers.items() if text not in codes and n not in run]
    if len(run) < 2 or len(numbers) < len(counts) or times[run[-1]] * _RARE < times.total():
        return []
    apart = all(_plain(t) in _LAST_STEPS and numbers[t] > run[-1] + 1 for t in beyond)
    return beyond if apart else []
