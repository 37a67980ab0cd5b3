"""Rows with columns of texts beside them.

seaborn has no columns of texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from cyberstudy.draw.marks.axes import axis_of_numbers
from cyberstudy.draw.marks.texts import above_column, beside_rows, name_rows
from cyberstudy.draw.style import narrower
from cyberstudy.wording.translator import Translator

HEAD = -0.6  # the place at which what stands above a column ends
NONE = "\u2013"  # what stands where there is no number


def finish_rows(
    axes: Axes,
    say: Translator,
    names: Sequence[str],
    places: Sequence[float],
    columns: Mapping[str, Sequence[str]],
    *,
    ends: tuple[float, float],
    step: float,
) -> None:
    """Write columns of texts, a `step` of the axis apart, under their heads, and name the rows."""
    last, (low, high), step = max(places), ends, step * narrower()
    axis_of_numbers(axes, say, ends, room=0.04 + step * len(columns), last=last)
    for number, (head, texts) in enumerate(columns.items()):
        x = high + (0.05 * narrower() + step * number) * (high - low)
        beside_rows(axes, places, texts, x=x, muted=[False] * len(places))
        above_column(axes, head, x=x, place=HEAD)
    name_rows(axes, places, names)
    axes.set_ylim(last + 0.5, -0.5)
