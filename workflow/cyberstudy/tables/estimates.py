"""The contracts of what was counted and estimated (describe)."""

from __future__ import annotations

from typing import Any

from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import (
    Part,
    column,
    key,
    listed_column,
    proportion,
    tally,
    wave_column,
)
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.statuses import BY_NAME, COUNTED, STATUSES

KINDS = ("confirmatory", "screen")
DECISIONS = DIFFERS, ALIKE, NO_TEST = "differs", "not distinguishable", "no test"
RELATIONS = ("inside", "overlaps", "outside", "no estimate")
MEASURES = ("share", "count")
YES_NO = ("yes", "no")
#: Between groups of units that a row is about, and between those that make up one of them.
BESIDE, AND = "; ", " + "
#: What effect sizes and their ends have.
_EFFECT: dict[str, Any] = {"nullable": True, "min": -1, "max": 1, "decimals": 2}


class Coverage(Contract, file="describe/coverage.csv"):
    """Who answered, as counts."""

    wave = wave_column()
    question = key("Question.")
    group = key("Option, or region of it.")
    label = column(dy.String, Part.LABEL, "What the group is called.")
    count = tally(Part.FREQUENCY, "Units that said so.")
    base = column(dy.UInt32, Part.BASE, "Units that could have been counted.")


class Response(Contract, file="describe/response.csv"):
    """Who replied, of whom."""

    wave = wave_column()
    by = key("respondents, or a column of the frame.")
    group = key("Its value.")
    # Assume: who replied may be known; what they said may not.
    listed = listed_column()
    replied = column(dy.UInt32, Part.FRAME, "Units that replied.")
    complete = tally(Part.NONRESPONSE, "With a complete reply.", phrase("Complete"))
    partial = tally(Part.NONRESPONSE, "With a partial reply.", phrase("In part"))
    rr1 = proportion(
        Part.NONRESPONSE,
        "Response rate 1 of AAPOR: complete replies.",
        phrase("Response rate 1 (AAPOR)"),
    )
    rr2 = proportion(
        Part.FRAME, "Response rate 2: partial ones too.", phrase("Response rate 2 (AAPOR)")
    )


class Channels(Contract, file="describe/channels.csv"):
    """Forms by how they came."""

    channel = key("Agency, or group of respondents.")
    language = key('Language of the form; "" where the survey is confidential.')
    standing = key("current, superseded, duplicate.")
    # Few forms of one channel may point at a State, and so do the few that were not sent.
    forms = tally(Part.FREQUENCY, "Forms that came so.")
    sent = tally(
        Part.ORDER, "Of them sent off; the others were broken off, or the collector does not tell."
    )


class Disagreements(Contract, file="describe/disagreements.csv"):
    """Where forms of one unit say different things, by question."""

    question = key("Question.")
    label = column(dy.String, Part.LABEL, "Its short label.")
    rule = column(dy.String, Part.LABEL, "Reconciliation rule.", phrase("Rule"))
    asked_twice = column(
        dy.UInt32, Part.BASE, "Units with several current forms.", phrase("Answered twice")
    )
    # Whoever sends a second form would learn of each question what the first one says.
    differ = tally(Part.WITHIN, "Of them with forms that differ.", phrase("Answers differ"))
    decided = tally(Part.WITHIN, "Of them decided by the rule.", phrase("Decided by the rule"))
    open = tally(Part.WITHIN, "Of them undecided: in conflict.", phrase("Left in conflict"))


class Changes(Contract, file="describe/changes.csv"):
    """What was corrected, refused or passed over."""

    file = key("File; for readers its channel.")
    kind = key("Kind of change.")
    # What a table of forms withholds must not stand here: of a channel's few forms, too.
    count = column(dy.UInt32, Part.FREQUENCY, "Cells, or forms, that it happened to.")


class Nonresponse(Contract, file="describe/nonresponse.csv"):
    """Answers by status, along the questionnaire of each group of respondents."""

    wave = wave_column()
    group = key("Group of respondents.")
    question = key("Question.")
    label = column(dy.String, Part.LABEL, "Its short label.")
    order = column(dy.UInt32, Part.LABEL, "Its place in the form.")
    status = column(
        dy.Enum, Part.KEY, "Status of the answer.", primary_key=True, categories=STATUSES
    )
    count = tally(Part.NONRESPONSE, "Units with an answer of this status.")
    base = column(dy.UInt32, Part.BASE, "Units of the group that replied.")


