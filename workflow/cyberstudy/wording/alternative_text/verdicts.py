"""Verdicts in words: what they rest on, and how often they are right where the truth is known."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from cyberstudy.wording.alternative_text import valued
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import SPEAKS


def verdicts_and_evidence(say: Speech, rows: pl.DataFrame, accounts: Mapping[str, str]) -> str:
    """Tell the verdict on each clustering, and what tests say of each account of it.

    Parameters
    ----------
    say
        The language.
    rows
        row, told, units, and a column an account.
    accounts
        What the account of each column is called.
    """
    each = []
    for row in rows.iter_rows(named=True):
        told = say(
            "{row}: {verdict}, {units} in all",
            row=row["row"],
            verdict=row["told"],
            units=row["units"],
        )
        said = [valued(say, name, say(SPEAKS[row[key]])) for key, name in accounts.items()]
        each.append(say.listed([told, *said]))
    return say("Table of verdicts. {each}.", each=say.clauses(each))
