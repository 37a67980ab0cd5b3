"""Whether the least developed countries have a law on cybercrime less often than others."""

import polars as pl

from cyberstudy.claims import claim
from cyberstudy.statistics.adjusted_difference import adjusted_difference

REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
#: What counts as law, and which countries count: among all who are recorded, else as none.
CODINGS = {
    "only legislation counts": (["legislation"], False),
    "a draft counts as law": (["legislation", "draft"], False),
    "no data counts as no law": (["legislation"], True),
}
#: What is adjusted for, and the columns of the list that say it.
KNOWN = {
    "population": "population",
    "region": "region",
    "small island or not": "sids",
    "landlocked or not": "lldc",
}
NOTHING, OTHERS, ALL_OF_IT = "nothing", "all others", "all of these"
LIKE = "only others of low or medium human development"
AS_RECORDED = next(iter(CODINGS))


@claim(
    answers=["cybercrime_law"],
    over={
        "Coding": tuple(CODINGS),
        "Adjusted for": (NOTHING, *KNOWN, ALL_OF_IT),
        "Compared with": (OTHERS, LIKE),
        "Left out": (NOTHING, *REGIONS),
    },
    refuted_by="A specification in which least developed countries have such a law as often as "
    "others, or more often.",
)
def law_rarer_among_least_developed(survey):
    """Share of least developed countries with a law on cybercrime less that of others."""
    members = survey.units.filter("in_frame")
    members = members.join(survey.answers, on=["wave", "unit_id"], how="left")
    members = members.with_columns(
        population=pl.col("population_2024").cast(pl.Float64, strict=False).log(),
        least=pl.col("ldc_2025") == "yes",
    )
    little = pl.col("least") | pl.col("hdi_2022_group").is_in(["low", "medium"])

    def row(kind, choice, coding=AS_RECORDED, facts=(), kept=True):
        law, none_is_none = CODINGS[coding]
        rows = members.filter(kept)
        rows = rows if none_is_none else rows.drop_nulls("cybercrime_law")
        value = adjusted_difference(
            rows["cybercrime_law"].is_in(law).fill_null(value=False).to_numpy(),
            rows["least"].to_numpy(),
            [rows[KNOWN[name]].to_numpy() for name in facts],
        )
        cells = {"kind": kind, "choice": choice, "units": rows["unit_id"].to_list()}
        return cells | {"value": value, "holds": value < 0, "reason": ""}

    choices = [row("Coding", coding, coding) for coding in CODINGS]
    choices += [row("Adjusted for", NOTHING), row("Adjusted for", ALL_OF_IT, facts=tuple(KNOWN))]
    choices += [row("Adjusted for", name, facts=(name,)) for name in KNOWN]
    choices += [row("Compared with", OTHERS), row("Compared with", LIKE, kept=little)]
    choices += [row("Left out", NOTHING)]
    choices += [row("Left out", region, kept=pl.col("region") != region) for region in REGIONS]
    return pl.DataFrame(choices)