def _share() -> dy.Float64:
    meaning = "count / base; weighted where settings.yaml declares a design."
    return proportion(Part.CELL, meaning, phrase("Share"), decimals=2)


def _ends() -> tuple[dy.Float64, dy.Float64]:
    meaning = (
        "Lower end of Wilson's interval with finite population correction, or of the design's on "
        "the scale of the logit."
    )
    return (
        proportion(Part.CELL, meaning, phrase("Interval, from"), decimals=2),
        proportion(Part.CELL, "Its upper end.", phrase("Interval, to"), decimals=2),
    )


class Estimates(Contract, file="describe/estimates.parquet", asked_by="estimates"):
    """Shares by group: counts first, then a model's interval and the worst case."""

    wave = wave_column()
    grouping = key("Way of dividing units.", phrase("Grouped by"))
    group = key("Group.", phrase("Group"))
    question = key("Question.", phrase("Question"))
    option = key("Option.")
    listed = listed_column()
    replied = column(dy.UInt32, Part.FRAME, "Units that replied.", phrase("Replied"))
    base = tally(Part.CELL, "Units with a substantive answer.", phrase("Base"))
    r = tally(
        Part.CELL,
        "Answers that these gave; more than base where several may be chosen.",
        phrase("Options chosen, in all"),
    )
    count = tally(Part.CELL, "Units that chose the option.", phrase("Count"))
    share = _share()
    low, high = _ends()
    bound_low = proportion(
        Part.CELL,
        "Worst case (Manski): none of those who did not say would have chosen it.",
        phrase("At least, whatever nonrespondents would say"),
        decimals=2,
    )
    bound_high = proportion(
        Part.CELL, "Worst case: all of them would.", phrase("At most"), decimals=2
    )
    # A column for each status that leaves somebody out of the base.
    locals().update({name: tally(Part.NONRESPONSE, BY_NAME[name].units) for name in COUNTED})
    reason = column(
        dy.String,
        Part.REASON,
        'Why no share is given; "" where one is.',
        phrase("Why there is no number"),
    )


class Memberships(Contract, file="describe/memberships.parquet", asked_by="estimates", inside=True):
    """Which groups each unit belongs to."""

    wave = wave_column()
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    grouping = key("Way of dividing units.")
    group = key("Group.")
    in_frame = column(dy.Bool, Part.UNIT, "Stands in the list of those who were to answer.")
    replied = column(dy.Bool, Part.UNIT, "Whether it replied.")


