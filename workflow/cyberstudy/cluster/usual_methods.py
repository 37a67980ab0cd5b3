"""What usual methods would have said of the data that a verdict is about, each by its usual choice.

They have no vote. Those that choose among two clusters or more cut a gradient, too; the arena
(benchmarks/calibration_methods.py) measures how often each errs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from cyberstudy.cluster.taxometric_check import comparison_curve_fit
from cyberstudy.cluster.verdict_in_words import sentence
from cyberstudy.statistics.taxometric import CATEGORICAL
from cyberstudy.tables.typologies import UsualMethods
from surveyanswers.tables.phrases import Sentence, phrase
from surveyanswers.tables.storage import schema_of

MOST = 6  # clusters
SMALLEST = 20  # HDBSCAN's clusters have a 20th of the units, or five, at least
TAXOMETRIC, VERDICT = "taxometric index", "verdict of this study"


def as_numbers(codes: np.ndarray, *, ordered: bool) -> np.ndarray:
    """Return codes as numbers from 0 to 1 without missing ones.

    Parameters
    ----------
    codes
        Units x items, from 0; -1 is missing, and takes the mean of its column.
    ordered
        Whether categories stand in order; of several that do not, each becomes a column.
    """
    if not ordered and codes.max() > 1:
        columns = [codes == code for code in range(codes.max() + 1)]
        stacked = np.stack(columns, axis=2).astype(float)
        stacked[codes < 0] = np.nan
        values = stacked.reshape(len(codes), -1)
    else:
        values = np.where(codes < 0, np.nan, codes / max(codes.max(), 1))
    return np.where(np.isnan(values), np.nan_to_num(np.nanmean(values, axis=0)), values)


def by_silhouette(estimator: Callable[[int, int], Any], values: np.ndarray, seed: int) -> int:
    """Return the number of clusters, two or more, of the widest mean silhouette."""
    from sklearn.metrics import silhouette_score  # late: takes half a second

    widths = {}
    for k in range(2, MOST + 1):
        labels = estimator(k, seed).fit_predict(values)
        widths[k] = silhouette_score(values, labels) if len({*labels}) > 1 else -1
    return max(widths, key=widths.__getitem__)


def by_bic(values: np.ndarray, seed: int) -> int:
    """Return the number of Gaussian components, of any form of covariance, of the least BIC."""
    from sklearn.mixture import GaussianMixture

    criteria = {
        (k, form): GaussianMixture(k, covariance_type=form, reg_covar=1e-3, random_state=seed)
        .fit(values)
        .bic(values)
        for k in range(1, MOST + 1)
        for form in ("spherical", "diag", "tied", "full")
    }
    return min(criteria, key=criteria.__getitem__)[0]


def by_density(values: np.ndarray, seed: int) -> int:
    """Return HDBSCAN's number of clusters; noise alone is one group."""
    from sklearn.cluster import HDBSCAN

    del seed
    least = max(5, len(values) // SMALLEST)
    labels = HDBSCAN(min_cluster_size=least, copy=True).fit_predict(values)
    return max(1, int(labels.max()) + 1)


def k_means(k: int, seed: int) -> Any:
    """Return scikit-learn's k-means."""
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=10, random_state=seed)


def _ward(k: int, seed: int) -> Any:
    from sklearn.cluster import AgglomerativeClustering

    del seed
    return AgglomerativeClustering(k)


def _spectral(k: int, seed: int) -> Any:
    from sklearn.cluster import SpectralClustering

    return SpectralClustering(k, random_state=seed)


#: Method and how it chooses -> the number of types that it says; 1 is none.
USUAL: Mapping[str, Callable[[np.ndarray, int], int]] = {
    "k-means, silhouette": partial(by_silhouette, k_means),
    "Gaussian mixture, BIC": by_bic,
    "Ward, silhouette": partial(by_silhouette, _ward),
    "spectral, silhouette": partial(by_silhouette, _spectral),
    "HDBSCAN": by_density,
}


def usual_methods(
    codes: np.ndarray, *, ordered: bool, seed: int, arena: pl.DataFrame | None
) -> pl.DataFrame:
    """Return what each method says of coded answers, and how often it errs in simulated surveys.

    Parameters
    ----------
    codes, ordered
        As for `as_numbers`.
    seed
        Of starts and of resampling.
    arena
        `tables.calibration.Arena`, or None where it has not been run.

    Returns
    -------
    pl.DataFrame
        `typologies.UsualMethods`; the taxometric index is missing where it cannot be had.
    """
    values = as_numbers(codes, ordered=ordered)
    numbers = {name: method(values, seed) for name, method in USUAL.items()}
    if (index := comparison_curve_fit(codes, ordered=ordered, seed=seed)) is not None:
        numbers[TAXOMETRIC] = 2 if index > CATEGORICAL else 1
    return pl.DataFrame(
        [
            (name, number, *(_share(arena, name, types) for types in (False, True)))
            for name, number in numbers.items()
        ],
        schema=schema_of(UsualMethods),
        orient="row",
    )


def _share(arena: pl.DataFrame | None, method: str, types: bool) -> float | None:
    """Return in which share a method is wrong of worlds without types, or right of the others."""
    if arena is None:
        return None
    rows = arena.filter((pl.col("truth") > 1) == types, method=method)
    share = pl.col("true_number" if types else "types")
    weighted = (share * pl.col("data_sets")).sum() / pl.col("data_sets").sum()
    return rows.select(weighted).item() if rows.height else None


def in_brief(methods: pl.DataFrame, arena: pl.DataFrame | None) -> dict[str, Any]:
    """Return how many methods say types, how often they and the verdict err on average."""
    return {
        "types": (methods["types"] > 1).sum(),
        "methods": methods.height,
        "wrong": methods["wrong"].mean(),
        "verdict_wrong": _share(arena, VERDICT, types=False),
    }


def usual_said(usual: Mapping[str, Any]) -> list[Sentence]:
    """Return as a sentence how many usual methods say types, and how often they err."""
    if usual["wrong"] is None or usual["verdict_wrong"] is None:
        return []
    text = phrase(
        "Of {methods} usual methods, which do not affect the verdict, {types} would have found "
        "types. In simulated surveys without types such methods find some in {wrong} on average, "
        "and these rules in {own}."
    )
    shares = {"wrong": {"share": usual["wrong"]}, "own": {"share": usual["verdict_wrong"]}}
    counts = {name: usual[name] for name in ("methods", "types")}
    return [sentence(text, **counts, **shares)]
