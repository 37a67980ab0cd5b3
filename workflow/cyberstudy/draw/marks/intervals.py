"""Dots with intervals: one a row, or one a class on every row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator

from cyberstudy.draw.marks.axes import TICKS, guides
from cyberstudy.draw.marks.texts import beside_row, rows_from_above
from cyberstudy.draw.style import HUES, MUTED
from cyberstudy.wording.translator import Translator
from surveyanswers.tables.phrases import phrase

DOTS = phrase("share of those who answered")
#: What nonrespondents would have to say, beside the dot of those who answered.
INTERVALS = phrase("{confidence} interval")
#: Assume: an interval that reaches no further from its share than this lies behind the dot, on a
#: phone, too: it is not drawn, and no legend speaks of it.
HIDDEN = 0.02
#: An interval as a band behind its dot.
BAND: dict[str, Any] = {"color": HUES[0], "lw": 2.2, "alpha": 0.45}
#: A value, one that rests on a fit that could have been better, and what chance would reach.
VALUE: dict[str, Any] = {"marker": "o", "ms": 4, "color": HUES[0]}
MISSED = VALUE | {"mfc": "white"}
CHANCE: dict[str, Any] = {"marker": "|", "ms": 7, "mew": 1.4, "color": MUTED}


def dots_with_intervals(
    axes: Axes, places: Sequence[float], rows: pl.DataFrame, say: Translator, *, confidence: float
) -> None:
    """Draw the rows that have a share, each with its interval."""
    shown = rows.with_columns(place=pl.Series(places, dtype=pl.Float64)).filter(
        pl.col("share").is_not_null()
    )
    label = say(INTERVALS, confidence=say.percent(confidence))
    lines = _beyond_their_dots(shown)
    axes.hlines(lines["place"], lines["low"], lines["high"], label=label, **BAND)
    axes.plot(shown["share"], shown["place"], "o", color=HUES[0], ms=4, label=say(DOTS))


def _beyond_their_dots(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep rows of share, low and high whose interval is seen beside the dot."""
    share, low, high = (pl.col(name) for name in ("share", "low", "high"))
    return rows.filter(pl.max_horizontal(share - low, high - share) > HIDDEN)


def legend_of_dots(say: Translator, confidence: float, rows: pl.DataFrame) -> list[Line2D]:
    """Return what the legend shows of `dots_with_intervals`, drawn of these rows."""
    dots = Line2D([], [], color=HUES[0], marker="o", ms=4, ls="", label=say(DOTS))
    interval = say(INTERVALS, confidence=say.percent(confidence))
    drawn = not _beyond_their_dots(rows).is_empty()
    return [dots, Line2D([], [], label=interval, **BAND)] if drawn else [dots]


def rows_to_one(axes: Axes, names: Sequence[str]) -> None:
    """Name the rows from above, on an axis that ends at 1 with room for words behind it."""
    guides(axes, -0.5, len(names) - 0.5, TICKS)
    rows_from_above(axes, names)
    axes.spines["bottom"].set_bounds(0, 1)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


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
