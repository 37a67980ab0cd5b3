"""Scatters on an axis of logarithms, with a strip below for what has no logarithm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, LogLocator, NullLocator

from cyberstudy.draw.marks.texts import letters
from cyberstudy.draw.style import HUES, INK, MUTED

LINE, LETTER, GAP = 8.0, 3.7, 4.0  # points: of a line, of a letter, between a dot and its name
SHIFTS = (0, -1, 1, -2, 2, -3)  # lines that a name may stand above or below its dot
BELOW = 4  # how many times lower than the lowest dot the strip lies


def dots_on_logarithms(axes: Axes, rows: pl.DataFrame) -> None:
    """Draw dots of x and y."""
    axes.plot(rows["x"], rows["y"], "o", color=HUES[0], ms=3.2, alpha=0.75, mew=0, label="named")
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator())
    axes.yaxis.set_minor_locator(NullLocator())
    axes.margins(x=0.12)


def strip_below(axes: Axes, values: Sequence[float] | pl.Series, told: str) -> None:
    """Draw a thin line a value below all dots, and say what these are."""
    low, high = axes.get_ylim()
    place = low / BELOW
    axes.plot(values, [place] * len(values), "|", color=MUTED, ms=7, mew=0.8, label="not named")
    where: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
    axes.annotate(told, (0, place), xytext=(4, 7), fontsize=6.5, color=INK, **where)
    axes.yaxis.set_major_locator(FixedLocator([t for t in axes.get_yticks() if low <= t <= high]))
    axes.spines["left"].set_bounds(low, high)
    axes.set_ylim(place / 2, high)


def names_of_dots(figure: Figure, axes: Axes, rows: pl.DataFrame, shown: int) -> None:
    """Name the first dots of x, y and name, once everything else is drawn.

    A name stands beside its dot where it covers fewest others and does not cross the axis at the
    left; from further a thin line leads back.
    """
    figure.draw_without_rendering()  # places in points follow from the layout
    scale = 72 / figure.dpi
    dots = axes.transData.transform(rows.select("x", "y").to_numpy()) * scale
    edge = axes.bbox.x0 * scale
    taken: list[Box] = []
    for (across, up), (x, y, name) in zip(dots, rows.head(shown).iter_rows(), strict=False):
        wide = LETTER * letters(name)
        boxes = {
            (side, lines): Box(across + (GAP if side > 0 else -GAP - wide), up + lines * LINE, wide)
            for side, lines in product((-1, 1), SHIFTS)
        }
        (side, lines), box = min(
            boxes.items(),
            key=lambda each: (each[1].left < edge, each[1].covers(dots, taken), abs(each[0][1])),
        )
        taken.append(box)
        axes.annotate(
            name,
            (x, y),
            xytext=(side * GAP, lines * LINE),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center",
            fontsize=6.5,
            color=INK,
            arrowprops={"arrowstyle": "-", "lw": 0.4, "color": MUTED} if lines else None,
        )


@dataclass(frozen=True)
class Box:
    """Where a name would stand, in points."""

    left: float
    middle: float
    wide: float

    def covers(self, dots: np.ndarray, others: Sequence[Box]) -> int:
        """Count what it would hide; another name is worse than any number of dots."""
        near = np.abs(dots[:, 1] - self.middle) < LINE / 2
        behind = (dots[:, 0] > self.left) & (dots[:, 0] < self.left + self.wide)
        met = [
            other
            for other in others
            if abs(self.middle - other.middle) < LINE
            and self.left < other.left + other.wide
            and other.left < self.left + self.wide
        ]
        return len(dots) * len(met) + int((near & behind).sum())
