"""Which groups of States score lower or higher, and whether size or development makes it.

The ranges were written after a first look at the overall score with and without population; none of
what is in them was taken out since.
"""

import numpy as np
import polars as pl

from cyberstudy.claims import AFTER_LOOKING, REGIONS, claim
from cyberstudy.statistics.adjusted_difference import adjusted_difference
from surveyanswers.tables.phrases import phrase

OVERALL, TRAINING, SECTORS = "overall_score", "training", "sectoral_cirt"
INDICATORS = [
    *("substantive_law", "regulation", "national_cirt", SECTORS, "standards"),
    *("national_strategy", "responsible_agency", "metrics", "awareness", TRAINING, "education"),
    *("research", "industry", "incentives", "bilateral_agreements", "international_participation"),
    *("multilateral_agreements", "private_partnerships", "interagency_partnerships"),
]
EDITIONS = ("2024", "2020")
NOTHING, OTHERS, RANKS = "nothing", "all others", "ranks"
ALL_OF_IT, IN_2020 = "all of these", "all of these (2020 edition)"
NOBODY = phrase("the group is empty, or nobody is outside it")
#: What is adjusted for, and the columns of the list that say it.
KNOWN = {
    "population": "population",
    "region": "region",
    "least developed or not": "ldc_2025",
    "small island or not": "sids",
    "landlocked or not": "lldc",
}
#: Groups by the column of the list that tells them: who is inside, and who else is like these.
GROUPS = {
    "ldc_2025": (pl.col("ldc_2025") == "yes", pl.col("hdi_2022_group").is_in(["low", "medium"])),
    "region": (pl.col("region") == "Europe", pl.col("hdi_2022_group") == "very_high"),
    "sids": (pl.col("sids") == "yes", pl.col("population") < np.log(2e6)),
}
#: Assume: far is half a standard deviation of all Member States' scores of the edition, which
#: Cohen (1988) calls a medium effect; lower or higher is a tenth of one.
FAR, SOME = 0.5, 0.1


def over(group, like):
    """Declare the range of a comparison of a group, by the column that tells it, with others."""
    adjusted = (name for name, column in KNOWN.items() if column != group)
    return {
        "Edition": EDITIONS,
        "Measured by": ("scores", RANKS),
        "Adjusted for": (NOTHING, *adjusted, ALL_OF_IT, IN_2020),
        "Compared with": (OTHERS, like),
        "Left out": (NOTHING, *REGIONS),
    }


def compared(survey, chosen, group, holds, question=OVERALL):
    """Return the group's score less others', in standard deviations, under a choice."""
    (inside, like), adjusted = GROUPS[group], chosen["Adjusted for"]
    edition = "2020" if adjusted == IN_2020 else chosen["Edition"]
    members = survey.units.filter("in_frame", wave=edition)
    members = members.join(survey.answers, on=["wave", "unit_id"]).drop_nulls(question)
    members = members.with_columns(
        population=pl.col(f"population_{edition}").cast(pl.Float64, strict=False).log(),
        inside=inside,
        score=pl.col(question).rank() if chosen["Measured by"] == RANKS else pl.col(question),
    )
    rows = members.filter(pl.col("region") != chosen["Left out"])
    rows = rows if chosen["Compared with"] == OTHERS else rows.filter(inside | like)
    others = [column for column in KNOWN.values() if column != group]
    one = [KNOWN[adjusted]] if adjusted in KNOWN else []
    controls = rows.select(others if adjusted in (ALL_OF_IT, IN_2020) else one)
    value = adjusted_difference(rows["score"], rows["inside"], controls) / members["score"].std()
    if np.isnan(value):
        return {"units": rows["unit_id"].to_list(), "reason": NOBODY}
    return {"units": rows["unit_id"].to_list(), "value": value, "holds": holds(value)}


OVER_LEAST = over("ldc_2025", "only others of low or medium human development")


@claim(
    range_written=AFTER_LOOKING,
    answers=[OVERALL],
    over=OVER_LEAST,
    refuted_by="A specification in which least developed countries score less than half a "
    "standard deviation below the others.",
)
def least_developed_score_far_lower(survey, chosen):
    """Overall score of least developed countries less others', in standard deviations."""
    return compared(survey, chosen, "ldc_2025", lambda value: value <= -FAR)


@claim(
    range_written=AFTER_LOOKING,
    answers=[TRAINING],
    over=OVER_LEAST,
    refuted_by="A specification in which least developed countries score less than half a "
    "standard deviation below the others on training of professionals.",
)
def least_developed_train_far_less(survey, chosen):
    """Score for training of least developed countries less others', in standard deviations."""
    return compared(survey, chosen, "ldc_2025", lambda value: value <= -FAR, TRAINING)


@claim(
    range_written=AFTER_LOOKING,
    answers=[OVERALL],
    over=over("region", "only others of very high human development"),
    refuted_by="A specification in which European States score less than a tenth of a standard "
    "deviation above others.",
)
def europe_scores_higher(survey, chosen):
    """Overall score of States of Europe less others', in standard deviations."""
    return compared(survey, chosen, "region", lambda value: value >= SOME)


@claim(
    range_written=AFTER_LOOKING,
    answers=[OVERALL],
    over=over("sids", "only others with fewer than two million people"),
    refuted_by="A specification, such as a comparison with other small States, in which small "
    "island developing States score less than a tenth of a standard deviation below others.",
)
def small_islands_score_lower(survey, chosen):
    """Overall score of small island developing States less others', in standard deviations."""
    return compared(survey, chosen, "sids", lambda value: value <= -SOME)


@claim(
    range_written=AFTER_LOOKING,
    answers=INDICATORS,
    over={"Edition": EDITIONS, "Left out": (NOTHING, *REGIONS)},
    refuted_by="A specification in which another indicator has a mean that is as low or lower.",
)
def sector_teams_lowest(survey, chosen):
    """Lowest mean score of another indicator less that of incident response teams of sectors."""
    members = survey.units.filter("in_frame", wave=chosen["Edition"])
    members = members.join(survey.answers, on=["wave", "unit_id"])
    rows = members.filter(pl.col("region") != chosen["Left out"])
    means = rows.select(pl.col(INDICATORS).mean()).row(0, named=True)
    lead = min(mean for name, mean in means.items() if name != SECTORS) - means[SECTORS]
    return {"units": rows["unit_id"].to_list(), "value": lead, "holds": lead > 0}
