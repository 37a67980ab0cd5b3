"""Dots with intervals: one a row, or one a class on every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from cyberstudy.draw.marks.axes import TICKS, guides
from cyberstudy.draw.marks.texts import beside_row, rows_from_above
from cyberstudy.draw.style import FAINT, HUES, INK, MUTED
from cyberstudy.tables.phrases import phrase
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.wording.speech import Speech

DOTS, BOUNDS = phrase("share of those who answered"), phrase("worst-case bounds")
INTERVALS = phrase("{confidence} interval")
#: An interval as a band behind its dot.
BAND: dict[str, Any] = {"color": HUES[0], "lw": 2.2, "alpha": 0.45}
#: Marks of classes: each has a shape of its own, since colours are lost in print and to some eyes.
LOOKS: tuple[dict[str, Any], ...] = tuple(
    {"marker": marker, "color": colour}
    for marker, colour in zip("os^DvPX*", (*HUES[:3], INK, *HUES[3:5], MUTED, HUES[5]), strict=True)
)
LINE_ON_BARS = "black"  # the house's ink has too little contrast with the darkest bars
#: A value, one that rests on a fit that could have been better, and what chance would reach.
VALUE: dict[str, Any] = {"marker": "o", "ms": 4, "color": HUES[0]}
MISSED = VALUE | {"mfc": "white"}
CHANCE: dict[str, Any] = {"marker": "|", "ms": 7, "mew": 1.4, "color": MUTED}
#: The level of a test, and a p-value by whether the null hypothesis is rejected.
LEVEL: dict[str, Any] = {"marker": "|", "color": INK, "ms": 9, "mew": 1.2}
P_VALUE: dict[bool, dict[str, Any]] = {
    rejected: {"marker": "o", "color": HUES[0], "mfc": fill, "ms": 4.5}
    for rejected, fill in ((False, HUES[0]), (True, "white"))
}
#: Ticks of p-values; the axis is that of their square roots, where small ones have room.
P_TICKS = (0, 0.05, 0.2, 0.5, 1)
WITHIN = 0.7  # of a row, that its classes take


def dots_with_intervals(
    axes: Axes, places: Sequence[float], rows: pl.DataFrame, say: Speech, *, confidence: float
) -> None:
    """Draw the rows that have a share, each with its interval and thin bounds."""
    shown = rows.with_columns(place=pl.Series(places, dtype=pl.Float64)).filter(
        pl.col("share").is_not_null()
    )
    at = shown["place"]
    label = say(INTERVALS, confidence=say.percent(confidence))
    axes.hlines(at, shown["low"], shown["high"], label=label, **BAND)
    axes.hlines(at, shown["bound_low"], shown["bound_high"], color=INK, lw=0.5, label=say(BOUNDS))
    axes.plot(shown["share"], at, "o", color=HUES[0], ms=4, label=say(DOTS))


def legend_of_dots(say: Speech, confidence: float) -> list[Line2D]:
    """Return what the legend shows of `dots_with_intervals`."""
    interval = say(INTERVALS, confidence=say.percent(confidence))
    return [
        Line2D([], [], color=HUES[0], marker="o", ms=4, ls="", label=say(DOTS)),
        Line2D([], [], label=interval, **BAND),
        Line2D([], [], color=INK, lw=0.5, label=say(BOUNDS)),
    ]


def dots_with_two_intervals(
    axes: Axes, values: pl.Series, bounds: pl.DataFrame, labels: tuple[str, str, str]
) -> None:
    """Draw a dot a row from above, on a dark interval and a pale one.

    Parameters
    ----------
    axes
        Whose rows are at 0, 1, 2 ...
    values
        Of the dots.
    bounds
        Low and high of the dark interval, then of the pale one.
    labels
        What the pale interval, the dark one and the dot are.
    """
    rows, (low, high, pale_low, pale_high) = range(len(values)), bounds.get_columns()
    axes.hlines(rows, pale_low, pale_high, color=FAINT, lw=5, label=labels[0])
    axes.hlines(rows, low, high, color=HUES[0], lw=2, label=labels[1])
    axes.plot(values, rows, "o", color=INK, ms=3.2, label=labels[2])


def dots_in_rings(
    axes: Axes, ours: pl.DataFrame, theirs: pl.Series, labels: tuple[str, str]
) -> None:
    """Draw our value, low and high a row from above, with a ring at somebody else's value."""
    rows = range(ours.height)
    axes.hlines(rows, ours["low"], ours["high"], color=HUES[0], lw=1.6)
    axes.plot(ours["value"], rows, "o", color=HUES[0], ms=3, label=labels[0])
    axes.plot(theirs, rows, "o", mfc="none", mec=INK, ms=6, mew=0.8, label=labels[1])
    axes.set_xlim(left=0)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")


