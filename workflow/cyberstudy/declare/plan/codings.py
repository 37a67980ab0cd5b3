"""Numbers as ordered categories: which interval each category is, as a plan writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field

from surveyanswers.tables.problems import SurveyError

_END = r"(-?[0-9]+(?:\.[0-9]+)?)"
_INTERVAL = rf"^([\[(]) *{_END} *, *{_END} *([\])])$"
#: As in ISO 80000-2: a square bracket takes the end in, a round one leaves it out.
IntervalText = Annotated[str, Field(pattern=_INTERVAL)]


@dataclass(frozen=True)
class NumberInterval:
    """Numbers from one end to another, each end taken in or left out."""

    low: float
    high: float
    with_low: bool
    with_high: bool

    @classmethod
    def of(cls, written: str) -> NumberInterval:
        """Read ``[0, 1)`` and the like.

        Raises
        ------
        SurveyError
            It is no interval.
        """
        if (match := re.match(_INTERVAL, written)) is None:
            raise SurveyError(f"{written!r} is no interval; expected one like '[0, 0.5)'")
        return cls(float(match[2]), float(match[3]), match[1] == "[", match[4] == "]")

    @property
    def empty(self) -> bool:
        """Whether there is no number in it."""
        one = self.low == self.high and self.with_low and self.with_high
        return not (self.low < self.high or one)

    def holds(self, values: Any) -> Any:
        """Return for each number of an array whether it lies inside."""
        above = values >= self.low if self.with_low else values > self.low
        return above & (values <= self.high if self.with_high else values < self.high)


def wrong_coding(coding: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return empty categories, and borders that are in none of them, or in two."""
    intervals = {name: NumberInterval.of(written) for name, written in coding.items()}
    for name, interval in intervals.items():
        if interval.empty:
            yield name, f"{coding[name]} holds no number; write the lower end first"
    for (below, low), (name, high) in pairwise(intervals.items()):
        if low.high != high.low or low.with_high == high.with_low:
            yield (
                name,
                f"{coding[name]} does not begin where {below!r}, {coding[below]}, ends; categories "
                "go from low to high, and exactly one of two neighbours takes their border in",
            )
