"""Contract of the calibration: what the rules of the verdict say of surveys whose truth is known.

It is frozen in ``results/published`` and is of simulated data alone
(``benchmarks/verdict_calibration.py``).
"""

from __future__ import annotations

from collections.abc import Iterator

from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import Part, column, key, proportion
from surveyanswers.tables.frame_schemas import dy

SHARES = {
    "no structure": "told as no structure",
    "none fits": "of which neither classes nor one gradient are told to describe the answers",
    "gradient": "told as a gradient",
    "not distinguishable": "of which several accounts are not rejected, classes among them or not",
    "another account": "told as two gradients, types along a gradient, or dependent items",
    "no typology": "of which no typology is claimed",
    "types": "told as types",
    "types by tests": "that the tests alone call types",
    "true number": "told as types, and as many as there truly are",
    "aic 2 or more": "to which Akaike's criterion gives two classes or more",
    "bic 2 or more": "to which the Bayesian information criterion gives two classes or more",
}


def _columns() -> Iterator[dy.Column]:
    yield column(dy.String, Part.KEY, "How surveys are made.", primary_key=True, alias="world")
    what = (
        "Which of its surveys: all, those of so many units, categories or items, or of so many "
        "units and categories."
    )
    yield column(dy.String, Part.KEY, what, primary_key=True, alias="margin")
    yield column(dy.UInt32, Part.PROCESS, "Surveys that were made.", alias="data sets")
    for name, what in (
        ("units", "Units of a survey"),
        ("items", "Items of a survey"),
        ("categories", "Categories of an item"),
    ):
        description = f"{what}, where the row is of surveys that have so many."
        yield column(dy.UInt32, Part.PROCESS, description, alias=name, nullable=True)
    for name, what in SHARES.items():
        for suffix, meaning in (
            ("", f"Share of surveys {what}."),
            (" low", "Lower end of its 95 % interval (Clopper and Pearson)."),
            (" high", "Its upper end."),
        ):
            yield column(dy.Float64, Part.PROCESS, meaning, alias=name + suffix, min=0, max=1)
    what = "Digest of the code that they were tested by, its first digits."
    yield column(dy.String, Part.PROCESS, what, alias="code")
    yield column(dy.Float64, Part.PROCESS, "Processor seconds a survey, mean.", alias="CPU s")
    yield column(
        dy.Float64, Part.PROCESS, "Bootstrap replicates a survey, mean.", alias="replicates"
    )


class Calibration(Contract, file="published/calibration.csv"):
    """What the rules of the verdict say of simulated surveys, a row a world and margin."""

    # Names of its columns have spaces, so they can't stand here as others' do.
    locals().update({str(declared.alias): declared for declared in _columns()})


class Arena(Contract, file="published/arena.csv"):
    """What usual methods, and the verdict, say of the same simulated surveys."""

    method = key("Method, and how it chooses the number of types.")
    world = key("How surveys are made.")
    truth = column(dy.UInt32, Part.PROCESS, "True number of types; 1 where there are none.")
    data_sets = column(dy.UInt32, Part.PROCESS, "Surveys.")
    types = proportion(Part.PROCESS, "Share of which it says two types or more.", nullable=False)
    types_low = proportion(Part.PROCESS, "Lower end of its 95 % interval (Clopper and Pearson).")
    types_high = proportion(Part.PROCESS, "Its upper end.")
    true_number = proportion(Part.PROCESS, "Share of which it says the true number.")
    cpu = column(dy.Float64, Part.PROCESS, "Processor seconds a survey, mean.")
