"""What captions and rows say of a multiverse: what was chosen, and what came of it."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.multiverse import DIMENSIONS, OF_DATA
from cyberstudy.tables.extremes import highest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.clustering_view import Clustering
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import (
    METHODS,
    METHODS_EXPLAINED,
    explained,
)

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


def caption_of_combinations(found: Clustering, table: pl.DataFrame) -> CaptionParts:
    """Say how many combinations there are, and what stands where in a specification curve."""
    say = found.view.say
    method = say(
        "Every column is one way to make the clustering; marks below say which. Above: "
        "adjusted Rand index with the main analysis, the upright line, over the units "
        "that both have; none where either has one class. Right: share of the "
        "combinations with this choice that come to the verdict of the main one."
    )
    return CaptionParts(
        question=found.made_of(),
        base=say.text(_combinations_counted(found, table)),
        method=say.text([method, say(METHODS_EXPLAINED), explained(say, table["verdict"])]),
    )


def _combinations_counted(found: Clustering, table: pl.DataFrame) -> list[str]:
    say, units = found.view.say, table.drop_nulls("verdict")["units"]
    known = {"count": table.height, "who": found.units, "most": units.max()}
    told = [
        say("{count} combinations, all of {most} {who}.", **known)
        if units.min() == units.max()
        else say("{count} combinations, of {least} to {most} {who}.", least=units.min(), **known)
    ]
    same = (
        table.drop_nulls("verdict").group_by(DIMENSIONS[:OF_DATA]).agg(pl.col("verdict").n_unique())
    )
    if highest(same["verdict"]) == 1:
        told.append(
            say(
                "Verdicts hang on the answers alone, of which there are {count} sets; method and "
                "number of classes change who belongs together.",
                count=same.height,
            )
        )
    impossible = found.view.json(f"{found.name}/multiverse")["impossible"]
    told += [
        say("{count} cannot be: {why}.", count=count, why=why)
        for why, count in impossible.items()
        if count
    ]
    return told
