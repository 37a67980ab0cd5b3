"""What an exhibit hands back: a figure with its numbers and its words."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from matplotlib.figure import Figure


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
