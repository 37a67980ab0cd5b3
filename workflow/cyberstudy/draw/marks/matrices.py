"""Numbers in the cells of heat maps."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_hex

from cyberstudy.draw.style import written_on


def colour_numbers(axes: Axes) -> None:
    """Write the numbers of a heat map so that they are read well on the colours of their cells.

    seaborn writes white on colours that are too light for it: its least contrast is 2.4, ours 3.7.
    """
    for cells in axes.collections:
        if isinstance(cells, QuadMesh):
            cells.update_scalarmappable()
            colours = [
                colour for colour in np.asarray(cells.get_facecolor()) if colour[-1]
            ]  # not masked
            for number, colour in zip(axes.texts, colours, strict=False):
                number.set_color(written_on(to_hex(colour)))
