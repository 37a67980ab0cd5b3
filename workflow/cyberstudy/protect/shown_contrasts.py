"""Comparisons of groups as a confidential survey publishes them: no mean or p-value beside them."""

from __future__ import annotations

import numpy as np
import polars as pl

from cyberstudy.statistics.differences import adjusted
from cyberstudy.tables.estimates import ALIKE, DIFFERS, NO_TEST

#: Of a mean of scores, and of what is computed of means.
DECIMALS = 2


def without_means(contrasts: pl.DataFrame) -> pl.DataFrame:
    """Take means out of comparisons of an index: `tables.IndexGroups` gives those that leave.

    A difference of two means gives the one that is withheld by the other that is not.
    """
    scores = pl.col("index") != ""
    numbers = {"effect": DECIMALS, "low": DECIMALS, "high": DECIMALS, "p": DECIMALS + 1}
    # Assume: a tipping point with one decimal says no more of two means than the effect does.
    numbers["turning"] = 1
    return contrasts.with_columns(
        pl.when(~scores).then("difference").alias("difference"),
        *(
            pl.when(scores).then(pl.col(name).cast(pl.Float64).round(places)).otherwise(name)
            for name, places in numbers.items()
        ),
    )


def adjusted_anew(contrasts: pl.DataFrame) -> pl.DataFrame:
    """Adjust p-values as if those that are withheld were 1: nothing of them is left in the rest."""
    parts = []
    for _, family in contrasts.group_by("wave", "family", maintain_order=True):
        p = family["p"].cast(pl.Float64).fill_null(np.nan).to_numpy()
        kind, alpha = family["kind"][0], family["alpha"][0]
        p_adjusted = pl.Series(adjusted(p, kind)).fill_nan(None)
        verdict = pl.when(p_adjusted <= alpha).then(pl.lit(DIFFERS)).otherwise(pl.lit(ALIKE))
        parts.append(
            family.with_columns(
                p_adjusted=p_adjusted,
                decision=pl.when(p_adjusted.is_null()).then(pl.lit(NO_TEST)).otherwise(verdict),
            )
        )
    return pl.concat(parts) if parts else contrasts
