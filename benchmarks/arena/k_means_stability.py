"""k-means with the number of clusters on which pairs of bootstrap samples agree best."""

import numpy as np
from sklearn.metrics import adjusted_rand_score

from cyberstudy.cluster.usual_methods import MOST, as_numbers, k_means

RESAMPLES = 10  # pairs of samples
#: Assume: below this similarity clusters are no clusters (Hennig 2007, Comput Stat Data Anal 52).
LEAST_STABLE = 0.75


def number_of_types(codes: np.ndarray, *, ordered: bool, seed: int) -> int:
    """Return the number that samples agree on best, 1 where they agree on none."""
    values = as_numbers(codes, ordered=ordered)
    rng, agreement = np.random.default_rng(seed), {}
    for k in range(2, MOST + 1):
        pairs = rng.integers(len(values), size=(RESAMPLES, 2, len(values)))
        agreement[k] = np.mean(
            [
                adjusted_rand_score(*(k_means(k, seed).fit(values[w]).predict(values) for w in p))
                for p in pairs
            ]
        )
    best = max(agreement, key=agreement.__getitem__)
    return best if agreement[best] >= LEAST_STABLE else 1
