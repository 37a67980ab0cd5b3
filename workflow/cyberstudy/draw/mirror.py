"""A drawn figure for those who read from the right: everything but maps stands the other way."""

from __future__ import annotations

from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.axes._secondary_axes import SecondaryAxis
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.offsetbox import HPacker
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

OTHER: dict[str, Any] = {"left": "right", "right": "left"}
#: Places of legends by matplotlib's numbers for them: corners, and the middles of both sides.
OTHER_PLACE = {1: 2, 2: 1, 3: 4, 4: 3, 5: 6, 6: 7, 7: 6}


def mirror(figure: Figure) -> None:
    """Mirror a figure: rows are named at the right, bars grow from there, keys are right of words.

    Marks are drawn as they are for those who read from the left, and turned here, at one place;
    digits, words and the map of the world are not. Headline, subtitle and band come afterwards.
    """
    _turn_columns(figure)
    turned: set[Axes] = set()
    for axes in figure.axes:
        if _is_map(axes):
            continue
        if (bar := getattr(axes, "_colorbar_info", None)) is not None:
            bar["location"] = OTHER.get(bar["location"], bar["location"])
        if axes not in turned:
            axes.xaxis.set_inverted(not axes.xaxis.get_inverted())
            turned.update(axes.get_shared_x_axes().get_siblings(axes))
        _turn_sides(axes)
        for text in axes.texts:
            _turn_text(axes, text)
        if (legend := axes.get_legend()) is not None:
            _turn_place(axes, legend)
    for legend in figure.findobj(Legend):
        _turn_keys(legend)


def _is_map(axes: Axes) -> bool:
    return not axes.axison and axes.get_aspect() == 1


def _turn_columns(figure: Figure) -> None:
    """Swap panels that are side by side."""
    grids = {}
    for axes in figure.axes:
        if (spec := axes.get_subplotspec()) is not None:
            grid, (rows, columns) = spec.get_gridspec(), (spec.rowspan, spec.colspan)
            grids[id(grid)] = grid
            last = grid.ncols
            axes.set_subplotspec(
                grid[rows.start : rows.stop, last - columns.stop : last - columns.start]
            )
    for grid in grids.values():
        grid.set_width_ratios([*reversed(cast(list[float], grid.get_width_ratios()))])


def _turn_sides(axes: Axes) -> None:
    """Change the sides of spines, of ticks with their names, and of what axes and panels say."""
    left, right = axes.spines["left"], axes.spines["right"]
    looks = [
        (s.get_visible(), s.get_edgecolor(), s.get_linewidth(), s.get_bounds())
        for s in (right, left)
    ]
    for spine, (visible, colour, width, bounds) in zip((left, right), looks, strict=True):
        spine.set(visible=visible, edgecolor=colour, linewidth=width)
        if bounds is not None:
            spine.set_bounds(*bounds)
    for tick in axes.yaxis.get_major_ticks():
        for one, other in ((tick.label1, tick.label2), (tick.label2, tick.label1)):
            if one.get_visible():
                other.set(color=one.get_color(), fontproperties=one.get_fontproperties())
    if axes.yaxis.get_ticks_position() == "right":
        axes.yaxis.tick_left()
    else:
        axes.yaxis.tick_right()
    label_at: Any = axes.yaxis.get_label_position()
    axes.yaxis.set_label_position(OTHER[label_at])
    axes.xaxis.label.set(x=1 - axes.xaxis.label.get_position()[0])
    slanting = [
        text for text in axes.get_xticklabels() if text.get_horizontalalignment() != "center"
    ]
    titles = [child for child in axes.get_children() if isinstance(child, Text)]
    titles = [text for text in titles if text not in axes.texts]
    for text in (axes.xaxis.label, *slanting, *titles):
        _turn_alignment(text)
        text.set_rotation(-text.get_rotation() if text in slanting else text.get_rotation())
    for text in titles:
        text.set_x(1 - text.get_position()[0])
    for beside in axes.child_axes:
        if isinstance(beside, SecondaryAxis):
            _turn_second_names(beside)


def _turn_second_names(beside: SecondaryAxis) -> None:
    """Move names at the right of rows to the left."""
    visible = beside.spines["right"].get_visible()
    beside.set_location("left")
    beside.set_alignment("left")
    beside.spines["left"].set_visible(visible)
    beside.yaxis.label.set_rotation(90)


def _turn_alignment(text: Text) -> None:
    side = text.get_horizontalalignment()
    text.set_horizontalalignment(OTHER.get(side, side))


def _turn_text(axes: Axes, text: Text) -> None:
    """Mirror a text, so that it ends where it began; what is placed at data has moved with them."""
    _turn_alignment(text)
    if isinstance(text, Annotation):
        across = text.xycoords[0] if isinstance(text.xycoords, tuple) else text.xycoords
        if across == "axes fraction":
            text.xy = (1 - text.xy[0], text.xy[1])
        text.xyann = (-text.xyann[0], text.xyann[1])
    elif text.get_transform() in (axes.transAxes, axes.get_yaxis_transform()):
        text.set_x(1 - text.get_position()[0])


def _turn_place(axes: Axes, legend: Legend) -> None:
    """Move a panel's legend to the other side of it."""
    inside = legend.get_bbox_to_anchor().transformed(axes.transAxes.inverted())
    other = Bbox([[1 - inside.x1, inside.y0], [1 - inside.x0, inside.y1]])
    legend.set_bbox_to_anchor(other, transform=axes.transAxes)
    place = cast(Any, legend)._loc  # matplotlib lets places be set, and not be asked for
    legend.set_loc(OTHER_PLACE.get(place, place))


def _turn_keys(legend: Legend) -> None:
    """Mirror a legend, to be read from the right: its columns, and each key before its words."""
    inside = cast(Any, legend)  # and packs its boxes by itself
    columns = inside._legend_handle_box
    boxes = [columns]
    for column in columns.get_children():
        column.align = "right"
        boxes += [row for row in column.get_children() if isinstance(row, HPacker)]
    for box in boxes:
        box._children.reverse()
    inside._legend_box.align = "right"
