"""What changes where neighbours are alike: blocks of units are left out, or change sign, together.

Assume: units of a block depend on each other in any way, blocks do not. Where that is so, 95 %
intervals hold the truth in 95 to 97 of 100 samples; where neighbouring blocks are alike, too, in 87
to 94 (`benchmarks/neighbours.py`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def block_interval(
    estimate: float,
    found_without: Callable[[np.ndarray], float],
    blocks: np.ndarray,
    *,
    confidence: float,
) -> tuple[float, float]:
    """Interval by leaving out one block after another: the delete-a-group jackknife.

    Kott (2001), Journal of Official Statistics 17, 521-526; with Student's t of as many degrees as
    blocks, less one (MacKinnon, Nielsen and Webb 2023, Journal of Applied Econometrics 38,
    671-694).

    Parameters
    ----------
    estimate
        On a scale where errors are about normal, such as Fisher's z.
    found_without
        The estimate of the units that a mask of all keeps.
    blocks
        Block of each unit.

    Returns
    -------
    low, high
        nan where there are fewer than two blocks, or one without which there is no estimate.
    """
    from scipy.stats import t  # over a second to import

    each = np.unique(blocks)
    without = np.array([found_without(blocks != block) for block in each])
    if each.size < 2 or not np.isfinite([estimate, *without]).all():
        return np.nan, np.nan
    variance = ((without - without.mean()) ** 2).sum() * (each.size - 1) / each.size
    half = float(t.ppf((1 + confidence) / 2, each.size - 1)) * np.sqrt(variance)
    return float(estimate - half), float(estimate + half)


def wider(one: tuple[float, float], other: tuple[float, float]) -> tuple[tuple[float, float], bool]:
    """Return the wider of two intervals, and whether it is the second; one that is nan is none."""
    second = bool(other[1] - other[0] > one[1] - one[0])
    return (other if second else one), second


def block_flips(
    blocks: np.ndarray, left_over: np.ndarray, *, resamples: int, rng: np.random.Generator
) -> np.ndarray:
    """Let what is left over of each block change its sign at random, all units of it together.

    The wild bootstrap of clusters with the hypothesis imposed (Cameron, Gelbach and Miller 2008,
    Review of Economics and Statistics 90, 414-427); valid for few large blocks as a test of signs
    (Canay, Santos and Shaikh 2021, the same review 103, 346-363).

    Returns
    -------
    np.ndarray
        resamples x units.
    """
    each, of = np.unique(blocks, return_inverse=True)
    return rng.choice([-1.0, 1.0], size=(resamples, each.size))[:, of] * left_over


def morans_i(values: np.ndarray, blocks: np.ndarray) -> float:
    """Tell how alike units of a block are: Moran's I (1950), Biometrika 37, 17-23.

    Neighbours are the other units of the block, and weigh the same; a unit alone in its block has
    none. Without any likeness it is about -1 / (units - 1).

    Returns
    -------
    float
        nan where nothing varies or no unit has a neighbour.
    """
    centred = values - values.mean()
    same = blocks[:, None] == blocks[None, :]
    np.fill_diagonal(same, False)
    neighbours = same.sum(axis=1)
    squares = float(centred @ centred)
    if squares <= 0 or not neighbours.any():
        return np.nan
    beside = same @ centred / np.maximum(neighbours, 1)
    has = neighbours > 0
    return float(centred[has] @ beside[has] / has.sum() / (squares / values.size))
