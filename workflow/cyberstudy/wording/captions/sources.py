"""What captions say of sources held against one another, and of simulated answers beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

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
