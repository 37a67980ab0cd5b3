"""What the methods of intervals are called in sentences."""

from __future__ import annotations

from cyberstudy.statistics.intervals import METHOD
from cyberstudy.wording.speech import Speech


def interval_method(say: Speech, method: str = METHOD) -> str:
    """Name a method of `statistics.intervals.INTERVALS`, in the form that follows "interval of"."""
    match method:
        case "wilson":
            return say("Wilson")
        case "clopper_pearson":
            return say("Clopper-Pearson")
    raise KeyError(f"no words for intervals by {method}")
