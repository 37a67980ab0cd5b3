"""Bars: stacked from their parts, each in a look of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

Part = tuple[str, Mapping[str, Any], Sequence[float]]


def stacked_bars(
    axes: Axes, places: Sequence[float], parts: Iterable[Part], *, height: float, edge: float
) -> list[float]:
    """Draw a bar a place, its parts one behind the other, and return where the bars end.

    Parameters
    ----------
    axes
        Where bars lie.
    places
        Of the bars.
    parts
        Of every bar: what it is called, its look, and how long it is in each bar.
    height
        Of a bar.
    edge
        Width of the white line around a part. What has no length is no bar: not even its edge.
    """
    ends = [0.0] * len(places)
    for label, look, lengths in parts:
        lines = {"edgecolor": "white", "linewidth": [edge * (length > 0) for length in lengths]}
        axes.barh(places, lengths, left=ends, height=height, label=label, **(lines | dict(look)))
        ends = [end + length for end, length in zip(ends, lengths, strict=True)]
    return ends
