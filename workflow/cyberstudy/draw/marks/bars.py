"""Bars: of counts, and stacked from their parts, each in a look of its own.

seaborn stacks by `histplot`, but hatches, edges and numbers would be set bar by bar afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from cyberstudy.draw.style import HUES, MUTED, narrower, written_on
from cyberstudy.wording.translator import Translator
from surveyanswers.tables.phrases import phrase

Part = tuple[str, Mapping[str, Any], Sequence[float]]
BARS = 2.45  # inches that the longest bar takes, about, in a text column
WITHHELD = phrase("withheld")
DIGIT = 0.058  # inches that a digit takes inside a bar


def stacked_bars(
    axes: Axes,
    places: Sequence[float],
    parts: Iterable[Part],
    *,
    height: float,
    edge: float | None = None,
) -> list[float]:
    """Draw a bar a place, its parts one behind the other, and return where the bars end.

    Parameters
    ----------
    axes
        Where bars lie.
    places
        Of the bars.
    parts
        Of every bar: what it is called, its look, and how long it is in each bar.
    height
        Of a bar.
    edge
        Width of the white line around a part. What has no length is no bar: not even its edge.
    """
    ends = [0.0] * len(places)
    for label, look, lengths in parts:
        lines: dict[str, Any] = {"edgecolor": "white"}
        if edge is not None:
            lines["linewidth"] = [edge * (length > 0) for length in lengths]
        axes.barh(places, lengths, left=ends, height=height, label=label, **(lines | dict(look)))
        ends = [end + length for end, length in zip(ends, lengths, strict=True)]
    return ends


def counts_inside(
    axes: Axes,
    places: Sequence[float],
    parts: Iterable[Part],
    say: Translator,
    *,
    longest: float,
    shares: Sequence[Sequence[float | None]] = (),
) -> None:
    """Write counts into those parts of stacked bars that have room for them and are not hatched.

    Of the first parts `shares` are given, one a bar, which stand behind counts that have room.
    """
    starts, letter = [0.0] * len(places), DIGIT * narrower() ** 2
    for at, (_, look, counts) in enumerate(parts):
        shares_of_part = shares[at] if at < len(shares) else [None] * len(counts)
        for place, start, count, share in zip(places, starts, counts, shares_of_part, strict=True):
            texts = [say.count(int(count))]
            if share is not None:
                texts.insert(0, say("{count} ({share})", count=count, share=say.percent(share)))
            room = count * BARS / longest / letter - 0.4
            fitting = [text for text in texts if len(text) < room]
            if "hatch" not in look and fitting:
                axes.text(
                    start + count / 2,
                    place,
                    fitting[0],
                    fontsize=6,
                    ha="center",
                    va="center_baseline",
                    color=written_on(look["facecolor"]),
                )
        starts = [start + count for start, count in zip(starts, counts, strict=True)]


def bars_of_counts(axes: Axes, counts: Sequence[int]) -> None:
    """Draw a bar a row, with room for words behind them, which say what an axis would."""
    axes.barh(range(len(counts)), counts, color=HUES[0], height=0.6)
    axes.set_xlim(0, 1.5 * max(*counts, 1))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0)


def bars_with_counts(
    axes: Axes, counts: Sequence[int | None], colours: Sequence[str], say: Translator
) -> None:
    """Draw a bar a row in its own colour, with its count behind it, or that it is withheld."""
    axes.barh(range(len(counts)), [count or 0 for count in counts], color=colours, height=0.7)
    for place, count in enumerate(counts):
        hidden: dict[str, Any] = {"color": MUTED, "fontstyle": "italic"} if count is None else {}
        words = say(WITHHELD) if count is None else say.count(count)
        axes.text((count or 0) + 0.6, place, words, va="center", fontsize=7.5, **hidden)
