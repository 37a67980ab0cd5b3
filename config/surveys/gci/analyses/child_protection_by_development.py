"""Whether children are protected online less where development is low, and less than by its level.

ITU scored the protection of children online in its edition of 2020 alone, so all is of that year.

The ranges were written before any of these numbers was looked at, but for the means of least
developed countries and others; none of what is in them was taken out since.
"""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, table
from cyberstudy.claims import BEFORE_LOOKING, REGIONS, claim
from cyberstudy.statistics.adjusted_difference import adjusted_difference
from surveyanswers.tables.disclosure import Part, column, key, statistic

CHILDREN, EDITION = "child_protection", "2020"
INDICATORS = [
    *("substantive_law", "regulation", "national_cirt", "sectoral_cirt", "standards"),
    *("national_strategy", "responsible_agency", "metrics", "awareness", "training", "education"),
    *("research", "industry", "incentives", "bilateral_agreements", "international_participation"),
    *("multilateral_agreements", "private_partnerships", "interagency_partnerships"),
]
NOTHING, LEVEL = "nothing", "mean of all other indicators"
GROUPS = {
    "low or medium human development": pl.col("hdi_2022_group").is_in(["low", "medium"]),
    "low human development": pl.col("hdi_2022_group") == "low",
    "least developed": pl.col("ldc_2025") == "yes",
}
MEASURES = {
    "scores": lambda scores: scores,
    "ranks": lambda scores: scores.rank(),
    "any points": lambda scores: scores > 0,
    "half of the points": lambda scores: scores >= 0.5,
    "all points": lambda scores: scores == 1,
}
GIVEN = {"population": "population", "region": "region", "small island or not": "sids"}
#: Assume: a tenth of a standard deviation is some difference, as for groups of States elsewhere.
SOME = 0.1
SAME = {
    "Group": tuple(GROUPS),
    "Measured by": tuple(MEASURES),
    "Left out": (NOTHING, *REGIONS),
}
LOWER = SAME | {"Adjusted for": (NOTHING, *GIVEN, "all of these")}
BESIDE = SAME | {"Adjusted for": (LEVEL, *(f"{LEVEL} and {name}" for name in GIVEN))}


def states(survey):
    """Return Member States of the edition with scores, their level, and facts about them."""
    members = survey.units.filter("in_frame", wave=EDITION)
    whole = members.join(survey.answers, on=["wave", "unit_id"]).drop_nulls([CHILDREN, *INDICATORS])
    size = pl.col(f"population_{EDITION}").cast(pl.Float64, strict=False).log()
    return whole.with_columns(population=size, level=pl.mean_horizontal(INDICATORS)).sort("unit_id")


def behind(survey, chosen):
    """Return the group's score less others', in standard deviations, under a choice."""
    adjusted = chosen["Adjusted for"]
    names = [*GIVEN] if adjusted == "all of these" else [n for n in GIVEN if n in adjusted]
    beside = [*(GIVEN[name] for name in names), *["level"] * adjusted.startswith(LEVEL)]
    cases = states(survey).filter(pl.col("region") != chosen["Left out"])
    cases = cases.with_columns(
        inside=GROUPS[chosen["Group"]],
        score=MEASURES[chosen["Measured by"]](pl.col(CHILDREN)).cast(pl.Float64),
    ).drop_nulls(["inside", *beside])
    value = adjusted_difference(cases["score"], cases["inside"], cases.select(beside))
    value /= cases["score"].std()
    return {"units": cases["unit_id"].to_list(), "value": value, "holds": value <= -SOME}


@claim(
    range_written=BEFORE_LOOKING,
    answers=[CHILDREN, *INDICATORS],
    over=LOWER,
    refuted_by="A specification in which less developed States score less than a tenth of a "
    "standard deviation below others on child online protection.",
)
def children_protected_less(survey, chosen):
    """Score for protecting children online of less developed States less others'."""
    return behind(survey, chosen)


@claim(
    range_written=BEFORE_LOOKING,
    answers=[CHILDREN, *INDICATORS],
    over=BESIDE,
    refuted_by="A specification in which less developed States score no lower on child online "
    "protection than others with the same scores on everything else.",
)
def children_protected_less_than_all_else(survey, chosen):
    """The same beside the mean of all other indicators."""
    return behind(survey, chosen)


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


@table(GapsOfIndicators, answers=[CHILDREN, *INDICATORS])
def gaps_of_indicators(survey):
    """Return the gap in child protection and in all other indicators, a row an indicator."""
    members = states(survey).with_columns(inside=next(iter(GROUPS.values()))).drop_nulls("inside")
    if members.is_empty():
        return GapsOfIndicators.create_empty()
    rows, units = [], members["unit_id"].to_list()
    for question in (CHILDREN, *INDICATORS):
        less, more = (members.filter(inside=inside)[question].mean() for inside in (True, False))
        row = {"question": question, "base": members.height, "mean": members[question].mean()}
        row |= {"less": less, "more": more, "gap": (less - more) / members[question].std()}
        rows.append(row | {"units": units})
    gap = pl.col("gap")
    return pl.DataFrame(rows).with_columns(
        wider=gap.rank("min") - 1, narrower=gap.rank("min", descending=True) - 1
    )
