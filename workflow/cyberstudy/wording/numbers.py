"""How numbers of a survey are written: with a sign, and with places that fit their range."""

from __future__ import annotations

from cyberstudy.wording.speech import Speech


def places_for(low: float, high: float) -> int:
    """Return places behind the point that tell apart hundredths of a range, at most two."""
    length = high - low
    return 2 if length <= 2 else 1 if length <= 200 else 0


def signed(say: Speech, value: float, places: int) -> str:
    """Write a difference with its sign; one that rounds to nothing has none."""
    text = say.decimal(abs(value), places)
    if text == say.decimal(0, places):
        return text
    return f"+{text}" if value > 0 else f"\u2212{text}"
