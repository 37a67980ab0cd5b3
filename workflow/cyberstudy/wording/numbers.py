"""How numbers of a survey are written: sign, places that fit their range, names of intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable

from cyberstudy.wording.translator import Translator
from surveyanswers.instrument.counting import Design
from surveyanswers.instrument.questionnaire import Question

FEWEST_STEPS = 4  # of an axis


def range_of(questions: Iterable[Question], numbers: Iterable[float]) -> tuple[float, float]:
    """Return the least and the greatest that questions allow, or that is among `numbers`.

    Where questions allow anything, an axis ends at a round number beyond.
    """
    limits = [question.limits for question in questions]
    numbers_given = [number for number in numbers if number is not None]
    low = min([*numbers_given, *(low for low, _ in limits if low is not None)], default=0)
    high = max([*numbers_given, *(high for _, high in limits if high is not None)], default=1)
    high = high if high > low else low + 1
    step = round_step(high - low, FEWEST_STEPS)
    if any(least is None for least, _ in limits):
        low = math.floor(low / step) * step
    if any(most is None for _, most in limits):
        high = math.ceil(high / step) * step
    return low, high


def round_step(length: float, parts: int) -> float:
    """Return a round step by which an axis of a length has about so many parts, not more."""
    raw = length / parts
    power = 10.0 ** math.floor(math.log10(raw))
    return next(times * power for times in (1, 2, 2.5, 5, 10) if times * power >= raw * (1 - 1e-9))


def round_ticks(low: float, high: float, parts: int) -> list[float]:
    """Return ticks of an axis at round numbers: at quarters, say, where these are."""
    step = round_step(high - low, parts)
    if not math.isclose(step * parts, high - low) or not math.isclose(
        low / step, round(low / step)
    ):
        step = round_step(high - low, parts + 1)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def ends(say: Translator, numbers: Iterable[int]) -> str:
    """Write the least and the greatest of counts, or the one that all are."""
    counts = sorted(numbers)
    low, high = counts[0], counts[-1]
    return say.count(low) if low == high else say("{low} to {high}", low=low, high=high)


def places_for(low: float, high: float) -> int:
    """Return places behind the point that show hundredths of a range, at most two."""
    length = high - low
    return 2 if length <= 2 else 1 if length <= 200 else 0


def interval_of_sample(say: Translator, design: Design, confidence: float) -> str:
    """Name the interval of a weighted share or mean, with what of the design it heeds."""
    words = {
        "weight": say("weights"),
        "stratum": say("strata"),
        "cluster": say("clusters"),
        "population": say("finite population correction"),
    }
    return say(
        "{confidence} interval by the design of the sample ({parts})",
        confidence=say.percent(confidence),
        parts=say.listed(words[role] for role in design.columns),
    )
