"""Verdicts in words: what they rest on, and how often they are right where the truth is known."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from cyberstudy.wording.alternative_text import in_sentences, valued
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import SPEAKS


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


def verdicts_and_claims(say: Speech, rows: pl.DataFrame, claims: Mapping[str, str]) -> str:
    """Tell how often a world was judged types, and how often each criterion would claim classes.

    Parameters
    ----------
    say
        The language.
    rows
        label, types with its interval, planted number or null, and the columns of `claims`.
    claims
        What the criterion of each column is called.
    """
    each = []
    for row in rows.iter_rows(named=True):
        told = say(
            "{world}: types {types} ({low} to {high})",
            world=row["label"],
            types=say.percent(row["types"]),
            low=say.percent(row["types low"]),
            high=say.percent(row["types high"]),
        )
        if row["planted number"] is not None:
            planted = say("planted number {share}", share=say.percent(row["planted number"]))
            told = say.listed([told, planted])
        said = [valued(say, name, say.percent(row[key])) for key, name in claims.items()]
        each.append(
            say("{told}; two classes or more by {claims}", told=told, claims=say.listed(said))
        )
    return say(
        "Bars of verdicts by world, and dots of what criteria would claim. {each}.",
        each=say.text(in_sentences(say, each[:-1])) + " " + each[-1],
    )


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
