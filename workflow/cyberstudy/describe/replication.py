"""Published values compared with ours."""

from __future__ import annotations

import polars as pl


def compare_published(
    ours: pl.DataFrame, published: pl.DataFrame, *, value: str, decimals: int
) -> pl.DataFrame:
    """Compare published values with our own.

    Parameters
    ----------
    ours
        iso3, rank, and the column `value`.
    published
        iso3, label, rank, value (numbers as text), source, checked.
    value
        Which of our columns the publication gives.
    decimals
        How many decimals it prints: the two agree when our value rounds to the published one.

    Returns
    -------
    pl.DataFrame
        `tables.Replication`, in the published order.
    """
    mine = ours.select("iso3", ours=pl.col(value), our_rank="rank")
    return (
        published.select(
            key="iso3",
            label="label",
            published=pl.col("value").cast(pl.Float64),
            published_rank=pl.col("rank").cast(pl.UInt32),
            source="source",
            checked="checked",
        )
        .join(mine, left_on="key", right_on="iso3", how="left", maintain_order="left")
        .with_columns(difference=pl.col("ours") - pl.col("published"))
        .with_columns(
            agrees=(
                pl.col("ours").round(decimals) == pl.col("published").round(decimals)
            ).fill_null(False)
        )
        .select(
            "key",
            "label",
            "published",
            "ours",
            "difference",
            "agrees",
            "published_rank",
            "our_rank",
            "source",
            "checked",
        )
    )
