"""Legends under the axes, of a figure or of one panel; seaborn's stand inside one axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory

from cyberstudy.draw.marks.texts import folded, letters
from cyberstudy.draw.style import BAND, lacking


def legend_of_panel(axes: Axes, handles: Sequence[Artist], columns: int) -> None:
    """Draw a panel's own legend close under its marks, which have no axis there.

    In a narrow figure it begins where the figure does: beside the names of rows it has no room.
    """
    across = axes.figure.transFigure if lacking() else axes.transAxes
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=blended_transform_factory(across, axes.transAxes),
        borderaxespad=0.3,
        borderpad=0.1,
        ncols=columns,
        fontsize=6.5,
        handlelength=1.2,
        columnspacing=1.2,
    )


def legend_below(
    figure: Figure,
    handles: Sequence[Artist] | None = None,
    columns: int | None = None,
    *,
    fontsize: float = 6.5,
    **look: Any,
) -> None:
    """Draw a legend under the axes, in as many columns as there is room for, up to `columns`.

    By default it shows each mark that has a label, once, values before their intervals. It stands
    in the middle, so that at either side there is room for the band of simulated answers.
    """
    if handles is None:
        drawn = (artist for axes in figure.axes for artist in axes.get_legend_handles_labels()[0])
        by_label = {str(artist.get_label()): artist for artist in drawn}
        handles = sorted(by_label.values(), key=lambda artist: not isinstance(artist, Line2D))
    look["fontsize"] = fontsize
    wanted = min(columns or len(handles), len(handles))
    where: dict[str, Any] = {"handles": handles, "loc": "outside lower center"} | look
    labels = [str(handle.get_label()) for handle in handles]
    for number in range(wanted, 0, -1):
        legend = figure.legend(ncols=number, **where)
        ratio = legend.get_window_extent().width / (figure.bbox.width - 2 * BAND * figure.dpi)
        if ratio <= 1:
            break
        legend.remove()
    else:
        longest = max(map(letters, labels))
        labels = [folded(label, int(0.95 * longest / ratio)) for label in labels]
        for handle, label in zip(handles, labels, strict=True):
            handle.set_label(label)
        figure.legend(ncols=1, **where)
    rows = -(-len(handles) // number) - -(-len(handles) // wanted)
    broken = sum(label.count("\n") for label in labels)
    figure.set_figheight(figure.get_figheight() + 0.15 * (rows + broken))
