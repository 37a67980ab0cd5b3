"""Steps and curves, in words."""

from __future__ import annotations

import polars as pl

from cyberstudy.wording.alternative_text import of_column
from cyberstudy.wording.numbers import ends
from cyberstudy.wording.speech import Speech


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
