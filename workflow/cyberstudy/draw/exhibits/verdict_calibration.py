"""What the verdict says where the truth is known, and what criteria would have claimed."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cyberstudy.declare.plan.exhibits import VerdictCalibration
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import bands, narrow_axis_of_shares
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.style import HUES, INK, UNSAID, new_figure, shades
from cyberstudy.draw.text_only import sentences
from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text import valued
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import (
    GRADIENT,
    NO_STRUCTURE,
    NO_TYPOLOGY,
    NO_TYPOLOGY_EXPLAINED,
    TYPES,
    VERDICTS,
)
from cyberstudy.wording.view import View

TABLE = "calibration"
#: Worlds that answers were drawn from, as `twin.worlds` names them.
WORLDS = {
    "independence": phrase("independence"),
    "gradient": phrase("one gradient"),
    "types 0.9/0.1": phrase("clear types"),
    "types 0.8/0.2": phrase("middling types"),
    "types 0.7/0.3": phrase("weak types"),
    "skewed gradient": phrase("skewed gradient"),
    "two gradients": phrase("two gradients"),
    "types on a line": phrase("types on a line"),
}
PLANTED = "types"  # a world whose name begins with it holds types
#: Parts of a bar from the left.
_BLUE, _PALE, _WARM = shades(3, 1)
PARTS = {TYPES: _BLUE, NO_TYPOLOGY: _WARM, GRADIENT: _PALE, NO_STRUCTURE: UNSAID}
LINE = "black"  # on bars: the house's ink has too little contrast with the darkest
#: Criteria that do not decide, from above in a row.
CRITERIA: dict[str, tuple[str, dict[str, Any]]] = {
    "aic": (phrase("AIC"), {"marker": "^", "color": INK}),
    "bic": (phrase("BIC"), {"marker": "o", "color": HUES[0]}),
    "icl": (phrase("ICL"), {"marker": "s", "color": HUES[1]}),
    "silhouette": (phrase("silhouette"), {"marker": "D", "color": HUES[2]}),
}
METHOD = phrase(
    "Levels were chosen on other data sets than these. Lines: 95% Clopper-Pearson "
    "intervals of the share judged types and, where types were planted, of the share where "
    "as many were found. Clear, middling and weak: in its class the likely answer has a "
    "probability of 0.9, 0.8 or 0.7. Right: how often a criterion alone would have made "
    "two classes or more; a silhouette cannot do otherwise."
)
PLANTED_NUMBER = "planted number"
ROW = 0.3  # inches
ABOVE, BELOW = -0.18, 0.18  # of a row, where the two intervals lie


def draw(view: View[VerdictCalibration]) -> Drawn:
    """Draw a row a world: verdicts as parts of a bar, and beside it what criteria would claim."""
    say = view.say
    if not view.has(f"{TABLE}.csv"):
        return _not_run(view)
    data = _with_labels(say, view.table(TABLE))
    figure, (left, right) = new_figure(
        1.1 + ROW * data.height, ncols=2, sharey=True, width_ratios=[1.25, 1]
    )
    _draw_verdicts(left, say, data)
    _draw_claims(right, say, data)
    left.set_title(say("Verdict"), fontsize=7.5)
    right.set_title(say("Two classes or more, by"), fontsize=7.5)
    left.set_yticks(range(data.height), data["label"])
    left.set_ylim(data.height - 0.5, -0.5)
    legend_below(figure, _handles(say), 4, fontsize=6.5, handletextpad=0.4, columnspacing=1.2)
    least, most = lowest(data["data sets"]), highest(data["data sets"])
    return Drawn(
        figure=figure,
        data=data,
        question=say("Simulated answers whose truth is known, as many units as the study has."),
        base=say("{least} to {most} data sets a world.", least=least, most=most)
        if least < most
        else say("{count} data sets a world.", count=most),
        method=say.text(
            [
                say(NO_TYPOLOGY_EXPLAINED),
                say(METHOD),
            ]
        ),
        alt=_in_words(say, data),
    )


def _not_run(view: View[VerdictCalibration]) -> Drawn:
    said = [
        view.say("The calibration of the verdict has not been run."),
        view.say("To run it: {command}", command="make calibration"),
    ]
    return sentences(view, said, data=pl.DataFrame({"data sets": [0]}))


def _with_labels(say: Speech, table: pl.DataFrame) -> pl.DataFrame:
    """Name worlds for readers; those that have types know how many were planted."""

    def label(world: str) -> str:
        kind, _, items = world.removesuffix(" items").rpartition(", ")
        return say("{world}, {count} items", world=say(WORLDS.get(kind, kind)), count=int(items))

    names = [label(world) for world in table["world"]]
    planted = pl.col("world").str.starts_with(PLANTED)
    return table.with_columns(
        pl.Series("label", names, dtype=pl.String),
        *(
            pl.when(planted).then(name).alias(name)
            for name in (PLANTED_NUMBER, f"{PLANTED_NUMBER} low", f"{PLANTED_NUMBER} high")
        ),
    ).select("world", "label", pl.exclude("world", "label"))


def _draw_verdicts(axes: Axes, say: Speech, data: pl.DataFrame) -> None:
    places, ends = pl.Series(range(data.height)), pl.Series([0.0] * data.height)
    for verdict, colour in PARTS.items():
        axes.barh(
            places, data[verdict], left=ends, height=0.74, color=colour, label=verdict, zorder=1
        )
        ends = ends + data[verdict]
    line: dict[str, Any] = {"color": LINE, "lw": 1.1, "zorder": 3}
    axes.hlines(places + ABOVE, data["types low"], data["types high"], label="types ci", **line)
    mark: dict[str, Any] = {
        "marker": "|",
        "ls": "",
        "ms": 6,
        "mew": 1.3,
        "color": LINE,
        "zorder": 3,
    }
    axes.plot(data["types"], places + ABOVE, label="types", **mark)
    known = data.with_columns(place=places + BELOW).drop_nulls(PLANTED_NUMBER)
    axes.hlines(
        known["place"],
        known[f"{PLANTED_NUMBER} low"],
        known[f"{PLANTED_NUMBER} high"],
        label="planted ci",
        **line,
    )
    axes.plot(
        known[PLANTED_NUMBER],
        known["place"],
        "D",
        ms=4,
        mfc="white",
        mec=LINE,
        mew=0.9,
        label="planted",
        zorder=4,
    )
    narrow_axis_of_shares(axes, say, (0, 0.25, 0.5, 0.75, 1))
    axes.set_xlim(-0.03, 1.03)
    axes.grid(visible=False)


def _draw_claims(axes: Axes, say: Speech, data: pl.DataFrame) -> None:
    bands(axes, data.height)
    for number, (criterion, (_, style)) in enumerate(CRITERIA.items()):
        shift = 0.74 * ((number + 0.5) / len(CRITERIA) - 0.5)
        at, name = pl.Series(range(data.height)) + shift, f"{criterion} 2 or more"
        axes.hlines(
            at,
            data[f"{name} low"],
            data[f"{name} high"],
            color=style["color"],
            lw=1,
            alpha=0.6,
            label=f"{criterion} ci",
        )
        axes.plot(data[name], at, ls="", ms=3, mew=0, label=criterion, **style)
    narrow_axis_of_shares(axes, say)


def _handles(say: Speech) -> list[Patch | Line2D]:
    bars = [Patch(color=colour, label=say(VERDICTS[name])) for name, colour in PARTS.items()]
    marks = [
        Line2D([], [], color=LINE, lw=1.1, marker="|", ms=6, mew=1.3, label=say("types, interval")),
        Line2D(
            [],
            [],
            color=LINE,
            lw=1.1,
            marker="D",
            ms=4,
            mfc="white",
            mew=0.9,
            label=say("planted number, interval"),
        ),
    ]
    claims = [
        Line2D([], [], ls="", ms=3.5, mew=0, label=say(name), **style)
        for name, style in CRITERIA.values()
    ]
    return [*bars, *marks, *claims]


def _in_words(say: Speech, data: pl.DataFrame) -> str:
    each = []
    for row in data.iter_rows(named=True):
        told = say(
            "{world}: types {types} ({low} to {high})",
            world=row["label"],
            types=say.percent(row["types"]),
            low=say.percent(row["types low"]),
            high=say.percent(row["types high"]),
        )
        if row[PLANTED_NUMBER] is not None:
            three = say("planted number {share}", share=say.percent(row[PLANTED_NUMBER]))
            told = say.listed([told, three])
        claims = [
            valued(say, say(name), say.percent(row[f"{key} 2 or more"]))
            for key, (name, _) in CRITERIA.items()
        ]
        each.append(
            say("{told}; two classes or more by {claims}", told=told, claims=say.listed(claims))
        )
    return say(
        "Bars of verdicts by world, and dots of what criteria would claim. {each}.",
        each=say.text(say("{clauses}.", clauses=told) for told in each[:-1]) + " " + each[-1],
    )
