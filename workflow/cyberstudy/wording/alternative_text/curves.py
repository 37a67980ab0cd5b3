"""Steps and curves, in words."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from cyberstudy.wording.alternative_text import of_column
from cyberstudy.wording.numbers import ends
from cyberstudy.wording.questions import share_in_words
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
            words = share_in_words(say, row["count"], row["base"], None, row["why"])
            told.append(say("longer {told}", told=words))
        else:
            words = share_in_words(say, row["within"], row["base"], row["share"], row["why"])
            told.append(say("within days: {days}, {told}", days=say.plain(row["days"]), told=words))
    return told


def combinations(
    say: Speech, judged: str, main: tuple[str, int], choices: pl.DataFrame, ways: pl.DataFrame
) -> str:
    """Tell which verdicts tables of answers have, and what methods make of them.

    Parameters
    ----------
    say
        The language.
    judged
        Sentences that count tables of answers by their verdicts.
    main
        Verdict, in words, and number of classes of the main analysis.
    choices
        label, and told: the share of tables with the main verdict.
    ways
        label, least and most classes, and told: agreement; of methods by rules for their number.
    """
    columns = ways.select("label", "least", "most", "told")
    classes = [
        say.listed([label, ends(say, [least, most]), told])
        for label, least, most, told in columns.iter_rows()
    ]
    shares = say.clauses(of_column(say, choices, "told"))
    return say.text(
        [
            judged,
            say("The main analysis: {verdict}, {count} classes.", verdict=main[0], count=main[1]),
            say("Same verdict as the main one: {each}.", each=shares),
            say(
                "Classes, and median agreement with the main analysis: {each}.",
                each=say.clauses(classes),
            ),
        ]
    )
