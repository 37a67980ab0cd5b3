"""Countries by how often they are named for each type of crime: types of them, or one scatter.

A mixture of multinomials, whose classes have a profile each, against one multinomial whose shares
scatter from country to country (Dirichlet-multinomial). What is drawn again is the expert, who
was sampled, and never the country.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from latentclass.counts import DirichletMultinomial, MultinomialMixture
from latentclass.families import Counts

from cyberstudy.cluster.recovery import DISSOLVED, RECOVERED, best_matches
from cyberstudy.cluster.rivals import compare
from cyberstudy.cluster.stability import STABLE, matched
from cyberstudy.cluster.typology import LETTERS, selection_of, tests_of
from cyberstudy.cluster.verdict import verdict
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.tables.storage import schema_of
from cyberstudy.tables.typologies import TypeMembers, TypeProfiles, TypeStability

STARTS = 100  # of the fit that is shown
RESTARTS = 20  # of the fit to each resample
ITEM = "named for"  # the one item that counts are of


@dataclass(frozen=True)
class Mixture:
    """The tables of a clustering of counts (`contracts`), its model, and what it amounts to."""

    selection: pl.DataFrame
    tests: pl.DataFrame
    members: pl.DataFrame
    profiles: pl.DataFrame
    stability: pl.DataFrame
    model: dict[str, object]
    verdict: dict[str, object]


def find_mixture(
    countries: Sequence[str],
    counts: np.ndarray,
    *,
    parts: Sequence[str],
    name: str,
    types: Mapping[str, object],
    seed: int,
) -> Mixture:
    """Compare the rivals, and see whether other experts would have shown the same classes.

    Parameters
    ----------
    countries, counts
        From `items.counted`: counts are experts x countries x parts.
    types
        The plan's ``types``: ``rules``, ``resamples`` and ``confidence``.
    seed
        For everything random.
    """
    rules = Rules.of(types["rules"])
    table = counts.sum(axis=0).astype(np.int64)
    evidence = compare(Counts(table), rules=rules, seed=seed)
    k = evidence.classes
    main = MultinomialMixture(k, n_starts=STARTS, random_state=seed).fit(table)
    labels, posterior = main.predict(table), main.predict_proba(table)
    jaccard, shares = _resampled(counts, main, resamples=types["resamples"], seed=seed)
    tail = (1 - types["confidence"]) / 2
    sizes = sorted(np.bincount(labels, minlength=k).tolist(), reverse=True)
    stable = np.nanmean(jaccard, axis=0).tolist() if k > 1 else None
    found = verdict(replace(evidence, sizes=sizes), rules, stable)
    found["design_effect"] = design_effect(counts)
    found["cautions"] = [*found["cautions"], _dependent(found["design_effect"])]
    scatter = DirichletMultinomial().fit(table)
    return Mixture(
        selection=selection_of(evidence),
        tests=tests_of(evidence),
        members=pl.DataFrame(
            {
                "unit_id": list(countries),
                "type": [LETTERS[label] for label in labels],
                "probability": posterior.max(axis=1),
            },
            schema=schema_of(TypeMembers),
        ),
        profiles=_profiles(main, labels, shares, parts, tail),
        stability=_stability(jaccard, labels, tail),
        model={
            "kind": "multinomial_mixture",
            "parts": list(parts),
            "units": len(countries),
            "weights": main.class_weights_.tolist(),
            "probabilities": main.probabilities_.tolist(),
            "one_overdispersed_profile": scatter.alpha_.tolist(),
            "seed": seed,
        },
        verdict={"clustering": name, "items": len(parts), **found},
    )


def design_effect(counts: np.ndarray) -> float:
    """Say how many times as much shares vary as if nominations were independent (Kish 1965).

    The variance of a share is that of a ratio, with experts as clusters (linearised), and is
    compared with the multinomial's, countries and parts together.

    Parameters
    ----------
    counts
        Experts x countries x parts.
    """
    table = counts.sum(axis=0)
    totals = table.sum(axis=1, keepdims=True)
    share = table / totals
    residual = counts - share * counts.sum(axis=2, keepdims=True)
    # Countries weigh by their nominations: variance times total is what one nomination adds.
    return float(((residual**2).sum(axis=0) / totals).sum() / (share * (1 - share)).sum())


def _dependent(effect: float) -> dict[str, str]:
    """Say what it does to the tests that experts give several nominations each."""
    way = (
        "which makes the tests slow to find more types"
        if effect < 1
        else "which the tests can take for more types"
    )
    return {
        "caution": "dependent counts",
        "text": "The tests take nominations as independent, and those of one expert are not: "
        f"shares vary {effect:.2f} times as much as those of independent nominations would, {way}.",
    }


def _resampled(
    counts: np.ndarray, main: MultinomialMixture, *, resamples: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the experts again and fit anew: Jaccard, and profiles of matched classes."""
    experts, _, parts = counts.shape
    labels, k = main.predict(counts.sum(axis=0)), main.n_classes
    jaccard = np.full((resamples, k), np.nan)
    shares = np.full((resamples, k, parts), np.nan)
    for number, child in enumerate(np.random.SeedSequence(seed).spawn(resamples)):
        rng = np.random.default_rng(child)
        drawn = np.bincount(rng.integers(experts, size=experts), minlength=experts)
        table = np.tensordot(drawn, counts, axes=1)
        seen = table.sum(axis=1) > 0
        again = MultinomialMixture(
            k, n_starts=RESTARTS, tol=1e-8, random_state=int(rng.integers(2**31))
        ).fit(table[seen])
        found = again.predict(table[seen])
        jaccard[number], _ = best_matches(labels[seen], found, clusters=k)
        shares[number] = again.probabilities_[matched(labels[seen], found, clusters=k)]
    return jaccard, shares


def _profiles(
    main: MultinomialMixture,
    labels: np.ndarray,
    shares: np.ndarray,
    parts: Sequence[str],
    tail: float,
) -> pl.DataFrame:
    low, high = np.quantile(shares, [tail, 1 - tail], axis=0)
    rows = [
        {
            "type": LETTERS[number],
            "item": ITEM,
            "option": part,
            "probability": main.probabilities_[number, place],
            "low": low[number, place],
            "high": high[number, place],
            "base": int((labels == number).sum()),
            "reason": "",
        }
        for number in range(main.n_classes)
        for place, part in enumerate(parts)
    ]
    return pl.DataFrame(rows, schema=schema_of(TypeProfiles))


def _stability(jaccard: np.ndarray, labels: np.ndarray, tail: float) -> pl.DataFrame:
    rows = [
        {
            "type": LETTERS[number],
            "replicates": len(own),
            "jaccard": own.mean(),
            "low": np.quantile(own, tail),
            "high": np.quantile(own, 1 - tail),
            "standard_error": own.std(ddof=1) / np.sqrt(len(own)),
            "stable": (own >= STABLE).mean(),
            "recovered": (own > RECOVERED).mean(),
            "dissolved": (own <= DISSOLVED).mean(),
            "base": int((labels == number).sum()),
            "reason": "",
        }
        for number, own in enumerate(column[~np.isnan(column)] for column in jaccard.T)
    ]
    return pl.DataFrame(rows, schema=schema_of(TypeStability))
