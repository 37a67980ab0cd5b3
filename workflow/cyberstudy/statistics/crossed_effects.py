"""Values that several crossed things have a part in, such as raters and what they rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class CrossedEffects:
    """A fit of crossed random intercepts.

    Attributes
    ----------
    mean
        Of all values, estimated.
    variances
        Of each factor's effects, by its name.
    residual
        Variance of what no factor explains.
    effects
        Best linear unbiased predictions by factor, one a level: they are pulled towards nought the
        more, the fewer values they rest on.
    """

    mean: float
    variances: Mapping[str, float]
    residual: float
    effects: Mapping[str, np.ndarray]


def crossed_effects(values: np.ndarray, factors: Mapping[str, np.ndarray]) -> CrossedEffects:
    """Fit a mean and crossed random intercepts by restricted maximum likelihood.

    The profiled criterion of Bates, Maechler, Bolker and Walker (2015), Journal of Statistical
    Software 67(1), equations 38 to 42, by dense algebra: levels are hundreds here, not thousands.

    Parameters
    ----------
    values
        One an observation; they must vary.
    factors
        Level of each observation, numbered from 0 without gaps, by the factor's name.
    """
    from scipy.linalg import solve_triangular  # half a second to import
    from scipy.optimize import minimize

    levels = [int(codes.max()) + 1 for codes in factors.values()]
    member = np.hstack(
        [np.eye(size)[codes] for codes, size in zip(factors.values(), levels, strict=True)]
    )
    # About a middle and in units of their own spread values are near 1, whatever their scale.
    middle, unit = values.mean(), values.std()
    y = (values - middle) / unit
    crossed, sums, counts = member.T @ member, member.T @ y, member.sum(axis=0)
    n = y.size

    def solved(ratios: np.ndarray) -> tuple[float, float, float, np.ndarray]:
        """Criterion, mean, residual variance and effects, by standard deviations over sigma."""
        scale = np.repeat(ratios, levels)
        root = np.linalg.cholesky(scale[:, None] * crossed * scale + np.eye(scale.size))
        of_y, of_one = solve_triangular(
            root, np.column_stack([scale * sums, scale * counts]), lower=True
        ).T
        weight = n - of_one @ of_one
        mean = -(of_one @ of_y) / weight  # y has the mean 0
        # Effects that explain all leave nothing over but how sums were rounded.
        left = max((y @ y - of_y @ of_y - mean**2 * weight) / (n - 1), 1e-9)
        criterion = 2 * np.log(np.diag(root)).sum() + np.log(weight) + (n - 1) * np.log(left)
        effects = scale * solve_triangular(root.T, of_y - mean * of_one)
        return float(criterion), float(mean), float(left), effects

    start = np.ones(len(levels))
    found = minimize(
        lambda ratios: solved(ratios)[0],
        start,
        method="L-BFGS-B",
        bounds=[(0, None)] * start.size,
        options={"ftol": 1e-13, "gtol": 1e-7},
    )
    _, mean, left, effects = solved(found.x)
    parts = np.split(effects * unit, np.cumsum(levels)[:-1])
    return CrossedEffects(
        mean=float(middle + unit * mean),
        variances=dict(zip(factors, (found.x**2 * left * unit**2).tolist(), strict=True)),
        residual=left * unit**2,
        effects=dict(zip(factors, parts, strict=True)),
    )
