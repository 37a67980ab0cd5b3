"""Local dependence: pairs of items associated otherwise than classes or traits explain.

The bivariate residual of a pair is Pearson's statistic of its two-way table against the one that
the model expects, divided by its degrees of freedom (Vermunt and Magidson 2016, Technical guide for
Latent GOLD 5.1).
"""

from __future__ import annotations

import numpy as np

from latentclass.items import Items


def bivariate_residuals(
    codes: np.ndarray,
    weights: np.ndarray,
    shares: np.ndarray,
    profiles: np.ndarray,
    categories: np.ndarray,
) -> np.ndarray:
    """Compare all two-way tables with those of a model.

    Parameters
    ----------
    codes, weights
        Units x items, units. Assume: whether a pair is answered says nothing of its answers, so the
        units that answered both are compared with all of the model's.
    shares, profiles
        Of classes or nodes (K), and probabilities of answers in each (K x columns).
    categories
        Of each item.

    Returns
    -------
    ndarray of shape (items, items)
        NaN on the diagonal, and where no unit has answered both items.
    """
    items = Items.of(categories)
    one_hot = items.one_hot(codes)
    observed = one_hot.T @ (weights[:, None] * one_hot)

    def of_pairs(cells: np.ndarray) -> np.ndarray:
        halved = np.add.reduceat(cells, items.starts, axis=0)
        sums: np.ndarray = np.add.reduceat(halved, items.starts, axis=1)
        return sums

    answered = of_pairs(observed)
    expected = (profiles.T @ (shares[:, None] * profiles)) * answered[
        np.ix_(items.item_of, items.item_of)
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        cells = np.where(expected > 0, (observed - expected) ** 2 / expected, 0)
        found = of_pairs(cells) / np.outer(categories - 1, categories - 1)
    found[answered == 0] = np.nan
    np.fill_diagonal(found, np.nan)
    return found
