"""The comparison curve fit index of a taxometric analysis: two classes, or one dimension."""

import numpy as np

from cyberstudy.cluster.taxometric_check import comparison_curve_fit
from cyberstudy.statistics.taxometric import CATEGORICAL


def number_of_types(codes: np.ndarray, *, ordered: bool, seed: int) -> int:
    """Return 2 where the index speaks of classes, else 1."""
    index = comparison_curve_fit(codes, ordered=ordered, seed=seed)
    return 2 if index is not None and index > CATEGORICAL else 1
