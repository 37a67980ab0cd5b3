"""What can be wrong with what people gave us, said so that they can correct it."""

from __future__ import annotations

from collections.abc import Sequence

SHOWN = 10


class SurveyError(Exception):
    """Something in the data or the settings that a person has to correct.

    The message names file, row and column where there are any, and what was expected.
    It is meant to be read without the traceback.
    """


def number_of(count: int, thing: str) -> str:
    """Return a count with its noun, whose plural ends in s."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def listed(lines: Sequence[str], *, shown: int = SHOWN) -> str:
    """Join findings into an indented list, the first `shown` of them, and count the rest."""
    more = len(lines) - shown
    kept = [*lines[:shown], *([f"... and {more} more"] if more > 0 else [])]
    return "".join(f"\n  - {line}" for line in kept)
