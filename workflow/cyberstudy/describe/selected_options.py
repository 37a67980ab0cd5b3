"""An answer made into yes or no: whether a unit chose one of some options."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def who_chose(
    answers: pl.DataFrame, questions: Sequence[str], options: Sequence[str]
) -> pl.DataFrame:
    """Return for every unit that was asked one of `questions` whether it chose one of `options`.

    Parameters
    ----------
    answers
        `tables.Answers`.
    questions
        One question, or the same one as several forms put it.
    options
        Codes; choosing any of them counts once.

    Returns
    -------
    pl.DataFrame
        unit_id, status, chosen. Where several may be chosen, the status is that of the options
        asked about, and `valid` as soon as one of them is chosen.
    """
    wanted = pl.Series(list(options), dtype=pl.String).implode()
    rows = answers.filter(
        pl.col("question").is_in(list(questions)),
        pl.col("status") != "not_fielded",
        (pl.col("option") == "") | pl.col("option").is_in(wanted),
    ).with_columns(
        chosen=pl.when(pl.col("option") == "")
        .then(pl.col("value").is_in(wanted))
        .otherwise(pl.col("number") == 1)
        .fill_null(False)
    )
    other = pl.col("status").filter(pl.col("status") != "valid").min()
    return (
        rows.group_by("unit_id")
        .agg(pl.col("chosen").any(), other=other)
        .select(
            "unit_id",
            status=pl.when(pl.col("chosen") | pl.col("other").is_null())
            .then(pl.lit("valid"))
            .otherwise(pl.col("other").cast(pl.String)),
            chosen="chosen",
        )
        .sort("unit_id")
    )
