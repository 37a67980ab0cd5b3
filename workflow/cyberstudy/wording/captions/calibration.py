"""What captions and rows say of worlds whose truth is known, and of verdicts on them."""

from __future__ import annotations

import polars as pl

from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import VERDICTS, explained

#: Worlds that answers were drawn from, as `twin.worlds` names them.
WORLDS = {
    "independence": phrase("independence"),
    "gradient": phrase("one gradient"),
    "types 0.9/0.1": phrase("clear types"),
    "types 0.8/0.2": phrase("middling types"),
    "types 0.7/0.3": phrase("weak types"),
    "types of unequal size": phrase("clear types of unequal size"),
    "skewed gradient": phrase("skewed gradient"),
    "two gradients": phrase("two gradients"),
    "two related gradients": phrase("two related gradients"),
    "bifactor": phrase("one general gradient, three of groups"),
    "dependent pairs": phrase("dependent pairs of items"),
    "gradient with guessing": phrase("one gradient, with guessing"),
    "independence, withheld": phrase("independence, answers withheld"),
    "gradient, withheld": phrase("one gradient, answers withheld"),
    "types on a line": phrase("types on a line"),
    "types along a gradient": phrase("types along a gradient"),
    "counts: nothing": phrase("counts: one profile"),
    "counts: gradient": phrase("counts: one gradient"),
    "counts: two gradients": phrase("counts: two gradients"),
    "counts: types": phrase("counts: types"),
}


def not_calibrated(say: Speech) -> list[str]:
    """Say that there is no calibration, and how to get one."""
    return [
        say("The calibration of the verdict has not been run."),
        say("To run it: {command}", command="make calibration"),
    ]


def caption_of_calibration(say: Speech, worlds: pl.DataFrame) -> CaptionParts:
    """Say what worlds are, how many data sets each gave, and what the marks are."""
    least, most = lowest(worlds["data sets"]), highest(worlds["data sets"])
    method = say(
        "Levels were chosen on other data sets than these. Lines: 95% Clopper-Pearson "
        "intervals of the share judged types and, where types were planted, of the share where "
        "as many were found. Clear, middling and weak: in its class the likely answer has a "
        "probability of 0.9, 0.8 or 0.7. Right: how often a criterion alone would have made "
        "two classes or more; a silhouette cannot do otherwise."
    )
    return CaptionParts(
        question=say(
            "Simulated surveys whose truth is known: 30 to 300 units, 14 or 30 items of two to "
            "four categories, or nominations of 27 countries."
        ),
        base=say("{least} to {most} data sets a world.", least=least, most=most)
        if least < most
        else say("{count} data sets a world.", count=most),
        method=say.text([explained(say, VERDICTS), method]),
    )
