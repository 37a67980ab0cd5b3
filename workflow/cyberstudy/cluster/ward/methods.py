"""How countries are joined: a profile's coordinates, and a tree over them.

A method is two functions. Add one to `METHODS` and everything else here works with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cyberstudy.cluster.trees import ward_tree


@dataclass(frozen=True)
class Method:
    """A way of clustering.

    Attributes
    ----------
    coordinates
        From totals (... x countries x parts, each country's sum above 0) to coordinates of the
        same shape, between which Euclidean distances are meant.
    tree
        From coordinates (countries x dimensions) to a linkage matrix in scipy's layout, merges
        in the order of their heights.
    """

    coordinates: Callable[[np.ndarray], np.ndarray]
    tree: Callable[[np.ndarray], np.ndarray]


def hellinger_coordinates(totals: np.ndarray) -> np.ndarray:
    """Map totals to points whose Euclidean distance is the Hellinger distance of their shares.

    The distance is 0 for equal shares and 1 where two countries have no part in common. Unlike
    log-ratios it needs no amends for a part in which a country is never named.
    """
    return np.sqrt(totals / totals.sum(axis=-1, keepdims=True) / 2)


METHODS: dict[str, Method] = {
    "ward_hellinger": Method(coordinates=hellinger_coordinates, tree=ward_tree),
}
