"""The difference of two groups' means, as it is and with what else is known of the units."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt


def adjusted_difference(
    values: npt.ArrayLike,
    inside: npt.ArrayLike,
    controls: Iterable[npt.ArrayLike] = (),
) -> float:
    """Return the difference of means, those inside less the others, by least squares.

    Parameters
    ----------
    values
        A number a unit; of yes and no 1 and 0, so that means are shares.
    inside
        Whether each is in the group.
    controls
        What is adjusted for: numbers, or texts for a category, a unit each.

    Returns
    -------
    float
        The group's coefficient; nan where it cannot be told from the controls.
    """
    y, x = np.asarray(values, dtype=float), np.asarray(inside, dtype=float)
    columns = [np.ones_like(y), *(column for control in controls for column in columns_of(control))]
    # Frisch and Waugh (1933): what is left of the group once all else is taken out of it.
    others = np.column_stack(columns)
    left = x - others @ np.linalg.lstsq(others, x)[0]
    if left @ left <= 1e-9 * max(x @ x, 1.0):
        return float("nan")
    return float(left @ y / (left @ left))


def columns_of(control: npt.ArrayLike) -> list[npt.NDArray[np.float64]]:
    """Return a number as it is, and a category as a column for all groups but the first."""
    column = np.asarray(control)
    if column.dtype.kind in "fiub":
        return [column.astype(float)]
    return [(column == category).astype(float) for category in np.unique(column.astype(str))[1:]]
