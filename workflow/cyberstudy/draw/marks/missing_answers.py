"""How it looks where there is nonresponse: no answer, no reply or no number, in every figure.

A reader learns it once: white and hatched where nothing is known, light grey where something was
said that is no answer.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cyberstudy.draw.style import MUTED, UNSAID
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.statuses import (
    BLANK,
    DISPUTED,
    MISSING,
    NOT_SAID,
    OUTSIDE,
    UNUSABLE,
    missing_statuses,
)


class MissingMark(NamedTuple):
    """Statuses that a figure adds up, their words, and how they look."""

    statuses: tuple[str, ...]
    words: str
    look: dict[str, Any]


HATCHED: dict[str, Any] = {"facecolor": "white", "hatch": "//////", "edgecolor": MUTED}
DENSELY = {**HATCHED, "hatch": "////////"}
#: Areas of a map of which nothing is known.
NO_DATA = {**DENSELY, "lw": 0.3}
#: Beside answers, from what says most to what says nothing.
BESIDE_ANSWERS = {
    "unsaid": MissingMark(
        missing_statuses(NOT_SAID), phrase("did not know or declined"), {"facecolor": UNSAID}
    ),
    "outside": MissingMark(
        missing_statuses(OUTSIDE), phrase("does not apply"), {**HATCHED, "hatch": "...."}
    ),
    "unanswered": MissingMark(
        missing_statuses(BLANK, MISSING, UNUSABLE, DISPUTED),
        phrase("left blank, invalid or in conflict"),
        HATCHED,
    ),
}
