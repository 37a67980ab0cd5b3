"""Whether the least developed countries have a law on cybercrime less often than others."""

import polars as pl

from cyberstudy.claims import REGIONS, claim
from cyberstudy.statistics.adjusted_difference import adjusted_difference

NOTHING = "nothing"
#: What counts as law, and which countries count: among all who are recorded, else as none.
CODINGS = {
    "only legislation counts": (["legislation"], False),
    "a draft counts as law": (["legislation", "draft"], False),
    "no data counts as no law": (["legislation"], True),
}
#: What is adjusted for, and the columns of the list that say it.
GIVEN = {
    NOTHING: [],
    "population": ["population"],
    "region": ["region"],
    "small island or not": ["sids"],
    "landlocked or not": ["lldc"],
    "all of these": ["population", "region", "sids", "lldc"],
}
OTHERS, LIKE = "all others", "only others of low or medium human development"


@claim(
    answers=["cybercrime_law"],
    over={
        "Coding": tuple(CODINGS),
        "Adjusted for": tuple(GIVEN),
        "Compared with": (OTHERS, LIKE),
        "Left out": (NOTHING, *REGIONS),
    },
    refuted_by="A specification in which least developed countries have such a law as often as "
    "others, or more often.",
)
def law_rarer_among_least_developed(survey, chosen):
    """Share of least developed countries with a law on cybercrime less that of others."""
    members = survey.units.filter("in_frame", pl.col("region") != chosen["Left out"])
    members = members.join(survey.answers, on=["wave", "unit_id"], how="left").with_columns(
        population=pl.col("population_2024").cast(pl.Float64, strict=False).log(),
        least=pl.col("ldc_2025") == "yes",
    )
    if chosen["Compared with"] == LIKE:
        little = pl.col("hdi_2022_group").is_in(["low", "medium"])
        members = members.filter(pl.col("least") | little)
    law, none_is_none = CODINGS[chosen["Coding"]]
    members = members if none_is_none else members.drop_nulls("cybercrime_law")
    has = members["cybercrime_law"].is_in(law).fill_null(value=False)
    controls = members.select(GIVEN[chosen["Adjusted for"]])
    value = adjusted_difference(has, members["least"], controls)
    return {"units": members["unit_id"].to_list(), "value": value, "holds": value < 0}
