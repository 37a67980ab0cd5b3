"""Which countries are alike in what they are named for.

A country's profile is how its summed scores share out among the parts (crime types), whatever
their total: what it is named for, not how much. Countries with enough nominations are
clustered, the number of clusters is chosen with one among the choices, and the experts are drawn
again to see whether the clusters come back.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from string import ascii_uppercase

import numpy as np
import polars as pl
from scipy.cluster.hierarchy import leaves_list

from cyberstudy.cluster.trees import cut_height
from cyberstudy.cluster.ward.methods import METHODS
from cyberstudy.cluster.ward.scores import (
    Scores,
    resampled_totals,
    scores_of,
    shuffled_totals,
)
from cyberstudy.cluster.ward.selection import Solution, selection_of, solve
from cyberstudy.cluster.ward.stability import (
    Matches,
    match_resamples,
    profiles_of,
    resamples_of,
    stability_of,
)
from cyberstudy.cluster.ward.verdict import verdict_of
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import checked
from cyberstudy.tables.typologies import Members, Profiles, Selection, Stability

log = logging.getLogger(__name__)

FEWEST = 3  # countries; two cannot tell one cluster from two


@dataclass(frozen=True)
class ClusterPlan:
    """How a clustering is declared in plan.yaml, with its rules of judgement."""

    minimum_nominations: int
    alternatives: Sequence[int]
    max_clusters: int
    method: str
    replicates: int
    resamples: int
    significance: float
    minimum_jaccard: float
    confidence: float

    def __post_init__(self) -> None:
        """Refuse what cannot be done."""
        if self.method not in METHODS:
            raise StudyProblem(f"clustering method {self.method!r}; known are {sorted(METHODS)}")
        if self.max_clusters > len(ascii_uppercase):
            raise StudyProblem(f"max_clusters is {self.max_clusters}; clusters are named A to Z")

    @classmethod
    def of(cls, entry: Mapping[str, object]) -> ClusterPlan:
        """Build from the plan's entry."""
        return cls(**{field.name: entry[field.name] for field in fields(cls)})

    @property
    def thresholds(self) -> list[int]:
        """All minimum numbers of nominations, the main one among them."""
        return sorted({self.minimum_nominations, *self.alternatives})


@dataclass(frozen=True)
class Clustering:
    """The tables of a clustering, what it can be rebuilt from, and what it amounts to."""

    selection: pl.DataFrame
    members: pl.DataFrame
    profiles: pl.DataFrame
    stability: pl.DataFrame
    model: dict[str, object]
    verdict: dict[str, object]


