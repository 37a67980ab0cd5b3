"""k-means with the gap statistic.

Source: Tibshirani, Walther, Hastie 2001, J R Stat Soc B 63, with references drawn uniformly along
the principal components.
"""

import numpy as np

from cyberstudy.cluster.usual_methods import MOST, as_numbers, k_means

REFERENCES = 10  # data sets without clusters


def number_of_types(codes: np.ndarray, *, ordered: bool, seed: int) -> int:
    """Return the least number of clusters whose gap no further one exceeds by an error."""
    values = as_numbers(codes, ordered=ordered)
    rng, centred = np.random.default_rng(seed), values - values.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2]
    turned = centred @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    drawn = [rng.uniform(low, high, size=turned.shape) @ axes for _ in range(REFERENCES)]
    spreads = np.array(
        [
            [np.log(k_means(k, seed).fit(data).inertia_) for data in (centred, *drawn)]
            for k in range(1, MOST + 2)
        ]
    )
    gaps = spreads[:, 1:].mean(axis=1) - spreads[:, 0]
    errors = spreads[:, 1:].std(axis=1) * np.sqrt(1 + 1 / REFERENCES)
    enough = gaps[:-1] >= gaps[1:] - errors[1:]
    return int(np.argmax(enough)) + 1 if enough.any() else MOST
