"""How numbers of a survey are written: with a sign, and with places that fit their range."""

from __future__ import annotations

from collections.abc import Iterable

from cyberstudy.declare.questionnaire import Question
from cyberstudy.wording.translator import Translator


def range_of(questions: Iterable[Question], numbers: Iterable[float]) -> tuple[float, float]:
    """Return the least and the greatest that questions allow, or that is among `numbers`."""
    limits = [question.limits for question in questions]
    seen = list(numbers)
    low = min([*seen, *(low for low, _ in limits if low is not None)], default=0)
    high = max([*seen, *(high for _, high in limits if high is not None)], default=1)
    return (low, high) if high > low else (low, low + 1)


def ends(say: Translator, numbers: Iterable[int]) -> str:
    """Write the least and the greatest of counts, or the one that all are."""
    counts = sorted(numbers)
    low, high = counts[0], counts[-1]
    return say.count(low) if low == high else say("{low} to {high}", low=low, high=high)


def places_for(low: float, high: float) -> int:
    """Return places behind the point that show hundredths of a range, at most two."""
    length = high - low
    return 2 if length <= 2 else 1 if length <= 200 else 0


def signed(say: Translator, value: float, places: int) -> str:
    """Write a difference with its sign; one that rounds to nothing has none."""
    text = say.decimal(abs(value), places)
    if text == say.decimal(0, places):
        return text
    return f"+{text}" if value > 0 else f"\u2212{text}"
