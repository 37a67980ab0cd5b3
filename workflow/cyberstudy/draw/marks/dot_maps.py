"""Maps of dots: a dot a unit, in blocks that lie roughly where what they stand for does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from cyberstudy.draw.marks.texts import folded, letters
from cyberstudy.draw.style import bold

WIDE = 9  # dots in a line
LETTERS = 18  # in a line above a block


def lines_of_dots(dots: int) -> int:
    """Count the lines that so many dots take."""
    return -(-dots // WIDE)


def block_of_dots(
    axes: Axes,
    dots: Mapping[str, tuple[int, Mapping[str, Any]]],
    *,
    left: float,
    top: float,
    name: str,
    counts: str,
) -> None:
    """Draw dots line by line, kind after kind, with a name and counts above.

    Parameters
    ----------
    axes
        Of one unit a dot.
    dots
        What every kind is called, how many they are and how they look.
    left, top
        Where the first dot lies.
    name, counts
        What stands above.
    """
    # One above the other where they have no room side by side.
    above = top - 1 if letters(name) + len(counts) < LETTERS else top - 2.2
    bottom: dict[str, Any] = {"va": "bottom"}
    axes.text(left - 0.4, above, folded(name, LETTERS), fontsize=7.5, fontweight=bold(), **bottom)
    axes.text(left + WIDE - 0.6, top - 1, counts, fontsize=7, ha="right", **bottom)
    start = 0
    for kind, (count, look) in dots.items():
        numbers = range(start, start + count)
        axes.plot(
            [left + number % WIDE for number in numbers],
            [top + number // WIDE for number in numbers],
            "o",
            ms=5,
            mew=0.7,
            label=kind,
            **look,
        )
        start += count


def axes_of_dots(axes: Axes, right: float, below: float) -> None:
    """Make axes as wide as high, with nothing around the dots."""
    axes.set_xlim(-1, right)
    axes.set_ylim(below, -3)
    axes.set_aspect("equal")
    axes.set_axis_off()
