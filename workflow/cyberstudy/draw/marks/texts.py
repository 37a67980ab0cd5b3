"""Texts in figures: names of rows, what stands beside and behind marks, and the room they take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from textwrap import fill
from typing import Any
from unicodedata import east_asian_width

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from cyberstudy.draw.style import INK, MUTED, lacking, leading, new_figure, tallness

LINE, TOUCH = 0.1, 0.03  # inches of a line, and between rows
LETTER = 0.05  # inches of a letter
FEWEST = 20  # letters in a line of a row's name, however narrow the figure
SENTENCE = 78  # letters in a line of a sentence
_CLOSING = "\u300b\u300d\u300f\u201d\uff09\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01"
_UNBROKEN = re.compile(f"[\u300a\u300c\u300e\u201c\uff08]?(?:[\x21-\x7e]+|.)[{_CLOSING}]*", re.S)


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


def narrowed(letters: int) -> int:
    """Return letters in a line of a row's name, which gives up what a narrow figure lacks.

    So what stands beside the names keeps the width that it has in a text column.
    """
    return max(FEWEST, letters - round(lacking() / LETTER))


def lines_of(labels: Sequence[str]) -> int:
    """Count lines of all labels, for the figure's height."""
    return sum(label.count("\n") + 1 for label in labels)


def height_of(labels: Sequence[str], line: float, gap: float) -> float:
    """Inches that rows take, so many a line and so many a row; equal rows, no two of which meet."""
    lines = [lines_of([label]) for label in labels]
    closest = max((one + other for one, other in pairwise(lines)), default=0) / 2
    height = tallness() * line * sum(lines) + gap * len(lines)
    return max(height, len(lines) * (tallness() * LINE * closest + TOUCH))


def rows_from_above(
    axes: Axes, names: Sequence[str], *, top: float = -0.5, below: float = 0.5, **look: Any
) -> None:
    """Name the rows at 0, 1, 2 ... from above; whoever uses it places marks there."""
    axes.set_yticks(range(len(names)), names, **look)
    axes.set_ylim(len(names) - 1 + below, top)


def name_rows(axes: Axes, places: Sequence[float], names: Sequence[str]) -> None:
    """Write names of rows that are seldom broken into lines."""
    several = any("\n" in name for name in names)
    look: dict[str, Any] = {"linespacing": leading()} if several else {}
    axes.set_yticks(places, names, **look)


def name_rows_again(axes: Axes, names: Sequence[str], label: str) -> None:
    """Write a second name to the right of the rows at 0, 1, 2 ..., under what these are."""
    beside = axes.secondary_yaxis("right")
    beside.set_yticks(range(len(names)), names)
    beside.tick_params(length=0)
    beside.spines["right"].set_visible(False)
    above_column(axes, label, x=1.02, place=-0.75, transform=axes.get_yaxis_transform())


def beside_row(axes: Axes, place: float, text: str, *, x: float, muted: bool = False) -> None:
    """Write `text` to the right of a row."""
    style = "italic" if muted else "normal"
    axes.text(x, place, text, fontsize=6.5, va="center_baseline", style=style, color=INK)


def beside_rows(
    axes: Axes, places: Sequence[float], texts: Sequence[str], *, x: float, muted: Sequence[bool]
) -> None:
    """Write a text to the right of every row; what stands for no number is muted."""
    for place, text, absent in zip(places, texts, muted, strict=True):
        beside_row(axes, place, text, x=x, muted=absent)


def above_column(axes: Axes, text: str, *, x: float, place: float, **look: Any) -> None:
    """Write what stands above a column of texts, so that its last line ends there."""
    axes.text(x, place, text, fontsize=6.5, va="bottom", linespacing=leading(), **look)


