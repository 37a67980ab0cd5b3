"""Which groups of States score lower or higher, and whether size or development makes it.

The ranges were written after a first look at the overall score with and without population; none of
what is in them was taken out since.
"""

import numpy as np
import polars as pl

from cyberstudy.claims import claim
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
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
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
LEAST = pl.col("ldc_2025") == "yes"
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


def compared(survey, declared, *, question, inside, like):
    """Return the difference of a group and others, in standard deviations, under each choice."""
    members = survey.units.filter("in_frame").join(survey.answers, on=["wave", "unit_id"])
    members = members.drop_nulls(question)
    single = declared["Adjusted for"][1:-2]

    def row(kind, choice):
        edition = {IN_2020: "2020"}.get(choice, choice if kind == "Edition" else EDITIONS[0])
        whole = members.filter(wave=edition).with_columns(
            population=pl.col(f"population_{edition}").cast(pl.Float64, strict=False).log(),
            inside=inside,
            score=pl.col(question).rank() if choice == RANKS else pl.col(question),
        )
        kept = {"Left out": pl.col("region") != choice, "Compared with": inside | like}
        rows = whole if choice == OTHERS else whole.filter(kept.get(kind, pl.lit(value=True)))
        controls = {NOTHING: (), ALL_OF_IT: single, IN_2020: single}.get(choice, (choice,))
        controls = controls if kind == "Adjusted for" else ()
        difference = adjusted_difference(
            rows["score"].to_numpy(),
            rows["inside"].to_numpy(),
            [rows[KNOWN[name]].to_numpy() for name in controls],
        )
        cells = {"kind": kind, "choice": choice, "units": rows["unit_id"].to_list()}
        return cells | {"value": difference / whole["score"].std()}

    choices = [row(kind, choice) for kind, several in declared.items() for choice in several]
    return pl.DataFrame(choices).with_columns(pl.col("value").fill_nan(None))


def held(choices, condition):
    """Return each row with whether the claim holds, or why a group cannot be compared."""
    absent = pl.col("value").is_null()
    reason = pl.when(absent).then(pl.lit(NOBODY)).otherwise(pl.lit(""))
    return choices.with_columns(holds=condition(pl.col("value")), reason=reason)


LITTLE = "only others of low or medium human development"
OVER_LEAST = over("ldc_2025", LITTLE)
OF_LEAST = {"inside": LEAST, "like": pl.col("hdi_2022_group").is_in(["low", "medium"])}


@claim(
    answers=[OVERALL],
    over=OVER_LEAST,
    refuted_by="A specification in which least developed countries score less than half a "
    "standard deviation below the others.",
)
def least_developed_score_far_lower(survey):
    """Overall score of least developed countries less others', in standard deviations."""
    choices = compared(survey, OVER_LEAST, question=OVERALL, **OF_LEAST)
    return held(choices, lambda value: value <= -FAR)


@claim(
    answers=[TRAINING],
    over=OVER_LEAST,
    refuted_by="A specification in which least developed countries score less than half a "
    "standard deviation below the others on training of professionals.",
)
def least_developed_train_far_less(survey):
    """Score for training of least developed countries less others', in standard deviations."""
    choices = compared(survey, OVER_LEAST, question=TRAINING, **OF_LEAST)
    return held(choices, lambda value: value <= -FAR)


DEVELOPED = "only others of very high human development"
OVER_EUROPE = over("region", DEVELOPED)


@claim(
    answers=[OVERALL],
    over=OVER_EUROPE,
    refuted_by="A specification in which European States score less than a tenth of a standard "
    "deviation above others.",
)
def europe_scores_higher(survey):
    """Overall score of States of Europe less others', in standard deviations."""
    inside, like = pl.col("region") == "Europe", pl.col("hdi_2022_group") == "very_high"
    choices = compared(survey, OVER_EUROPE, question=OVERALL, inside=inside, like=like)
    return held(choices, lambda value: value >= SOME)


SMALL = "only others with fewer than two million people"
OVER_ISLANDS = over("sids", SMALL)


@claim(
    answers=[OVERALL],
    over=OVER_ISLANDS,
    refuted_by="A specification, such as a comparison with other small States, in which small "
    "island developing States score less than a tenth of a standard deviation below others.",
)
def small_islands_score_lower(survey):
    """Overall score of small island developing States less others', in standard deviations."""
    inside, like = pl.col("sids") == "yes", pl.col("population") < np.log(2e6)
    choices = compared(survey, OVER_ISLANDS, question=OVERALL, inside=inside, like=like)
    return held(choices, lambda value: value <= -SOME)


OVER_SECTORS = {
    "Edition": EDITIONS,
    "Left out": (NOTHING, *REGIONS),
}


@claim(
    answers=INDICATORS,
    over=OVER_SECTORS,
    refuted_by="A specification in which another indicator has a mean that is as low or lower.",
)
def sector_teams_lowest(survey):
    """Lowest mean score of another indicator less that of incident response teams of sectors."""
    members = survey.units.filter("in_frame").join(survey.answers, on=["wave", "unit_id"])
    choices = []
    for kind, several in OVER_SECTORS.items():
        for choice in several:
            rows = members.filter(
                pl.col("wave") == (choice if kind == "Edition" else EDITIONS[0]),
                pl.col("region") != choice,
            )
            means = rows.select(pl.col(INDICATORS).mean()).row(0, named=True)
            lead = min(mean for name, mean in means.items() if name != SECTORS) - means[SECTORS]
            cells = {"kind": kind, "choice": choice, "value": lead, "holds": lead > 0, "reason": ""}
            choices.append(cells | {"units": rows["unit_id"].to_list()})
    return pl.DataFrame(choices)
