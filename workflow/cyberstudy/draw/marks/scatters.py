"""Scatters of countries: an axis of people, and names beside dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from cyberstudy.draw.marks.texts import folded, letters
from cyberstudy.draw.style import INK, MUTED, lacking, leading
from cyberstudy.wording.translator import Translator

LINE, LETTER, GAP = 8.0, 3.7, 4.0  # points: of a line, of a letter, between a dot and its name
BESIDE = GAP + 2  # points: a dot as near as this might be taken for the one that is named
NAME = 24  # letters in a line of a name
SHIFTS = (0, -1, 1, -2, 2, -3)  # lines that a name may stand above or below its dot

#: People at ticks, in millions; and how much more than the largest the axis reaches, for names.
MILLION, TICKS, FURTHER = 1e6, (0.01, 0.1, 1, 10, 100, 1000), 25


def axis_of_people(axes: Axes, say: Translator) -> None:
    """Make the horizontal axis one of people, in millions and logarithmic, with room for names."""
    low, high = axes.dataLim.intervalx
    axes.set_xscale("log")
    ticks = [tick * MILLION for tick in TICKS if low / 10 < tick * MILLION < high * 10]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda many, _: say.plain(many / MILLION)))
    axes.set_xlim(low / 2, high * FURTHER)
    axes.spines["bottom"].set_bounds(low / 2, high * 2)
    axes.set_xlabel(say("Population in millions (logarithmic)"), loc="left")


def places_of_dots(
    axes: Axes, units: pl.Series, dots: pl.DataFrame
) -> dict[str, tuple[Axes, list[np.ndarray]]]:
    """Say where the dot of each unit lies (`draw.drawn.Outlines`), of x and y in their order."""
    points = dots.select("x", "y").to_numpy()
    return {unit: (axes, [point[None]]) for unit, point in zip(units, points, strict=True)}


def names_of_dots(figure: Figure, axes: Axes, rows: pl.DataFrame, shown: int) -> None:
    """Name the first dots of x, y and name, once everything else is drawn.

    A name stands beside its dot where it covers no other and does not leave the axes; from further
    a thin line leads back. Those without room have none.
    """
    figure.draw_without_rendering()  # places in points follow from the layout
    scale = 72 / figure.dpi
    dots = axes.transData.transform(rows.select("x", "y").to_numpy()) * scale
    left, bottom, right = (each * scale for each in axes.bbox.extents[:3])
    taken: list[Box] = []
    for own, (x, y, whole) in enumerate(rows.head(shown).iter_rows()):
        (across, up), others = dots[own], np.delete(dots, own, axis=0)
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
                each[1].leaves(left, right, bottom),
                each[1].covers(others, taken),
                abs(each[0][1]),
            ),
        )
        if box.covers(others, taken) or box.leaves(left, right, bottom):
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

    def leaves(self, left: float, right: float, bottom: float) -> bool:
        """Whether it would stand beyond the axes at either side or below."""
        below = self.middle - self.tall / 2 < bottom
        return self.left < left or self.left + self.wide > right or below

    def covers(self, dots: np.ndarray, others: Sequence[Box]) -> int:
        """Count what it would hide or stand beside; another name is worse than all dots."""
        near = np.abs(dots[:, 1] - self.middle) < self.tall / 2
        right = self.left + self.wide
        behind = (dots[:, 0] > self.left - BESIDE) & (dots[:, 0] < right + BESIDE)
        met = [
            other
            for other in others
            if abs(self.middle - other.middle) < (self.tall + other.tall) / 2
            and self.left < other.left + other.wide
            and other.left < right
        ]
        return len(dots) * len(met) + int((near & behind).sum())