class Contrasts(Contract, file="describe/contrasts.csv", asked_by="contrasts"):
    """Groups compared, in families that were declared before looking."""

    wave = wave_column()
    family = key("Family of comparisons.")
    kind = column(
        dy.Enum,
        Part.LABEL,
        "confirmatory: Holm; screen: Benjamini and Hochberg.",
        categories=KINDS,
    )
    alpha = proportion(Part.LABEL, "Level of the family.", nullable=False)
    tests = column(dy.UInt32, Part.LABEL, "Comparisons declared in the family.")
    contrast = key("Comparison.")
    title = column(dy.String, Part.LABEL, "What is compared.")
    questions = column(dy.String, Part.KEY, 'Joined by spaces; "" for an index.')
    options = column(dy.String, Part.KEY, "Options that count, joined by spaces.")
    index = column(dy.String, Part.KEY, 'Index; "" for questions.')
    grouping = column(dy.String, Part.KEY, "Way of dividing units.")
    groups = column(
        dy.String, Part.KEY, 'Groups that were to be compared, joined by "; ".', phrase("Groups")
    )
    members = column(
        dy.String,
        Part.KEY,
        f'Of each of these the groups of `grouping` that it is put together of, joined by "{AND}".',
    )
    left_out = column(dy.String, Part.CELL, "Those of them with too few units.")
    base = tally(Part.CELL, "Units compared.")
    highest = column(dy.String, Part.CELL, "Group with the largest share or mean.")
    lowest = column(dy.String, Part.CELL, "Group with the smallest.")
    difference = proportion(
        Part.CELL,
        "Between these two, of those that answered; weighted where settings.yaml declares a "
        "design.",
        phrase("Difference"),
        decimals=2,
    )
    turning = column(
        dy.Float64,
        Part.CELL,
        "Of an index, where the plan declares nonresponse: tipping point, in standard deviations "
        "of all scores. So far nonrespondents of `highest` must lie below those of their stratum "
        "that have a score, and those of `lowest` above, for both post-stratified means to be "
        "alike; 0 or less: they lie the other way round already. Null: nothing makes them alike.",
        phrase("Reversed at (SD)"),
        nullable=True,
    )
    measure = column(
        dy.String,
        Part.CELL,
        "risk difference (first group minus second), Cramer's V, or epsilon squared.",
    )
    effect = column(dy.Float64, Part.CELL, "Effect size.", **_EFFECT)
    low = column(dy.Float64, Part.CELL, "Lower end of its interval.", **_EFFECT)
    high = column(dy.Float64, Part.CELL, "Its upper end.", **_EFFECT)
    method = column(dy.String, Part.CELL, "Of the p-value.")
    p = proportion(Part.CELL, "Mid-p-value.", decimals=3)
    p_adjusted = proportion(
        Part.CELL, "Adjusted for the number of tests in the family.", decimals=3
    )
    decision = column(dy.Enum, Part.CELL, "What the adjusted p-value says.", categories=DECISIONS)
    reason = column(dy.String, Part.REASON, 'Why there is no test; "" where there is one.')
    caution = column(
        dy.String,
        Part.LABEL,
        "Why an index measures more than one dimension, or differs between languages or channels; "
        'then the test is of a sum of answers, not of what the index is called; "" else.',
    )


class WithheldGroups(Contract, file="protect/withheld.csv", asked_by="estimates", inside=True):
    """Which groups of which questions are withheld, and by which rule: it never leaves."""

    wave = wave_column()
    question = key("Question.")
    grouping = key("Way of dividing units.")
    group = key("Group.")
    base = column(dy.UInt32, Part.WITHIN, "Units with an answer.")
    withheld_for = column(
        dy.String,
        Part.WITHIN,
        "What it is withheld for: its own sake (few answered; all said the same), for what follows "
        "from it, or for a question that decides who is asked.",
    )


class Findings(Contract, file="describe/findings.csv", asked_by="findings"):
    """Published findings compared with our counts."""

    id = key("Published finding.")
    part = key("Part of it.")
    finding = column(dy.String, Part.FRAME, "Its wording.")
    denominator = column(dy.String, Part.FRAME, "Its denominator, as published.")
    published_group = column(dy.String, Part.FRAME, "Whom it is of.")
    measure = column(dy.Enum, Part.FRAME, "share or count.", categories=MEASURES)
    published_low = column(
        dy.Float64, Part.FRAME, "Lower end; null: the publication sets none.", nullable=True
    )
    published_high = column(dy.Float64, Part.FRAME, "Upper end.", nullable=True)
    question = key('Our question; "": replies are counted.')
    options = column(dy.String, Part.KEY, "Options that count.")
    grouping = column(dy.String, Part.KEY, "Way of dividing units.")
    groups = column(dy.String, Part.KEY, "Groups taken together.")
    base = tally(Part.CELL, "Units with an answer; of replies, those listed or else all.")
    count = column(dy.UInt32, Part.CELL, "Units that count.")
    share = _share()
    low, high = _ends()
    relation = column(
        dy.Enum, Part.CELL, "Where ours lies to the published band.", categories=RELATIONS
    )
    checked = column(dy.Enum, Part.LABEL, "Whether the finding was checked.", categories=YES_NO)
    standing = column(dy.String, Part.LABEL, "What to print beside the finding.")
    by_construction = column(
        dy.Enum,
        Part.LABEL,
        "Whether the simulation was told what was published.",
        categories=YES_NO,
    )
    meaning = column(dy.String, Part.CELL, "Of an agreement or disagreement.")
    source = column(dy.String, Part.LABEL, "Publication.")
    note = column(dy.String, Part.LABEL, "Remark.")
    reason = column(dy.String, Part.REASON, 'Why there is no share; "" where there is one.')
