"""Values that several crossed things have a part in, such as raters and what they rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

STEPS = 100
#: Largest ratio of a variance to the residual one. Assume: beyond it the effects explain all, and
#: what is left over is how sums were rounded.
LARGEST = 1e6
#: Largest change of a ratio of variances, of the largest one, at which the search ends; and rise of
#: the criterion, of its size, that is rounding.
SETTLED, ROUNDING = 1e-10, 1e-12


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
        Best linear unbiased predictions by factor, one a level: they are pulled towards zero the
        more, the fewer values they rest on.
    """

    mean: float
    variances: Mapping[str, float]
    residual: float
    effects: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class _Profile:
    """The restricted likelihood at some ratios of variances to the residual one.

    `criterion` is minus twice its logarithm, `slope` the derivative by the ratios, `bend` the
    expected second derivative.
    """

    criterion: float
    slope: np.ndarray
    bend: np.ndarray
    mean: float
    residual: float
    effects: np.ndarray


def crossed_effects(values: np.ndarray, factors: Mapping[str, np.ndarray]) -> CrossedEffects:
    """Fit a mean and crossed random intercepts by restricted maximum likelihood.

    By Fisher's scoring (Harville 1977, Journal of the American Statistical Association 72, 320-338)
    on ratios of variances, from zero to `LARGEST`. On ratios of standard deviations
    the slope at zero is always zero, and a search that touches zero stays there. By dense algebra:
    levels are hundreds here, not thousands.

    Parameters
    ----------
    values
        One an observation; they must vary.
    factors
        Level of each observation, numbered from 0 without gaps, by the factor's name.

    Raises
    ------
    ValueError
        If the search does not end.
    """
    levels = [int(codes.max()) + 1 for codes in factors.values()]
    member = np.hstack(
        [np.eye(size)[codes] for codes, size in zip(factors.values(), levels, strict=True)]
    )
    # About the mean and in units of their own spread values are near 1, whatever their scale.
    middle, unit = values.mean(), values.std()
    y = (values - middle) / unit
    ratios = np.ones(len(levels))
    now = _profile(ratios, levels, member, y)
    for _ in range(STEPS):
        free = np.where(now.slope < 0, ratios < LARGEST, ratios > 0)
        step = np.zeros_like(ratios)
        step[free] = -np.linalg.lstsq(now.bend[np.ix_(free, free)], now.slope[free])[0]
        allowed = now.criterion + ROUNDING * abs(now.criterion)
        # No further than to the first bound on the way.
        room = np.where(step < 0, ratios, LARGEST - ratios)
        whole = min(1.0, (room[free] / np.maximum(np.abs(step[free]), 1e-300)).min(initial=1.0))
        for share in whole * 0.5 ** np.arange(30):
            ahead = np.clip(ratios + share * step, 0, LARGEST)
            profile = _profile(ahead, levels, member, y)
            if profile.criterion <= allowed:
                break
        else:
            break  # no step lowers the criterion by more than rounding
        moved = np.abs(ahead - ratios).max()
        ratios, now = ahead, profile
        if moved <= SETTLED * max(1.0, ratios.max()):
            break
    else:
        raise ValueError(f"the variances of {', '.join(factors)} did not settle")
    ends = np.cumsum(levels)[:-1]
    variances = ratios * now.residual * unit**2
    return CrossedEffects(
        mean=float(middle + unit * now.mean),
        variances=dict(zip(factors, variances.tolist(), strict=True)),
        residual=now.residual * unit**2,
        effects=dict(zip(factors, np.split(now.effects * unit, ends), strict=True)),
    )


def _profile(ratios: np.ndarray, levels: list[int], member: np.ndarray, y: np.ndarray) -> _Profile:
    """Evaluate the restricted likelihood, profiled over the mean and the residual variance.

    Parameters
    ----------
    member
        1 where an observation is of a level of a factor (observations x all levels).
    y
        Observations, with the mean 0.
    """
    n, ends = y.size, np.cumsum(levels)[:-1]
    scale = np.sqrt(np.repeat(ratios, levels))
    crossed = member.T @ member
    root = np.linalg.cholesky(scale[:, None] * crossed * scale + np.eye(scale.size))
    sides = member.T @ np.column_stack([member, y, np.ones(n)])
    inner = np.linalg.solve(root, scale[:, None] * sides)
    # Z' V^-1 [Z, y, 1], where V is the covariance of y over the residual variance.
    weighed = sides - inner[:, :-2].T @ inner
    of_y, of_one = inner[:, -2], inner[:, -1]
    weight = n - of_one @ of_one
    mean = -(of_one @ of_y) / weight
    # Effects that explain all leave nothing over but how sums were rounded.
    residual = max((y @ y - of_y @ of_y - mean**2 * weight) / (n - 1), 1e-9)
    projected = weighed[:, :-2] - np.outer(weighed[:, -1], weighed[:, -1]) / weight
    pulled = weighed[:, -2] - mean * weighed[:, -1]
    parts = np.split(pulled, ends)
    square = np.array([part @ part for part in parts]) / residual
    trace = np.array([part.sum() for part in np.split(np.diag(projected), ends)])
    blocks = [np.split(rows, ends, axis=1) for rows in np.split(projected, ends)]
    squares = [[(block**2).sum() for block in row] for row in blocks]
    return _Profile(
        criterion=float(
            2 * np.log(np.diag(root)).sum() + np.log(weight) + (n - 1) * np.log(residual)
        ),
        slope=trace - square,
        bend=np.array(squares) - np.outer(trace, trace) / (n - 1),
        mean=float(mean),
        residual=float(residual),
        effects=scale**2 * pulled,
    )
