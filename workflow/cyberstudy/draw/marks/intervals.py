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
from cyberstudy.draw.style import HUES, INK, MUTED
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.speech import Speech

DOTS = phrase("share of those who answered")
INTERVALS = phrase("{confidence} interval")
#: An interval as a band behind its dot.
BAND: dict[str, Any] = {"color": HUES[0], "lw": 2.2, "alpha": 0.45}
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


def dots_with_intervals(
    axes: Axes, places: Sequence[float], rows: pl.DataFrame, say: Speech, *, confidence: float
) -> None:
    """Draw the rows that have a share, each with its interval."""
    shown = rows.with_columns(place=pl.Series(places, dtype=pl.Float64)).filter(
        pl.col("share").is_not_null()
    )
    at = shown["place"]
    label = say(INTERVALS, confidence=say.percent(confidence))
    axes.hlines(at, shown["low"], shown["high"], label=label, **BAND)
    axes.plot(shown["share"], at, "o", color=HUES[0], ms=4, label=say(DOTS))


def legend_of_dots(say: Speech, confidence: float) -> list[Line2D]:
    """Return what the legend shows of `dots_with_intervals`."""
    interval = say(INTERVALS, confidence=say.percent(confidence))
    return [
        Line2D([], [], color=HUES[0], marker="o", ms=4, ls="", label=say(DOTS)),
        Line2D([], [], label=interval, **BAND),
    ]


def rows_to_one(axes: Axes, names: Sequence[str], ticks: Sequence[float] = TICKS) -> None:
    """Name the rows from above, on an axis that ends at 1 with room for words behind it."""
    guides(axes, -0.5, len(names) - 0.5, ticks)
    rows_from_above(axes, names)
    axes.spines["bottom"].set_bounds(0, 1)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


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
