"""Curves, and points along them: criteria over models, combinations over their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes

from cyberstudy.draw.marks.texts import beside_row
from cyberstudy.draw.style import FAINT, INK
from cyberstudy.tables.extremes import highest

Look = Mapping[str, Any]
#: Marks of the lowest, in points: where criteria agree, each shows around the next.
LOWEST = (8, 5.5, 3)


def differences_by_number(
    axes: Axes, rows: pl.DataFrame, looks: Mapping[str, Look], *, stop: int, names: Sequence[str]
) -> None:
    """Draw a line a criterion over numbers of classes, and beside them the model without.

    Parameters
    ----------
    axes
        Of nothing else.
    rows
        criterion, classes (0: the model without), difference from the lowest, and lowest.
    looks
        Of the criteria.
    stop
        The number that is marked.
    names
        Of the numbers from one, and of the model without classes.
    """
    most = len(names) - 1
    beside = most + 1.4  # where the model without classes stands
    axes.axvspan(stop - 0.4, stop + 0.4, color=FAINT, alpha=0.6, lw=0, zorder=0)
    for (criterion, style), size in zip(looks.items(), LOWEST, strict=True):
        own = rows.filter(criterion=criterion).with_columns(
            place=pl.when(classes=0).then(beside).otherwise("classes")
        )
        without = pl.col("classes") == 0
        look = {**style, "mfc": "white", "ms": 3.5, "lw": 1}
        for each, label in (
            (own.filter(~without), criterion),
            (own.filter(without), f"{criterion} alone"),
        ):
            axes.plot(each["place"], each["difference"], label=label, **look)
        best = own.filter("lowest")
        filled = {**style, "ls": "", "ms": size}
        axes.plot(best["place"], best["difference"], label=f"{criterion} lowest", **filled)
    axes.set_xlim(0.5, beside + 0.9)
    axes.set_xticks([*range(1, most + 1), beside], names)
    axes.set_ylim(bottom=-0.07 * highest(rows["difference"]))
    axes.grid(axis="y")


def points_by_look(
    axes: Axes, rows: pl.DataFrame, value: str, kind: str, looks: Mapping[str, Look]
) -> None:
    """Draw a point in the middle of each row's column at its `value`, in the look of its `kind`."""
    for name, look in looks.items():
        own = rows.filter(pl.col(kind) == name)
        axes.plot(own["place"] + 0.5, own[value], ls="", ms=3.6, mew=0.8, label=name, **look)


def strokes(axes: Axes, chosen: pl.DataFrame, choices: pl.DataFrame, columns: int) -> None:
    """Draw a stroke in the row of each choice that a column makes.

    Parameters
    ----------
    axes
        Of these columns, each one wide.
    chosen
        place, where a column begins, and row: where there is a stroke.
    choices
        A row a choice: row, first (of its kind) and told, which stands beside it.
    columns
        How many there are.
    """
    # So thin that neighbours do not quite touch.
    width = min(5.0, 0.8 * 72 * 3.2 / max(columns, 1))
    for (row,), own in chosen.group_by("row", maintain_order=True):
        axes.vlines(own["place"] + 0.5, row - 0.36, row + 0.36, color=INK, lw=width, label="chosen")
    for row, first, told in choices.select("row", "first", "told").iter_rows():
        if first and row:
            axes.axhline(row - 0.5, color=FAINT, lw=0.8)
        if told:
            beside_row(axes, row, told, x=columns * 1.022)
