"""Axes of shares, and what guides the eye along them."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter

from cyberstudy.draw.style import FAINT
from cyberstudy.wording.speech import Speech

TICKS = (0, 0.25, 0.5, 0.75, 1)


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


def narrow_axis_of_shares(axes: Axes, say: Speech, ticks: Sequence[float] = (0, 0.5, 1)) -> None:
    """Make the horizontal axis one of shares, with few ticks and a faint line at each."""
    axes.set_xlim(-0.06, 1.06)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(percentages(say))
    axes.grid(axis="x")
    axes.tick_params(axis="both", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def guides(axes: Axes, top: float, bottom: float, ticks: Sequence[float] = TICKS) -> None:
    """Draw a faint line at every tick, as far as there are rows and no further."""
    axes.vlines(ticks, top, bottom, color=FAINT, lw=0.5, zorder=0)


def bands(axes: Axes, rows: int) -> None:
    """Shade every other row, so that marks are found on their row."""
    for place in range(0, rows, 2):
        axes.axhspan(place - 0.5, place + 0.5, color=FAINT, alpha=0.35, lw=0, zorder=0)
