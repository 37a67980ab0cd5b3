"""Dots with intervals, in words; bars of the same numbers too."""

from __future__ import annotations

import polars as pl

from cyberstudy.wording.alternative_text import valued
from cyberstudy.wording.questions import labelled, share_in_words
from cyberstudy.wording.speech import Speech


def shares_by_row(say: Speech, rows: pl.DataFrame) -> list[str]:
    """Tell rows of label, count, base, share and why, which stands where there is no count."""
    return [
        valued(say, label, share_in_words(say, count, base, share, why))
        for label, count, base, share, why in rows.select(
            "label", "count", "base", "share", "why"
        ).iter_rows()
    ]


def counts_with_shares(say: Speech, rows: pl.DataFrame) -> list[str]:
    """Tell rows of label, count, share and why, the base of which stands in their panel's title."""
    told = []
    for label, count, share, why in rows.select("label", "count", "share", "why").iter_rows():
        value = why if count is None else say.count(count)
        if share is not None:
            value = say("{count} ({share})", count=value, share=say.percent(share))
        told.append(say("{label} {count}", label=label, count=value))
    return told


def likeliest_answers(say: Speech, rows: pl.DataFrame, *, without_saying: str) -> str:
    """Tell the likeliest answer to each item; of two answers the one shown, of one item all.

    Parameters
    ----------
    say
        The language.
    rows
        item, label, option, answer and probability.
    without_saying
        The option that of two is told only if it is the only one.
    """
    told: list[tuple[str, float]] = []
    for (_,), own in rows.group_by("item", maintain_order=True):
        if rows["item"].n_unique() == 1:
            told += own.select("answer", "probability").iter_rows()
            continue
        order = "probability" if own.height > 2 else pl.col("option") != without_saying
        top = own.sort(order, descending=True, maintain_order=True).row(0, named=True)
        told.append((labelled(say, top["label"], top["answer"]), top["probability"]))
    return say.clauses(
        say("{answer} {share}", answer=answer, share=say.percent(share)) for answer, share in told
    )
