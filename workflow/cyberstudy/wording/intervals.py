"""What the methods of intervals are called in sentences."""

from __future__ import annotations

from cyberstudy.wording.translator import Translator
from surveyanswers.instrument.counting import Design


def interval_of_sample(say: Translator, design: Design, confidence: float) -> str:
    """Name the interval of a weighted share or mean, with what of the design it heeds."""
    words = {
        "weight": say("weights"),
        "stratum": say("strata"),
        "cluster": say("clusters"),
        "population": say("finite population correction"),
    }
    return say(
        "{confidence} interval by the design of the sample ({parts})",
        confidence=say.percent(confidence),
        parts=say.listed(words[role] for role in design.columns),
    )
