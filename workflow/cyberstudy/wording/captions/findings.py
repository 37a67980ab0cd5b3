"""What captions say of published findings laid beside our counts, and what findings are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.intervals import interval_method
from cyberstudy.wording.speech import Speech

#: Where our value lies beside the published band.
RELATIONS = {
    "inside": phrase("inside"),
    "overlaps": phrase("overlaps"),
    "outside": phrase("outside"),
    "no estimate": phrase("no estimate"),
}
FEWEST = 10  # of fewer no percentage is written


def caption_of_findings(say: Speech, findings: pl.DataFrame) -> CaptionParts:
    """Return the caption of dots on bands, of base, checked and by_construction."""
    unchecked = findings.filter(pl.col("checked") != "yes").height
    compared = say.many(
        "{count} comparison; answered by {least} to {most} units.",
        "{count} comparisons; answered by {least} to {most} units.",
        findings.height,
        count=findings.height,
        least=lowest(findings["base"]),
        most=highest(findings["base"]),
    )
    recalled = say.many(
        "{count} of the published values is recalled and was not checked.",
        "{count} of the published values are recalled and were not checked.",
        unchecked,
        count=unchecked,
    )
    marks = say(
        "Band: what the wording of the publication allows, open to the end of the axis "
        "where it says more than or less than. Dot: our share; line: {method} interval "
        "with finite population correction.",
        method=interval_method(say),
    )
    return {
        "question": say("Published findings, each beside the question that asks the same."),
        "base": say.text([compared, recalled]),
        "method": say.text([marks, _by_construction(say, findings)]),
    }


def _by_construction(say: Speech, findings: pl.DataFrame) -> str:
    """Say how many agree because they were made to."""
    built = findings.filter(pl.col("by_construction") == "yes").height
    if not built:
        return ""
    return say.many(
        "{count} of {all} agrees by construction, since the answers were simulated from these "
        "findings: that shows that the road works, not that a finding is true.",
        "{count} of {all} agree by construction, since the answers were simulated from these "
        "findings: that shows that the road works, not that a finding is true.",
        built,
        count=built,
        all=findings.height,
    )


def name_of_finding(say: Speech, row: Mapping[str, Any]) -> str:
    """Name a finding, with its group and the number of the question."""
    name = say.word(row["finding"])
    group, (number, *_) = row["published_group"], str(row["question"]).split("_")
    if group not in ("world", None):
        name = say("{name} ({number})", name=name, number=say.word(group))
    if number[1:].isdigit():
        name = say("{name} ({number})", name=name, number=number.upper())
    return name


def share_and_relation(say: Speech, row: Mapping[str, Any]) -> str:
    """Say what our share is, and where it lies beside the band."""
    if row["share"] is None:
        return say.reason(row["reason"]) if row["reason"] else say("no estimate")
    counts = {"count": row["count"], "base": row["base"]}
    if row["base"] < FEWEST:
        counted = say("{count} of {base} (few)", **counts)
    else:
        counted = say("{count} of {base} {share}", share=say.percent(row["share"]), **counts)
    return say.listed([counted, say(RELATIONS[row["relation"]])])
