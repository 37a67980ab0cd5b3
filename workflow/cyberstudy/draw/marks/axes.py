"""Axes of shares, and what guides the eye along them."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from cyberstudy.draw.style import FAINT, lacking, new_figure
from cyberstudy.wording.numbers import FEWEST_STEPS, round_ticks
from cyberstudy.wording.translator import Translator

TICKS = (0, 0.25, 0.5, 0.75, 1)


def percentages(say: Translator) -> FuncFormatter:
    """Return what writes shares on an axis as percentages."""
    return FuncFormatter(lambda share, _: say.percent(share))


def panels_from_above(height: float, ratios: Sequence[float]) -> tuple[Figure, list[Axes]]:
    """Make a figure of panels one below the other, with one horizontal axis for all."""
    figure, grid = new_figure(
        height, nrows=len(ratios), height_ratios=ratios, sharex=True, squeeze=False
    )
    return figure, list(grid[:, 0])


def axis_of_shares(axes: Axes, say: Translator, *, room: float, last: float) -> None:
    """Make the horizontal axis one of shares from 0 to 1, with guides behind the rows.

    Parameters
    ----------
    axes
        Where rows stand from place 0 downwards.
    say
        The language.
    room
        To the right, for words.
    last
        The place of the last row.
    """
    axis_of_numbers(axes, say, (0, 1), room=room, last=last)
    axes.xaxis.set_major_formatter(percentages(say))


def axis_of_numbers(
    axes: Axes,
    say: Translator,
    ends: tuple[float, float],
    *,
    room: float,
    last: float,
) -> None:
    """Do as `axis_of_shares` does for numbers between `ends`; `room` is a part of that stretch."""
    low, high = ends
    length = high - low
    ticks = round_ticks(low, high, FEWEST_STEPS // (1 + (lacking() > 1)))
    guides(axes, -0.5, last + 0.5, ticks)
    axes.set_xlim(low - 0.02 * length, high + room * length)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: say.plain(number)))
    axes.spines["bottom"].set_bounds(low, high)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def logarithmic_axis(axes: Axes, ticks: Sequence[float], names: Sequence[str]) -> None:
    """Make the horizontal axis a logarithmic one with these ticks only, and faint lines at them."""
    axes.set_xscale("log")
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticks(ticks, names)
    axes.grid(axis="x")


def guides(axes: Axes, top: float, bottom: float, ticks: Sequence[float] = TICKS) -> None:
    """Draw a faint line at every tick, as far as there are rows and no further."""
    axes.vlines(ticks, top, bottom, color=FAINT, lw=0.5, zorder=0)
