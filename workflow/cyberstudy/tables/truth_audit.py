"""Contracts of how often intervals and decisions are right where the truth is known.

They are frozen in ``results/published`` (``benchmarks/truth_audit.py`` and ``means_audit.py``), and
are of simulated data alone.
"""

from __future__ import annotations

from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import Part, column, key
from surveyanswers.tables.frame_schemas import dy

#: What a rate is of: intervals that hold the truth, decisions that are wrong, a verdict on classes,
#: or how far classes agree with the true ones (adjusted Rand index).
COVERAGE, ERROR, VERDICT, AGREEMENT = MEASURES = ("coverage", "error", "verdict", "agreement")
#: Families; of shares also ", method" of weighting, of means also " by grouping": post-stratified.
SHARE, BOUND, MEAN, ALPHA, EFFECT = "share", "bound", "index mean", "alpha", "effect"
NOMINATIONS, RANK, RANKS = "index of nominations", "rank set", "all ranks at once"
CONFIRMATORY, SCREEN, ONE, DIRECTION = "confirmatory", "screen", "one test", "wrong direction"
#: Part of a family that is all of it.
ALL = "all"


class TruthAudit(Contract, file="published/truth_audit.csv"):
    """How often intervals hold the known truth, and how often decisions are wrong."""

    measure = column(
        dy.Enum,
        Part.KEY,
        "coverage of intervals, error of decisions, verdict on classes, or their agreement with "
        "the true ones.",
        primary_key=True,
        categories=MEASURES,
    )
    family = key("What is estimated or decided.")
    grouping = key('Way of dividing units, or of making surveys; "": none.')
    part = key("all, routed or not routed, a part of the form, a measure of effect, or a verdict.")
    nominal = column(
        dy.Float64, Part.PROCESS, "What the rate is meant to be, if anything.", nullable=True
    )
    simulations = column(dy.UInt32, Part.PROCESS, "Simulated surveys that it was counted in.")
    cells = column(dy.UInt32, Part.PROCESS, "Intervals or decisions of all of them.")
    rate = column(dy.Float64, Part.PROCESS, "Share of cells, or mean index.", min=-1, max=1)
    low = column(
        dy.Float64,
        Part.PROCESS,
        "Lower end of its 95 % interval, surveys drawn again; of rates that are alike in all "
        "of them Clopper and Pearson's.",
        min=-1,
        max=1,
    )
    high = column(dy.Float64, Part.PROCESS, "Its upper end.", min=-1, max=1)
    below = column(
        dy.Float64, Part.PROCESS, "Share of intervals that lie above the truth.", nullable=True
    )
    above = column(
        dy.Float64, Part.PROCESS, "Share of intervals that lie below the truth.", nullable=True
    )
    error = column(
        dy.Float64, Part.PROCESS, "Root mean square error of what is estimated.", nullable=True
    )
    width = column(dy.Float64, Part.PROCESS, "Mean width of the intervals.", nullable=True)


#: Methods: the mean of those that replied, taken for that of all; the post-stratified one; its
#: interval widened by what it is where nonrespondents differ by so many standard deviations.
METHODS = REPLIED, STRATIFIED, QUARTER, HALF = (
    "of those who replied",
    "post-stratified",
    "nonrespondents within 0.25 SD",
    "nonrespondents within 0.5 SD",
)
#: What nonresponse hangs on.
BY_NOTHING, BY_STRATA, BY_ODDS, BY_DIFFERENCE = "nothing", "strata", "odds", "difference"


class MeansAudit(Contract, file="published/means_audit.csv"):
    """How often intervals of means hold the truth, by what nonresponse hangs on."""

    nonresponse = column(
        dy.Enum,
        Part.KEY,
        "What a reply hangs on: nothing; strata alone; the index, too, by its odds; or strata, and "
        "nonrespondents have lower values.",
        primary_key=True,
        categories=(BY_NOTHING, BY_STRATA, BY_ODDS, BY_DIFFERENCE),
    )
    world = key(
        "Of nothing and strata what the index differs by; of odds their ratio to a standard "
        "deviation more of the index in a cell; of differences by how many standard deviations."
    )
    grouping = key("states, or one group of States: medium or lower development, or Africa.")
    method = column(dy.Enum, Part.KEY, "Interval.", primary_key=True, categories=METHODS)
    difference = column(
        dy.Float64,
        Part.PROCESS,
        "By how many standard deviations nonrespondents lay below those of their stratum, mean.",
    )
    nominal = column(
        dy.Float64, Part.PROCESS, "What is promised, where its assumption is met.", nullable=True
    )
    simulations = column(dy.UInt32, Part.PROCESS, "Lists drawn.")
    rate = column(dy.Float64, Part.PROCESS, "Share of intervals that hold the truth.")
    low = column(dy.Float64, Part.PROCESS, "Lower end of its 95 % interval (Clopper, Pearson).")
    high = column(dy.Float64, Part.PROCESS, "Its upper end.")
    bias = column(dy.Float64, Part.PROCESS, "Mean error of the estimate.")
    error = column(dy.Float64, Part.PROCESS, "Root mean square error.")
    width = column(dy.Float64, Part.PROCESS, "Mean width of the intervals.")
