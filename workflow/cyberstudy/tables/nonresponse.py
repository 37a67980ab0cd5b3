"""Contracts of what is made of the list of units to judge what nonresponse may do (describe)."""

from __future__ import annotations

from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import Part, column, key, proportion, tally, wave_column
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.phrases import phrase

METHODS = AS_ANSWERED, POSTSTRATIFIED, RAKED, PROPENSITY = (
    "as_answered",
    "poststratified",
    "raked",
    "propensity",
)
MEASURES = ("r_indicator", "r_indicator_adjusted")
NEVER = "no answers of nonrespondents would reverse it"


class NonresponseWeights(Contract, file="describe/nonresponse_weights.csv", asked_by="nonresponse"):
    """What each that replied stands for, by cell of the strata and method."""

    wave = wave_column()
    method = column(dy.Enum, Part.KEY, "How it is weighted.", primary_key=True, categories=METHODS)
    strata = column(dy.String, Part.LABEL, 'Groupings that are crossed, joined by "; ".')
    cell = key('Groups that meet in it, joined by "; ".')
    stratum = column(
        dy.String,
        Part.LABEL,
        "The first cell of those that it is put together with, as too few replied.",
    )
    listed = column(dy.UInt32, Part.FRAME, "Listed units of the cell.")
    # Assume: of a cell that has one unit its number of replies would name who replied.
    replied = column(dy.UInt32, Part.WITHIN, "Of them, those that replied.")
    weight = column(
        dy.Float64, Part.FRAME, "Units that each that replied stands for; 0 where none did.", min=0
    )
    trimmed = column(dy.Bool, Part.FRAME, "Whether the weight was cut to the limit.")
    design_effect = column(
        dy.Float64, Part.FRAME, "Of the method's weights, as Kish has it: their spread.", min=1
    )


class NonresponseUnits(
    Contract, file="describe/nonresponse_units.parquet", asked_by="nonresponse", inside=True
):
    """In which cell of the strata each listed unit is."""

    wave = wave_column()
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    cell = column(dy.String, Part.UNIT, "The cell, as `nonresponse_weights` names it.")


class NonresponseEstimates(
    Contract, file="describe/nonresponse_estimates.csv", asked_by="nonresponse"
):
    """Shares of the whole list, as each adjustment for nonresponse gives them."""

    wave = wave_column()
    question = key("Question.")
    option = key("Option.")
    method = column(dy.Enum, Part.KEY, "How it is weighted.", primary_key=True, categories=METHODS)
    strata = column(
        dy.String,
        Part.LABEL,
        "Groupings that are crossed; of a confidential survey the published groups that weights "
        'are of, joined by "; ".',
    )
    base = tally(Part.GROUPS, "Units with a substantive answer.")
    share = proportion(
        Part.GROUPS,
        "Weight of those that chose the option by that of all with a substantive answer; in "
        "whole per cent where the survey is confidential.",
    )
    # Of the share as it stands here, the base and weights that anybody can work out: it tells
    # nothing more of who answered what.
    low = proportion(Part.GROUPS, "Lower end of the interval, with base / design_effect as base.")
    high = proportion(Part.GROUPS, "Its upper end.")
    design_effect = column(dy.Float64, Part.FRAME, "Of the method's weights.", min=1)
    reason = column(dy.String, Part.REASON, 'Why no share is given; "" where one is.')


class Representativity(Contract, file="describe/representativity.csv", asked_by="nonresponse"):
    """How even replies are over the list."""

    wave = wave_column()
    measure = column(
        dy.Enum, Part.KEY, "Indicator of representativity.", primary_key=True, categories=MEASURES
    )
    value = column(
        dy.Float64, Part.FRAME, "1 where all were as likely to reply, down to 0.", min=-1, max=1
    )


class TippingPoints(Contract, file="describe/tipping_points.csv", asked_by="nonresponse"):
    """What nonrespondents would have to say for a finding to be reversed."""

    wave = wave_column()
    finding = key("Finding.", phrase("Finding"))
    title = column(dy.String, Part.LABEL, "What it is of.")
    question = column(dy.String, Part.KEY, "Question.")
    options = column(dy.String, Part.KEY, "Options that count, joined by spaces.")
    grouping = column(dy.String, Part.KEY, "Way of dividing units.")
    groups = column(dy.String, Part.KEY, 'Groups that it is of, joined by "; ".')
    of = key("The group that the row is of.", phrase("Of whom"))
    threshold = proportion(
        Part.LABEL,
        "Share that reverses it; null: that of the other group does.",
        phrase("Threshold"),
    )
    base = tally(Part.CELL, "Units with a substantive answer.")
    count = tally(Part.CELL, "Of them, those that count.")
    nonrespondents = tally(
        Part.CELL, "Units that may have been asked and gave no answer.", phrase("Nonrespondents")
    )
    share = proportion(Part.CELL, "count / base.")
    turning_share = proportion(
        Part.CELL,
        "Share among nonrespondents at which it is reversed; null: at none.",
        phrase("Share among nonrespondents that reverses it"),
    )
    difference = column(
        dy.Float64,
        Part.CELL,
        "turning_share less share. Nonrespondents of two groups differ by as much, in opposite "
        "directions, as long as shares stay within 0 and 1.",
        nullable=True,
        min=-1,
        max=1,
    )
    log_odds = column(
        dy.Float64,
        Part.CELL,
        "The same as a difference of log odds: delta of a pattern-mixture model; null where a "
        "share is 0 or 1.",
        phrase("Difference in log odds"),
        nullable=True,
    )
    reason = column(dy.String, Part.REASON, 'Why there is no turning_share; "" where there is one.')
