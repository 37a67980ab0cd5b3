"""Published findings compared with our counts: inside the published band, overlapping, outside.

A publication that writes "more than half" gives a band with one end. What an agreement means
depends on where our answers come from: answers that were simulated to agree show that the road
works, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from cyberstudy.declare.plan.analyses import Mapped
from cyberstudy.describe.by_group import who_chose
from cyberstudy.statistics.intervals import share_interval
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import COUNTED, NOT_CONCERNED
from surveyanswers.tables.storage import read_text_table
from surveyanswers.tables.waves import of_wave

#: Bands are published, or written down, to four decimals.
ROUNDING = 0.00005
REPLIES = "response"
_STANDING = {"yes": "checked", "no": "as recalled, unchecked"}


def read_assumed(paths: Sequence[str], receipt: pl.DataFrame) -> set[str] | None:
    """Return the questions whose published values a simulation assumed.

    Parameters
    ----------
    paths
        The simulation's table of assumptions, if the survey has one.
    receipt
        `tables.Receipt`: whether answers are simulated follows from it alone.

    Returns
    -------
    set of str, or None
        Questions with an assumption that names a published finding as its source; ``response``
        among them where numbers of replies do. None where the answers are not simulated.
        Assume: the margins of one question depend on one another, so one published source makes
        every comparison of that question one by construction.
    """
    if not receipt["simulated"].any():
        return None
    tables = [read_text_table(path).select("question", "source") for path in paths]
    return {q for table in tables for q in table.drop_nulls("source")["question"]}


def compare_findings(
    answers: AnswerColumns,
    memberships: pl.DataFrame,
    response: pl.DataFrame,
    published: pl.DataFrame,
    *,
    mapping: Sequence[Mapped],
    assumed: set[str] | None,
    minimum_base: int,
    confidence: float,
) -> pl.DataFrame:
    """Compare every mapped finding with our count, base, share and interval.

    Parameters
    ----------
    answers, memberships, minimum_base, confidence
        As for `estimates.estimate_all`.
    response
        `tables.Response`, for findings about who replied.
    published
        Text: id, part, finding, measure, low, high, denominator, group, source, checked, note.
    mapping
        Entries with ``id``, ``part``, ``by``, ``groups`` and, but for findings about replies,
        ``question`` and ``options``.
    assumed
        From `read_assumed`.

    Returns
    -------
    pl.DataFrame
        `tables.Findings`, in the mapping's order; of the latest wave.
    """
    answers = answers.of_wave()
    memberships, response = map(of_wave, (memberships, response))
    findings_by_part = {(row["id"], row["part"]): row for row in published.iter_rows(named=True)}
    rows = []
    for entry in mapping:
        where = f"findings, {entry.id} part {entry.part}"
        finding = findings_by_part[entry.id, entry.part]
        if entry.question is not None:
            ours = _answered(entry, answers, memberships, minimum_base, confidence, where)
        else:
            ours = _replied(entry, response, where)
        rows.append(_row(entry, finding, ours, assumed))
    return pl.DataFrame(rows, infer_schema_length=None)


def relation_of(
    value: float | None,
    interval: tuple[float, float] | None,
    band: tuple[float | None, float | None],
) -> str:
    """Return where our value lies relative to a published band.

    Parameters
    ----------
    value
        Ours; None for none.
    interval
        Around it; None where it is a plain count.
    band
        Published ends; None for an open one. Assume: "more than half" holds at one half too.
    """
    if value is None:
        return "no estimate"
    low = (-np.inf if band[0] is None else band[0]) - ROUNDING
    high = (np.inf if band[1] is None else band[1]) + ROUNDING
    if low <= value <= high:
        return "inside"
    if interval is not None and interval[0] <= high and interval[1] >= low:
        return "overlaps"
    return "outside"


def meaning_of(relation: str, *, by_construction: bool, simulated: bool) -> str:
    """Return a sentence on what the comparison shows, and what it does not."""
    if relation == "no estimate":
        return "There are too few answers to compare."
    if simulated and by_construction and relation == "outside":
        return (
            "The answers are simulated from this finding; with simulated answers a difference "
            "shows what drawing few respondents did, not that the finding is false."
        )
    if simulated and by_construction:
        return (
            "The answers are simulated from this finding; with simulated answers it shows that "
            "the road works, not that the finding is true."
        )
    if simulated:
        return (
            "The answers are simulated without this finding; with simulated answers neither "
            "agreement nor difference says anything about it."
        )
    if relation == "outside":
        return "Our answers differ from the published finding: compare wording, base and coding."
    return "Our answers agree with the published finding, as far as their interval tells."


def _row(
    entry: Mapped,
    finding: Mapping[str, Any],
    ours: Mapping[str, Any],
    assumed: set[str] | None,
) -> dict[str, object]:
    low, high = finding["low"], finding["high"]
    band = (None if low is None else float(low), None if high is None else float(high))
    interval = (ours["low"], ours["high"]) if ours["share"] is not None else None
    if finding["measure"] == "count":
        relation = relation_of(ours["count"], None, band)
    else:
        relation = relation_of(ours["share"], interval, band)
    by_construction = assumed is not None and (entry.question or REPLIES) in assumed
    return {
        "id": finding["id"],
        "part": finding["part"],
        "finding": finding["finding"],
        "denominator": finding["denominator"] or "",
        "published_group": finding["group"] or "",
        "measure": finding["measure"],
        "published_low": band[0],
        "published_high": band[1],
        "question": entry.question or "",
        "options": " ".join(entry.options or ()),
        "grouping": entry.by,
        "groups": "; ".join(entry.groups),
        **ours,
        "relation": relation,
        "checked": finding["checked"],
        "standing": _STANDING[finding["checked"]],
        "by_construction": "yes" if by_construction else "no",
        "meaning": meaning_of(
            relation, by_construction=by_construction, simulated=assumed is not None
        ),
        "source": finding["source"] or "",
        "note": finding["note"] or "",
    }


def _answered(
    entry: Mapped,
    answers: AnswerColumns,
    memberships: pl.DataFrame,
    minimum_base: int,
    confidence: float,
    where: str,
) -> dict[str, object]:
    """Count, base, share and interval of a question, with the population that estimates use."""
    members = memberships.filter(
        pl.col("grouping") == entry.by, pl.col("group").is_in(list(entry.groups))
    )
    _all_found(entry, members["group"], where)
    question = entry.question or ""
    answered = members.filter("replied").join(
        who_chose(answers.long([question]), [question], entry.options or ()), on="unit_id"
    )
    base, count = answered.filter(status="valid").height, int(answered["chosen"].sum())
    estimate: dict[str, object] = {"base": base, "count": count}
    if base < minimum_base:
        estimate |= dict.fromkeys(("share", "low", "high"))
        return estimate | {"reason": f"base under {minimum_base}"}
    outside = answered.filter(pl.col("status").is_in({*COUNTED} & {*NOT_CONCERNED})).height
    population = int(members["in_frame"].sum())
    low, high = share_interval(
        np.array([count]),
        np.array([base]),
        confidence=confidence,
        population=np.array([max(population - outside, 0)]),
    )
    numbers = {"share": count / base, "low": float(low[0]), "high": float(high[0])}
    return estimate | numbers | {"reason": ""}


def _replied(entry: Mapped, response: pl.DataFrame, where: str) -> dict[str, object]:
    """Replies of those listed: a plain count, whose share has no interval."""
    groups = response.filter(pl.col("by") == entry.by, pl.col("group").is_in(list(entry.groups)))
    _all_found(entry, groups["group"], where)
    count = int(groups["replied"].sum())
    listed = groups["listed"].null_count() == 0
    share = count / int(groups["listed"].sum()) if listed else None
    return {
        "base": int(groups["listed"].sum()) if listed else count,
        "count": count,
        "share": share,
        "low": share,
        "high": share,
        "reason": "" if listed else "nobody knows how many there are",
    }


def _all_found(entry: Mapped, groups: pl.Series, where: str) -> None:
    if missing := [group for group in entry.groups if group not in groups]:
        raise SurveyError(f"plan.yaml, {where}: {entry.by} has no group {', '.join(missing)}")
