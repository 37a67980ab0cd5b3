"""Marks that several kinds of exhibit share: dots with intervals on an axis of shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from textwrap import fill
from unicodedata import east_asian_width

import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter

from cyberstudy.draw.style import FAINT, HUES, INK, leading, tallness
from cyberstudy.wording.speech import Speech, phrase

DOTS, BOUNDS = phrase("share of those who answered"), phrase("worst-case bounds")
INTERVALS = phrase("{confidence} interval")
LINE, TOUCH = 0.095, 0.03  # inches of a line, and between rows
_CLOSING = "\u300b\u300d\u300f\u201d\uff09\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01"
_UNBROKEN = re.compile(f"[\u300a\u300c\u300e\u201c\uff08]?(?:[\x21-\x7e]+|.)[{_CLOSING}]*", re.S)
TICKS = (0, 0.25, 0.5, 0.75, 1)


def dots_with_intervals(
    axes: Axes, places: Sequence[float], rows: pl.DataFrame, say: Speech, *, confidence: float
) -> None:
    """Draw the rows that have a share, each with its interval and thin bounds."""
    shown = rows.with_columns(place=pl.Series(places, dtype=pl.Float64)).filter(
        pl.col("share").is_not_null()
    )
    at = shown["place"]
    label = say(INTERVALS, confidence=say.percent(confidence))
    axes.hlines(at, shown["low"], shown["high"], color=HUES[0], lw=2.2, alpha=0.45, label=label)
    axes.hlines(at, shown["bound_low"], shown["bound_high"], color=INK, lw=0.5, label=say(BOUNDS))
    axes.plot(shown["share"], at, "o", color=HUES[0], ms=4, label=say(DOTS))


def legend_of_dots(say: Speech, confidence: float) -> list[Line2D]:
    """Return what the legend shows of `dots_with_intervals`."""
    interval = say(INTERVALS, confidence=say.percent(confidence))
    return [
        Line2D([], [], color=HUES[0], marker="o", ms=4, ls="", label=say(DOTS)),
        Line2D([], [], color=HUES[0], lw=2.2, alpha=0.45, label=interval),
        Line2D([], [], color=INK, lw=0.5, label=say(BOUNDS)),
    ]


def percentages(say: Speech) -> FuncFormatter:
    """Return what writes shares on an axis as percentages."""
    return FuncFormatter(lambda share, _: say.percent(share))


def axis_of_shares(axes: Axes, say: Speech, *, room: float, labelled: bool = True) -> None:
    """Make the horizontal axis one of shares from 0 to 1, with `room` to its right for words."""
    axes.set_xlim(-0.02, 1 + room)
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.xaxis.set_major_formatter(percentages(say))
    axes.spines["bottom"].set_bounds(0, 1)
    axes.tick_params(axis="x", labelbottom=labelled)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def guides(axes: Axes, top: float, bottom: float) -> None:
    """Draw a faint line at every tick, as far as there are rows and no further."""
    axes.vlines(TICKS, top, bottom, color=FAINT, lw=0.5, zorder=0)


def behind_bar(axes: Axes, place: float, end: float, text: str) -> None:
    """Write `text` just behind a bar that ends at `end`."""
    axes.annotate(
        text,
        (end, place),
        xytext=(4, 0),
        textcoords="offset points",
        va="center_baseline",
        fontsize=7,
        color=INK,
    )


def beside_row(axes: Axes, place: float, text: str, *, x: float, muted: bool = False) -> None:
    """Write `text` to the right of a row."""
    style = "italic" if muted else "normal"
    axes.text(x, place, text, fontsize=6.5, va="center_baseline", style=style, color=INK)


def legend_below(
    figure: Figure, handles: Sequence[Artist], columns: int | None = None, **look: object
) -> None:
    """Put a legend under the axes, in as many columns as there is room for, up to `columns`."""
    wanted = min(columns or len(handles), len(handles))
    where = {"handles": handles, "loc": "outside lower center"} | look
    for number in range(wanted, 0, -1):
        legend = figure.legend(ncols=number, **where)
        ratio = legend.get_window_extent().width / figure.bbox.width
        if ratio <= 1:
            break
        legend.remove()
    else:
        longest = max(letters(handle.get_label()) for handle in handles)
        for handle in handles:
            handle.set_label(folded(handle.get_label(), int(0.95 * longest / ratio)))
        figure.legend(ncols=1, **where)
    rows = -(-len(handles) // number) - -(-len(handles) // wanted)
    broken = sum(handle.get_label().count("\n") for handle in handles)
    figure.set_figheight(figure.get_figheight() + 0.15 * (rows + broken))


def letters(label: str) -> int:
    """Count how many letters a text is wide; a Chinese character is as wide as two."""
    return sum(1 + (east_asian_width(letter) in "WF") for letter in label)


def folded(label: str, width: int) -> str:
    """Break a row's name into lines of `width` letters."""
    if letters(label) == len(label):
        return fill(label, width)
    # Chinese breaks between any two characters, but not within numbers and Latin words, and no
    # line begins with a closing mark.
    lines = [""]
    for part in _UNBROKEN.findall(label):
        if lines[-1] and letters(lines[-1] + part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(line.strip() for line in lines)


def lines_of(labels: Sequence[str]) -> int:
    """Count lines of all labels, for the figure's height."""
    return sum(label.count("\n") + 1 for label in labels)


def height_of(labels: Sequence[str], line: float, gap: float) -> float:
    """Inches that rows take, so many a line and so many a row; equal rows, no two of which meet."""
    lines = [lines_of([label]) for label in labels]
    closest = max((one + other for one, other in pairwise(lines)), default=0) / 2
    asked = tallness() * line * sum(lines) + gap * len(lines)
    return max(asked, len(lines) * (tallness() * LINE * closest + TOUCH))


def name_rows(axes: Axes, places: Sequence[float], names: Sequence[str]) -> None:
    """Write names of rows that are seldom broken into lines."""
    several = any("\n" in name for name in names)
    axes.set_yticks(places, names, **({"linespacing": leading()} if several else {}))
