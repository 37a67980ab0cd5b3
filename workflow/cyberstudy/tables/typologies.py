"""Contracts of what a typology is made of: rivals, classes, and whether they can be believed.

Classes are named by letters, A the largest.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic, tally
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.phrases import phrase


class TypeSelection(Contract, file="cluster/{clustering}/selection.csv"):
    """Criteria of every model; they are shown and do not decide."""

    model = key("classes, or the name of a rival.")
    classes = column(dy.UInt32, Part.KEY, "Number of classes; 0 for a rival.", primary_key=True)
    units = column(dy.UInt32, Part.BASE, "Units.")
    parameters = column(dy.UInt32, Part.LABEL, "Free parameters.")
    log_likelihood = column(dy.Float64, Part.STATISTIC, "Log-likelihood.")
    aic = column(dy.Float64, Part.STATISTIC, "Akaike's criterion.")
    bic = column(dy.Float64, Part.STATISTIC, "Bayesian information criterion.")
    best_share = proportion(
        Part.STATISTIC, "Share of the starts that reached the best optimum.", nullable=False
    )
    chosen = column(dy.Bool, Part.STATISTIC, "The classes that the tests stop at.")


class RivalTests(Contract, file="cluster/{clustering}/tests.csv"):
    """Each model as the null of another, by parametric bootstrap."""

    null = key("Null: so many classes, or the name of a rival.")
    alternative = key("Alternative, likewise.")
    statistic = column(dy.Float64, Part.STATISTIC, "Likelihood ratio.")
    level = proportion(Part.LABEL, "Level of the test.", nullable=False)
    p = proportion(Part.STATISTIC, "p-value.", nullable=False)
    low = proportion(
        Part.STATISTIC,
        "Lower end of the 95 % interval of the p-value of endless replicates.",
        nullable=False,
    )
    high = proportion(Part.STATISTIC, "Its upper end.", nullable=False)
    exceedances = column(dy.UInt32, Part.STATISTIC, "Replicates as extreme as the observation.")
    replicates = column(dy.UInt32, Part.STATISTIC, "Replicates drawn.")
    stopped = column(dy.String, Part.LABEL, "Why no more were drawn.")
    rejected = column(dy.Bool, Part.STATISTIC, "Whether the null is rejected.")


class TypeMembers(Contract, file="cluster/{clustering}/members.parquet"):
    """Which unit is in which class."""

    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    type = column(dy.String, Part.UNIT, "Its likeliest class.")
    probability = proportion(Part.UNIT, "Of that class.", nullable=False)


class TypeProfiles(Contract, file="cluster/{clustering}/profiles.csv"):
    """What classes answer; of a confidential survey the sizes of classes alone leave."""

    type = key("Class.", phrase("Type"))
    item = key("Item.")
    option = key("Option.")
    probability = proportion(Part.CELL, "Of the option within the class.", phrase("Probability"))
    low = proportion(Part.ORDER, "Lower end of its interval: percentiles over resamples.")
    high = proportion(Part.ORDER, "Its upper end.")
    base = column(dy.UInt32, Part.BASE, "Units in the class.")
    reason = column(dy.String, Part.REASON, 'Why there is no probability; "" where there is one.')


class TypeStability(Contract, file="cluster/{clustering}/stability.csv"):
    """Bootstrap stability: how well a class is recovered when units are drawn again."""

    type = key("Class.")
    replicates = column(dy.UInt32, Part.STATISTIC, "Resamples.")
    jaccard = proportion(Part.STATISTIC, "Mean Jaccard coefficient of the best match.")
    low = proportion(Part.STATISTIC, "Its 2.5 % quantile.")
    high = proportion(Part.STATISTIC, "Its 97.5 % quantile.")
    standard_error = statistic("Of the mean, for so many replicates.")
    chance = proportion(Part.STATISTIC, "The same of unrelated classes of these sizes.")
    stable = proportion(Part.STATISTIC, "Share of replicates at 0.6 or more.")
    recovered = proportion(Part.STATISTIC, "Share over 0.75.")
    dissolved = proportion(Part.STATISTIC, "Share at 0.5 or less.")
    out_of_bag = statistic("Mean adjusted Rand index of units that were not drawn.")
    missed = proportion(Part.STATISTIC, "Share of replicates whose starts missed a known optimum.")
    base = column(dy.UInt32, Part.BASE, "Units in the class.")
    reason = column(dy.String, Part.REASON, 'Why there is no number; "" where there is one.')


def least_likely_back(stability: pl.DataFrame) -> dict[str, Any]:
    """Return the row of the least stable class; what is withheld is not the least."""
    return stability.sort("jaccard", nulls_last=True).row(0, named=True)


class TypeChecks(Contract, file="cluster/{clustering}/checks.csv"):
    """Agreement with the main classes when some are left out, or rows shuffled."""

    check = key("What was done.")
    what = key("To which group, or which summary.")
    left_out = column(dy.UInt32, Part.BASE, "Units left out.")
    agreement = statistic("Adjusted Rand index; null with one class.")
    missed = column(dy.Bool, Part.STATISTIC, "Whether the starts missed a known optimum.")


class UsualMethods(Contract, file="cluster/{clustering}/usual_methods.csv"):
    """What usual methods would have said of the same answers; they have no vote."""

    method = key("Method, and how it chooses the number of types.")
    types = column(dy.UInt32, Part.STATISTIC, "Number of types that it says; 1: none.")
    wrong = proportion(Part.STATISTIC, "Share of simulated surveys without types in which it does.")
    found = proportion(Part.STATISTIC, "Share of those with types of which it says the number.")


class Associations(Contract, file="cluster/{clustering}/associations.csv"):
    """What classes are associated with, among variables that did not make them."""

    variable = key("Variable.")
    compared = column(dy.String, Part.LABEL, "shares, or means.")
    base = column(dy.Int64, Part.BASE, "Units with a value.")
    explained = column(dy.Float64, Part.ORDER, "Adjusted R-squared.", nullable=True)
    p = proportion(Part.ORDER, "p-value by permutation.")
    p_adjusted = proportion(Part.ORDER, "Adjusted for all variables of the clustering.")
    decision = column(dy.String, Part.ORDER, "What the adjusted p-value says.")
    reason = column(dy.String, Part.REASON, 'Why there is no test; "" where there is one.')
    kind = column(dy.String, Part.LABEL, "artefact, or external.")


class AssociationLevels(Contract, file="cluster/{clustering}/levels.csv"):
    """Shares or means within classes, corrected for error of classification."""

    variable = key("Variable.")
    level = key("Its value; of means, none.")
    type = key("Class.")
    estimate = column(dy.Float64, Part.WITHIN, "Share or mean within the class.", nullable=True)
    standard_error = column(dy.Float64, Part.WITHIN, "Its standard error.", nullable=True)
    low = column(dy.Float64, Part.WITHIN, "Lower end of its interval.", nullable=True)
    high = column(dy.Float64, Part.WITHIN, "Its upper end.", nullable=True)
    naive = column(
        dy.Float64, Part.WITHIN, "The same by each unit's likeliest class.", nullable=True
    )
    base = tally(Part.BASE, "Units that the class is worth.")
    reason = column(dy.String, Part.REASON, 'Why there is no estimate; "" where there is one.')


_CHOICE = "Choice that was made."


class Multiverse(Contract, file="cluster/{clustering}/multiverse.csv"):
    """What the tests say of every defensible table of answers of a clustering."""

    number = column(dy.UInt32, Part.KEY, "Combination of choices.", primary_key=True)
    name = column(dy.String, Part.KEY, "Its choices, in one text.")
    items = column(dy.String, Part.KEY, _CHOICE + " Set of items.")
    coding = column(dy.String, Part.KEY, _CHOICE + " How numbers become categories.")
    conflicts = column(dy.String, Part.KEY, _CHOICE + " Units in conflict: in or out.")
    reconciliation = column(dy.String, Part.KEY, _CHOICE + " Rule of reconciliation.")
    missing = column(dy.String, Part.KEY, _CHOICE + " Treatment of missing answers.")
    main = column(dy.Bool, Part.LABEL, "Whether it is the main one.")
    outcome = column(dy.String, Part.LABEL, "ran, or why not.")
    # Less those of another choice they count units whose forms differ, or that left items open.
    units = tally(Part.ORDER, "Units judged.")
    datasets = column(dy.UInt32, Part.LABEL, "Data sets; several where answers are imputed.")
    k = tally(Part.STATISTIC, "Number of classes that the tests stop at.")
    k_share = statistic("Share of data sets with that number.")
    verdict = column(dy.String, Part.STATISTIC, "Verdict on the answers.", nullable=True)
    verdict_share = statistic("Share of data sets with it.")
