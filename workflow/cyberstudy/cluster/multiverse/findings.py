"""What the tests say of every defensible table of answers that a clustering could be made of.

A multiverse analysis (Steegen, Tuerlinckx, Gelman and Vanpaemel 2016, Perspectives on Psychological
Science 11, 702-712): choices that an analyst could have made are declared, all combinations are
judged, and the table says how much the verdict depends on any of them. None is left out without a
word: one that leaves too few units keeps its row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import polars as pl

from cyberstudy.cluster.imputation import TREATMENTS, Treated
from cyberstudy.cluster.items import CodedAnswers
from cyberstudy.declare.plan.multiverse import CODED, Combination
from cyberstudy.declare.plan.verdict_rules import VERDICTS
from cyberstudy.tables.typologies import Multiverse
from latentclass.contest import Evidence
from surveyanswers.tables.storage import schema_of

RAN, TOO_FEW = "ran", "too few units"

V = TypeVar("V")


@dataclass(frozen=True)
class Judged:
    """What the tests say of some codes, and the verdict, one of `verdict_rules.VERDICTS`."""

    evidence: Evidence
    verdict: str


@dataclass(frozen=True)
class Analyses:
    """What combinations are made of.

    Attributes
    ----------
    coded
        items, coding, conflicts, reconciliation -> units and codes.
    judged
        codes -> verdict.
    treatments
        missing -> codes, seed -> what is judged.
    """

    coded: Callable[[str, str, str, str], CodedAnswers]
    judged: Callable[[np.ndarray], Judged]
    treatments: Mapping[str, Callable[..., Treated]] = field(default_factory=lambda: TREATMENTS)


def seed_of(seed: int, *names: str) -> int:
    """Return a seed that depends on the study's and on names alone, not on any order."""
    letters = "\n".join(names).encode()
    return int(np.random.SeedSequence([seed, *letters]).generate_state(1)[0])


def run_combinations(
    combinations: Sequence[Combination], analyses: Analyses, *, seed: int, minimum_units: int
) -> pl.DataFrame:
    """Judge combinations, each by itself.

    Parameters
    ----------
    minimum_units
        With fewer, a combination is not judged and its row says so.

    Returns
    -------
    pl.DataFrame
        `typologies.Multiverse`, one row a combination.
    """
    rows = [_row(combination, analyses, seed, minimum_units) for combination in combinations]
    return pl.DataFrame(rows, schema=schema_of(Multiverse))


def _row(
    combination: Combination, analyses: Analyses, seed: int, minimum_units: int
) -> dict[str, object]:
    """Judge one combination.

    Assume: of several imputed data sets, k and the verdict are those of most of them (of equally
    many, the smaller k and the more cautious verdict).
    """
    choices = combination.choices
    coded = analyses.coded(*combination.values[:CODED])
    treated = analyses.treatments[choices["missing"]](
        coded.codes, seed=seed_of(seed, "treatment", combination.name)
    )
    row: dict[str, object] = {
        "number": combination.number,
        "name": combination.name,
        **choices,
        "main": combination.number == 0,
        "outcome": TOO_FEW,
        "units": len(treated.kept),
        "datasets": len(treated.codes),
    }
    if len(treated.kept) < minimum_units:
        return row | dict.fromkeys(("k", "k_share", "verdict", "verdict_share"))
    judged = [analyses.judged(codes) for codes in treated.codes]
    k, k_share = _most([one.evidence.classes for one in judged], int)
    verdict, verdict_share = _most([one.verdict for one in judged], VERDICTS.index)
    majority = {"k": k, "k_share": k_share, "verdict": verdict, "verdict_share": verdict_share}
    return row | {"outcome": RAN, **majority}


def _most(values: Sequence[V], rank: Callable[[V], int]) -> tuple[V, float]:
    """Return the commonest value, of equally common ones that of lowest rank, and its share."""
    counts = Counter(values)
    best = min(counts, key=lambda value: (-counts[value], rank(value)))
    return best, counts[best] / len(values)
