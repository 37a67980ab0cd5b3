"""Trees over units: Ward's, and how one is cut."""

from __future__ import annotations

import numpy as np
from scipy.cluster.hierarchy import linkage


def hellinger_coordinates(counts: np.ndarray) -> np.ndarray:
    """Map counts to points whose Euclidean distance is the Hellinger distance of their shares.

    The distance is 0 for equal shares and 1 where two units have no category in common. Unlike
    log-ratios it needs no amends for a category that a unit never has.

    Parameters
    ----------
    counts
        Units x categories, each unit's sum above 0.
    """
    return np.sqrt(counts / counts.sum(axis=-1, keepdims=True) / 2)


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


def _nodes(tree: np.ndarray) -> np.ndarray:
    """Leaves of every node as ones in a row: first the leaves themselves, then the merges."""
    leaves = len(tree) + 1
    nodes = np.zeros((2 * leaves - 1, leaves))
    nodes[:leaves] = np.eye(leaves)
    for merge, (left, right) in enumerate(tree[:, :2].astype(int)):
        nodes[leaves + merge] = nodes[left] + nodes[right]
    return nodes
