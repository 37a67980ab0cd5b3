"""A claim's estimates under all its specifications, and which choices each one makes.

The curve of Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4, 1208-1214), as specr
draws it in R. Libraries that draw are imported when a figure is drawn, since the workflow's planner
imports analyses, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from cyberstudy.claims import CROSSED, MAIN, Claim, counted
from cyberstudy.wording.alternative_text import panel
from cyberstudy.wording.questions import labelled

if TYPE_CHECKING:
    from cyberstudy.declare.plan.kinds import OwnFigure
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.wording.view import View


def specification_curve(
    claim: Claim, choices: pl.DataFrame, view: View[OwnFigure], *, who: str, null: float = 0.0
) -> Drawn:
    """Draw estimates in their order, each with its interval, above the choices behind it.

    Parameters
    ----------
    claim, choices
        The function marked with `claims.claim`, and its table as it passed protection.
    who
        What the caption calls those who were counted.
    null
        The estimate where the claim is about nothing; 1 for ratios.
    """
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.axes import panels_from_above
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.texts import folded, name_rows, narrowed
    from cyberstudy.draw.style import FAINT, HUES, INK, MUTED
    from cyberstudy.draw.text_only import sentences

    say = view.say
    rows = choices.drop_nulls("holds").sort("value", "kind", "choice")
    if rows.is_empty():
        return sentences(view, [say("This run lacks what the claim rests on.")], data=choices)
    places = [
        (kind, choice)
        for kind, several in claim.over.items()
        for choice in several
        if any(choice_of(row, claim.over)[kind] == choice for row in rows.iter_rows(named=True))
    ]
    names = [
        folded(labelled(say, say.word(kind), say.word(choice)), narrowed(48))
        for kind, choice in places
    ]
    lines = [name.count("\n") + 1 for name in names]
    ends = list(accumulate(lines))
    height = 0.12 * ends[-1]
    figure, (above, below) = panels_from_above(2.6 + height, [1.8, height])
    at = {place: end - count / 2 for place, end, count in zip(places, ends, lines, strict=True)}
    looks = {True: HUES[0], False: HUES[1]}
    words = {True: say("the claim holds"), False: say("it does not")}
    numbered = rows.with_row_index("x")
    for holds, colour in looks.items():
        part = numbered.filter(holds=holds)
        above.vlines(part["x"], part["low"], part["high"], color=colour, lw=0.7, alpha=0.45)
        above.plot(part["x"], part["value"], ".", ms=2.6, color=colour, label=words[holds])
        marks = [
            (row["x"], at[place])
            for row in part.iter_rows(named=True)
            for place in choice_of(row, claim.over).items()
        ]
        below.plot([x for x, _ in marks], [y for _, y in marks], "|", ms=2.4, mew=0.7, color=colour)
    by_chance = numbered.drop_nulls("permuted")
    if by_chance.height:
        label = say("what chance reaches in 5% of shuffles")
        above.plot(by_chance["x"], by_chance["permuted"], color=MUTED, lw=0.7, label=label)
    above.axhline(null, color=INK, lw=0.6)
    main = numbered.filter(kind=MAIN)
    if main.height:
        label = say("main specification")
        above.plot(main["x"], main["value"], "D", ms=4, mfc="none", color=INK, label=label)
    above.set_ylabel(say("estimate"))
    name_rows(below, [*at.values()], names)
    below.set_ylim(ends[-1], 0)
    below.set_xticks([])
    below.tick_params(axis="y", length=0)
    below.spines[:].set_visible(False)
    below.grid(axis="y", color=FAINT)
    legend_below(figure, above.get_legend_handles_labels()[0], columns=2, fontsize=6.5)
    held, tried = counted(choices)
    numbers = {
        "held": held,
        "tried": tried,
        "median": say.decimal(float(np.median(rows["value"])), 2),
    }
    return Drawn(
        figure=figure,
        data=choices,
        question=say.word(claim.function.__doc__ or ""),
        base=say("Based on {who}.", who=say.word(who)),
        method=say.text(
            [
                say(
                    "Each column is a specification: the estimate with its 95% interval above, "
                    "the choices behind it below. One choice is changed at a time, and the two "
                    "kinds of choices that move the estimate most are also changed together."
                ),
                labelled(say, say("What would refute it"), say.word(claim.refuted_by)),
            ]
        ),
        alt=panel(
            say,
            say("Specification curve"),
            [
                say("the claim holds in {held} of {tried} specifications", **numbers),
                say("median estimate {median}", **numbers),
            ],
        ),
    )


def choice_of(row: Mapping[str, Any], over: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return all choices of a row of a claim's table, by kind."""
    main = {kind: several[0] for kind, several in over.items()}
    if row["kind"] == MAIN:
        return main
    varied = zip(row["kind"].split(CROSSED), row["choice"].split(CROSSED), strict=True)
    return main | dict(varied)
