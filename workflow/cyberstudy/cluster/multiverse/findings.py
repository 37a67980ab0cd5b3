"""Every defensible way to make a clustering, and what each of them finds.

A multiverse analysis (Steegen, Tuerlinckx, Gelman and Vanpaemel 2016, Perspectives on Psychological
Science 11, 702-712): choices that an analyst could have made are declared, all combinations are
run, and the table says how much the finding hangs on any of them. None is left out silently:
impossible ones are declared and counted, and one that leaves too few units keeps its row.

Verdicts are on answers: the tests know neither the method nor how it chooses the number of classes.
So all combinations that share a table of answers share one verdict, which counts once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
import polars as pl

from cyberstudy.cluster.imputation import TREATMENTS, Treated, consensus
from cyberstudy.cluster.items import CodedAnswers
from cyberstudy.cluster.recovery import whole_agreement
from cyberstudy.cluster.rivals import Evidence
from cyberstudy.declare.plan.multiverse import CODED, DIMENSIONS, Combination, DeclaredMultiverse
from cyberstudy.declare.plan.verdict_rules import VERDICTS
from cyberstudy.tables.problems import StudyProblem

RAN, TOO_FEW = "ran", "too few units"
_ROW = {
    "number": pl.UInt32,
    "name": pl.String,
    **dict.fromkeys(DIMENSIONS, pl.String),
    "main": pl.Boolean,
    "outcome": pl.String,
    "units": pl.UInt32,
    "datasets": pl.UInt32,
    "k": pl.UInt32,
    "k_share": pl.Float64,
    "smallest": pl.UInt32,
    "verdict": pl.String,
    "verdict_share": pl.Float64,
    "agreement": pl.Float64,
    "common_units": pl.UInt32,
    "parameters": pl.UInt32,
    "log_likelihood": pl.Float64,
}

V = TypeVar("V")


@dataclass(frozen=True)
class Partition:
    """What a method makes of codes: labels from 0 and, of a model, its size and its fit."""

    labels: np.ndarray
    n_parameters: int | None = None
    log_likelihood: float | None = None


Cluster = Callable[[np.ndarray, int, int], Partition]


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
    clusters
        method -> codes, k, seed -> clustering.
    k_rules
        k_rule -> codes, cluster (of the method), seed -> k.
    judged
        codes -> verdict; asked once for all combinations that share them.
    treatments
        missing -> codes, seed -> what is clustered.
    """

    coded: Callable[[str, str, str, str], CodedAnswers]
    clusters: Mapping[str, Cluster]
    k_rules: Mapping[str, Callable[[np.ndarray, Cluster, int], int]]
    judged: Callable[[np.ndarray], Judged]
    treatments: Mapping[str, Callable[..., Treated]] = field(default_factory=lambda: TREATMENTS)


def seed_of(seed: int, *names: str) -> int:
    """Return a seed that hangs on the study's and on names alone, not on any order."""
    letters = "\n".join(names).encode()
    return int(np.random.SeedSequence([seed, *letters]).generate_state(1)[0])


class Data:
    """The data of all combinations that share the choices that make them."""

    def __init__(self, combination: Combination, analyses: Analyses, *, seed: int) -> None:
        self.name, self.analyses, self.seed = combination.of_data, analyses, seed
        own = combination.choices
        coded = analyses.coded(*combination.values[:CODED])
        treat = analyses.treatments[own["missing"]]
        treated = treat(coded.codes, seed=seed_of(seed, "treatment", self.name))
        self.units = np.asarray(coded.units)[treated.kept]
        self.datasets = treated.codes

    @cached_property
    def verdict(self) -> tuple[str, float]:
        """The verdict of most data sets, and their share; found when first asked for."""
        return _most([self.analyses.judged(one).verdict for one in self.datasets], VERDICTS.index)


@dataclass(frozen=True)
class Reference:
    """The main combination and its classes, which all others are compared with."""

    combination: Combination
    units: np.ndarray
    labels: np.ndarray


def reference_of(main: Combination, data: Data, *, minimum_units: int) -> Reference:
    """Cluster by the main combination.

    Raises
    ------
    StudyProblem
        Where it leaves fewer units than the minimum.
    """
    if len(data.units) < minimum_units:
        raise StudyProblem(f"multiverse, main combination: {len(data.units)} units are {TOO_FEW}")
    return Reference(main, data.units, _clustered(main, data)[3])


