"""What countries that experts name have, and what others have."""

from zlib import crc32

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.draw.of_tables import KNOWN_INTERVAL, in_seaborn
from cyberstudy.statistics.differences import adjusted, cliffs_delta
from cyberstudy.statistics.neighbours import wider_among_neighbours
from cyberstudy.statistics.rank_correlations import spearman_p
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic
from surveyanswers.tables.phrases import phrase

WHOLE = "index"  # of nominations, all types of crime
MEASURES = (
    *("gci_overall", "gci_legal", "gci_technical", "gci_organizational", "gci_capacity"),
    *("gci_cooperation", "laws"),
)
RICH, SIZE, TOTAL = ("internet", "income", "development"), "population", "total_income"
FACTS = (*MEASURES, *RICH, SIZE, TOTAL)
CONFIDENCE, PERMUTATIONS = 0.95, 10000
FEW = 10  # countries; of fewer nothing is compared
NO_INTERVAL = phrase("no interval, since leaving out one subregion leaves nothing to compare")


class NamedAndNot(Analysis):
    """What countries that experts name have, and what others have."""

    fact = key("What is known of countries: a score, a count of laws, or a fact of a reference.")
    title = column(dy.String, Part.LABEL, "What it is called.")
    year = column(dy.UInt16, Part.LABEL, "Latest year that it is of.", nullable=True)
    named = column(dy.UInt32, Part.BASE, "Countries that an expert named for any type of crime.")
    not_named = column(dy.UInt32, Part.BASE, "Countries that nobody named.")
    median_named = statistic("Median of the named countries.")
    median_not_named = statistic("Median of the other countries.")
    delta = statistic(
        "Cliff's delta: chance that a named country has more, less that it has less.",
        phrase("Cliff's delta"),
        min=-1,
        max=1,
    )
    low = statistic(
        "Lower end of its interval (Cliff 1996, or where that is wider by leaving out one "
        "subregion after another).",
        min=-1,
        max=1,
    )
    high = statistic("Its upper end.", min=-1, max=1)
    tests = column(dy.UInt32, Part.LABEL, "Comparisons of this screen (Benjamini-Hochberg).")
    p = proportion(
        Part.STATISTIC,
        "The larger of two mid-p-values of delta: of a permutation of countries, and of signs by "
        "subregion.",
    )
    p_adjusted = proportion(Part.STATISTIC, "Adjusted for the number of tests.")
    reason = column(dy.String, Part.REASON, 'Why there is no number; "" where there is one.')


@table(NamedAndNot, tables=["country_facts"])
def named_and_not(survey):
    """Compare countries that an expert named with those that nobody named.

    Assume: a country is named where any expert names it for any type of crime; one expert is
    enough, so this leans on the countries that hardly anybody named. With other experts other
    countries would be among them.
    """
    facts = survey.table("country_facts")
    whole = facts.filter(fact=WHOLE).select("iso3", index="value")
    rows = []
    for fact in FACTS:
        base = facts.filter(fact=fact)
        row = {"fact": fact, "title": base["title"].first() or fact, "year": base["year"].max()}
        base = base.join(whole, on="iso3").sort("iso3")
        groups = [base.filter(is_named)["value"].to_numpy() for is_named in NAMED_AND_NOT]
        row |= {"named": groups[0].size, "not_named": groups[1].size}
        row["units"] = (base if base.height else facts)["iso3"].unique().to_list()
        if min(map(len, groups)) < FEW:
            why = f"fewer than {FEW} countries" if base.height else "not available in this run"
            rows.append(row | dict.fromkeys(COMPARED) | {"reason": why})
            continue
        rng = np.random.default_rng([survey.seed, crc32(fact.encode())])
        contrast = compared(base, rng)
        rows.append(row | contrast | {"reason": NO_INTERVAL if np.isnan(contrast["low"]) else ""})
    corrected = adjusted(np.array([row["p"] for row in rows], dtype=float), "screen")
    numbers = [pl.col(name).cast(pl.Float64).fill_nan(None) for name in COMPARED]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        *numbers, p_adjusted=pl.Series(corrected).fill_nan(None), tests=pl.lit(len(rows))
    )


