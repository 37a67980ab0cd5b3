"""Which tables of answers a clustering could defensibly be judged on: all choices crossed.

It reads plan.yaml alone and imports nothing that computes, since the workflow is planned with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

#: What is chosen.
DIMENSIONS = ("items", "coding", "conflicts", "reconciliation", "missing")
CODED = 4  # the first four say which answers are coded how
AS_ANSWERED = "as_answered"  # the coding where items are no numbers


@dataclass(frozen=True)
class Combination:
    """One way through all choices.

    Attributes
    ----------
    number
        Place among all combinations; 0 is the main analysis.
    values
        What is chosen in each of `DIMENSIONS`.
    """

    number: int
    values: tuple[str, ...]

    @property
    def choices(self) -> dict[str, str]:
        """What is chosen, by dimension."""
        return dict(zip(DIMENSIONS, self.values, strict=True))

    @property
    def name(self) -> str:
        """All choices in one word, by which random numbers are seeded.

        That nothing is coded goes without saying.
        """
        return "/".join(value for value in self.values if value != AS_ANSWERED)


def crossed(choices: Mapping[str, Sequence[str]]) -> list[Combination]:
    """Cross all choices; the first of each dimension are the main analysis.

    Parameters
    ----------
    choices
        Dimension -> values, for each of `DIMENSIONS`; the last dimension runs fastest.
    """
    every = product(*(choices[name] for name in DIMENSIONS))
    return [Combination(number, values) for number, values in enumerate(every)]
