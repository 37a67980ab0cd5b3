"""What captions and rows say of a multiverse: what was chosen, and what came of it."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.multiverse import DIMENSIONS, OF_DATA
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text import of_column
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.clustering_view import Clustering
from cyberstudy.wording.numbers import ends
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import (
    ACCOUNTS,
    ANOTHER,
    METHODS,
    METHODS_EXPLAINED,
    VERDICTS,
    explained,
)

TOO_FEW = phrase("too few units, not judged")

#: What was chosen, in the table's order, and what each choice is called.
CHOICES = {
    "items": (phrase("Items"), {"main": phrase("main set")}),
    "coding": (phrase("Categories"), {"main": phrase("main coding")}),
    "conflicts": (
        phrase("Units in conflict"),
        {"in": phrase("kept"), "out": phrase("left out")},
    ),
    "reconciliation": (
        phrase("Forms that differ"),
        {"declared": phrase("declared rules"), "latest": phrase("latest form")},
    ),
    "missing": (
        phrase("Missing answers"),
        {
            "as_is": phrase("left missing"),
            "complete_cases": phrase("complete cases"),
            "as_category": phrase("own category"),
            "multiple_imputation": phrase("imputed"),
        },
    ),
    "method": (phrase("Method"), METHODS),
    "k_rule": (
        phrase("Number of classes"),
        {
            "tested": phrase("tests"),
            "bic": phrase("BIC"),
            "silhouette": phrase("silhouette"),
        },
    ),
}


def choice(say: Speech, dimension: str, value: str) -> str:
    """Say what a choice is called."""
    names = CHOICES[dimension][1]
    return say(names[value]) if value in names else say.group(value)


def not_run(say: Speech) -> list[str]:
    """Say that there is no multiverse, and how to get one."""
    return [
        say("The multiverse of these answers has not been run."),
        say("To run it: {command}", command="snakemake multiverse"),
    ]


def pooled(table: pl.DataFrame) -> pl.DataFrame:
    """Return a multiverse whose verdicts are those that are counted: `ACCOUNTS` are one."""
    return table.with_columns(pl.col("verdict").replace(dict.fromkeys(ACCOUNTS, ANOTHER)))


def tables_of_answers(table: pl.DataFrame) -> pl.DataFrame:
    """Return a row a table of answers: what made it, its units and its one verdict.

    Whoever counts verdicts counts these: combinations that differ in nothing but the method or its
    rule for the number of classes share a table of answers, and so a verdict.

    Returns
    -------
    pl.DataFrame
        The choices that make it, `number` (of the first combination), `units`, `verdict` (null:
        too few units) and `main`.
    """
    return (
        pooled(table)
        .sort("number")
        .group_by(DIMENSIONS[:OF_DATA], maintain_order=True)
        .agg(pl.col("number", "units", "verdict").first(), pl.col("main").any())
    )


def verdicts_counted(say: Speech, answers: pl.DataFrame) -> pl.DataFrame:
    """Count the verdicts that are met: verdict (null: not judged), label and count."""
    counts = dict(answers["verdict"].value_counts().iter_rows())
    names = [*VERDICTS.items(), (None, TOO_FEW)]
    rows = [(name, say(label), counts[name]) for name, label in names if name in counts]
    return pl.DataFrame(rows, schema=["verdict", "label", "count"], orient="row")


def caption_of_combinations(found: Clustering, table: pl.DataFrame) -> CaptionParts:
    """Say how many tables of answers were judged, and what stands where."""
    say = found.view.say
    method = say(
        "A column is one table of answers; strokes say what was chosen to make it, and above them "
        "stands the verdict on it. Below: how many classes each method makes of it by each rule "
        "for their number; the darker, the higher the adjusted Rand index with the main analysis, "
        "which is framed, over the units that both have; white where either has one class. Right: "
        "share of the tables with this choice whose verdict is that of the main one; median of "
        "the index."
    )
    made = say(
        "Method and rule for the number of classes have no say in a verdict; they make {count} "
        "clusterings of these tables.",
        count=table["verdict"].count(),
    )
    impossible: dict[str, int] = found.view.json(f"{found.name}/multiverse")["impossible"]
    left_out = (
        say("{count} combinations cannot be: {why}.", count=count, why=why)
        for why, count in impossible.items()
        if count
    )
    return CaptionParts(
        question=found.made_of(),
        base=say.text([judged(say, found.units, table), made, *left_out]),
        method=say.text([method, say(METHODS_EXPLAINED), explained(say, table["verdict"])]),
    )


def judged(say: Speech, who: str, table: pl.DataFrame) -> str:
    """Say how many tables of answers were judged, with which verdicts, and how many were not."""
    answers = tables_of_answers(table)
    known = answers.drop_nulls("verdict")
    few = answers.height - known.height
    sentences = [
        say(
            "{count} tables of answers, of {units} {who}, were judged: {verdicts}.",
            count=known.height,
            units=ends(say, known["units"]),
            who=who,
            verdicts=say.listed(of_column(say, verdicts_counted(say, known), "count")),
        ),
        say("{count} more have too few units.", count=few) if few else "",
    ]
    return say.text(sentences)
