"""One exhibit in several languages on one sheet, for a person to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from matplotlib import image

from cyberstudy.declare.figure_style import DeclaredStyle
from cyberstudy.declare.survey import Survey
from cyberstudy.draw.exhibit import draw_exhibit
from cyberstudy.draw.style import save_figure

COLUMNS = 2
GAP = 20  # pixels


def draw_sheet(
    tables: str,
    survey: Survey,
    *,
    name: str,
    languages: Sequence[str],
    report: str,
    style: Mapping[str, Any] | None,
    sheet: str,
) -> None:
    """Draw the exhibit `name` in each of `languages` and put them onto `sheet`, a PNG file.

    `style` is that of the plan; the other parameters are those of `draw_exhibit`.
    """
    with TemporaryDirectory() as folder:
        figures = [str(Path(folder, f"{language}.png")) for language in languages]
        for language, figure in zip(languages, figures, strict=True):
            exhibit = draw_exhibit(
                tables,
                survey,
                name=name,
                language=language,
                entry=survey.plan.exhibits[name],
                plan=survey.plan.styled(DeclaredStyle(**style) if style else None),
                report=report,
            )
            save_figure(exhibit.drawn.figure, [figure], name=name, alt=exhibit.drawn.alt)
        join_figures(figures, sheet)


def join_figures(figures: Sequence[str], sheet: str) -> None:
    """Put PNG files of one width side by side, `COLUMNS` in a row, and write them to `sheet`."""
    drawn = [image.imread(path)[..., :3] for path in figures]
    rows = [drawn[start : start + COLUMNS] for start in range(0, len(drawn), COLUMNS)]
    width = max(figure.shape[1] for figure in drawn)
    metadata: dict[str, Any] = {"Software": None}
    image.imsave(sheet, np.concatenate([_row(row, width) for row in rows]), metadata=metadata)


def _row(figures: Sequence[np.ndarray], width: int) -> np.ndarray:
    height = max(figure.shape[0] for figure in figures)
    row = np.ones((height + GAP, COLUMNS * (width + GAP), 3))
    for number, figure in enumerate(figures):
        left = number * (width + GAP)
        row[: figure.shape[0], left : left + figure.shape[1]] = figure
    return row
