"""Which ways there are to make a clustering: all choices crossed, those that cannot be counted.

It reads plan.yaml alone and imports nothing that computes, since the workflow is planned with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from cyberstudy.tables.problems import StudyProblem

#: What is chosen. Combinations that share the first five share their data.
DIMENSIONS = ("items", "coding", "conflicts", "reconciliation", "missing", "method", "k_rule")
CODED, OF_DATA = 4, 5  # the first four say which answers are coded how
AS_ANSWERED = "as_answered"  # the coding where items are no numbers
#: Values of the dimensions that are not the plan's to name.
CLOSED = {
    "conflicts": ("in", "out"),
    "missing": ("as_is", "complete_cases", "as_category", "multiple_imputation"),
    "method": ("latent_classes", "mca_ward", "mca_kmeans", "gower_medoids"),
}
REASON = "because"  # key of the reason why a combination is impossible


@dataclass(frozen=True)
class Combination:
    """One way through all choices.

    Attributes
    ----------
    number
        Place among all combinations, impossible ones too: it stays when others become impossible.
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
        """All choices in one word, by which random numbers are seeded."""
        return _word(self.values)

    @property
    def of_data(self) -> str:
        """The choices that make the data, in one word."""
        return _word(self.values[:OF_DATA])


def _word(values: Sequence[str]) -> str:
    """Join what is chosen; that nothing is coded goes without saying."""
    return "/".join(value for value in values if value != AS_ANSWERED)


@dataclass(frozen=True)
class DeclaredMultiverse:
    """The combinations to run, in their order, and how many are impossible for what reason."""

    combinations: tuple[Combination, ...]
    impossible: Mapping[str, int]


def main_of(combinations: Sequence[Combination]) -> Combination:
    """Return the main analysis: the first choice of every dimension."""
    return combinations[0]


def multiverse_of(
    choices: Mapping[str, Sequence[str]], impossible: Sequence[Mapping[str, Any]] = ()
) -> DeclaredMultiverse:
    """Cross all choices and drop what cannot be.

    Parameters
    ----------
    choices
        Dimension -> values, for each of `DIMENSIONS`; the last dimension runs fastest.
    impossible
        Each with a reason, ``because``, and values of some dimensions: a combination that has one
        of them in every dimension named is dropped, and counted under the first such reason.

    Raises
    ------
    StudyProblem
        Unknown dimensions or values.
    """
    if set(choices) != set(DIMENSIONS):
        raise StudyProblem(f"multiverse: chosen are {', '.join(DIMENSIONS)}, each and no other")
    for dimension, values in choices.items():
        known = CLOSED.get(dimension, tuple(values))
        if not values or len(set(values)) < len(values) or not set(values) <= set(known):
            raise StudyProblem(f"multiverse, {dimension}: some of {', '.join(known)}, each once")
    dropped = dict.fromkeys([rule[REASON] for rule in impossible], 0)
    for rule in impossible:
        _check(rule, choices)
    kept = []
    for number, values in enumerate(product(*(choices[name] for name in DIMENSIONS))):
        combination = Combination(number, values)
        reason = next((r[REASON] for r in impossible if _applies(r, combination)), None)
        if reason is None:
            kept.append(combination)
        else:
            dropped[reason] += 1
    return DeclaredMultiverse(tuple(kept), dropped)


def _check(rule: Mapping[str, Any], choices: Mapping[str, Sequence[str]]) -> None:
    named = [(name, value) for name in rule if name != REASON for value in rule[name]]
    strange = [
        f"{name} {value}"
        for name, value in named
        if value not in (*choices.get(name, ()), *CLOSED.get(name, ()))
    ]
    if strange or not named:
        raise StudyProblem(f"multiverse, {rule[REASON]}: no choice is {', '.join(strange)}")


def _applies(rule: Mapping[str, Any], combination: Combination) -> bool:
    own = combination.choices
    return all(own[name] in rule[name] for name in rule if name != REASON)


def chunks(combinations: Sequence[Combination], size: int) -> list[Sequence[Combination]]:
    """Cut into parts of so many; neighbours share data, and so their evidence."""
    return [combinations[start : start + size] for start in range(0, len(combinations), size)]
