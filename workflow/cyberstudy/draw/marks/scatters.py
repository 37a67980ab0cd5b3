"""Scatters of countries: an axis of people, and names beside dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from cyberstudy.draw.marks.texts import folded, letters, narrowed
from cyberstudy.draw.style import INK, MUTED, ONE_LINE, lacking, leading
from cyberstudy.wording.translator import Translator

LINE, LETTER, GAP = 8.0, 3.7, 4.0  # points: of a line, of a letter, between a dot and its name
BESIDE = GAP + 2  # points: a dot as near as this might be taken for the one that is named
NAME = 24  # letters in a line of a name
ABOVE, CLEAR = 1.5, 3.2  # points: between a name and a dot above it, between a line and a dot
#: Where a name may stand: left or right, points from its dot, and lines above or below it.
FAR = product((-1, 1), (14.0, 24.0, 40.0, 60.0), range(-6, 7))
PLACES = ((1, GAP, 0), (-1, GAP, 0), *sorted(FAR, key=lambda at: abs(at[2]) * LINE + at[1]))
LEADER: dict[str, Any] = {"arrowstyle": "-", "lw": 0.4, "color": MUTED, "shrinkB": 2.2}

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
    axes.set_xlabel(say("Population in millions (logarithmic scale)"), loc="left")


def places_of_dots(
    axes: Axes, units: pl.Series, dots: pl.DataFrame
) -> dict[str, tuple[Axes, list[np.ndarray]]]:
    """Say where the dot of each unit lies (`draw.drawn.Outlines`), of x and y in their order."""
    points = dots.select("x", "y").to_numpy()
    return {unit: (axes, [point[None]]) for unit, point in zip(units, points, strict=True)}


def names_of_dots(figure: Figure, axes: Axes, rows: pl.DataFrame, shown: int) -> None:
    """Name the first dots of x, y and name, once everything else is drawn.

    A name stands beside its dot where it covers no other and does not leave the axes; from further
    a thin line leads back, past all other dots. Those without room have none.
    """
    figure.draw_without_rendering()  # places in points follow from the layout
    scale = 72 / figure.dpi
    dots = axes.transData.transform(rows.select("x", "y").to_numpy()) * scale
    left, bottom, right, top = (each * scale for each in axes.bbox.extents)
    # The headline takes its first line from the axes.
    dots[:, 1] = bottom + (dots[:, 1] - bottom) * (1 - 72 * ONE_LINE / (top - bottom))
    names = [folded(name, narrowed(NAME)) for name in rows["name"].head(shown)]
    # Who is placed first decides for whom there is room: each two are once.
    # Earlier names matter more.
    found: dict[int, Place] = {}
    for pair in permutations(range(len(names)), min(2, len(names))):
        order = [*pair, *(own for own in range(len(names)) if own not in pair)]
        places = _places_of_names(dots, names, order, (left, right, bottom))
        if sum(len(names) - own for own in places) > sum(len(names) - own for own in found):
            found = places
        if len(found) == len(names):
            break
    for own, (side, away, up) in sorted(found.items()):
        axes.annotate(
            names[own],
            rows.select("x", "y").row(own),
            xytext=(side * away, up * LINE),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center",
            linespacing=leading(),
            multialignment="left" if side > 0 else "right",
            fontsize=6.5,
            color=INK,
            arrowprops=LEADER | {"relpos": (side < 0, 0.5)} if away > GAP else None,
        )


Place = tuple[int, float, int]


def _places_of_names(
    dots: np.ndarray, names: Sequence[str], order: Sequence[int], edges: tuple[float, float, float]
) -> dict[int, Place]:
    """Find a place for one name after another, the nearest at which it hides nothing."""
    found: dict[int, Place] = {}
    taken: list[Box] = []
    lines = np.empty((0, 2))  # points of the lines that lead to names
    for own in order:
        others = np.concatenate([np.delete(dots, own, axis=0), lines])
        for place in PLACES:
            box, line = _placed(dots[own], place, names[own])
            hidden = box.covers(others, taken) or any(other.holds(line) for other in taken)
            if not (box.leaves(*edges) or hidden or passed(line, others)):
                found[own] = place
                taken.append(box)
                lines = np.concatenate([lines, line])
                break
    return found


def _placed(dot: np.ndarray, place: Place, name: str) -> tuple[Box, np.ndarray]:
    """Give the box of a name, and points of the line that leads to it, none of one beside it."""
    side, away, up = place
    wide = LETTER * max(map(letters, name.split("\n")))
    tall = LINE * (name.count("\n") + 1) * (1.4 if lacking() else 1)
    end = dot + np.array([side * away, up * LINE])
    box = Box(end[0] if side > 0 else end[0] - wide, end[1], wide, tall)
    along = np.linspace(0.1, 1, 20)[:, None] if away > GAP else np.empty((0, 1))
    return box, dot + along * (end - dot)


def passed(line: np.ndarray, dots: np.ndarray) -> int:
    """Count dots that a line would run through."""
    away = np.linalg.norm(line[:, None] - dots[None], axis=2)
    return int((away < CLEAR).any(axis=0).sum())


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

    def holds(self, points: np.ndarray) -> bool:
        """Whether any of these points lies within it."""
        across = (points[:, 0] > self.left) & (points[:, 0] < self.left + self.wide)
        return bool((across & (np.abs(points[:, 1] - self.middle) < self.tall / 2)).any())

    def covers(self, dots: np.ndarray, others: Sequence[Box]) -> int:
        """Count what it would hide or stand beside; another name is worse than all dots."""
        near = np.abs(dots[:, 1] - self.middle) < self.tall / 2 + ABOVE
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
