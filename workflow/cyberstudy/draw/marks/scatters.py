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

from cyberstudy.draw.marks.texts import folded, letters
from cyberstudy.draw.style import HUES, INK, MUTED, lacking, leading

LINE, LETTER, GAP = 8.0, 3.7, 4.0  # points: of a line, of a letter, between a dot and its name
NAME = 24  # letters in a line of a name
ROOM = 0.04, 0.36  # at the left and at the right of all dots, of the width that they take
SHIFTS = (0, -1, 1, -2, 2, -3)  # lines that a name may stand above or below its dot
BELOW = 4  # how many times lower than the lowest dot the strip lies

#: Areas of dots, in square points: of the smallest, and what the largest has more.
LEAST, MOST = 5.0, 55.0


def dots_on_logarithms(axes: Axes, rows: pl.DataFrame) -> None:
    """Draw dots of x and y, whose area grows with the root of size, where it is known."""
    size = (rows["size"] / rows["size"].max()).sqrt().fill_null(0)
    axes.scatter(
        rows["x"], rows["y"], s=LEAST + MOST * size, color=HUES[0], alpha=0.6, lw=0, label="named"
    )
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator())
    axes.yaxis.set_minor_locator(NullLocator())
    low, high = axes.get_xlim()
    # Names stand where there are fewest dots: those of the highest at the right of them.
    axes.set_xlim(low - ROOM[0] * (high - low), high + ROOM[1] * (high - low))
    axes.set_xticks([tick for tick in axes.get_xticks() if low <= tick <= high])
    axes.spines["bottom"].set_bounds(low, high)


def places_of_dots(
    axes: Axes, units: pl.Series, dots: pl.DataFrame
) -> dict[str, tuple[Axes, list[np.ndarray]]]:
    """Say where the dot of each unit lies (`draw.drawn.Outlines`), of x and y in their order."""
    points = dots.select("x", "y").to_numpy()
    return {unit: (axes, [point[None]]) for unit, point in zip(units, points, strict=True)}


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

    A name stands beside its dot where it covers fewest others and does not leave the axes at either
    side; from further a thin line leads back. In a narrow figure those without room have none.
    """
    figure.draw_without_rendering()  # places in points follow from the layout
    scale = 72 / figure.dpi
    dots = axes.transData.transform(rows.select("x", "y").to_numpy()) * scale
    edges = axes.bbox.x0 * scale, axes.bbox.x1 * scale
    taken: list[Box] = []
    for (across, up), (x, y, whole) in zip(dots, rows.head(shown).iter_rows(), strict=False):
        name = folded(whole, NAME)
        wide = LETTER * max(map(letters, name.split("\n")))
        tall = LINE * (name.count("\n") + 1) * (1.4 if lacking() else 1)
        boxes = {
            (side, lines): Box(
                across + (GAP if side > 0 else -GAP - wide), up + lines * LINE, wide, tall
            )
            for side, lines in product((-1, 1), SHIFTS)
        }
        (side, lines), box = min(
            boxes.items(),
            key=lambda each: (
                each[1].leaves(*edges),
                each[1].covers(dots, taken),
                abs(each[0][1]),
            ),
        )
        if lacking() and box.covers(dots, taken) >= len(dots):
            continue
        taken.append(box)
        axes.annotate(
            name,
            (x, y),
            xytext=(side * GAP, lines * LINE),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center",
            linespacing=leading(),
            multialignment="left" if side > 0 else "right",
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
    tall: float

    def leaves(self, left: float, right: float) -> bool:
        """Whether it would stand beyond the axes."""
        return self.left < left or self.left + self.wide > right

    def covers(self, dots: np.ndarray, others: Sequence[Box]) -> int:
        """Count what it would hide; another name is worse than any number of dots."""
        near = np.abs(dots[:, 1] - self.middle) < self.tall / 2
        behind = (dots[:, 0] > self.left) & (dots[:, 0] < self.left + self.wide)
        met = [
            other
            for other in others
            if abs(self.middle - other.middle) < (self.tall + other.tall) / 2
            and self.left < other.left + other.wide
            and other.left < self.left + self.wide
        ]
        return len(dots) * len(met) + int((near & behind).sum())
