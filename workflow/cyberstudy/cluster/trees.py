"""Trees over units: Ward's, and how one is cut."""

from __future__ import annotations

import numpy as np
from scipy.cluster.hierarchy import linkage


def ward_tree(coordinates: np.ndarray) -> np.ndarray:
    """Join by Ward's criterion: the least growth of the sum of squares within clusters."""
    return linkage(coordinates, method="ward")


def cut(tree: np.ndarray, clusters: int) -> np.ndarray:
    """Cut a tree into a number of clusters.

    Returns
    -------
    np.ndarray
        One number a leaf: 0 for the largest cluster; of equally large ones, the one with the
        earliest leaf comes first. Where heights are tied the number is still the one asked for.
    """
    leaves = len(tree) + 1
    nodes = _nodes(tree)
    merges = leaves - clusters
    joined = set(tree[:merges, :2].astype(int).flat)
    roots = [nodes[i] for i in range(leaves + merges) if i not in joined]
    roots.sort(key=lambda root: (-root.sum(), root.argmax()))
    return np.argmax(roots, axis=0)


def cut_height(tree: np.ndarray, clusters: int) -> float | None:
    """Return a height half-way between the last merge below the cut and the first above it.

    None for one cluster, which is no cut.
    """
    if clusters == 1:
        return None
    first_above = len(tree) + 1 - clusters
    below = tree[first_above - 1, 2] if first_above else 0.0
    return float((below + tree[first_above, 2]) / 2)


def within_squares(coordinates: np.ndarray, tree: np.ndarray, most: int) -> np.ndarray:
    """Sum squared distances to the centre of the own cluster, for 1 to `most` clusters."""
    leaves = len(coordinates)
    nodes = _nodes(tree)
    sums = nodes @ coordinates
    squares = nodes @ (coordinates**2).sum(axis=1)
    scatter = squares - (sums**2).sum(axis=1) / nodes.sum(axis=1)
    children = tree[:, :2].astype(int)
    growth = scatter[leaves:] - scatter[children].sum(axis=1)
    # After m merges there are leaves - m clusters; before the first, nothing is scattered.
    by_merges = np.concatenate([[0.0], np.cumsum(growth)])
    return by_merges[leaves - np.arange(1, most + 1)].clip(min=0)


def _nodes(tree: np.ndarray) -> np.ndarray:
    """Leaves of every node as ones in a row: first the leaves themselves, then the merges."""
    leaves = len(tree) + 1
    nodes = np.zeros((2 * leaves - 1, leaves))
    nodes[:leaves] = np.eye(leaves)
    for merge, (left, right) in enumerate(tree[:, :2].astype(int)):
        nodes[leaves + merge] = nodes[left] + nodes[right]
    return nodes
