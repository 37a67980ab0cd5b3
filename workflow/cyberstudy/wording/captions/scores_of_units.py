"""What captions and legends say of single units, which surveys of public answers alone name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from cyberstudy.declare.plan.exhibits_of_units import (
    NumberDistribution,
    UnitHeatmap,
    UnitMovers,
    UnitProfiles,
    UnitRanking,
)
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.captions.waves import questions_asked
from cyberstudy.wording.named_units import beside_the_list
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View


def caption_of_ranking(view: View[UnitRanking], ranked: pl.DataFrame) -> CaptionParts:
    """Return the caption of ranked units, of rows of shown, best and exact."""
    say = view.say
    method = [say("Units that are level share the better rank.")]
    composite = view.survey.plan.composite
    if composite and composite.ranked and ranked["best"].count():
        method.insert(
            0,
            say(
                "Line: ranks under all weights from {least} to {most} times those of the index, "
                "of the same sum.",
                least=say.plain(composite.ranked.least),
                most=say.plain(composite.ranked.most),
            ),
        )
        if loose := ranked.filter(pl.col("exact").not_()).height:
            method.append(say("Lines not proved to be the longest: {count}.", count=loose))
    return _caption(view, [view.entry.question], ranked, method)


def legend_of_ranking(say: Speech) -> tuple[str, str]:
    """Name the ranks under other weights, and the rank."""
    return say("under weights in the range"), say("rank")


def caption_of_items(
    view: View[UnitHeatmap], rows: pl.DataFrame, ends: Sequence[float]
) -> CaptionParts:
    """Return the caption of units by item, whose numbers go from the one end to the other."""
    say = view.say
    low, high = map(say.plain, ends)
    method = [
        say("The darker a cell, the nearer to {high}; the palest is {low}.", low=low, high=high)
    ]
    if rows.select(pl.all().null_count()).sum_horizontal()[0]:
        method.append(say("A cell with a dash has no number."))
    questions = [question for panel in view.entry.panels for question in panel.questions]
    asked = say(
        "Asked of {who}: {count} questions, named above.", who=view.entry.who, count=len(questions)
    )
    return _caption(view, [], rows.with_columns(shown=True), method) | {"question": asked}


def caption_of_movers(view: View[UnitMovers], moved: pl.DataFrame) -> CaptionParts:
    """Return the caption of units that moved most, of rows of difference and shown."""
    say = view.say
    both = say(
        "Of those with a score in both waves it rose for {risen} and fell for {fallen}.",
        risen=moved.filter(pl.col("difference") > 0).height,
        fallen=moved.filter(pl.col("difference") < 0).height,
    )
    return _caption(view, [view.entry.question], moved, [both])


def caption_of_profiles(view: View[UnitProfiles], profiles: pl.DataFrame) -> CaptionParts:
    """Return the caption of single units' scores, of a row a unit and score with shown."""
    say = view.say
    marks = say(
        "Line: median of {after} in the group that stands under the name.",
        after=view.entry.waves[1],
    )
    units = profiles.unique("unit_id", maintain_order=True)
    return _caption(view, view.entry.questions, units, [marks])


def caption_of_spread(view: View[NumberDistribution], numbers: pl.DataFrame) -> CaptionParts:
    """Return the caption of a number's spread, of a row a unit with shown."""
    say = view.say
    marks = say("Dots that lie close are stacked. Quartiles are interpolated linearly.")
    return _caption(view, [view.entry.question], numbers, [marks])


def legend_of_spread(say: Speech, who: str) -> tuple[str, str, str]:
    """Name a dot, the line and the box."""
    return who, say("median"), say("from the first to the third quartile")


def _caption(
    view: View[Any], questions: Sequence[str], units: pl.DataFrame, method: Sequence[str]
) -> CaptionParts:
    """Say what was asked, how many of the units are shown, and what the marks are."""
    say, shown = view.say, int(units["shown"].sum())
    base = say("{base} {who}", base=units.height, who=view.entry.who)
    if shown < units.height:
        base = say("{shown} of {base} shown; the numbers hold all.", shown=shown, base=base)
    else:
        base = say("{base} shown.", base=base)
    # A part of the list is counted where the entry asks for one.
    beside = "" if view.entry.within else beside_the_list(view, units["unit_id"].unique())
    return {
        "question": questions_asked(view, questions, view.entry.who),
        "base": say.text([base, beside]),
        "method": say.text([*method, view.entry.remark or ""]),
    }
