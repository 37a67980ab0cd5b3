"""The contracts of what was counted and estimated (describe)."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from cyberstudy.tables.statuses import STATUSES

KINDS = ("confirmatory", "screen")
DECISIONS = DIFFERS, ALIKE, NO_TEST = "differs", "not told apart", "no test"
RELATIONS = ("inside", "overlaps", "outside", "no estimate")


class Coverage(dy.Schema):
    """Who answered, as counts (describe)."""

    question = dy.String(primary_key=True)
    group = dy.String(primary_key=True)
    label = dy.String()
    count = dy.UInt32()
    base = dy.UInt32()  # units that could have been counted


class Response(dy.Schema):
    """Who replied, of whom (describe)."""

    by = dy.String(primary_key=True)  # respondents, or a column of the frame
    group = dy.String(primary_key=True)
    listed = dy.UInt32(nullable=True)  # members of the frame; null where there is no list
    replied = dy.UInt32()
    complete = dy.UInt32()
    partial = dy.UInt32()
    rr1 = dy.Float64(nullable=True, min=0, max=1)  # AAPOR response rates
    rr2 = dy.Float64(nullable=True, min=0, max=1)


class Channels(dy.Schema):
    """Forms by how they came (describe)."""

    channel = dy.String(primary_key=True)
    language = dy.String(primary_key=True)
    standing = dy.String(primary_key=True)
    forms = dy.UInt32()
    sent = dy.UInt32()  # the others were broken off, or the collector does not tell


class Disagreements(dy.Schema):
    """Where forms of one unit say different things, by question (describe)."""

    question = dy.String(primary_key=True)
    label = dy.String()
    rule = dy.String()
    asked_twice = dy.UInt32()  # units with several current forms
    differ = dy.UInt32()
    decided = dy.UInt32()
    open = dy.UInt32()


class Changes(dy.Schema):
    """What was mended, refused or passed over (describe)."""

    file = dy.String(primary_key=True)
    kind = dy.String(primary_key=True)
    count = dy.UInt32()


class Nonresponse(dy.Schema):
    """Answers by status, along the questionnaire of each group of respondents (describe)."""

    group = dy.String(primary_key=True)
    question = dy.String(primary_key=True)
    label = dy.String()
    order = dy.UInt32()
    status = dy.Enum(STATUSES, primary_key=True)
    count = dy.UInt32()
    base = dy.UInt32()


class Estimates(dy.Schema):
    """Shares by group: counts first, then a model's interval and the worst case (describe)."""

    grouping = dy.String(primary_key=True)
    group = dy.String(primary_key=True)
    question = dy.String(primary_key=True)
    option = dy.String(primary_key=True)
    listed = dy.UInt32(nullable=True)  # members of the frame; null where there is no list
    replied = dy.UInt32()
    base = dy.UInt32()  # units with an answer in substance
    r = dy.UInt32()  # answers that these units gave; more than base where several may be chosen
    count = dy.UInt32()  # units that chose the option
    share = dy.Float64(nullable=True, min=0, max=1)
    low = dy.Float64(nullable=True, min=0, max=1)  # Wilson, finite population correction
    high = dy.Float64(nullable=True, min=0, max=1)
    poststratified = dy.Float64(nullable=True, min=0, max=1)  # where the plan names strata
    poststratified_se = dy.Float64(nullable=True, min=0)
    bound_low = dy.Float64(nullable=True, min=0, max=1)  # Manski, over all who did not say
    bound_high = dy.Float64(nullable=True, min=0, max=1)
    dont_know = dy.UInt32()
    refused = dy.UInt32()
    no_answer = dy.UInt32()
    not_applicable = dy.UInt32()
    not_asked = dy.UInt32()
    not_submitted = dy.UInt32()
    invalid = dy.UInt32()
    conflict = dy.UInt32()
    reason = dy.String()  # why no share is given; "" where one is


class Replication(dy.Schema):
    """Published values beside ours (describe)."""

    key = dy.String(primary_key=True)
    label = dy.String()
    published = dy.Float64()
    ours = dy.Float64(nullable=True)
    difference = dy.Float64(nullable=True)
    agrees = dy.Bool()
    published_rank = dy.UInt32()
    our_rank = dy.UInt32(nullable=True)
    source = dy.String()
    checked = dy.String()


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
