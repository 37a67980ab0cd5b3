"""Whether less developed States have a law on cybercrime less often than others."""

import polars as pl

from cyberstudy.claims import AFTER_LOOKING, claim
from cyberstudy.specifications import READ, examined, specifications, states_of

#: What counts as law, and which countries count: among all who are recorded, else as none.
CODINGS = {
    "only legislation counts": (["legislation"], False),
    "a draft counts as law": (["legislation", "draft"], False),
    "no data counts as no law": (["legislation"], True),
}
LISTS = {
    "least developed countries": pl.col("ldc_2025") == "yes",
    "low or medium human development": pl.col("group").is_in(["low", "medium"]),
}
BESIDES = {"small island or not": ("sids",), "landlocked or not": ("lldc",)}
OTHERS, LIKE = "all others", "only others of low or medium human development"


@claim(
    range_written=AFTER_LOOKING,
    answers=["cybercrime_law"],
    tables=READ,
    over=specifications(
        {"Coding": CODINGS, "Group": LISTS, "Compared with": (OTHERS, LIKE)}, adjusted=BESIDES
    ),
    refuted_by="A specification in which the interval of the difference between least developed "
    "countries and others includes zero.",
)
def law_rarer_among_least_developed(survey, chosen):
    """Share of least developed countries with a law on cybercrime less that of others."""
    answers = survey.answers.select(iso3="unit_id", law="cybercrime_law")
    states = states_of(survey).join(answers, on="iso3", how="left", maintain_order="left")
    inside, (law, none_is_none) = LISTS[chosen["Group"]], CODINGS[chosen["Coding"]]
    if chosen["Compared with"] == LIKE:
        states = states.filter(inside | pl.col("group").is_in(["low", "medium"]))
    states = states if none_is_none else states.drop_nulls("law")
    return examined(
        states,
        chosen,
        outcome=pl.col("law").is_in(law).fill_null(value=False),
        exposure=inside,
        adjusted=BESIDES,
        ranks=False,
        sign=-1,
        seed=survey.seed,
    )
