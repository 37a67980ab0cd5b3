"""Texts in figures: names of rows, what stands beside and behind marks, and the room they take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from textwrap import fill
from typing import Any
from unicodedata import east_asian_width

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cyberstudy.draw.style import INK, lacking, leading, new_figure, tallness

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
