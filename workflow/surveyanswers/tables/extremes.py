"""Ends, sum and mean of one column of numbers, in the column's own type.

polars cannot tell a type checker what a column holds, so its own methods may return a date or a
list as well; here is said once that numbers are meant.
"""

from __future__ import annotations

from typing import Any

import polars as pl


def lowest(numbers: pl.Series) -> Any:
    """Return the lowest number; None of none."""
    return numbers.min()


def highest(numbers: pl.Series) -> Any:
    """Return the highest number; None of none."""
    return numbers.max()


def total(numbers: pl.Series) -> Any:
    """Return the sum."""
    return numbers.sum()


def mean(numbers: pl.Series) -> Any:
    """Return the mean; None of none."""
    return numbers.mean()