def rows_to_one(axes: Axes, names: Sequence[str], ticks: Sequence[float] = TICKS) -> None:
    """Name the rows from above, on an axis that ends at 1 with room for words behind it."""
    guides(axes, -0.5, len(names) - 0.5, ticks)
    rows_from_above(axes, names)
    axes.spines["bottom"].set_bounds(0, 1)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def look_of_class(number: int) -> Mapping[str, Any]:
    """Return the mark of a class, counted from the largest.

    Raises
    ------
    StudyProblem
        There are more classes than marks.
    """
    if number >= len(LOOKS):
        raise StudyProblem(f"{number + 1} classes are more than marks can tell apart")
    return LOOKS[number]


def class_dots(
    axes: Axes,
    rows: pl.DataFrame,
    *,
    classes: Sequence[str],
    value: str,
    size: float = 3.6,
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
    size
        Of marks, in points.
    """
    own = {
        name: rows.filter(pl.col("type") == name, pl.col(value).is_not_null()).select(
            "place", "low", "high", value=value
        )
        for name in classes
    }
    looks = [look_of_class(number) for number in range(len(classes))]
    dots_side_by_side(axes, own, looks, within=WITHIN, width=1.1, size=size)


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


def legend_of_classes(
    labels: Sequence[str], say: Speech, *, confidence: str, size: float = 4.5
) -> list[Line2D]:
    """Return what the legend shows of `class_dots`, with a label a class from the largest."""
    handles = [
        Line2D([], [], ls="", ms=size, mew=0, label=label, **look_of_class(number))
        for number, label in enumerate(labels)
    ]
    interval = say(INTERVALS, confidence=confidence)
    return [*handles, Line2D([], [], color=INK, lw=1.1, alpha=0.6, label=interval)]


def p_values_with_intervals(axes: Axes, rows: pl.DataFrame, say: Speech) -> None:
    """Draw tests from above: p, low, high and level; rejected or not; label, and told beside it."""
    places = range(rows.height)
    axes.hlines(places, rows["low"], rows["high"], label="ci", **BAND)
    axes.plot(rows["level"], places, ls="", label="level", **LEVEL)
    for rejected, look in P_VALUE.items():
        own = rows.with_row_index("place").filter(pl.col("rejected") == rejected)
        axes.plot(own["p"], own["place"], ls="", label=f"{rejected}", **look)
    for place, row in enumerate(rows.iter_rows(named=True)):
        beside_row(axes, place, row["told"], x=1.08, muted=not row["rejected"])
    axes.set_xscale("function", functions=(lambda p: p.clip(0) ** 0.5, lambda root: root**2))
    axes.set_xlim(0, 2.35)
    axes.xaxis.set_major_locator(FixedLocator(P_TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda p, _: say.plain(p)))
    rows_to_one(axes, rows["label"].to_list(), P_TICKS)


def dots_beside_chance(axes: Axes, rows: pl.DataFrame, told: Sequence[str]) -> None:
    """Draw rows of row, value, low, high, chance and missed from above, with words beside them."""
    seen = rows.with_row_index("place")
    lines, by_chance = seen.drop_nulls("low"), seen.drop_nulls("chance")
    axes.hlines(lines["place"], lines["low"], lines["high"], label="ci", **BAND)
    axes.plot(by_chance["chance"], by_chance["place"], ls="", label="chance", **CHANCE)
    known = seen.drop_nulls("value").with_columns(pl.col("missed").fill_null(value=False))
    for missed, look in ((False, VALUE), (True, MISSED)):
        own = known.filter(missed=missed)
        axes.plot(own["value"], own["place"], ls="", label="missed" if missed else "value", **look)
    for place, (words, value) in enumerate(zip(told, rows["value"], strict=True)):
        beside_row(axes, place, words, x=1.04, muted=value is None)
    rows_to_one(axes, rows["row"].to_list())
    axes.xaxis.set_major_locator(FixedLocator(TICKS))


def mark_on_bars(axes: Axes, rows: pl.DataFrame, label: str, look: Mapping[str, Any]) -> None:
    """Draw a mark of place, value, low and high on each bar, with its interval."""
    at, low, high = rows["place"], rows["low"], rows["high"]
    axes.hlines(at, low, high, color=LINE_ON_BARS, lw=1.1, zorder=3, label=f"{label} ci")
    axes.plot(rows["value"], at, ls="", label=label, **look)
