"""What an exhibit hands back: a figure with its numbers and its words."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from matplotlib.figure import Figure


@dataclass(frozen=True)
class Drawn:
    """A figure with its numbers and the parts of its caption."""

    figure: Figure
    data: pl.DataFrame  # every number that the figure shows
    question: str  # what was asked
    base: str  # how many answered, who did not
    method: str  # what the marks are
    alt: str  # the figure in words, made from the numbers
    marked: bool = False  # whether it sets simulated answers apart from others itself
