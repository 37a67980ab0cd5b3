"""Whether the least developed countries have a law on cybercrime less often than others."""

import polars as pl
from cyberstudy.analyses import figure
from cyberstudy.claims import claim
from cyberstudy.draw.of_tables import choices

REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
#: What counts as law, and which countries count: among all who are recorded, else as none.
CODINGS = {
    "legislation is law": (["legislation"], False),
    "a draft is law, too": (["legislation", "draft"], False),
    "no data is no law": (["legislation"], True),
}
AS_IT_IS = "nothing"
#: Columns of the list within whose groups countries are compared, weighted as the least developed.
WITHIN = {"landlocked or not": "lldc", "small island or not": "sids", "region": "region"}
LIKE = "only others with low or medium human development"


@claim(
    answers=["cybercrime_law"],
    over={
        "Coding": tuple(CODINGS),
        "Adjusted for": (AS_IT_IS, *WITHIN),
        "Compared with": ("all others", LIKE),
        "Left out": (AS_IT_IS, *REGIONS),
    },
    refuted_by="A choice under which the least developed have such a law as often as others, or "
    "more often.",
)
def law_rarer_among_least_developed(survey):
    """Difference of shares with a law on cybercrime, least developed less others."""
    members = survey.units.filter("in_frame")
    rows = members.join(survey.answers, on="unit_id", how="left").drop_nulls("ldc_2025")

    def row(kind, choice, coding="legislation is law", within=None, of=rows):
        options, all_count = CODINGS[coding]
        of = of if all_count else of.drop_nulls("cybercrime_law")
        of = of.with_columns(
            law=pl.col("cybercrime_law").is_in(options).fill_null(value=False),
            stratum=pl.lit("") if within is None else pl.col(within),
        )
        strata = of.group_by("stratum").agg(
            least=pl.col("law").filter(ldc_2025="yes").mean(),
            others=pl.col("law").filter(ldc_2025="no").mean(),
            weight=(pl.col("ldc_2025") == "yes").sum(),
        )
        # Where one of both is missing, nothing can be compared.
        strata = strata.drop_nulls()
        told = {"kind": kind, "choice": choice, "units": of["unit_id"].to_list()}
        if strata.is_empty() or not strata["weight"].sum():
            return told | {"value": None, "holds": None, "reason": "nobody to compare with"}
        difference = (strata["least"] - strata["others"]) * strata["weight"]
        value = difference.sum() / strata["weight"].sum()
        return told | {"value": value, "holds": value < 0, "reason": ""}

    like = rows.filter(
        (pl.col("ldc_2025") == "yes") | pl.col("hdi_2022_group").is_in(["low", "medium"])
    )
    made = [row("Coding", coding, coding) for coding in CODINGS]
    made += [row("Adjusted for", AS_IT_IS)]
    made += [row("Adjusted for", name, within=column) for name, column in WITHIN.items()]
    made += [row("Compared with", "all others"), row("Compared with", LIKE, of=like)]
    made += [row("Left out", AS_IT_IS)]
    made += [row("Left out", each, of=rows.filter(pl.col("region") != each)) for each in REGIONS]
    return pl.DataFrame(made)


@figure(
    law_rarer_among_least_developed,
    area="Law",
    title="Laws on cybercrime of the least developed countries, beside others, by choice",
    rank="annex",
    says={"subtitle": "Share with a law on cybercrime, least developed less others, 2026"},
)
def least_developed_by_choice(made, view):
    """Draw the difference under every choice."""
    told = "Points: share of least developed countries with a law less that of others."
    axis = "difference of shares"
    return choices(made, view, outcome=axis, who="Member States", threshold=0, method=told)
