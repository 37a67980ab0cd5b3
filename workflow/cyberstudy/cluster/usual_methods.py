"""What usual methods would have said of the data that a verdict is about, each by its usual choice.

They have no vote. Those that choose among two clusters or more cut a gradient, too; the arena
(benchmarks/calibration_methods.py) measures how often each errs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

MOST = 6  # clusters
SMALLEST = 20  # HDBSCAN's clusters have a 20th of the units, or five, at least


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
