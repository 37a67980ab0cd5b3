"""Would other experts have shown the same clusters? Best matches over bootstrap resamples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from cyberstudy.cluster.recovery import DISSOLVED, RECOVERED, best_matches
from cyberstudy.cluster.trees import cut
from cyberstudy.cluster.ward.methods import Method


@dataclass(frozen=True)
class Matches:
    """How clusters came back.

    Attributes
    ----------
    jaccard
        Resamples x clusters; nan where none of a cluster's countries was named.
    held
        Resamples x countries: 1 where the cluster that matches the country's own best holds the
        country, 0 where it does not, nan where nobody drawn has named the country.
    """

    jaccard: np.ndarray
    held: np.ndarray

    @property
    def support(self) -> np.ndarray:
        """Share of the resamples naming a country in which its cluster holds it."""
        return np.nanmean(self.held, axis=0)


@dataclass(frozen=True)
class Resample:
    """The countries named in one draw of experts, and the tree over them.

    Attributes
    ----------
    named
        One a country: whether anybody drawn has named it.
    tree
        Linkage matrix over those named; None where there are fewer than two.
    """

    named: np.ndarray
    tree: np.ndarray | None


def resamples_of(resampled: np.ndarray, *, method: Method) -> list[Resample]:
    """Grow a tree over each resample: resamples x countries x parts, from `resampled_totals`."""
    trees = []
    for totals in resampled:
        named = totals.sum(axis=1) > 0
        grown = method.tree(method.coordinates(totals[named])) if named.sum() > 1 else None
        trees.append(Resample(named, grown))
    return trees


def match_resamples(labels: np.ndarray, resamples: Sequence[Resample]) -> Matches:
    """Cut each resample's tree into as many clusters and find every cluster's best match in it.

    Cluster-wise assessment by the Jaccard coefficient, after Hennig (2007), Computational
    Statistics & Data Analysis 52(1), 258-271; what is drawn again is the expert, who was sampled,
    not the country. A country whom nobody drawn has named is left out of that resample.

    Parameters
    ----------
    labels
        One a country, from 0.
    resamples
        From `resamples_of`.
    """
    clusters = labels.max() + 1
    jaccard = np.full((len(resamples), clusters), np.nan)
    held = np.full((len(resamples), len(labels)), np.nan)
    for i, resample in enumerate(resamples):
        named = resample.named
        if not named.any():
            continue
        # Where no more countries are named than there are clusters, each is one by itself.
        alone = named.sum() <= clusters
        again = np.arange(named.sum()) if alone else cut(resample.tree, clusters)
        jaccard[i], held[i, named] = best_matches(labels[named], again, clusters=clusters)
    return Matches(jaccard=jaccard, held=held)


def stability_of(
    matches: Matches, labels: np.ndarray, names: Sequence[str], *, chosen: int, confidence: float
) -> pl.DataFrame:
    """Sum up how often each cluster of one partition comes back, as `tables.Stability`.

    low and high are percentiles over the resamples: they show how matches scatter.
    """
    low, high = _interval(matches.jaccard, confidence)
    return pl.DataFrame(
        {
            "clusters": len(names),
            "chosen": len(names) == chosen,
            "cluster": list(names),
            "members": np.bincount(labels),
            "jaccard": np.nanmean(matches.jaccard, axis=0),
            "low": low,
            "high": high,
            "recovered": _share(matches.jaccard > RECOVERED, matches.jaccard),
            "dissolved": _share(matches.jaccard <= DISSOLVED, matches.jaccard),
        }
    )


def profiles_of(
    totals: np.ndarray,
    resampled: np.ndarray,
    labels: np.ndarray,
    names: Sequence[str],
    *,
    parts: Sequence[str],
    confidence: float,
) -> pl.DataFrame:
    """Share the pooled scores of each cluster out among the parts, as `tables.Profiles`.

    Assume: pooled scores, so a country that is named more weighs more; low and high are
    percentiles over resampled experts with the members held fixed.

    Parameters
    ----------
    totals
        Countries x parts.
    resampled
        Resamples x countries x parts.
    """
    member = (labels == np.arange(len(names))[:, None]).astype(float)
    pooled, again = member @ totals, member @ resampled
    share = pooled / pooled.sum(axis=1, keepdims=True)
    sums = again.sum(axis=2, keepdims=True)
    shares = np.divide(again, sums, out=np.full_like(again, np.nan), where=sums > 0)
    low, high = _interval(shares, confidence)
    return pl.DataFrame(
        {
            "cluster": np.repeat(names, len(parts)),
            "part": np.tile(parts, len(names)),
            "share": share.ravel(),
            "low": low.ravel(),
            "high": high.ravel(),
            "members": np.repeat(np.bincount(labels), len(parts)),
        }
    )


def _interval(values: np.ndarray, confidence: float) -> np.ndarray:
    tail = (1 - confidence) / 2
    return np.nanquantile(values, [tail, 1 - tail], axis=0)


def _share(met: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Share of resamples that meet a condition, out of those with a value."""
    return met.sum(axis=0) / np.isfinite(values).sum(axis=0)
