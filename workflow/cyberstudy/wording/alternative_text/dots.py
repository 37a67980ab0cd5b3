"""Dots with intervals, in words; bars of the same numbers too."""

from __future__ import annotations

import polars as pl

from cyberstudy.wording.alternative_text import listed_or_none, valued
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


def ranks_with_intervals(say: Speech, rows: pl.DataFrame) -> str:
    """Tell of countries, by rank: the first and the last, and how sure their ranks are."""
    first, last = rows.row(0, named=True), rows.row(-1, named=True)
    width = pl.col("rank_all_high") - pl.col("rank_all_low")
    widest = rows.sort(width, maintain_order=True).row(-1, named=True)
    return say.text(
        [
            say(
                "Dot plot of the ranks of {count} countries with confidence sets. First is {first} "
                "with an index of {highest}, last shown is {last} with {lowest}.",
                count=rows.height,
                first=first["country"],
                highest=say.decimal(first["index"], 1),
                last=last["country"],
                lowest=say.decimal(last["index"], 1),
            ),
            say(
                "The confidence set is a single rank for: {countries}.",
                countries=listed_or_none(say, rows.filter(width == 0)["country"]),
            ),
            say(
                "The widest is that of {country}, {low} to {high}.",
                country=widest["country"],
                low=widest["rank_all_low"],
                high=widest["rank_all_high"],
            ),
        ]
    )


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


def scatter_in_words(say: Speech, named: pl.DataFrame, others: pl.Series, *, shown: int) -> str:
    """Tell the first named countries, of country, index and value, and where both groups lie."""
    first = [
        say(
            "{country}: index {index}, value {value}",
            country=country,
            index=say.decimal(index, 2),
            value=say.decimal(value, 1),
        )
        for country, index, value in named.head(shown)
        .select("country", "index", "value")
        .iter_rows()
    ]
    means = [
        say("none") if values.is_empty() else say.decimal(float(values.to_numpy().mean()), 1)
        for values in (named["value"], others)
    ]
    return say.text(
        [
            say(
                "Scatter of {named} countries that experts named, and a strip of {others} that "
                "nobody named. The mean value is {mean} of those named and {rest} of the others.",
                named=named.height,
                others=others.len(),
                mean=means[0],
                rest=means[1],
            ),
            say("The highest: {countries}.", countries=say.clauses(first)) if first else "",
        ]
    )
