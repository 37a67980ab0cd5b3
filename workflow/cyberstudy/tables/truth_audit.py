"""Contract of the truth audit: how often intervals and decisions are right where truth is known.

It is frozen in ``results/published`` by ``make truth-audit``, and is of simulated data alone.
"""

from __future__ import annotations

import dataframely as dy

from cyberstudy.tables.contract import Contract
from cyberstudy.tables.disclosure import Part, column, key

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
