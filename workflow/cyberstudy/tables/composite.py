"""The contracts of published scores that were recomputed (describe)."""

from __future__ import annotations

import dataframely as dy

from cyberstudy.tables.contract import Contract
from cyberstudy.tables.disclosure import (
    Part,
    column,
    key,
    proportion,
    statistic,
    tally,
    wave_column,
)
from cyberstudy.tables.phrases import phrase


class CompositeWeights(Contract, file="describe/composite_weights.csv", asked_by="composite"):
    """The weights by which published scores follow from their indicators."""

    wave = wave_column()
    score = key("Question with the score.")
    title = column(dy.String, Part.LABEL, "What it is of.")
    indicator = key('Question with the indicator; "": one that the data lack.', phrase("Indicator"))
    label = column(dy.String, Part.LABEL, 'Its short label; "" where the data lack it.')
    base = column(dy.UInt32, Part.BASE, "Units with the score and all of its indicators.")
    follow = tally(
        Part.COUNT,
        "Of them, units whose score is what the best weights make it, but for rounding.",
        phrase("Scores that follow the weights"),
    )
    confirmed = column(
        dy.Int64,
        Part.STATISTIC,
        "Different equations that hold and were not needed to find the weights; where no formula "
        "was found, those of `if_at_ends`.",
        nullable=True,
    )
    unique = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether the units that follow leave no other weights.",
        nullable=True,
    )
    weight = statistic("Weight; null where no formula was found.", phrase("Weight"), min=0)
    low = statistic(
        "Least weight that the scores leave; where no formula was found, if one indicator from 0 "
        "to 1 is all that the data lack.",
        min=0,
    )
    high = statistic("Largest; null where nothing bounds it.", min=0)
    share = proportion(Part.STATISTIC, "Weight as a share of the sum of the weights.")
    if_at_ends = statistic(
        "Where no formula was found: the weight if the indicator that the data lack is at 0 or 1 "
        "for most units.",
        phrase("Weight, if scores are at their ends"),
        min=0,
    )
    reason = column(dy.String, Part.REASON, 'Why there is no weight; "" where there is one.')


class CompositeResiduals(Contract, file="describe/composite_residuals.csv", asked_by="composite"):
    """Published scores beside those recomputed, where a formula was found."""

    wave = wave_column()
    score = key("Question with the score.")
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    published = column(dy.Float64, Part.VALUE, "Score, as published.")
    recomputed = column(dy.Float64, Part.VALUE, "Score that the weights give.")
    residual = column(dy.Float64, Part.STATISTIC, "published - recomputed.")
    follows = column(dy.Bool, Part.STATISTIC, "Whether the residual is no more than rounding.")
    explanation = column(
        dy.String,
        Part.STATISTIC,
        'Each single slip that would make it follow, joined by "; or "; "" where it follows, or '
        "where none would.",
    )


class CompositeMissing(Contract, file="describe/composite_missing.csv", asked_by="composite"):
    """What scores say of an indicator that the data lack, where no formula was found."""

    wave = wave_column()
    score = key("Question with the score.")
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    low = proportion(
        Part.STATISTIC,
        "Least that the indicator can be, if it lies from 0 to 1 and is all that the data lack.",
    )
    high = proportion(Part.STATISTIC, "Largest.")
    if_at_ends = proportion(
        Part.STATISTIC, "What it is if it is at 0 or 1 for most units; null where that fixes none."
    )


class CompositeRanks(Contract, file="describe/composite_ranks.csv", asked_by="composite"):
    """Ranks by a published score, and how far they rest on its weights."""

    wave = wave_column()
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    # Assume: what is recomputed equals what was published, but for slips, so it repeats the source.
    score = column(dy.Float64, Part.VALUE, "Score that the weights give.", phrase("Score"))
    rank = column(
        dy.UInt32, Part.STATISTIC, "One more than the units above it; 1 is the largest score."
    )
    best = column(
        dy.UInt32,
        Part.STATISTIC,
        "Best rank that weights with the same sum give, each within the plan's range (`ranked`).",
        phrase("Best rank, weights in the range"),
    )
    worst = column(
        dy.UInt32,
        Part.STATISTIC,
        "Worst rank that they give.",
        phrase("Worst rank, weights in the range"),
    )
    span = column(dy.UInt32, Part.STATISTIC, "worst - best.", phrase("Ranks from best to worst"))
    exact = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether it is proved that no such weights pass best and worst; else some give them.",
        phrase("Proved to be the widest"),
    )