def figure_of_sentences(sentences: Sequence[str]) -> Figure:
    """Make a figure that holds nothing but sentences, each on lines of its own."""
    lines = [folded(text, SENTENCE) for text in sentences]
    figure, axes = new_figure(0.6 + 0.17 * lines_of(lines))
    axes.set_axis_off()
    axes.set(xticks=[], yticks=[])
    axes.text(
        0.5,
        0.5,
        "\n".join(lines),
        ha="center",
        va="center",
        fontsize=8.5,
        linespacing=leading(1.4),
        transform=axes.transAxes,
    )
    return figure


def spread(places: Sequence[float], apart: float, last: float) -> list[float]:
    """Move `places`, which rise, as little as it takes to be `apart` and none beyond `last`."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + apart) if moved else place)
    for number in reversed(range(len(moved))):
        moved[number] = min(moved[number], last)
        last = moved[number] - apart
    return moved


def names_of_dots(axes: Axes, dots: pl.DataFrame, *, x: float, apart: float, last: float) -> None:
    """Name dots of x, y and name, ringed: beside the dot where there is room, else in a column.

    From a name in the column at the right a thin line leads to its dot. No two lines cross, for
    together they are as short as they can be.

    Parameters
    ----------
    axes
        Where the dots are, with its limits.
    dots
        Those that are named.
    x
        Where names of the column begin, on the horizontal axis.
    apart, last
        From name to name, and the height of the highest, on the vertical axis.
    """
    from scipy.optimize import linear_sum_assignment

    look: dict[str, Any] = {"va": "center", "fontsize": 6.5, "color": INK, "linespacing": leading()}
    line: dict[str, Any] = {"arrowstyle": "-", "lw": 0.4, "color": MUTED, "relpos": (0, 0.5)}
    ring: dict[str, Any] = {"ls": "", "marker": "o", "ms": 6, "mfc": "none", "mec": INK, "mew": 0.6}
    figure = axes.get_figure(root=True)
    assert figure is not None
    rows = dots.select("x", "y", "name").rows()
    # Where dots are is known once the figure is laid out, with room for a column of all names.
    everybody = [axes.text(x, up, name, **look) for _, up, name in rows]
    figure.draw_without_rendering()
    for text in everybody:
        text.remove()
    marks = [mark.get_xydata() for mark in axes.lines if mark.get_marker() not in ("", "None")]
    taken = axes.transData.transform(np.concatenate(marks))
    axes.plot(dots["x"], dots["y"], label="_named", **ring)
    in_column: list[tuple[float, float, str]] = []
    for across, up, name in rows:
        for right, above, aligned in ((5, 0, "left"), (-5, 0, "right"), (0, 9, "center")):
            offset: dict[str, Any] = {"xytext": (right, above), "textcoords": "offset points"}
            text = axes.annotate(name, (across, up), ha=aligned, **look, **offset)
            box = text.get_window_extent().padded(7 if above else 2)
            end = axes.transData.transform((x, 0))[0]
            inside = axes.bbox.x0 < box.x0 and box.x1 < end and box.y1 < axes.bbox.y1
            if inside and not box.count_contains(taken):
                taken = np.concatenate([taken, _covered(box)])
                break
            text.remove()
        else:
            in_column.append((across, up, name))
    heights = spread(sorted(up for _, up, _ in in_column), apart, last)
    ends = axes.transData.transform([(x, height) for height in heights] or [(x, 0)])
    begins = axes.transData.transform([dot[:2] for dot in in_column] or [(x, 0)])
    pairs = linear_sum_assignment(np.linalg.norm(begins[:, None] - ends[None], axis=2))
    for (across, up, name), place in zip(in_column, pairs[1], strict=False):
        axes.annotate(
            name,
            (across, up),
            xytext=(x, heights[place]),
            arrowprops=line | {"shrinkB": 2.2},
            **look,
        )


def _covered(box: Bbox) -> np.ndarray:
    """Return points all over a box, a few pixels apart."""
    across, up = np.arange(box.x0, box.x1, 3), np.linspace(box.y0, box.y1, 4)
    return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
