"""What the combinations of a multiverse are made of, from the plan and the cleaned tables.

Random numbers are the study's own wherever the main analysis draws them, so that the main
combination is the main analysis and not another like it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from latentclass.families import Answers

from cyberstudy.cluster.items import Coded, coded_of
from cyberstudy.cluster.multiverse.findings import Analyses, Cluster, Clustering, run_chunk
from cyberstudy.cluster.other_methods import METHODS, gower, with_unknown_filled
from cyberstudy.cluster.rivals import Evidence, compare
from cyberstudy.cluster.typology import MAIN, main_fit
from cyberstudy.cluster.verdict import verdict
from cyberstudy.declare.plan.multiverse import chunks, declared_multiverse, main_of
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.declare.questionnaire import Questionnaire

IN, DECLARED = "in", "declared"
MOST = 6  # classes, of the rules that look for the best of several


@dataclass(frozen=True)
class Cleaned:
    """The tables of stage 3 that a multiverse needs."""

    answers: pl.DataFrame
    submitted: pl.DataFrame
    submissions: pl.DataFrame
    conflicts: pl.DataFrame
    units: pl.DataFrame


def run_multiverse(
    cleaned: Cleaned,
    questionnaire: Questionnaire,
    *,
    entry: Mapping[str, object],
    index: Mapping[str, object] | None,
    rules: Rules,
    seed: int,
    chunk: int,
    size: int,
) -> pl.DataFrame:
    """Run one chunk of a clustering's combinations.

    Parameters
    ----------
    entry, index
        The plan's: the clustering, and the index of nominations if there is one.
    rules
        Of the verdict.
    chunk, size
        Which chunk, from 0, of how many combinations each.

    Returns
    -------
    pl.DataFrame
        As `findings.run_chunk`.
    """
    combinations = declared_multiverse(entry).combinations
    return run_chunk(
        chunks(combinations, size)[chunk],
        analyses_of(cleaned, questionnaire, entry=entry, index=index, rules=rules, seed=seed),
        main=main_of(combinations),
        seed=seed,
        minimum_units=entry["multiverse"]["minimum_units"],
    )


def analyses_of(
    cleaned: Cleaned,
    questionnaire: Questionnaire,
    *,
    entry: Mapping[str, object],
    index: Mapping[str, object] | None,
    rules: Rules,
    seed: int,
) -> Analyses:
    """Connect the choices with what makes them."""
    known: dict[bytes, Evidence] = {}

    def evidence(codes: np.ndarray, _: int = 0) -> Evidence:
        key = hashlib.sha256(codes.tobytes() + str(codes.shape).encode()).digest()
        if key not in known:
            known[key] = compare(Answers(codes), rules=rules, seed=seed)
        return known[key]

    def coded(items: str, conflicts: str, reconciliation: str) -> Coded:
        answers = cleaned.answers
        if reconciliation != DECLARED:
            answers = latest(cleaned.submitted, cleaned.submissions)
        found = coded_of(entry, answers, cleaned.units, questionnaire, index, items=items)
        if conflicts == IN:
            return found
        against = cleaned.conflicts.filter(pl.col("question").is_in(list(found.options)))
        return found.only(~np.isin(found.units, against["unit_id"].to_numpy()))

    return Analyses(
        coded=coded,
        clusters={
            MAIN: _classes(seed),
            **{name: _view(method) for name, method in METHODS.items()},
        },
        k_rules={
            "tested": lambda codes, cluster, seed: evidence(codes).classes,
            "bic": _by_criterion,
            "silhouette": _by_silhouette,
        },
        evidence=evidence,
        verdict=lambda found, codes, clustering, seed: verdict(found, rules)["verdict"],
    )


def latest(submitted: pl.DataFrame, submissions: pl.DataFrame) -> pl.DataFrame:
    """Take every unit's answers from its latest current submission alone.

    Assume: of two on one day, or without a day, the one with the later number counts.
    """
    last = (
        submissions.filter(standing="current")
        .sort("unit_id", pl.col("submitted_on").fill_null(""), "submission_id")
        .group_by("unit_id", maintain_order=True)
        .last()
    )
    return submitted.join(last.select("submission_id"), on="submission_id", how="semi")


def _classes(study: int) -> Cluster:
    def cluster(codes: np.ndarray, k: int, _: int) -> Clustering:
        model = main_fit(codes, k, seed=study)
        return Clustering(model.predict(codes), model.n_parameters_, model.log_likelihood_)

    return cluster


def _view(method: Callable[..., np.ndarray]) -> Cluster:
    return lambda codes, k, seed: Clustering(method(codes, k, seed=seed))


def _by_criterion(codes: np.ndarray, cluster: Cluster, seed: int) -> int:
    """Lowest BIC."""

    def bic(k: int) -> float:
        found = cluster(codes, k, seed)
        return found.n_parameters * np.log(len(codes)) - 2 * found.log_likelihood

    return min(range(1, MOST + 1), key=bic)


def _by_silhouette(codes: np.ndarray, cluster: Cluster, seed: int) -> int:
    """Highest mean silhouette in Gower's distance; it knows nothing of one class."""
    from sklearn.metrics import silhouette_score

    apart = with_unknown_filled(gower(codes))
    np.fill_diagonal(apart, 0)

    def silhouette(k: int) -> float:
        labels = cluster(codes, k, seed).labels
        several = 1 < len(np.unique(labels)) < len(labels)
        return silhouette_score(apart, labels, metric="precomputed") if several else -1.0

    return max(range(2, MOST + 1), key=silhouette)
