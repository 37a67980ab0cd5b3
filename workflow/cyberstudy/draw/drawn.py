"""What an exhibit hands back: a figure with its numbers and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

#: Where something is on axes: outlines of shape (points, 2), of which one point is a dot.
Outlines = tuple[Axes, Sequence[np.ndarray]]


@dataclass(frozen=True)
class Drawn:
    """A figure with its numbers and the parts of its caption; a table has no figure."""

    figure: Figure | None
    data: pl.DataFrame  # every number that the figure shows
    question: str  # what was asked
    base: str  # how many answered, who did not
    method: str  # what the marks are
    alt: str  # the figure in words, made from the numbers
    real: bool = False  # whether it shows real answers alone, of a table that has simulated ones
    #: By unit, where it is; of units that are named beside rows that need not be said.
    outlines: Mapping[str, Outlines] = field(default_factory=dict)
