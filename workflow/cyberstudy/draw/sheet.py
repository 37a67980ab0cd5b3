"""One exhibit in several languages on one sheet, for a person to look at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib import image

COLUMNS = 2
GAP = 20  # pixels


def join_figures(figures: Sequence[str], sheet: str) -> None:
    """Put PNG files of one width side by side, `COLUMNS` in a row, and write them to `sheet`."""
    drawn = [image.imread(path)[..., :3] for path in figures]
    rows = [drawn[start : start + COLUMNS] for start in range(0, len(drawn), COLUMNS)]
    width = max(figure.shape[1] for figure in drawn)
    image.imsave(
        sheet,
        np.concatenate([_row(row, width) for row in rows]),
        metadata={"Software": None},
    )


def _row(figures: Sequence[np.ndarray], width: int) -> np.ndarray:
    height = max(figure.shape[0] for figure in figures)
    row = np.ones((height + GAP, COLUMNS * (width + GAP), 3))
    for number, figure in enumerate(figures):
        left = number * (width + GAP)
        row[: figure.shape[0], left : left + figure.shape[1]] = figure
    return row
