"""How far measures of cybersecurity put States in the same order, in the world and within regions.

The measures are those of `three_measures.py`.

Ranges of claims were written after a first look at the numbers.
"""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, table
from cyberstudy.claims import claim
from cyberstudy.statistics.rank_correlations import correlation_beside
from surveyanswers.tables.disclosure import Part, column, key, statistic
from surveyanswers.tables.phrases import phrase

ITU, EARLIER, INDEX, LAWS = MEASURES = ("gci_overall_2024", "gci_overall", "ncsi", "laws")
RICH, SIZE = ("internet", "income", "development"), "population"
CONFIDENCE, FULL, PEOPLE = 0.95, 100, 1e6
MEMBERS = "data/raw/reference/member_states.csv"
READ = ["country_facts", MEMBERS]
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
EVERYWHERE, NOT_EUROPE = "all", "all but Europe"


def states_of(survey):
    """Return a row a Member State, with its value of each measure."""
    facts = survey.table("country_facts")
    about = ["iso3", "country", "region", "subregion"]
    wide = facts.pivot("fact", index=about, values="value")
    members = survey.table(MEMBERS).select("iso3")
    states = members.join(wide, on="iso3", how="left", maintain_order="left").sort("iso3")
    return states if {*MEASURES, *RICH, SIZE} <= {*states.columns} else states.clear()


PAIRS = {
    "ITU 2024 and NCSI": (ITU, INDEX),
    "ITU 2020 and NCSI": (EARLIER, INDEX),
    "ITU 2024 and five kinds of law": (ITU, LAWS),
    "ITU 2020 and five kinds of law": (EARLIER, LAWS),
    "NCSI and five kinds of law": (INDEX, LAWS),
}


class Agreement(Analysis):
    """How far two measures put States in the same order, in the world and within regions."""

    pair = key("The two measures.", phrase("Measures"))
    where = key("all, all but Europe, or a region.", phrase("Region"))
    base = column(dy.UInt32, Part.BASE, "Member States that both have.")
    rho = statistic(
        "Spearman's correlation of ranks.", phrase("Spearman\u2019s rho"), min=-1, max=1
    )
    low = statistic(
        "Lower end of its 95 % interval, of States or of subregions if that is wider.",
        min=-1,
        max=1,
    )
    high = statistic("Its upper end.", min=-1, max=1)
    others = column(dy.UInt32, Part.BASE, "Member States there that one of the two lacks.")
    median = statistic("Median of the first measure, of States that the second has.")
    median_others = statistic("The same of States that the second lacks.")


@table(Agreement, tables=READ)
def measures_by_region(survey):
    """Correlate ranks of each two measures, everywhere and within regions."""
    states, rows = states_of(survey), []
    if states.is_empty():
        return Agreement.create_empty()
    for pair, (first, second) in PAIRS.items():
        for where in (EVERYWHERE, NOT_EUROPE, *REGIONS):
            members = _where(states, where)
            kept = members.drop_nulls([first, second])
            rest = members.filter(pl.col(second).is_null())
            correlation = zip(("rho", "low", "high"), _correlated(kept, first, second), strict=True)
            about = {"pair": pair, "where": where, "base": kept.height} | dict(correlation)
            about |= {"others": members.height - kept.height, "median": kept[first].median()}
            about |= {"median_others": rest[first].median(), "units": members["iso3"].to_list()}
            rows.append(about)
    table = pl.DataFrame(rows, infer_schema_length=None)
    return table.with_columns(pl.col("rho", "low", "high").fill_nan(None))


def _where(states, where):
    if where == EVERYWHERE:
        return states
    return states.filter(
        pl.col("region") != "Europe" if where == NOT_EUROPE else pl.col("region") == where
    )


def _correlated(kept, first, second, controls=(), blocks="subregion"):
    near = None if blocks is None else kept[blocks]
    beside = kept.select(controls)
    return correlation_beside(kept[first], kept[second], beside, near, confidence=CONFIDENCE)


ALONE = "nothing"
GIVEN = {
    ALONE: (),
    "human development": ("development",),
    "income, internet and development": RICH,
    "population": (SIZE,),
    "all of these": (*RICH, SIZE),
}
FULL_MARKS, SMALL = "those with full marks from ITU", "those with fewer than a million people"
OUT = (ALONE, *REGIONS, FULL_MARKS, SMALL)
POINTS, TIERS = "points", "five tiers"
#: Where ITU's tiers of 2024 begin. Assume: as the copy of the tiers beside the index has them; no
#: text of ITU's was read.
BEGIN = (20, 55, 85, 95)
BLOCKS = {
    "correlated within subregions": "subregion",
    "correlated within regions": "region",
    "treated as independent": None,
}


@claim(
    tables=READ,
    over={
        "Measures": tuple(PAIRS),
        "Adjusted for": tuple(GIVEN),
        "Left out": OUT,
        "ITU's score in": (POINTS, TIERS),
        "Neighbours": tuple(BLOCKS),
    },
    refuted_by="A specification in which the interval of the rank correlation includes zero.",
)
def measures_go_together(survey, chosen):
    """Correlation of ranks of States by two measures of their cybersecurity."""
    states = states_of(survey)
    if states.is_empty():
        return None
    (first, second), facts = PAIRS[chosen["Measures"]], GIVEN[chosen["Adjusted for"]]
    kept = states.drop_nulls([first, second, *facts]).filter(_kept(chosen["Left out"]))
    if chosen["ITU's score in"] == TIERS:
        above = [(pl.col(ITU) >= begin).cast(pl.Int8) for begin in BEGIN]
        kept = kept.with_columns(pl.sum_horizontal(above).alias(ITU))
    rho, low, _ = _correlated(kept, first, second, facts, BLOCKS[chosen["Neighbours"]])
    return {"units": kept["iso3"].to_list(), "value": rho, "holds": low > 0}


def _kept(out):
    if out in REGIONS:
        return pl.col("region") != out
    return {FULL_MARKS: pl.col(ITU) < FULL, SMALL: pl.col(SIZE) >= PEOPLE}.get(out, pl.lit(True))
