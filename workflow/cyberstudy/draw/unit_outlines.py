"""Where units are in a finished figure, so that a page can point at one without another drawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.style import shown_larger

#: Columns of codes and of names, as figures' numbers have them.
CODES, NAMES = ("iso3", "unit_id"), ("name", "country")
#: Pixels of a browser: of an inch, around a dot, and of a row at most, above and below its middle.
PIXELS, RADIUS, HALF = 96, 5, 11


def outlines_of(drawn: Mapping[str, Drawn]) -> pl.DataFrame:
    """Return the outline of each unit in each drawing, in pixels from its upper left corner.

    Parameters
    ----------
    drawn
        Drawings that are laid out, by what they are for.

    Returns
    -------
    pl.DataFrame
        drawing, unit, and outline, a path as SVG writes it; no rows where no unit is seen by name.
    """
    rows = [
        (use, unit, outline)
        for use, drawing in drawn.items()
        if drawing.figure is not None
        for unit, outline in sorted(
            {**_rows(drawing, drawing.figure), **_declared(drawing, drawing.figure)}.items()
        )
    ]
    columns = dict.fromkeys(("drawing", "unit", "outline"), pl.String)
    return pl.DataFrame(rows, schema=columns, orient="row")


def _declared(drawn: Drawn, figure: Figure) -> dict[str, str]:
    return {
        unit: "".join(_path(_pixels(figure, axes, line)) for line in lines)
        for unit, (axes, lines) in drawn.outlines.items()
    }


def _rows(drawn: Drawn, figure: Figure) -> dict[str, str]:
    """Find rows that are named by units: as wide as the figure, and no higher than to the next."""
    code, name = (next((c for c in of if c in drawn.data.columns), "") for of in (CODES, NAMES))
    if not code or not name:
        return {}
    units = dict(drawn.data.select(name, code).iter_rows())
    outlines: dict[str, str] = {}
    for axes in figure.axes:
        places = {
            " ".join(label.get_text().split()): place
            for place, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=False)
        }
        heights = {
            units[row]: float(_pixels(figure, axes, np.array([[0, place]]))[0, 1])
            for row, place in places.items()
            if row in units
        }
        apart = np.diff(sorted(heights.values()))
        half = min([HALF, *(apart[apart > 0] / 2)])
        right = figure.get_figwidth() * PIXELS * shown_larger(figure)
        outlines |= {
            unit: _path([(0, y - half), (right, y - half), (right, y + half), (0, y + half)])
            for unit, y in heights.items()
        }
    return outlines


def _pixels(figure: Figure, axes: Axes, points: np.ndarray) -> np.ndarray:
    inches = axes.transData.transform(points) / figure.dpi
    pixels = PIXELS * shown_larger(figure)
    return np.column_stack([inches[:, 0], figure.get_figheight() - inches[:, 1]]) * pixels


def _path(points: Iterable[tuple[float, float]] | np.ndarray) -> str:
    """Write a polygon, or a circle around one point, to a pixel: nobody points at less."""
    texts = list(dict.fromkeys(f"{x:.0f},{y:.0f}" for x, y in points))
    if len(texts) > 2:
        return f"M{'L'.join(texts)}Z"
    r = RADIUS
    return f"M{texts[0]}m-{r},0a{r},{r},0,1,0,{2 * r},0a{r},{r},0,1,0,-{2 * r},0Z"
