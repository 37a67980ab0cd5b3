"""What exhibits of types share: marks of classes.

Classes are letters, A the largest. They are shown whatever the verdict, so that a reader can see
what was rejected; where they are no types, the figure says so (`wording.typologies`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks import INTERVALS, folded, lines_of, percentages
from cyberstudy.draw.style import FAINT, HUES, INK, MUTED, leading, new_figure
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import Clustering, many_units
from cyberstudy.wording.view import View

#: Marks of classes: each has a shape of its own, since colours are lost in print and to some eyes.
LOOKS = tuple(
    {"marker": marker, "color": colour}
    for marker, colour in zip("os^DvPX*", (*HUES[:3], INK, *HUES[3:5], MUTED, HUES[5]), strict=True)
)
LINE = 78  # letters in a line of a sentence
ROW, DODGE = 0.11, 0.085  # inches of a row, and what each class adds
WITHIN = 0.7  # of a row, that its classes take


def look(number: int) -> Mapping[str, object]:
    """Return the mark of a class, counted from the largest.

    Raises
    ------
    StudyProblem
        There are more classes than marks.
    """
    if number >= len(LOOKS):
        raise StudyProblem(f"{number + 1} classes are more than marks can tell apart")
    return LOOKS[number]


def class_dots(
    axes: Axes,
    rows: pl.DataFrame,
    *,
    classes: Sequence[str],
    value: str,
    size: float = 3.6,
) -> None:
    """Draw a mark a class on every row, the largest class uppermost, with its interval.

    Parameters
    ----------
    rows
        place, type, `value`, low, high; without a value nothing is drawn.
    """
    for number, name in enumerate(classes):
        own = rows.filter(pl.col("type") == name, pl.col(value).is_not_null())
        shift = WITHIN * ((number + 0.5) / len(classes) - 0.5)
        at, marks = own["place"] + shift, look(number)
        axes.hlines(
            at, own["low"], own["high"], color=marks["color"], lw=1.1, alpha=0.6, label=f"{name} ci"
        )
        axes.plot(own[value], at, ls="", ms=size, mew=0, label=name, **marks)


def legend_of_classes(
    found: Clustering, classes: pl.DataFrame, *, size: float = 4.5
) -> list[Line2D]:
    """Return what the legend shows of `class_dots`: type, base, reason."""
    say = found.view.say
    handles = []
    for number, (name, base, reason) in enumerate(
        classes.select("type", "base", "reason").iter_rows()
    ):
        told = say.reason(reason) if reason else many_units(say, base)
        label = say("{type} ({told})", type=name, told=told)
        handles.append(Line2D([], [], ls="", ms=size, mew=0, label=label, **look(number)))
    interval = say(INTERVALS, confidence=found.confidence)
    return [*handles, Line2D([], [], color=INK, lw=1.1, alpha=0.6, label=interval)]


def bands(axes: Axes, rows: int) -> None:
    """Shade every other row, so that marks are found on their row."""
    for place in range(0, rows, 2):
        axes.axhspan(place - 0.5, place + 0.5, color=FAINT, alpha=0.35, lw=0, zorder=0)


def narrow_axis_of_shares(axes: Axes, say: Speech, ticks: Sequence[float] = (0, 0.5, 1)) -> None:
    """Make the horizontal axis one of shares, with few ticks and a faint line at each."""
    axes.set_xlim(-0.06, 1.06)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(percentages(say))
    axes.grid(axis="x")
    axes.tick_params(axis="both", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def sentences(view: View, said: Sequence[str], **known: object) -> Drawn:
    """Return an exhibit that says in its figure why there is nothing to draw.

    Parameters
    ----------
    said
        Sentences, each on lines of its own.
    known
        The parts of `Drawn` that are known all the same; `data` are the numbers in the sentences.
    """
    lines = [folded(text, LINE) for text in said]
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
    empty = {"question": "", "base": "", "method": "", "alt": view.say.text(said)}
    return Drawn(figure=figure, **(empty | known))


def one_class(found: Clustering, why: str) -> Drawn:
    """Say that the tests stop at one class, and by a phrase why there is nothing to draw."""
    view, verdict = found.view, found.verdict
    said = [view.say("{clauses}.", clauses=found.note), view.say(why)]
    data = pl.DataFrame(
        {
            "clustering": [found.name],
            "verdict": [verdict["verdict"]],
            "classes": [verdict["contender"]],
            "units": [verdict["units"]],
        }
    )
    return sentences(view, said, data=data, question=found.made_of(), base=found.who())
