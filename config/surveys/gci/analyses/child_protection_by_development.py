"""Whether children are protected online less where development is low, and less than by its level.

ITU scored the protection of children online in its edition of 2020 alone, so all is of that year.
"""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, table
from cyberstudy.claims import AFTER_LOOKING, claim
from cyberstudy.specifications import READ, examined, specifications, states_in
from surveyanswers.tables.disclosure import Part, column, key, statistic

CHILDREN, EDITION = "child_protection", "2020"
INDICATORS = [
    *("substantive_law", "regulation", "national_cirt", "sectoral_cirt", "standards"),
    *("national_strategy", "responsible_agency", "metrics", "awareness", "training", "education"),
    *("research", "industry", "incentives", "bilateral_agreements", "international_participation"),
    *("multilateral_agreements", "private_partnerships", "interagency_partnerships"),
]
GROUPS = {
    "low or medium human development": pl.col("group").is_in(["low", "medium"]),
    "low human development": pl.col("group") == "low",
    "least developed": pl.col("ldc_2025") == "yes",
}
MEASURES = {
    "scores": lambda scores: scores,
    "ranks": lambda scores: scores.rank(),
    "any points": lambda scores: scores > 0,
    "half of the points": lambda scores: scores >= 0.5,
    "all points": lambda scores: scores == 1,
}


def states(survey):
    """Return Member States of the edition with scores, their mean, and facts about them."""
    whole = states_in(survey, EDITION).drop_nulls([CHILDREN, *INDICATORS])
    return whole.with_columns(level=pl.mean_horizontal(INDICATORS))


@claim(
    range_written=AFTER_LOOKING,
    answers=[CHILDREN, *INDICATORS],
    tables=READ,
    over=specifications({"Group": GROUPS, "Measured by": MEASURES}, without=["development"]),
    refuted_by="A specification in which less developed States score no lower on child online "
    "protection than others with the same scores on everything else.",
    dropped=[
        "That less developed States score lower on child online protection: it could hardly have "
        "failed, since they score lower on everything."
    ],
)
def children_protected_less_than_all_else(survey, chosen):
    """Score of less developed States less others', beside the mean of all other indicators."""
    measured = MEASURES[chosen["Measured by"]](pl.col(CHILDREN)).cast(pl.Float64)
    return examined(
        states(survey).with_columns(measured=measured, score="level"),
        chosen,
        outcome=pl.col("measured"),
        exposure=GROUPS[chosen["Group"]],
        always=["level"],
        without=["development"],
        ranks=False,
        sign=-1,
        in_deviations=True,
        seed=survey.seed,
    )


class GapsOfIndicators(Analysis):
    """How far less developed States are behind others, indicator by indicator of 2020."""

    question = key("Indicator.")
    base = column(dy.UInt32, Part.BASE, "Member States.")
    mean = statistic("Mean score of all of them.")
    less = statistic("Mean of States of low or medium human development.")
    more = statistic("Mean of the others.")
    gap = statistic("less - more, in standard deviations of all of them.")
    wider = column(dy.UInt32, Part.STATISTIC, "Indicators with a wider gap.")
    narrower = column(dy.UInt32, Part.STATISTIC, "Those with a narrower one.")


@table(GapsOfIndicators, answers=[CHILDREN, *INDICATORS], tables=READ)
def gaps_of_indicators(survey):
    """Return the gap in child protection and in all other indicators, a row an indicator."""
    members = states(survey).with_columns(inside=next(iter(GROUPS.values()))).drop_nulls("inside")
    if members.is_empty():
        return GapsOfIndicators.create_empty()
    rows, units = [], members["iso3"].to_list()
    for question in (CHILDREN, *INDICATORS):
        less, more = (members.filter(inside=inside)[question].mean() for inside in (True, False))
        row = {"question": question, "base": members.height, "mean": members[question].mean()}
        row |= {"less": less, "more": more, "gap": (less - more) / members[question].std()}
        rows.append(row | {"units": units})
    gap = pl.col("gap")
    return pl.DataFrame(rows).with_columns(
        wider=gap.rank("min") - 1, narrower=gap.rank("min", descending=True) - 1
    )
