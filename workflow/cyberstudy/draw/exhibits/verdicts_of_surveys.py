"""Verdicts of all surveys in one figure: a row a clustering, simulated answers below all others."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits_across import VerdictsOfSurveys
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.judged import figure_of_verdicts
from cyberstudy.draw.text_only import sentences
from cyberstudy.wording.alternative_text.verdicts import verdicts_and_evidence
from cyberstudy.wording.captions.clusterings import caption_of_all_verdicts
from cyberstudy.wording.typologies import (
    NO_STRUCTURE,
    judged,
    judged_and_weakest,
    structures,
)
from cyberstudy.wording.view import View

KEY = ("survey", "clustering")


def draw(view: View[VerdictsOfSurveys]) -> Drawn:
    """Draw the verdicts that are at hand in this run, in the order of the plan."""
    say = view.say
    rows = pl.DataFrame([row.plain() for row in view.entry.rows]).rename({"title": "row"})
    known = view.table("verdicts").cast(
        dict.fromkeys(("simulated", "two_types_possible"), pl.Boolean)
    )
    found = rows.join(known, on=KEY, how="inner", maintain_order="left")
    found = found.sort("simulated", maintain_order=True)
    if found.is_empty():
        return sentences(view, [say("No survey of this run has a verdict.")], data=known)
    found = found.rename({"no_structure": NO_STRUCTURE})
    told = [judged_and_weakest(say, judged(say, row), row) for row in found.iter_rows(named=True)]
    data = found.with_columns(
        pl.col("value", "low", "high", "chance").cast(pl.Float64), told=pl.Series(told)
    )
    heads = structures(say, data["rival"])
    return Drawn(
        figure=figure_of_verdicts(say, data, heads, simulated=int(data["simulated"].sum())),
        data=data,
        alt=verdicts_and_evidence(say, data, heads),
        **caption_of_all_verdicts(say, data),
        marked=True,
    )