def cluster_countries(
    nominations: pl.DataFrame,
    countries: pl.DataFrame,
    *,
    name: str,
    parts: Sequence[str],
    plan: ClusterPlan,
    seed: int,
) -> Clustering:
    """Cluster countries by what they are named for.

    Parameters
    ----------
    nominations
        One row a nomination: unit_id, part, iso3 and score among its columns, in any order.
        Assume: an expert who names nobody is not here, so experts are drawn from those who do.
    countries
        Reference table: iso3, label_en.
    name
        Of the clustering, for the verdict.
    parts
        Names of the parts, in the order wanted.
    seed
        For the shuffles and for the resamples, each of which has a generator of its own.

    Raises
    ------
    StudyProblem
        Where there are no nominations, a threshold leaves too few countries to cluster, a
        nomination is for a part that is not in the plan, or a country that is clustered is not
        in `countries`.
    """
    main = plan.minimum_nominations
    method = METHODS[plan.method]
    everybody = scores_of(nominations, parts=parts)
    scores = everybody.only(everybody.named_at_least(plan.thresholds[0]))
    for_labels, for_experts = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(2))
    shuffled = shuffled_totals(scores.values, replicates=plan.replicates, rng=for_labels)
    solutions = {}
    for minimum in plan.thresholds:
        kept = _enough(scores, minimum)
        solutions[minimum] = solve(
            scores.values[:, kept].sum(axis=0),
            shuffled[:, kept],
            iso3=scores.only(kept).iso3,
            method=method,
            max_clusters=plan.max_clusters,
        )
    scores, solution = scores.only(scores.named_at_least(main)), solutions[main]
    resampled = resampled_totals(scores.values, resamples=plan.resamples, rng=for_experts)
    resamples = resamples_of(resampled, method=method)
    matches = [match_resamples(labels, resamples) for labels in solution.partitions]
    names = list(ascii_uppercase[: solution.chosen])
    stability = _stability(solution, matches, confidence=plan.confidence)
    members = _members(
        solution, scores, countries, names, support=matches[solution.chosen - 1].support
    )
    profiles = profiles_of(
        scores.values.sum(axis=0),
        resampled,
        solution.labels,
        names,
        parts=parts,
        confidence=plan.confidence,
    )
    verdict = verdict_of(
        solutions,
        members,
        stability.filter("chosen"),
        name=name,
        main=main,
        max_clusters=plan.max_clusters,
        significance=plan.significance,
        minimum_jaccard=plan.minimum_jaccard,
    )
    log.info("%s: %s", name, verdict["text"])
    return Clustering(
        selection=checked(selection_of(solutions, main=main), Selection),
        members=checked(members, Members),
        profiles=checked(profiles, Profiles),
        stability=checked(stability, Stability),
        model=_model(solution, names, parts=parts, plan=plan, seed=seed),
        verdict=verdict,
    )


def _enough(scores: Scores, minimum: int) -> np.ndarray:
    kept = scores.named_at_least(minimum)
    if kept.sum() < FEWEST:
        raise StudyProblem(
            f"{kept.sum()} countries have at least {minimum} nominations; clustering needs "
            f"{FEWEST}: lower minimum_nominations or alternatives in plan.yaml"
        )
    return kept


def _stability(
    solution: Solution, matches: Sequence[Matches], *, confidence: float
) -> pl.DataFrame:
    """Sum up every number of clusters: one that is not chosen may still come back or not."""
    return pl.concat(
        stability_of(
            found,
            labels,
            list(ascii_uppercase[: labels.max() + 1]),
            chosen=solution.chosen,
            confidence=confidence,
        )
        for labels, found in zip(solution.partitions, matches, strict=True)
    )


def _members(
    solution: Solution,
    scores: Scores,
    countries: pl.DataFrame,
    names: Sequence[str],
    *,
    support: np.ndarray,
) -> pl.DataFrame:
    """Say which country is in which cluster, in the order of the tree's leaves, from 0."""
    unknown = sorted(set(solution.iso3) - set(countries["iso3"]))
    if unknown:
        raise StudyProblem(f"countries {unknown} are nominated and not in the reference table")
    return (
        pl.DataFrame(
            {
                "iso3": solution.iso3,
                "cluster": [names[label] for label in solution.labels],
                "order": np.argsort(leaves_list(solution.tree)),
                "nominations": scores.nominations,
                "support": support,
            }
        )
        .join(countries.select("iso3", country="label_en"), on="iso3", how="left")
        .sort("order")
    )


def _model(
    solution: Solution,
    names: Sequence[str],
    *,
    parts: Sequence[str],
    plan: ClusterPlan,
    seed: int,
) -> dict[str, object]:
    """Write down the tree and its cut: leaves of `linkage` are numbered in the order of `iso3`.

    Rounded, so that equal results are equal bytes; `cut_height` is None for one cluster.
    """
    height = cut_height(solution.tree, solution.chosen)
    return {
        "method": plan.method,
        "iso3": solution.iso3,
        "parts": list(parts),
        "minimum_nominations": plan.minimum_nominations,
        "linkage": solution.tree.round(12).tolist(),
        "clusters": {
            iso3: names[label] for iso3, label in zip(solution.iso3, solution.labels, strict=True)
        },
        "cut_height": None if height is None else round(height, 12),
        "seed": seed,
    }
