"""Rows with columns of texts beside them, in one panel or in several one below the other.

seaborn has no columns of texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cyberstudy.draw.marks.axes import axis_of_numbers, panels_from_above
from cyberstudy.draw.marks.texts import (
    above_column,
    beside_rows,
    folded,
    height_of,
    name_rows,
    narrowed,
    rows_from_above,
)
from cyberstudy.draw.style import leading, narrower
from cyberstudy.wording.translator import Translator

ABOVE = 0.28  # inches of a panel's title
HEAD = -0.6  # the place at which what stands above a column ends
NONE = "\u2013"  # what stands where there is no number

Ends = tuple[float, float]


def panels_of_rows(
    names: Sequence[Iterable[str]], letters: int, *, gap: float
) -> tuple[Figure, list[Axes], list[list[str]]]:
    """Make a figure with a panel for each list of rows' names, which it returns in lines."""
    lines = [[folded(name, narrowed(letters)) for name in panel] for panel in names]
    ratios = [height_of(panel, 0.1, gap) for panel in lines]
    return *panels_from_above(0.9 + ABOVE * len(ratios) + sum(ratios), ratios), lines


def finish_panel(
    axes: Axes,
    say: Translator,
    title: str,
    names: Sequence[str],
    columns: Sequence[tuple[float, Sequence[str], Sequence[bool]]],
    *,
    ends: Ends,
    room: float,
) -> None:
    """Write columns of texts, each where it begins and with what is muted, and name the rows."""
    for x, texts, muted in columns:
        beside_rows(axes, range(len(texts)), texts, x=x, muted=muted)
    axis_of_numbers(axes, say, ends, room=room * narrower(), last=len(names) - 1)
    rows_from_above(axes, names, linespacing=leading())
    axes.set_title(title)


def finish_rows(
    axes: Axes,
    say: Translator,
    names: Sequence[str],
    places: Sequence[float],
    columns: Mapping[str, Sequence[str]],
    *,
    ends: Ends,
    step: float,
    length: float | None = None,
    ticks: Sequence[float] = (),
) -> None:
    """Write columns of texts under their heads, and name the rows.

    Columns are a `step` of the axis apart, or of another `length` than that between its ends.
    """
    last, (low, high), step = max(places), ends, step * narrower()
    axis_of_numbers(axes, say, ends, room=0.04 + step * len(columns), last=last, ticks=ticks)
    for number, (head, texts) in enumerate(columns.items()):
        x = high + (0.05 * narrower() + step * number) * (length or high - low)
        beside_rows(axes, places, texts, x=x, muted=[False] * len(places))
        above_column(axes, head, x=x, place=HEAD)
    name_rows(axes, places, names)
    axes.set_ylim(last + 0.5, -0.5)
