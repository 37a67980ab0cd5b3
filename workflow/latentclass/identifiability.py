"""Whether answers can tell the parameters of latent classes at all, however many units there are.

Counting parameters does not show it: four items of two categories have 15 degrees of freedom, three
classes have 14 parameters, and yet they are not identified (Goodman 1974, Biometrika 61, 215-231).
"""

from __future__ import annotations

from itertools import product

import numpy as np

from latentclass.items import Items

NEGLIGIBLE = 1e-7  # a singular value that is taken for 0, against the largest


def identified_parameters(categories: np.ndarray, classes: int) -> int:
    """Count the parameters that the probabilities of all patterns of answers tell.

    They tell all where items can be put into three groups with enough patterns each (Kruskal's
    condition; Allman, Matias and Rhodes 2009, Annals of Statistics 37, 3099-3132), as many items
    always can. Else it is the rank of the Jacobian of those probabilities. Both speak of almost
    all parameters, not of classes that happen to be alike.

    Parameters
    ----------
    categories
        Of each item.
    classes
        How many.

    Returns
    -------
    int
        At most K - 1 + K x (categories - 1) an item.
    """
    free = _free(categories, classes)
    if classes == 1 or enough_groups(categories, classes):
        return free
    # Assume: an item of K categories tells K classes as well as a longer one, where there are
    # patterns enough for the longer one's parameters.
    cut = np.minimum(categories, classes)
    items, rng = Items.of(cut), np.random.default_rng(0)
    answers = np.hstack([rng.dirichlet(np.full(size, 3.0), classes) for size in cut])
    shares = rng.dirichlet(np.full(classes, 9.0))
    one_hot = items.one_hot(np.array(list(product(*map(range, cut)))))
    posterior = shares * np.exp(one_hot @ np.log(answers).T)
    cells = posterior.sum(axis=1, keepdims=True)
    posterior /= cells
    # Derivatives of patterns' probabilities by all logits, of which some are redundant: the rank is
    # that of the others.
    by_answers = [posterior[:, [k]] * (one_hot - own) for k, own in enumerate(answers)]
    slopes = cells * np.hstack([posterior - shares, *by_answers])
    even = slopes / np.maximum(np.linalg.norm(slopes, axis=0), NEGLIGIBLE)
    singular = np.linalg.svd(even, compute_uv=False)
    told_by_cut = int((singular > NEGLIGIBLE * singular[0]).sum())
    cells_of_all = float(np.prod(categories, dtype=np.float64))
    return int(min(free - _free(cut, classes) + told_by_cut, cells_of_all - 1))


def enough_groups(categories: np.ndarray, classes: int) -> bool:
    """Whether three groups of items have enough patterns to distinguish classes.

    Assume: groups are made one item at a time, the largest first, into the smallest group; others
    might do where these do not, and then the Jacobian says so.
    """
    groups = [1, 1, 1]
    for size in sorted(categories.tolist(), reverse=True):
        smallest = groups.index(min(groups))
        groups[smallest] = min(groups[smallest] * size, classes)
    return sum(groups) >= 2 * classes + 2


def _free(categories: np.ndarray, classes: int) -> int:
    return classes - 1 + classes * int((categories - 1).sum())
