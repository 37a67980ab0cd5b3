"""What changes where neighbours are alike: blocks of units are left out, or change sign, together.

Assume: units of a block depend on each other in any way, blocks do not. Where that is so, 95 %
intervals of correlations hold the truth in 95 to 97 of 100 samples; where neighbouring blocks are
alike, too, in 87 to 94 (`benchmarks/neighbours.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import numpy.typing as npt


def block_interval(
    estimate: npt.ArrayLike,
    found_without: Callable[[np.ndarray], npt.ArrayLike],
    blocks: np.ndarray,
    *,
    confidence: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Interval by leaving out one block after another: the delete-a-group jackknife.

    Kott (2001), Journal of Official Statistics 17, 521-526; with Student's t of as many degrees as
    blocks, less one (MacKinnon, Nielsen and Webb 2023, Journal of Applied Econometrics 38,
    671-694).

    Parameters
    ----------
    estimate
        One number or several, on a scale where errors are about normal, such as Fisher's z.
    found_without
        The estimates of the units that a mask of all keeps.
    blocks
        Block of each unit.

    Returns
    -------
    low, high
        nan where there are fewer than two blocks, or one without which there is no estimate.
    """
    from scipy.special import stdtrit  # a sixth of a second to import

    names, middle = np.unique(blocks), np.asarray(estimate, dtype=float)
    if names.size < 2:
        return np.full(middle.shape, np.nan), np.full(middle.shape, np.nan)
    without = np.array([found_without(blocks != block) for block in names], dtype=float)
    without = np.where(np.isfinite([middle, *without]).all(axis=0), without, np.nan)
    variance = ((without - without.mean(axis=0)) ** 2).sum(axis=0) * (names.size - 1) / names.size
    half = float(stdtrit(names.size - 1, (1 + confidence) / 2)) * np.sqrt(variance)
    return middle - half, middle + half


def wider(
    one: tuple[npt.ArrayLike, npt.ArrayLike], other: tuple[npt.ArrayLike, npt.ArrayLike]
) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Return the wider of two intervals and whether it is the second, or none where one is nan."""
    (low, high), (other_low, other_high) = np.asarray(one), np.asarray(other)
    second = other_high - other_low > high - low
    missing = np.isnan([low, high, other_low, other_high]).any(axis=0)
    ends = np.where(second, [other_low, other_high], [low, high])
    low, high = np.where(missing, np.nan, ends)
    return (low, high), second


def wider_among_neighbours(
    of_units: tuple[npt.ArrayLike, npt.ArrayLike],
    statistic: Callable[[np.ndarray], npt.ArrayLike],
    blocks: np.ndarray,
    *,
    confidence: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Interval of numbers between -1 and 1: of units or, where that is wider, of blocks of them.

    That of blocks is made on Fisher's z scale.

    Parameters
    ----------
    of_units
        The interval as if units were independent.
    statistic
        The numbers, such as correlations, of the units that a mask of all keeps.
    blocks
        Block of each unit.

    Returns
    -------
    low, high, by_blocks
        nan where `block_interval` has none: nothing says how far units depend on each other.
    """
    every = fisher_z(statistic(np.ones(blocks.size, dtype=bool)))
    low, high = block_interval(
        every, lambda kept: fisher_z(statistic(kept)), blocks, confidence=confidence
    )
    ends, by_blocks = wider(of_units, (np.tanh(low), np.tanh(high)))
    return *ends, by_blocks


def odds_ratio(
    fitted: Callable[[np.ndarray], tuple[float, float]],
    blocks: np.ndarray | None,
    units: int,
    *,
    confidence: float,
    part: float = 1.0,
) -> tuple[float, float, float]:
    """Ratio of odds with the wider of Wald's interval and that of blocks left out.

    Parameters
    ----------
    fitted
        Slope of a logistic regression, and its error, of the units that a mask of all keeps.
    blocks
        Block of each unit; None takes units for independent.
    units
        How many.
    part
        Of the slope that the odds are compared over.
    """
    slope, error = fitted(np.ones(units, dtype=bool))
    half = NormalDist().inv_cdf((1 + confidence) / 2) * error
    low, high = np.array([slope - half, slope + half])
    if blocks is not None:
        without = block_interval(slope, lambda kept: fitted(kept)[0], blocks, confidence=confidence)
        (low, high), _ = wider((low, high), without)
    return float(np.exp(slope * part)), float(np.exp(low * part)), float(np.exp(high * part))


def fisher_z(values: npt.ArrayLike) -> np.ndarray:
    """Stretch numbers between -1 and 1 so that errors are about normal, -1 and 1 finite, too."""
    edge = 1 - 1e-12
    return np.asarray(np.arctanh(np.clip(values, -edge, edge)))


def block_flips(
    blocks: np.ndarray, left_over: np.ndarray, *, resamples: int, rng: np.random.Generator
) -> np.ndarray:
    """Add up what is left over, of which each block changes its sign at random, all its units.

    The wild bootstrap of clusters with the hypothesis imposed (Cameron, Gelbach and Miller 2008,
    Review of Economics and Statistics 90, 414-427); valid for few large blocks as a test of signs
    (Canay, Santos and Shaikh 2021, the same review 103, 346-363).

    Parameters
    ----------
    left_over
        units x columns: what is left over, times what its products are wanted with.

    Returns
    -------
    np.ndarray
        resamples x columns.
    """
    names, of = np.unique(blocks, return_inverse=True)
    sums = np.zeros((names.size, left_over.shape[1]))
    np.add.at(sums, of, left_over)
    return rng.choice([-1.0, 1.0], size=(resamples, names.size)) @ sums


def morans_i(values: np.ndarray, blocks: np.ndarray) -> float:
    """Return how alike units of a block are: Moran's I (1950), Biometrika 37, 17-23.

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
