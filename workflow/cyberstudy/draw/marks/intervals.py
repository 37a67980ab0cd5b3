"""Dots on intervals that were computed before; seaborn's `pointplot` would compute its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes

from cyberstudy.draw.style import HUES, INK
from surveyanswers.tables.phrases import phrase

INTERVALS = phrase("{confidence} interval")
#: An interval as a band behind its dot.
BAND: dict[str, Any] = {"color": HUES[0], "lw": 2.2, "alpha": 0.45}
#: A value.
VALUE: dict[str, Any] = {"marker": "o", "ms": 4, "color": HUES[0]}

#: Ranks on their intervals, in many rows.
OF_RANKS: dict[str, Any] = {
    "dot": {"marker": "o", "ms": 3.2, "color": INK},
    "line": {"color": HUES[0], "lw": 2},
}


def dots_with_intervals(
    axes: Axes,
    values: pl.Series,
    bounds: pl.DataFrame,
    labels: tuple[str, str],
    *,
    places: Sequence[float] | None = None,
    dot: Mapping[str, Any] = VALUE,
    line: Mapping[str, Any] = BAND,
) -> None:
    """Draw a dot a row, each on its interval; legends show what is drawn.

    Parameters
    ----------
    axes
        Where rows stand.
    values
        Of the dots; null where there is none.
    bounds
        Low and high of the intervals; null where there is none.
    labels
        What the interval and the dot are.
    places
        Of the rows; by default 0, 1, 2 ...
    dot, line
        How they look.
    """
    at = pl.Series(range(len(values)) if places is None else places)
    lines = bounds.with_columns(at=at).drop_nulls()
    if lines.height:
        low, high, along = lines
        axes.hlines(along, low, high, label=labels[0], **line)
    has_number = values.is_not_null()
    axes.plot(values.filter(has_number), at.filter(has_number), ls="", label=labels[1], **dot)
