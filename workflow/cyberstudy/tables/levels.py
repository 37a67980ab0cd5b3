"""The contracts of numbers by group, and of change between waves (describe)."""

from __future__ import annotations

from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import Part, column, key, listed_column, tally, wave_column
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.phrases import phrase


class Levels(Contract, file="describe/levels.csv", asked_by="levels"):
    """Numbers that were given, by group."""

    wave = wave_column()
    question = key("Question.")
    label = column(dy.String, Part.LABEL, "Its short label.")
    grouping = key("Way of dividing units.")
    group = key("Group.")
    listed = listed_column()
    replied = column(dy.UInt32, Part.FRAME, "Units that replied.")
    base = column(dy.UInt32, Part.BASE, "Units that gave a number.")
    mean = column(
        dy.Float64,
        Part.MEAN,
        "Mean; it and quartiles are weighted where settings.yaml declares a design.",
        phrase("Mean"),
        nullable=True,
        decimals=2,
    )
    low = column(
        dy.Float64,
        Part.MEAN,
        "Lower end of its interval: Student's t, finite population correction, or the design's; no "
        "lower than the mean would be if all others had the least there is (worst case). Null "
        "where all that are listed gave a number.",
        nullable=True,
        decimals=2,
    )
    high = column(
        dy.Float64,
        Part.MEAN,
        "Its upper end, and no higher than if all others had the most there is.",
        nullable=True,
        decimals=2,
    )
    quartile_1 = column(
        dy.Float64, Part.ORDER, "First quartile.", phrase("First quartile"), nullable=True
    )
    median = column(dy.Float64, Part.ORDER, "Median.", phrase("Median"), nullable=True)
    quartile_3 = column(
        dy.Float64, Part.ORDER, "Third quartile.", phrase("Third quartile"), nullable=True
    )
    reason = column(
        dy.String, Part.REASON, 'Why no mean, or no quartiles, are given; "" where all are.'
    )


class Change(Contract, file="describe/change.csv", asked_by="change"):
    """How the same units' answers changed between two waves."""

    wave_from = key("From which wave.")
    wave_to = key("To which.")
    grouping = key("Way of dividing units.")
    group = key("Group, as of the second wave.")
    question = key("Question.")
    option = key('Option; "" where a number is asked.')
    listed = listed_column()
    base = column(dy.UInt32, Part.BASE, "Units with a valid answer in both waves.")
    level_from = column(
        dy.Float64,
        Part.WITHIN,
        "Share that chose the option, or mean, before; weighted by the second wave's weights where "
        "settings.yaml declares a design.",
        phrase("Mean before"),
        nullable=True,
        decimals=2,
    )
    level_to = column(
        dy.Float64, Part.WITHIN, "The same after.", phrase("Mean after"), nullable=True, decimals=2
    )
    difference = column(dy.Float64, Part.WITHIN, "After less before.", nullable=True, decimals=2)
    low = column(
        dy.Float64,
        Part.WITHIN,
        "Lower end of its interval, for units that answered twice: Newcombe's for shares, "
        "Student's t for means, finite population correction; or the design's. Null where all that "
        "are listed did, or the plan asks for none.",
        nullable=True,
        decimals=2,
    )
    high = column(dy.Float64, Part.WITHIN, "Its upper end.", nullable=True, decimals=2)
    risen = tally(Part.COUNT, "Units that gained the option, or gave more.", phrase("Rose for"))
    fallen = tally(Part.COUNT, "Units that lost the option, or gave less.", phrase("Fell for"))
    reason = column(dy.String, Part.REASON, 'Why nothing is given; "" where it is.')
