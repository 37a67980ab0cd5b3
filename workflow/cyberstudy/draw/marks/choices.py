"""Dots of what comes out under every choice, grouped by what varies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cyberstudy.draw.marks.intervals import MISSED, VALUE
from cyberstudy.draw.marks.texts import above_column, folded, height_of, narrowed, rows_from_above
from cyberstudy.draw.style import MUTED, new_figure
from cyberstudy.wording.translator import Translator

NAME = 46  # letters in a line of a row's name


def by_kind(
    table: pl.DataFrame, declared: Mapping[str, Sequence[str]], say: Translator
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return all choices in the order declared, and the rows that are drawn, with their names.

    The study's own choices come out alike for every kind: they are one row, the first. Of each
    kind follow a row without a choice, which says what the study chose, and the other choices.
    """
    order = pl.DataFrame(
        [(kind, choice) for kind, several in declared.items() for choice in several],
        schema=["kind", "choice"],
        orient="row",
    )
    every = order.join(table, on=["kind", "choice"], how="inner", maintain_order="left")
    own = every.row(0, named=True)
    rows: list[dict[str, Any]] = [own | {"kind": "", "name": say("The study’s own specification")}]
    for kind, several in declared.items():
        found = every.filter(kind=kind).rows(named=True)
        called = say.word(kind)
        head = say("{kind}:", kind=called)
        if all(found[0][each] == own[each] for each in ("value", "holds")):
            found = found[1:]
            head = say("{kind} (study: {choice}):", kind=called, choice=say.word(several[0]))
        rows.append(dict.fromkeys(own) | {"kind": called, "name": head})
        rows += [row | {"kind": called, "name": say.word(row["choice"])} for row in found]
    return every, pl.DataFrame(rows, infer_schema_length=None)


def dots_by_choice(
    rows: pl.DataFrame,
    held: Mapping[bool, str],
    threshold: float,
    limit: str,
    start: float | None = None,
) -> tuple[Figure, Axes]:
    """Draw a dot a choice, full or empty as `held` names them, and the limit between the two."""
    names = [folded(name, narrowed(NAME)) for name in rows["name"]]
    figure, axes = new_figure(1.2 + height_of(names, 0.1, 0.08))
    axes.axvline(threshold, color=MUTED, lw=0.8, zorder=0)
    for (holds, label), look in zip(held.items(), (VALUE, MISSED), strict=True):
        own = rows.with_row_index("at").filter(holds=holds)
        if own.height:
            axes.plot(own["value"], own["at"], ls="", label=label, **look)
    rows_from_above(axes, names)
    axes.tick_params(axis="y", length=0)
    for label, choice in zip(axes.get_yticklabels(), rows["choice"], strict=True):
        label.set_color(MUTED if choice is None else label.get_color())
    axes.set_xlim(left=start)
    right = threshold > sum(axes.get_xlim()) / 2
    look = {"ha": "right" if right else "left", "color": MUTED}
    above_column(axes, limit, x=threshold, place=1.01, transform=axes.get_xaxis_transform(), **look)
    return figure, axes
