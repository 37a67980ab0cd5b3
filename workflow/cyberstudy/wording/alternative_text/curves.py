"""Steps and curves, in words."""

from __future__ import annotations

import numpy as np
import polars as pl

from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.wording.alternative_text import of_column
from cyberstudy.wording.speech import Speech


def combinations(
    say: Speech, rows: pl.DataFrame, verdicts: pl.DataFrame, verdict: str, choices: pl.DataFrame
) -> str:
    """Tell how many combinations come to which verdict, and how they agree with the main one.

    Parameters
    ----------
    say
        The language.
    rows
        k, agreement and main.
    verdicts
        label and count.
    verdict
        Of the main combination, in words.
    choices
        label, and same: the share that comes to the main verdict.
    """
    main, others = rows.filter("main"), rows.filter(~pl.col("main"))["agreement"].drop_nulls()
    shares = choices.with_columns(pl.Series("told", map(say.percent, choices["same"])))
    sentences = [
        say(
            "Specification curve of {count} combinations: {verdicts}; {least} to {most} classes.",
            count=rows.height,
            verdicts=say.listed(of_column(say, verdicts, "count")),
            least=lowest(rows["k"]),
            most=highest(rows["k"]),
        ),
        say(
            "The main analysis: {verdict}, {count} classes.",
            verdict=verdict,
            count=main["k"].item(),
        ),
        ""
        if others.is_empty()
        else say(
            "Agreement with it: median {median}, lowest {lowest}.",
            median=say.decimal(float(np.median(others.to_numpy())), 2),
            lowest=say.decimal(float(others.to_numpy().min()), 2),
        ),
        say(
            "Same verdict as the main one: {each}.",
            each=say.clauses(of_column(say, shares, "told")),
        ),
    ]
    return say.text(sentences)
