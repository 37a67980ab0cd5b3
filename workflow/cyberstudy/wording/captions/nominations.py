"""What captions and legends say of countries that experts named."""

from __future__ import annotations

from typing import Any

import polars as pl

from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.view import View


def caption_of_ranks(view: View[Any]) -> CaptionParts:
    """Say how ranks and their intervals are made."""
    return _caption(
        view,
        view.say(
            "Dot: rank by the index. Dark line: {confidence} confidence set of this country\u2019s "
            "rank. Pale bar: sets that hold the ranks of all countries at once with {confidence} "
            "confidence. Both are stepwise (Mogstad et al. 2024), from {resamples} bootstrap "
            "resamples of experts, and stay honest where countries are nearly level.",
            confidence=view.say.percent(view.nominations.confidence),
            resamples=view.nominations.resamples,
        ),
    )


def legend_of_ranks(view: View[Any]) -> tuple[str, str, str]:
    """Name the sets of all ranks, the set of one, and the rank."""
    say, confidence = view.say, view.say.percent(view.nominations.confidence)
    return (
        say("{confidence} confidence sets, all at once", confidence=confidence),
        say("{confidence} confidence set, each by itself", confidence=confidence),
        say("rank"),
    )


def caption_of_replication(view: View[Any], compared: pl.DataFrame) -> CaptionParts:
    """Say what is laid beside what was published, and how much of that was checked."""
    return _caption(
        view,
        view.say(
            "Ring: published value. Dot: computed here from the same answers; line: {confidence} "
            "interval from {resamples} bootstrap resamples of experts (bootstrap-t on the scale of "
            "the square root), which the publication does not give. {checked} of {all} published "
            "values were checked against a copy of the table.",
            confidence=view.say.percent(view.nominations.confidence),
            resamples=view.nominations.resamples,
            checked=compared.filter(checked="yes").height,
            all=compared.height,
        ),
    )


def caption_of_parts(view: View[Any]) -> CaptionParts:
    """Say what a country's index for one part is."""
    return _caption(
        view,
        view.say(
            "Each cell: the index for one type of crime, 100 when every expert names the country "
            "and rates it at the top of all scales. Countries in the order of the overall index."
        ),
    )


def caption_of_shares_of_parts(view: View[Any]) -> CaptionParts:
    """Say what the parts of a country's index are compared with."""
    return _caption(
        view,
        view.say(
            "Bar: share of each type of crime in the country\u2019s index. Line: the same over all "
            "countries."
        ),
    )


def _caption(view: View[Any], method: str) -> CaptionParts:
    return CaptionParts(question=view.naming(), base=view.everyone(), method=method)
