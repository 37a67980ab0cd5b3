"""The contracts of indices of scored items (describe)."""

from __future__ import annotations

import polars as pl

from cyberstudy.tables.estimates import DECISIONS
from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import (
    Part,
    column,
    key,
    listed_column,
    proportion,
    statistic,
    tally,
    wave_column,
)
from surveyanswers.tables.frame_schemas import dy


class IndexScores(Contract, file="describe/indices.parquet", asked_by="indices", inside=True):
    """An index for each unit."""

    wave = wave_column()
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    index = key("Index.")
    score = proportion(Part.UNIT, "Score; null: too little was answered.")
    answered = column(dy.UInt32, Part.UNIT, "Items with a valid answer.")
    applicable = column(dy.UInt32, Part.UNIT, "Items that the unit was asked and that concern it.")

    @dy.rule()
    def answers_are_to_what_applies(cls) -> pl.Expr:
        """Nobody answers what was not asked."""
        return pl.col("answered") <= pl.col("applicable")


class IndexItems(Contract, file="describe/index_items.csv", asked_by="indices"):
    """What an index is made of."""

    wave = wave_column()
    index = key("Index.")
    title = column(dy.String, Part.LABEL, "What it is of.")
    question = key("Item.")
    label = column(dy.String, Part.LABEL, "Its short label.")
    score_low = column(dy.Float64, Part.LABEL, "The codebook's lowest score, which becomes 0.")
    score_high = column(dy.Float64, Part.LABEL, "Its highest score, which becomes 1.")
    base = tally(Part.CELL, "Units with a valid answer.")
    mean = proportion(
        Part.CELL, "Mean score; weighted where settings.yaml declares a design.", decimals=2
    )
    item_rest = column(
        dy.Float64,
        Part.ORDER,  # the few who alone gave an answer to the item decide it
        "Correlation with the mean of the other items, never weighted.",
        nullable=True,
    )
    reason = column(dy.String, Part.REASON, 'Why there is no mean; "" where there is one.')


class IndexGroups(Contract, file="describe/index_groups.csv", asked_by="indices"):
    """An index by group."""

    wave = wave_column()
    index = key("Index.")
    title = column(dy.String, Part.LABEL, "What it is of.")
    grouping = key("Way of dividing units.")
    group = key("Group.")
    listed = listed_column()
    replied = column(dy.UInt32, Part.FRAME, "Units that replied.")
    base = tally(Part.BASE, "Units with a score.")
    # Of weights that groups share, it is a sum over their bases, withheld ones too.
    effective = tally(
        Part.ORDER,
        "Scores of equal weight that a post-stratified mean is worth (Kish), rounded down; of any "
        "other mean the base.",
    )
    mean = proportion(
        Part.MEAN,
        "Mean of all that are listed, post-stratified, where the plan declares nonresponse; else "
        "of those with a score, weighted as quartiles are where settings.yaml declares a design.",
        decimals=2,
    )
    low = proportion(
        Part.MEAN,
        "Lower end of its interval: by strata with finite population correction, as if "
        "nonrespondents of a stratum were like those with a score; else Student's t as if scores "
        "came by chance, or the design's.",
        decimals=2,
    )
    high = proportion(Part.MEAN, "Its upper end.", decimals=2)
    low_quarter = proportion(
        Part.MEAN,
        "Lower end if nonrespondents of each stratum lie a quarter of the standard deviation of "
        "all scores lower than those with a score; null where no nonresponse is declared.",
        decimals=2,
    )
    high_quarter = proportion(Part.MEAN, "Upper end if they lie so much higher.", decimals=2)
    low_half = proportion(
        Part.MEAN, "Lower end if they lie half a standard deviation lower.", decimals=2
    )
    high_half = proportion(Part.MEAN, "Upper end if they lie so much higher.", decimals=2)
    quartile_1 = proportion(Part.ORDER, "First quartile, of those with a score.")
    median = proportion(Part.ORDER, "Median.")
    quartile_3 = proportion(Part.ORDER, "Third quartile.")
    reason = column(
        dy.String, Part.REASON, 'Why no mean, or no quartiles, are given; "" where all are.'
    )


class IndexReliability(Contract, file="describe/index_reliability.csv", asked_by="indices"):
    """Internal consistency of an index, of those who answered: never weighted."""

    wave = wave_column()
    index = key("Index.")
    title = column(dy.String, Part.LABEL, "What it is of.")
    items = column(dy.UInt32, Part.LABEL, "How many items it has.")
    base = column(dy.UInt32, Part.BASE, "Fewest units that answered both items of a pair.")
    alpha = statistic("Cronbach's alpha, each covariance of all who answered both items.")
    alpha_low = statistic("Lower end of its interval: percentiles over resamples of units.")
    alpha_high = statistic("Its upper end.")
    correlation = statistic("Mean correlation over pairs of items.")
    dimensions = tally(Part.STATISTIC, "Dimensions that parallel analysis tells from chance.")
    first_share = statistic("Share of the first in the items' variance.")
    holds = column(
        dy.Bool, Part.STATISTIC, "Whether its internal consistency suffices.", nullable=True
    )
    warning = column(dy.String, Part.STATISTIC, 'Why it does not; "" where it does.', nullable=True)
    functioning = column(
        dy.String,
        Part.STATISTIC,
        'Items that are answered otherwise by language or channel (`index_functioning`); "": none.',
        nullable=True,
    )
    reason = column(dy.String, Part.REASON, 'Why there is no alpha; "" where there is one.')


class IndexFunctioning(Contract, file="describe/index_functioning.csv", asked_by="indices"):
    """Whether items say the same in all languages and channels, among units of like score.

    Of those who answered, never weighted (describe).
    """

    wave = wave_column()
    index = key("Index.")
    title = column(dy.String, Part.LABEL, "What it is of.")
    by = key("language or channel of the form.")
    question = key("Item.")
    label = column(dy.String, Part.LABEL, "Its short label.")
    groups = column(dy.UInt32, Part.LABEL, "Languages or channels with enough answers.")
    # Less the base of the item it counts those few that sent their form in another language.
    base = column(dy.UInt32, Part.WITHIN, "Units with an answer, in these.")
    difference = proportion(
        Part.STATISTIC,
        "Largest less smallest mean excess over what units of like score answer, on 0..1.",
        decimals=2,
    )
    p = proportion(
        Part.STATISTIC, "Of the mean score test of Cochran, Mantel and Haenszel.", decimals=3
    )
    p_adjusted = proportion(
        Part.STATISTIC, "Adjusted for all items and ways of the index (Holm).", decimals=3
    )
    decision = column(
        dy.Enum,
        Part.STATISTIC,
        "What the adjusted p-value says.",
        categories=DECISIONS,
        nullable=True,
    )
