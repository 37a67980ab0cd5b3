"""Steps and curves, in words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from cyberstudy.wording.questions import in_words
from cyberstudy.wording.speech import Speech


def steps(say: Speech, found: Iterable[tuple[str, pl.DataFrame]]) -> str:
    """Tell steps after steps, each with what the legend says of it; there may be no rows.

    Parameters
    ----------
    say
        The language.
    found
        Words of the legend, with rows of days, within, count, base, share and why; the last of
        them has no end.
    """
    told = [say("Steps of cumulative shares.")]
    for counted, rows in found:
        told.append(say("{clauses}.", clauses=counted))
        if not rows.is_empty():
            told.append(say("{clauses}.", clauses=say.clauses(_times(say, rows))))
    return say.text(told)


def _times(say: Speech, rows: pl.DataFrame) -> list[str]:
    told = []
    for row in rows.iter_rows(named=True):
        if row["days"] is None:
            words = in_words(say, row["count"], row["base"], None, row["why"])
            told.append(say("longer {told}", told=words))
        else:
            words = in_words(say, row["within"], row["base"], row["share"], row["why"])
            told.append(say("within days: {days}, {told}", days=say.plain(row["days"]), told=words))
    return told


def agreement_along_a_curve(say: Speech, agreement: pl.Series) -> str:
    """Tell the middle and the lowest of what agrees with the main analysis."""
    if agreement.is_empty():
        return ""
    return say(
        "Agreement with it: median {median}, lowest {lowest}.",
        median=say.decimal(float(np.median(agreement.to_numpy())), 2),
        lowest=say.decimal(float(agreement.to_numpy().min()), 2),
    )


def criteria_and_tests(say: Speech, lowest: pl.DataFrame, tests: pl.DataFrame, verdict: str) -> str:
    """Tell for which model each criterion is lowest, then every test, then the verdict.

    Parameters
    ----------
    say
        The language.
    lowest
        criterion and model.
    tests
        null, alternative, p and decision, each in words.
    verdict
        In words.
    """
    best = [
        say("{criterion} is lowest for {model}", criterion=criterion, model=model)
        for criterion, model in lowest.select("criterion", "model").iter_rows()
    ]
    each = [
        say("{null} against {alternative}, {p}, {decision}", **row)
        for row in tests.select("null", "alternative", "p", "decision").iter_rows(named=True)
    ]
    return say(
        "{lowest}. Tests: {tests}. Verdict: {verdict}.",
        lowest=say.listed(best),
        tests=say.clauses(each),
        verdict=verdict,
    )