def compared(countries, rng):
    """Compare countries that were named with the others."""
    named, value = (countries["index"] > 0).to_numpy(), countries["value"].to_numpy()
    blocks = countries["subregion"].fill_null("").to_numpy()

    def of(kept):
        return cliffs_delta(value[kept & named], value[kept & ~named], confidence=CONFIDENCE)

    delta, *ends = of(np.ones(value.size, dtype=bool))
    low, high, _ = wider_among_neighbours(
        (ends[0], ends[1]), lambda kept: of(kept)[0], blocks, confidence=CONFIDENCE
    )
    flags = named.astype(float)
    p = spearman_p(flags, value, permutations=PERMUTATIONS, rng=rng, blocks=blocks)
    medians = [float(np.median(value[which])) for which in (named, ~named)]
    return dict(zip(COMPARED, (*medians, delta, low, high, p), strict=True))


NAMED_AND_NOT = (pl.col("index") > 0, pl.col("index") == 0)
COMPARED = ("median_named", "median_not_named", "delta", "low", "high", "p")

SHOWN = "gci_overall"


def _of_size(column):
    return {"table": "named_and_not", "column": column, "row": {"fact": SIZE}}


def _of_claim(column):
    row = {"kind": "Measure of nominations", "choice": "whether any expert named it"}
    return {"table": "prepared_named_more", "column": column, "row": row, "decimals": 2}


FOUND = (
    "Experts named {named_base} countries as sources of cybercrime; nobody named the other "
    "{others_base}. The named countries had a median ITU score of {named} in {year}, the others "
    "{others}; the median populations were {people} million and {other_people} million. "
    "Adjusted for population, income, internet use, human development and region, the rank "
    "correlation of the score with being named was {rho} (confidence interval {rho_low} to "
    "{rho_high})"
)
HOLDS = {"low": {"at_least": 0.1}}
SAYS = {
    "claim": "prepared_named_more",
    "headline": "Countries that experts named score higher with ITU than others as large",
    "finding": FOUND + ".",
    "holds": HOLDS,
    "weaker": [
        {
            "headline": "Countries that experts named are larger and score higher with ITU",
            "finding": FOUND + ", which is too imprecise to tell whether the score matters.",
            "holds": HOLDS | {"larger": {"at_least": 0.1}, "rho_low": {"at_most": 0}},
        }
    ],
    "subtitle": "How often one of the {named_base} countries that experts named has more than one "
    "of the {others_base} that nobody named, less how often it has less (Cliff's delta)",
    "table": "named_and_not",
    "row": {"fact": SHOWN},
    "values": {
        "named": {"column": "median_named"},
        "others": {"column": "median_not_named"},
        "named_base": {"column": "named"},
        "others_base": {"column": "not_named"},
        "people": _of_size("median_named") | {"millions": True},
        "other_people": _of_size("median_not_named") | {"millions": True},
        "rho": _of_claim("value"),
        "rho_low": _of_claim("low"),
        "rho_high": _of_claim("high"),
        "low": {"column": "low"},
        "larger": _of_size("low"),
        "year": {"plan": ["country_facts", "measures", SHOWN, "wave"]},
    },
}


@figure(
    named_and_not,
    area="Sources compared",
    source="Bruce M and others 2024, PLOS ONE 19(4) e0297312; International Telecommunication "
    "Union, Global Cybersecurity Index 2020 and 2024; World Bank, World Development Indicators. "
    "ITU's scores show what a State has in place for cybersecurity, from 0 (nothing) to 100 "
    "(everything). The World Cybercrime Index combines how often experts named a country and "
    "how highly they rated it, from 0 to 100.",
    title="Countries that experts named, and what they have",
    says=SAYS,
)
@in_seaborn(
    who=phrase("facts"),
    height=3.6,
    method=phrase(
        "Dots: Cliff's delta, zero if named and other countries have equally much. Lines: 95% "
        "confidence intervals, wider where neighbouring countries are similar. It describes "
        "countries, not the people in them, and shows no causes."
    ),
)
def experts_named(table, axes):
    import seaborn as sns  # late, for the workflow's planner imports this file, too

    rows = table.sort_values("delta", ascending=False).astype({"title": str}).dropna(subset="delta")
    ends = rows.melt("title", ["low", "delta", "high"], var_name="end", value_name="more")
    sns.pointplot(ends, x="more", y="title", ax=axes, **KNOWN_INTERVAL)
    axes.axvline(0, color="0.6", lw=0.8, zorder=0)
    axes.set(xlabel="delta", ylabel="")
