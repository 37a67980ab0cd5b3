"""Internal consistency of an index, and whether items say the same whoever was asked how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
import polars as pl

from cyberstudy.declare.plan.analyses import IndexOfItems
from cyberstudy.statistics.differences import holm
from cyberstudy.statistics.dimensions import dimensions
from cyberstudy.statistics.functioning import functioning
from cyberstudy.statistics.reliability import MINIMUM_BASE, Reliability, reliability_of
from cyberstudy.tables.estimates import ALIKE, DIFFERS, NO_TEST
from cyberstudy.tables.indices import IndexFunctioning
from surveyanswers.tables.storage import schema_of

#: Under it an index lacks internal consistency. Assume: 0.6, the lowest that handbooks accept of a
#: scale tried for the first time (Robinson, Shaver and Wrightsman 1991, Measures of Personality
#: and Social Psychological Attitudes, chapter 1; Nunnally 1978 asks for 0.7). Alpha grows with the
#: number of items, so the next bound is checked, too.
MINIMUM_ALPHA = 0.6
#: Of its items, on average. Assume: 0.15, the lowest that Clark and Watson (1995, Psychological
#: Assessment 7, 309-319) advise for a broad construct; below, items share next to nothing.
MINIMUM_CORRELATION = 0.15
#: Level of a family of tests of items.
LEVEL = 0.05
#: How forms reach units, by the columns of `tables.Submissions`.
WAYS = ("language", "channel")


def internal_consistency(
    matrix: np.ndarray, *, confidence: float, resamples: int, rng: np.random.Generator
) -> dict[str, object]:
    """Return a row of `tables.IndexReliability` without its keys and `functioning`.

    Parameters
    ----------
    matrix
        Units by items, nan where there is no answer.
    confidence, resamples, rng
        Of alpha's interval; as many data sets are dealt out anew to count dimensions.
    """
    # In an order of answers: drawn by that of units, numbers would tell who gave which answers.
    matrix = matrix[np.lexsort(np.nan_to_num(matrix, nan=-1).T)]
    reliability = reliability_of(matrix, confidence=confidence, resamples=resamples, rng=rng)
    count, share = dimensions(matrix, rng=rng)
    return judged(reliability) | {"dimensions": count, "first_share": share}


def judged(reliability: Reliability) -> dict[str, object]:
    """Judge the internal consistency of an index."""
    complaints = []
    if reliability.base < MINIMUM_BASE:
        complaints.append(
            f"only {reliability.base} units answered some pairs, fewer than {MINIMUM_BASE}"
        )
    bounds = (
        ("alpha", reliability.alpha, MINIMUM_ALPHA),
        ("its items' mean correlation", reliability.correlation, MINIMUM_CORRELATION),
    )
    complaints += [f"{n} does not reach {low}" for n, v, low in bounds if v is None or v < low]
    warning = (
        f"this index lacks internal consistency: {'; '.join(complaints)}" if complaints else ""
    )
    return asdict(reliability) | {
        "holds": not complaints,
        "warning": warning,
        "reason": "" if reliability.alpha is not None else "too few units answered the same items",
    }


def index_functioning(
    wide: pl.DataFrame,
    submissions: pl.DataFrame,
    sets: Mapping[str, IndexOfItems],
    labels: Mapping[str, str],
    *,
    minimum_base: int,
) -> pl.DataFrame:
    """Ask of each item whether units of like score answer it alike in all languages and channels.

    Assume: a unit that sent forms in two languages, or by two channels, is of neither.

    Parameters
    ----------
    wide
        One row a unit: unit_id, and each item's score.
    minimum_base
        Of an item's answers in a language; smaller ones take no part.

    Returns
    -------
    pl.DataFrame
        `tables.IndexFunctioning` without its wave; none of an index of fewer than three items, of
        whose score one is half. P-values are adjusted (Holm) for all items and ways of an index.
    """
    rows = []
    for name, entry in sets.items():
        if len(entry.items) < 3:
            continue
        scored = wide.select("unit_id", *entry.items, of_all=pl.mean_horizontal(entry.items))
        index_rows = [
            {"index": name, "title": entry.title, "by": way, "question": item}
            | {"label": labels[item], **_functioning(scored, item, groups, minimum_base)}
            for way in WAYS
            if (groups := _groups(submissions, way))["group"].n_unique() > 1
            for item in entry.items
        ]
        p = [1.0 if row["p"] is None else row["p"] for row in index_rows]
        for row, adjusted in zip(index_rows, holm(np.array(p)), strict=True):
            tested = row["p"] is not None
            row["p_adjusted"] = float(adjusted) if tested else None
            row["decision"] = (DIFFERS if adjusted <= LEVEL else ALIKE) if tested else NO_TEST
        rows += index_rows
    schema = {n: t for n, t in schema_of(IndexFunctioning).items() if n != "wave"}
    return pl.DataFrame(rows, schema=schema, orient="row")


def functioning_in_words(functions: pl.DataFrame, index: str) -> str:
    """Return how many items of an index function differently; "" if none is known to."""
    differing = functions.filter(index=index, decision=DIFFERS)
    return "; ".join(
        f"{part.height} of its items are answered otherwise by {way} among units of like score"
        for (way,), part in differing.group_by("by", maintain_order=True)
    )


def _groups(submissions: pl.DataFrame, way: str) -> pl.DataFrame:
    """Unit and group of those that are of one."""
    sent = submissions.filter(standing="current").select("unit_id", group=way).drop_nulls()
    return sent.unique().filter(pl.len().over("unit_id") == 1)


def _functioning(
    scored: pl.DataFrame, item: str, groups: pl.DataFrame, minimum_base: int
) -> dict[str, object]:
    answered = scored.select("unit_id", "of_all", value=item).drop_nulls()
    answered = answered.join(groups, on="unit_id").filter(pl.len().over("group") >= minimum_base)
    codes = answered["group"].rank("dense").to_numpy().astype(int) - 1
    row: dict[str, object] = {"groups": int(codes.max(initial=-1)) + 1, "base": answered.height}
    if row["groups"] == 1 or not answered.height:
        return row | {"difference": None, "p": None}
    test = functioning(answered["value"].to_numpy(), answered["of_all"].to_numpy(), codes)
    return row | {"difference": test.difference, "p": test.p}
