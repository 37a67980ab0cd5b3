"""What captions say of experts beside States: which countries, what is adjusted, the caution."""

from __future__ import annotations

from typing import Any

import polars as pl

from cyberstudy.declare.plan.experts_and_states import DeclaredExpertsAndStates
from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.questions import WITHHELD
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View

#: What holds of every figure of countries.
CAUTION = phrase(
    "This is about countries, not about persons in them, and tells of no cause: experts may name "
    "large and well-known countries more, and size is not adjusted for."
)
#: What is said where the survey of experts did not run, or nothing that it is laid beside.
NOBODY_ASKED = phrase("There are no answers of experts, or of States, in this run.")


def correlation_in_words(say: Speech, raw: dict[str, Any], adjusted: dict[str, Any]) -> str:
    """Write both correlations of a row, or why there are none."""
    if raw["rho"] is None:
        return say.reason(raw["reason"] or WITHHELD)
    known = [row["rho"] for row in (raw, adjusted) if row["rho"] is not None]
    return say.listed(say.decimal(rho, 2) for rho in known)


def legend_of_correlations(view: View[Any], declared: DeclaredExpertsAndStates) -> list[str]:
    """Name what is drawn of each row."""
    say = view.say
    facts = [say.word(fact.title) for fact in declared.facts.values()]
    adjusted = say("adjusted for {facts}", facts=say.listed(facts)) if facts else say("adjusted")
    return [say("unadjusted"), adjusted]


def caption_of_correlations(view: View[Any], rows: pl.DataFrame) -> CaptionParts:
    """Return the caption of correlations of an index with what countries have."""
    say = view.say
    known = rows.drop_nulls("rho")
    base, reliable = known["base"], known["reliability"].drop_nulls()
    return {
        "question": say(
            "Whether countries that experts name as sources of cybercrime have less law, "
            "cooperation and means than others: then correlations would lie to the left of 0."
        ),
        "base": say(
            "{low} to {high} countries a row.", low=int(lowest(base)), high=int(highest(base))
        )
        if base.len()
        else "",
        "method": say.text(
            [
                say(
                    "Dots: Spearman\u2019s correlation of ranks. A country that nobody named has "
                    "an index of 0. Adjusted: what the facts named explain of both ranks is taken "
                    "out."
                ),
                say(
                    "With as many other experts the same ranks would come back with a correlation "
                    "of {low} to {high}; that noise draws correlations towards 0.",
                    low=say.decimal(lowest(reliable), 2),
                    high=say.decimal(highest(reliable), 2),
                )
                if reliable.len()
                else "",
                say(CAUTION),
            ]
        ),
    }


def caption_of_scatter(
    view: View[Any], rows: pl.DataFrame, declared: DeclaredExpertsAndStates
) -> CaptionParts:
    """Return the caption of a scatter of countries."""
    say, entry = view.say, view.entry
    return {
        "question": say(
            "How much experts name a country as a source of cybercrime, and what it has: {fact}.",
            fact=say.word(declared.titles[entry.fact]),
        ),
        "base": say(
            "{base} countries, {named} of them named by at least one expert.",
            base=rows.height,
            named=rows.filter(pl.col("index") > 0).height,
        ),
        "method": say.text(
            [
                say("Dot: a named country; line at the bottom: one that nobody named."),
                say(CAUTION),
            ]
        ),
    }
