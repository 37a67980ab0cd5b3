"""What captions say of sources held against one another, and of simulated answers beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.wording.alternative_text import valued
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.speech import Speech


def name_of_source(say: Speech, source: str, year: int, labels: Mapping[str, str]) -> str:
    """Name a source with the year that it tells of; `labels` are in the language already."""
    survey = source.partition(" ")[0]
    # A year is a name, not a count: no language parts its thousands.
    return valued(say, labels.get(survey, survey), str(year))


def both_named(say: Speech, row: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[str, str]:
    """Name both sources of a pair."""
    first = name_of_source(say, row["first"], row["first_year"], labels)
    return first, name_of_source(say, row["second"], row["second_year"], labels)


def agreement_in_words(say: Speech, row: Mapping[str, Any], labels: Mapping[str, str]) -> list[str]:
    """Say in clauses how many countries two sources agree on, and which way they differ."""
    if not row["base"]:
        return [say.reason(row["reason"])]
    first, second = both_named(say, row, labels)
    same = say(
        "same of {count} of {base}: {share}",
        count=row["both"] + row["neither"],
        base=row["base"],
        share=say.percent(row["agreed"]),
    )
    ways = [
        say("only {source}: {count}", source=source, count=row[way])
        for source, way in ((first, "only_first"), (second, "only_second"))
    ]
    return [same, *ways]


def caption_of_agreement(say: Speech, table: pl.DataFrame, confidence: float) -> CaptionParts:
    """Return the caption of kappas of pairs of sources."""
    known = table.filter(pl.col("base") > 0)["base"]
    base = say(
        "{least} to {most} countries of which both sources say yes or no.",
        least=lowest(known),
        most=highest(known),
    )
    return {
        "question": say("Whether a country has something, as two sources say it."),
        "base": base if known.len() else "",
        "method": say(
            "Dot: Cohen's kappa, 0 as by chance and 1 throughout; line: its {confidence} interval "
            "(Fleiss, Cohen and Everitt), as if countries were a draw. Where nearly every country "
            "has it, kappa is low though sources say the same of most: read it beside the counts. "
            "Where years differ, both sources can be right.",
            confidence=say.percent(confidence),
        ),
    }


def caption_of_contradictions(say: Speech, table: pl.DataFrame) -> CaptionParts:
    """Return the caption of countries of which two sources differ."""
    return {
        "question": say("Countries of which one source says yes and the other no."),
        "base": "",
        "method": say(
            "{count} of {all} contradictions may be none: the later source says yes, so it may "
            "have come in between. The others tell that a source counts otherwise, or is wrong; "
            "not which.",
            all=table.height,
            count=table.filter("may_be_change").height,
        ),
    }


def caption_of_beside_world(say: Speech, table: pl.DataFrame, who: str) -> CaptionParts:
    """Return the caption of assumed, drawn and real shares by group."""
    drawn, real = (
        table.filter(pl.col("source").is_in(["assumed", "drawn"]) == simulated).drop_nulls("share")
        for simulated in (True, False)
    )
    bases = drawn.drop_nulls("base")["base"]
    return {
        "question": say(
            "Shares that the simulation of {who} was given, what was drawn, and what sources say "
            "of real States.",
            who=who,
        ),
        "base": say(
            "Drawn: {least} to {most} simulated replies; real: {few} to {many} States a row.",
            least=lowest(bases),
            most=highest(bases),
            few=lowest(real["base"]),
            many=highest(real["base"]),
        ),
        "method": say(
            "Bar: assumed share, the same in all regions unless it moves; ring: share of simulated "
            "replies, which chance moves and of which few are not shown; filled marks: real "
            "States, by source and year. Sources of later years tell of a later world, and "
            "questions correspond as the crosswalk says: a distance is no error of the simulation, "
            "and what was assumed tells nothing of any State."
        ),
    }
