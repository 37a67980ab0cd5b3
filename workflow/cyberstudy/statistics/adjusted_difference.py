"""The difference of two groups' means, as it is and with what else is known of the units."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from cyberstudy.statistics.neighbours import block_interval, wider


def adjusted_difference(
    values: npt.ArrayLike,
    inside: npt.ArrayLike,
    controls: Iterable[npt.ArrayLike] = (),
) -> npt.NDArray[np.float64]:
    """Return the difference of means, those inside less the others, by least squares.

    Parameters
    ----------
    values
        A number a unit; of yes and no 1 and 0, so that means are shares. Axes before that of units
        are resamples.
    inside
        Whether each is in the group.
    controls
        What is adjusted for: numbers, or texts for a category, a unit each.

    Returns
    -------
    np.ndarray
        The group's coefficient, one a resample; nan where it cannot be told from the controls.
    """
    y, x = np.asarray(values, dtype=float), np.asarray(inside, dtype=float)
    # Frisch and Waugh (1933): what is left of the group once all else is taken out of it.
    left = left_over(x, controls)
    squares = left @ left
    if squares <= 1e-9 * max(x @ x, 1.0):
        return np.full(y.shape[:-1], np.nan)
    return np.asarray(y @ left / squares)


def difference_interval(
    values: npt.ArrayLike,
    inside: npt.ArrayLike,
    controls: Iterable[npt.ArrayLike],
    blocks: npt.ArrayLike | None,
    *,
    confidence: float,
) -> tuple[float, float]:
    """Return the interval of `adjusted_difference`, by leaving units out in turn.

    For least squares that is a closed form (MacKinnon and White 1985, Journal of Econometrics 29,
    305-325).

    Parameters
    ----------
    values, inside, controls
        As for `adjusted_difference`, without resamples.
    blocks
        Block of each unit, where units of a block may be alike: blocks are left out, too, and the
        wider interval counts (`block_interval`). None takes units for independent.

    Returns
    -------
    low, high
        nan where the difference cannot be told from the controls, or without some block.
    """
    from scipy.special import stdtrit  # a sixth of a second to import

    y, x = np.asarray(values, dtype=float), np.asarray(inside, dtype=float)
    columns = [column for control in controls for column in columns_of(control)]
    value, left = float(adjusted_difference(y, x, columns)), left_over(x, columns)
    basis = orthonormal(np.column_stack([np.ones_like(y), *columns, x]))
    residual, leverage = y - basis @ (basis.T @ y), (basis**2).sum(axis=1)
    # Assume: a unit with a control of its own, such as a subregion of one State, has no error.
    free, degrees = leverage < 1 - 1e-9, y.size - round(leverage.sum())
    if np.isnan(value) or degrees < 1:
        return np.nan, np.nan
    moved = left[free] * residual[free] / (1 - leverage[free]) / (left @ left)
    half = float(stdtrit(degrees, (1 + confidence) / 2) * np.sqrt(moved @ moved))
    low, high = np.array(value - half), np.array(value + half)
    if blocks is not None:

        def without(kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
            return adjusted_difference(y[kept], x[kept], [column[kept] for column in columns])

        of_blocks = block_interval(value, without, np.asarray(blocks), confidence=confidence)
        (low, high), _ = wider((low, high), of_blocks)
    return float(low), float(high)


def left_over(
    values: npt.NDArray[np.float64], controls: Iterable[npt.ArrayLike]
) -> npt.NDArray[np.float64]:
    """Return what a constant and the controls do not explain of values."""
    columns = [column for control in controls for column in columns_of(control)]
    basis = orthonormal(np.column_stack([np.ones_like(values), *columns]))
    return values - basis @ (basis.T @ values)


def orthonormal(columns: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return columns at right angles and of length one that span the same as those given.

    A column that follows from others, such as that of a subregion whose States are left out, must
    not leave a direction of its own: only rounding would choose it, on each processor another.

    Parameters
    ----------
    columns
        Units by columns in the last two axes.

    Returns
    -------
    np.ndarray
        Of the same shape; as many columns are 0 as follow from others.
    """
    sizes = np.linalg.norm(columns, axis=-2, keepdims=True)
    left, singular, _ = np.linalg.svd(columns / np.where(sizes > 0, sizes, 1), full_matrices=False)
    return np.asarray(left * (singular > 1e-9 * singular[..., :1])[..., None, :])


def columns_of(control: npt.ArrayLike) -> list[npt.NDArray[np.float64]]:
    """Return a number as it is, and a category as a column for all groups but the first."""
    column = np.asarray(control)
    if column.dtype.kind in "fiub":
        return [column.astype(float)]
    return [(column == category).astype(float) for category in np.unique(column.astype(str))[1:]]
