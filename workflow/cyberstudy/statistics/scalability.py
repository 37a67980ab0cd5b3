"""Whether items form a scale in one order: Mokken's scaling (1971, A theory of scale analysis).

H is 1 where nobody has an item without all that are easier (Guttman's scale), and 0 where items
have nothing to do with each other. By convention items form a scale from 0.3 on, a medium one from
0.4 and a strong one from 0.5; so do units of an order of items that is the same for all of them.
"""

from __future__ import annotations

import numpy as np


def scalability(scores: np.ndarray) -> tuple[float, np.ndarray]:
    """Coefficient H of all items, and of each beside the others.

    Covariances of items over the largest that their distributions allow: of yes and no Loevinger's
    H, of ordered scores Molenaar's (1991, Kwantitatieve Methoden 37, 97-117).

    Parameters
    ----------
    scores
        Units x items.

    Returns
    -------
    H, coefficients
        nan of an item that does not vary, which is left out of the others.
    """
    varies = scores.std(axis=0) > 0
    coefficients = np.full(scores.shape[1], np.nan)
    if varies.sum() < 2:
        return np.nan, coefficients
    varying = scores[:, varies].astype(float)
    covariance, most = (np.cov(kind.T, ddof=0) for kind in (varying, np.sort(varying, axis=0)))
    for matrix in (covariance, most):
        np.fill_diagonal(matrix, 0)
    coefficients[varies] = covariance.sum(axis=0) / most.sum(axis=0)
    return float(covariance.sum() / most.sum()), coefficients


def scalability_of_units(scores: np.ndarray) -> float:
    """Coefficient H of the turned table: how far units have items in the same order.

    Ligtvoet, van der Ark, te Marvelde and Sijtsma (2010), Educational and Psychological Measurement
    70, 578-595. Units with everything, or nothing, have no order.
    """
    return scalability(scores.T)[0]


def gained_in_order(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how often what each unit gained comes earlier in order than what it still lacks.

    Parameters
    ----------
    before, after
        Whether each unit has each item (units x items); the order is that of `before`.

    Returns
    -------
    units, shares
        Places of those that gained some of what they lacked, and of all their pairs of an item
        gained and one lacked, the share in which the first was the commoner; equals count half.
    """
    many = before.sum(axis=0)
    units, shares = [], []
    for unit, (had, has) in enumerate(zip(before, after, strict=True)):
        apart = many[~had & has][:, None] - many[~had & ~has][None, :]
        if apart.size:
            units.append(unit)
            shares.append(((apart > 0) + 0.5 * (apart == 0)).mean())
    return np.array(units, dtype=int), np.array(shares)