def run(
    combination: Combination, data: Data, reference: Reference, *, minimum_units: int
) -> dict[str, object]:
    """Run one combination on its data; a row of what `run_chunk` returns.

    Assume: of several imputed data sets, k and the verdict are those of most of them (of equally
    many, the smaller k and the more cautious verdict); classes are their consensus.
    """
    row = dict.fromkeys(_ROW) | combination.choices
    row |= {
        "number": combination.number,
        "name": combination.name,
        "main": combination == reference.combination,
        "outcome": TOO_FEW,
        "units": len(data.units),
        "datasets": len(data.datasets),
    }
    if len(data.units) < minimum_units:
        return row
    k, k_share, clusterings, labels = _clustered(combination, data)
    verdict, verdict_share = data.verdict
    _, here, there = np.intersect1d(data.units, reference.units, return_indices=True)
    fits = [one.log_likelihood for one in clusterings if one.log_likelihood is not None]
    return row | {
        "outcome": RAN,
        "k": k,
        "k_share": k_share,
        "smallest": int(np.bincount(labels, minlength=k).min()),
        "verdict": verdict,
        "verdict_share": verdict_share,
        "agreement": whole_agreement(labels[here], reference.labels[there]),
        "common_units": len(here),
        "parameters": clusterings[0].n_parameters,
        "log_likelihood": float(np.mean(fits)) if len(fits) == len(clusterings) else None,
    }


def run_chunk(
    combinations: Sequence[Combination],
    analyses: Analyses,
    *,
    main: Combination,
    seed: int,
    minimum_units: int,
) -> pl.DataFrame:
    """Run some combinations, neighbours on the same data and verdict.

    Parameters
    ----------
    minimum_units
        With fewer, a combination is not run and its row says so.

    Returns
    -------
    pl.DataFrame
        One row a combination: `number`, `name`, its choices, `main`, `outcome`, `units`,
        `datasets` (several where imputed), `k`, `k_share` (of the data sets that choose it),
        `smallest` (units in the smallest class), `verdict`, `verdict_share`, `agreement` (adjusted
        Rand with the main one over `common_units`; null where either has one class), `parameters`
        and `log_likelihood` (mean of data sets; null without a model; not to be compared between
        different data).
    """
    data = Data(main, analyses, seed=seed)
    reference = reference_of(main, data, minimum_units=minimum_units)
    rows = []
    for combination in combinations:
        if data.name != combination.of_data:
            data = Data(combination, analyses, seed=seed)
        rows.append(run(combination, data, reference, minimum_units=minimum_units))
    return pl.DataFrame(rows, schema=_ROW)


def joined(tables: Iterable[pl.DataFrame], multiverse: DeclaredMultiverse) -> pl.DataFrame:
    """Join the chunks, in the order of combinations.

    Raises
    ------
    ValueError
        Where a combination is not there, or twice.
    """
    table = pl.concat(tables).sort("number")
    if table["number"].to_list() != [each.number for each in multiverse.combinations]:
        raise ValueError("the chunks are not all combinations, each once")
    return table


def _clustered(
    combination: Combination, data: Data
) -> tuple[int, float, list[Partition], np.ndarray]:
    """k, share of data sets that choose it, their clusterings, and the classes made of them."""
    own, seed = combination.choices, seed_of(data.seed, "clustering", combination.name)
    cluster, rule = data.analyses.clusters[own["method"]], data.analyses.k_rules[own["k_rule"]]
    k, share = _most([rule(codes, cluster, seed) for codes in data.datasets], int)
    found = [cluster(codes, k, seed) for codes in data.datasets]
    several = len(found) > 1
    labels = consensus([one.labels for one in found], k).labels if several else found[0].labels
    return k, share, found, labels


def _most(values: Sequence[V], rank: Callable[[V], int]) -> tuple[V, float]:
    """Return the commonest value, of equally common ones that of lowest rank, and its share."""
    counts = Counter(values)
    best = min(counts, key=lambda value: (-counts[value], rank(value)))
    return best, counts[best] / len(values)
