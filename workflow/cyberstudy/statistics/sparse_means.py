"""Intervals of means of contributions that most units do not make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import polars as pl


def added_up(
    rows: pl.DataFrame, value: str, levels: Mapping[str, Sequence[str] | pl.Series]
) -> np.ndarray:
    """Add up a column over what rows are of: an array with an axis for each of `levels`.

    Parameters
    ----------
    rows
        A row a contribution; one without a value adds nothing.
    value
        The column of what it is.
    levels
        Column -> its values in the order of the axis; those that no row has are nought.
    """
    sums = np.zeros([len(order) for order in levels.values()])
    at = tuple(
        rows[name].replace_strict({level: place for place, level in enumerate(order)}).to_numpy()
        for name, order in levels.items()
    )
    np.add.at(sums, at, rows[value].fill_null(0.0).to_numpy())
    return sums


def root_intervals(
    values: np.ndarray, drawn: np.ndarray, *, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """Bootstrap-t intervals of means, taken on the scale of the square root.

    Few units contribute, and some much: the mean is skewed, its error grows with it, and
    percentiles of resampled means miss above. On the scale of the root the error hardly depends on
    the mean, and dividing by each resample's own error does away with most of the skew (Efron and
    Tibshirani 1993, An Introduction to the Bootstrap, 12.5-12.6). benchmarks/index_intervals.py
    measures how often they hold the truth.

    Parameters
    ----------
    values
        Units x items, none below nought.
    drawn
        How often each resample draws each unit, resamples x units.
    confidence
        Such as 0.95.

    Returns
    -------
    low, high
        Of each item's mean; the mean itself where all units contribute the same.
    """
    units = len(values)
    means = drawn @ values / units
    errors = np.sqrt(np.maximum(drawn @ values**2 / units - means**2, 0) / max(units - 1, 1))
    roots, (root, scale) = np.sqrt(means), root_means(values)
    # Assume: a resample in which nobody contributes has no error of its own; it is divided by that
    # of the estimate. Otherwise what two of three experts did not say would have no upper limit.
    usable = (means > 0) & (errors > 0)
    divisor = np.where(usable, _of_root(errors, roots), scale)
    pivots = np.divide(roots - root, divisor, out=np.zeros_like(roots), where=divisor > 0)
    tail = (1 - confidence) / 2
    low, high = np.quantile(pivots, [1 - tail, tail], axis=0) * scale
    return np.maximum(root - low, 0) ** 2, (root - high) ** 2


def root_means(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the root of each item's mean and its standard error; 0 where nobody contributes."""
    root = np.sqrt(values.mean(axis=0))
    return root, _of_root(values.std(axis=0) / np.sqrt(max(len(values) - 1, 1)), root)


def _of_root(error: np.ndarray, root: np.ndarray) -> np.ndarray:
    """Return the standard error of a root from that of what it is the root of."""
    return np.divide(error, 2 * root, out=np.zeros_like(error), where=root > 0)
