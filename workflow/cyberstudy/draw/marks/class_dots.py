"""Dots of classes, or of other series, side by side on every row, with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from cyberstudy.draw.marks.intervals import INTERVALS
from cyberstudy.draw.style import HUES, INK, MUTED
from cyberstudy.wording.translator import Translator
from surveyanswers.tables.problems import SurveyError

#: Marks of classes: each has a shape of its own, since colours are lost in print and to some eyes.
LOOKS: tuple[dict[str, Any], ...] = tuple(
    {"marker": marker, "color": colour}
    for marker, colour in zip("os^DvPX*", (*HUES[:3], INK, *HUES[3:5], MUTED, HUES[5]), strict=True)
)
WITHIN = 0.7  # of a row, that its classes take


def look_of_class(number: int) -> Mapping[str, Any]:
    """Return the mark of a class, counted from the largest.

    Raises
    ------
    SurveyError
        There are more classes than marks.
    """
    if number >= len(LOOKS):
        raise SurveyError(f"{number + 1} classes are more than marks can distinguish")
    return LOOKS[number]


def class_dots(
    axes: Axes,
    rows: pl.DataFrame,
    *,
    classes: Sequence[str],
    value: str,
) -> None:
    """Draw a mark a class on every row, the largest class uppermost, with its interval.

    Parameters
    ----------
    axes
        Where rows stand at their places.
    rows
        place, type, `value`, low, high; without a value nothing is drawn.
    classes
        From the largest.
    value
        The column that marks show.
    """
    own = {
        name: rows.filter(pl.col("type") == name, pl.col(value).is_not_null()).select(
            "place", "low", "high", value=value
        )
        for name in classes
    }
    looks = [look_of_class(number) for number in range(len(classes))]
    dots_side_by_side(axes, own, looks, within=WITHIN, width=1.1, size=3.6)


def dots_side_by_side(
    axes: Axes,
    series: Mapping[str, pl.DataFrame],
    looks: Sequence[Mapping[str, Any]],
    *,
    within: float,
    width: float,
    size: float,
) -> None:
    """Draw series of place, value, low and high within so much of each row, the first uppermost."""
    for number, ((name, own), look) in enumerate(zip(series.items(), looks, strict=True)):
        at = own["place"] + within * ((number + 0.5) / len(series) - 0.5)
        line: dict[str, Any] = {"color": look["color"], "lw": width, "alpha": 0.6}
        axes.hlines(at, own["low"], own["high"], label=f"{name} ci", **line)
        axes.plot(own["value"], at, ls="", ms=size, mew=0, label=name, **look)


def legend_of_classes(labels: Sequence[str], say: Translator, *, confidence: str) -> list[Line2D]:
    """Return what the legend shows of `class_dots`, with a label a class from the largest."""
    handles = [
        Line2D([], [], ls="", ms=4.5, mew=0, label=label, **look_of_class(number))
        for number, label in enumerate(labels)
    ]
    interval = say(INTERVALS, confidence=confidence)
    return [*handles, Line2D([], [], color=INK, lw=1.1, alpha=0.6, label=interval)]
