"""Contracts of what describe makes beyond counts and shares: indices, contrasts, findings.

They are part of `tables`, which has them all; they stand here because one file would not do.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

KINDS = ("confirmatory", "screen")
DECISIONS = ("differs", "not told apart", "no test")
RELATIONS = ("inside", "overlaps", "outside", "no estimate")


class IndexScores(dy.Schema):
    """An index for each unit; names units, so it stays inside (describe)."""

    unit_id = dy.String(primary_key=True)
    index = dy.String(primary_key=True)
    score = dy.Float64(nullable=True, min=0, max=1)  # null: too little was answered
    answered = dy.UInt32()  # items with a valid answer
    applicable = dy.UInt32()  # items that were put to the unit and concern it

    @dy.rule()
    def answers_are_to_what_applies(cls) -> pl.Expr:
        """Nobody answers what was not asked."""
        return pl.col("answered") <= pl.col("applicable")


class IndexItems(dy.Schema):
    """What an index is made of (describe)."""

    index = dy.String(primary_key=True)
    title = dy.String()
    question = dy.String(primary_key=True)
    label = dy.String()
    score_low = dy.Float64()  # the codebook's range of scores, which becomes 0..1
    score_high = dy.Float64()
    base = dy.UInt32()  # units with a valid answer
    mean = dy.Float64(nullable=True, min=0, max=1)
    item_rest = dy.Float64(nullable=True)  # correlation with the mean of the other items
    reason = dy.String()  # why there is no mean; "" where there is one


class IndexGroups(dy.Schema):
    """An index by group (describe)."""

    index = dy.String(primary_key=True)
    title = dy.String()
    grouping = dy.String(primary_key=True)
    group = dy.String(primary_key=True)
    listed = dy.UInt32(nullable=True)  # members of the frame; null where there is no list
    replied = dy.UInt32()
    base = dy.UInt32()  # units with a score
    mean = dy.Float64(nullable=True, min=0, max=1)
    low = dy.Float64(nullable=True, min=0, max=1)  # Student's t, finite population correction
    high = dy.Float64(nullable=True, min=0, max=1)
    quartile_1 = dy.Float64(nullable=True, min=0, max=1)
    median = dy.Float64(nullable=True, min=0, max=1)
    quartile_3 = dy.Float64(nullable=True, min=0, max=1)
    reason = dy.String()  # why no mean, or no quartiles, are given; "" where all are


class IndexReliability(dy.Schema):
    """Whether an index holds together (describe)."""

    index = dy.String(primary_key=True)
    title = dy.String()
    items = dy.UInt32()
    base = dy.UInt32()  # fewest units that answered both items of a pair
    complete = dy.UInt32()  # units that answered every item
    alpha = dy.Float64(nullable=True)  # Cronbach, each covariance of all who answered both items
    alpha_low = dy.Float64(nullable=True)  # percentiles over resamples of units
    alpha_high = dy.Float64(nullable=True)
    alpha_complete = dy.Float64(nullable=True)  # of those that answered every item, if enough
    correlation = dy.Float64(nullable=True)  # mean over pairs of items
    holds = dy.Bool()
    warning = dy.String()  # why it does not hold together; "" where it does
    reason = dy.String()  # why there is no alpha; "" where there is one


class Contrasts(dy.Schema):
    """Groups compared, in families that were declared before looking (describe)."""

    family = dy.String(primary_key=True)
    kind = dy.Enum(KINDS)  # confirmatory: Holm; screen: Benjamini and Hochberg
    alpha = dy.Float64(min=0, max=1)
    looks = dy.UInt32()  # comparisons declared in the family
    contrast = dy.String(primary_key=True)
    title = dy.String()
    questions = dy.String()  # joined by spaces; "" for an index
    options = dy.String()
    index = dy.String()
    grouping = dy.String()
    groups = dy.String()  # those compared, joined by "; "
    left_out = dy.String()  # groups with too few units
    base = dy.UInt32()
    highest = dy.String()  # group with the largest share or mean
    lowest = dy.String()
    difference = dy.Float64(nullable=True, min=0, max=1)  # between these two
    measure = dy.String()  # risk difference (first group minus second), Cramer's V, epsilon squared
    effect = dy.Float64(nullable=True, min=-1, max=1)
    low = dy.Float64(nullable=True, min=-1, max=1)
    high = dy.Float64(nullable=True, min=-1, max=1)
    method = dy.String()  # of the p-value
    p = dy.Float64(nullable=True, min=0, max=1)  # mid-p
    p_adjusted = dy.Float64(nullable=True, min=0, max=1)
    decision = dy.Enum(DECISIONS)
    reason = dy.String()  # why there is no test; "" where there is one


class Findings(dy.Schema):
    """Published findings beside our counts (describe)."""

    id = dy.String(primary_key=True)
    part = dy.String(primary_key=True)
    finding = dy.String()
    denominator = dy.String()  # as published
    published_group = dy.String()
    measure = dy.Enum(["share", "count"])
    published_low = dy.Float64(nullable=True)  # null: the publication sets no lower end
    published_high = dy.Float64(nullable=True)
    question = dy.String(primary_key=True)  # "": replies are counted
    options = dy.String()
    grouping = dy.String()
    groups = dy.String()
    base = dy.UInt32()  # units with an answer; of replies, those listed or else all
    count = dy.UInt32()
    share = dy.Float64(nullable=True, min=0, max=1)
    low = dy.Float64(nullable=True, min=0, max=1)  # Wilson, finite population correction
    high = dy.Float64(nullable=True, min=0, max=1)
    relation = dy.Enum(RELATIONS)
    checked = dy.Enum(["yes", "no"])
    standing = dy.String()  # what to print beside the finding
    by_construction = dy.Enum(["yes", "no"])  # the simulation was told what was published
    meaning = dy.String()  # of an agreement or disagreement
    source = dy.String()
    note = dy.String()
    reason = dy.String()  # why there is no share; "" where there is one
